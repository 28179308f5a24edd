"""What a service desk offers, its tickets and appointments, and other times offered."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0031_forwarding'),
    ]

    operations = [
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.CharField(max_length=1, verbose_name='字母')),
                ('kind', models.CharField(choices=[('party', '党群服务'), ('govern', '政务服务'), ('social', '社会服务'), ('medical', '医疗服务'), ('legal', '法律服务')], max_length=7, verbose_name='类别')),
                ('name', models.CharField(max_length=30, verbose_name='服务')),
                ('about', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('bring', models.TextField(blank=True, verbose_name='要带的材料')),
                ('fee', models.CharField(blank=True, max_length=60, verbose_name='费用说明')),
                ('yuan', models.PositiveIntegerField(null=True, verbose_name='费用（元）')),
                ('legal_basis', models.CharField(blank=True, max_length=120, verbose_name='依据')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='一般要几分钟')),
                ('changed_at', models.DateTimeField(verbose_name='改动时间')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='停办时间')),
                ('committee', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='services', to='buildings.committee', verbose_name='楼委会')),
                ('windows', models.ManyToManyField(related_name='services', to='buildings.servicewindow', verbose_name='在哪些窗口')),
            ],
        ),
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='日期')),
                ('number', models.PositiveIntegerField(verbose_name='当天第几个')),
                ('token', models.CharField(max_length=40, unique=True)),
                ('code', models.CharField(max_length=40, unique=True)),
                ('state', models.CharField(choices=[('booked', '已预约'), ('waiting', '等候'), ('called', '请到窗口'), ('serving', '正在办理'), ('done', '办完了'), ('no_show', '叫号没有来'), ('gave_up', '自己取消'), ('unserved', '当天没有轮到'), ('moved', '改到了别的时间'), ('lapsed', '窗口没有开，预约失效')], max_length=8, verbose_name='进展')),
                ('is_paper', models.BooleanField(default=False, verbose_name='纸质号')),
                ('papers', models.TextField(blank=True, verbose_name='已备好的材料')),
                ('drawn_at', models.DateTimeField(verbose_name='取号时间')),
                ('due_at', models.DateTimeField(null=True, verbose_name='预约的时间')),
                ('came_at', models.DateTimeField(null=True, verbose_name='到场时间')),
                ('place_at', models.DateTimeField(null=True, verbose_name='排队的位置')),
                ('not_before', models.DateTimeField(null=True, verbose_name='推迟到')),
                ('urgent', models.CharField(blank=True, max_length=60, verbose_name='优先的原因')),
                ('calls', models.PositiveSmallIntegerField(default=0, verbose_name='叫了几次')),
                ('called_at', models.DateTimeField(null=True, verbose_name='第一次叫号')),
                ('recalled_at', models.DateTimeField(null=True, verbose_name='最近一次叫号')),
                ('begun_at', models.DateTimeField(null=True, verbose_name='开始办理')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('result', models.CharField(blank=True, choices=[('settled', '办成了'), ('advised', '答复了'), ('referred', '转到别处办'), ('papers', '材料不齐'), ('refused', '不能办'), ('unknown', '没有登记结果')], max_length=8, verbose_name='办理结果')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='办理备注')),
                ('rating', models.PositiveSmallIntegerField(choices=[(1, '很不满意'), (2, '不满意'), (3, '一般'), (4, '满意'), (5, '很满意')], null=True, verbose_name='评分')),
                ('called_to', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='called', to='buildings.servicewindow', verbose_name='叫到的窗口')),
                ('moved_to', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moved_from', to='buildings.ticket', verbose_name='改到')),
                ('service', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='buildings.service', verbose_name='服务')),
                ('window', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='buildings.servicewindow', verbose_name='只在这个窗口')),
            ],
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begins_at', models.DateTimeField(verbose_name='另一个时间')),
                ('made_at', models.DateTimeField(verbose_name='提出时间')),
                ('expires_at', models.DateTimeField(verbose_name='答复期限')),
                ('state', models.CharField(choices=[('open', '等本人答复'), ('taken', '本人接受了'), ('refused', '本人没有要'), ('expired', '过了答复的时间'), ('back', '窗口又开了，收回')], default='open', max_length=8, verbose_name='答复')),
                ('window', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='buildings.servicewindow', verbose_name='窗口')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='buildings.ticket', verbose_name='号')),
            ],
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.UniqueConstraint(fields=('committee', 'letter'), name='a_service_has_its_own_letter'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 1)), name='a_service_takes_time'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['service', 'state'], name='tickets_by_service'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['state', 'day'], name='tickets_by_state'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.UniqueConstraint(fields=('service', 'day', 'number'), name='a_ticket_has_its_own_number'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('called', 'serving'))), fields=('called_to',), name='one_at_a_window_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'booked'), _negated=True), models.Q(('due_at__isnull', False), ('window__isnull', False)), _connector='OR'), name='an_appointment_has_its_time_and_window'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'waiting'), _negated=True), ('place_at__isnull', False), _connector='OR'), name='who_waits_has_a_place'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('called', 'serving')), _negated=True), models.Q(('called_at__isnull', False), ('called_to__isnull', False)), _connector='OR'), name='who_is_called_is_called_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(('rating', None), ('rating__range', (1, 5)), _connector='OR'), name='a_rating_is_one_to_five'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('ticket',), name='one_other_time_is_offered_at_a_time'),
        ),
    ]
