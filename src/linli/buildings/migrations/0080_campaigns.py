"""Policies, campaigns with their rounds, who is reached by them, and calls at doors."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0070_companies'),
        ('places', '0003_findable'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('policy', '送政策'), ('service', '送服务'), ('care', '送关怀')], max_length=7, verbose_name='送什么')),
                ('title', models.CharField(max_length=60, verbose_name='主题')),
                ('edition', models.PositiveSmallIntegerField(default=0, verbose_name='政策第几版')),
                ('begun_at', models.DateTimeField(verbose_name='开始时间')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns_begun', to=settings.AUTH_USER_MODEL, verbose_name='发起人')),
                ('committee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='buildings.committee', verbose_name='楼委会')),
            ],
        ),
        migrations.CreateModel(
            name='CampaignRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='第几轮')),
                ('on', models.DateField(verbose_name='哪天去')),
                ('goes', models.BinaryField(null=True, verbose_name='谁去')),
                ('planned_at', models.DateTimeField(verbose_name='排定时间')),
                ('campaign', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='buildings.campaign', verbose_name='活动')),
            ],
        ),
        migrations.CreateModel(
            name='Outreach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveSmallIntegerField(default=0, verbose_name='政策第几版')),
                ('code', models.CharField(max_length=13, unique=True)),
                ('who', models.BinaryField(null=True, verbose_name='姓名和住处')),
                ('state', models.CharField(choices=[('listed', '等走访'), ('told', '已告知'), ('read', '看过了'), ('applied', '已申请'), ('granted', '批准了'), ('refused', '没批准'), ('declined', '不需要'), ('done', '送到了')], default='listed', max_length=8, verbose_name='进展')),
                ('told_by', models.CharField(blank=True, choices=[('', '还没有'), ('notice', '短信或微信'), ('call', '上门')], max_length=6, verbose_name='怎样告知')),
                ('listed_at', models.DateTimeField(verbose_name='列入时间')),
                ('told_at', models.DateTimeField(null=True, verbose_name='告知时间')),
                ('read_at', models.DateTimeField(null=True, verbose_name='看过的时间')),
                ('applied_at', models.DateTimeField(null=True, verbose_name='申请时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='有结果的时间')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outreach', to='buildings.campaign', verbose_name='活动')),
                ('company', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outreach', to='buildings.company', verbose_name='企业')),
                ('round', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outreach', to='buildings.campaignround', verbose_name='第几轮')),
            ],
        ),
        migrations.CreateModel(
            name='OutreachCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='哪天')),
                ('result', models.CharField(choices=[('done', '办到了'), ('not_home', '没人在'), ('later', '约了下次')], max_length=8, verbose_name='结果')),
                ('says', models.CharField(blank=True, max_length=200, verbose_name='记了什么')),
                ('next_on', models.DateField(null=True, verbose_name='下次哪天去')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outreach_calls', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('outreach', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='buildings.outreach', verbose_name='对谁')),
            ],
        ),
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='政策名称')),
                ('issuer', models.CharField(max_length=40, verbose_name='发文单位')),
                ('number', models.CharField(max_length=40, verbose_name='文号')),
                ('valid_from', models.DateField(verbose_name='从哪天起')),
                ('valid_until', models.DateField(null=True, verbose_name='到哪天为止')),
                ('conditions', models.TextField(verbose_name='条件')),
                ('gives', models.CharField(max_length=300, verbose_name='给什么')),
                ('how', models.CharField(max_length=300, verbose_name='怎样申请')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='原文网址')),
                ('edition', models.PositiveSmallIntegerField(default=1, verbose_name='第几版')),
                ('changed', models.CharField(blank=True, max_length=200, verbose_name='改了什么')),
                ('kept_at', models.DateTimeField(verbose_name='登记时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='撤下时间')),
                ('kept_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='policies_kept', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='policies', to='places.place', verbose_name='适用于')),
            ],
        ),
        migrations.AddField(
            model_name='outreach',
            name='policy',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outreach', to='buildings.policy', verbose_name='政策'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='policy',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='buildings.policy', verbose_name='政策'),
        ),
        migrations.AddConstraint(
            model_name='campaignround',
            constraint=models.UniqueConstraint(fields=('campaign', 'number'), name='a_round_has_its_own_number'),
        ),
        migrations.AddConstraint(
            model_name='outreachcall',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('result', 'later'), _negated=True), ('next_on__isnull', False), _connector='OR'), name='who_is_seen_later_has_a_day'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('place', 'number'), name='a_document_is_kept_once_a_place'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='a_policy_ends_after_it_began'),
        ),
        migrations.AddIndex(
            model_name='outreach',
            index=models.Index(fields=['campaign', 'state'], name='outreach_of_a_campaign'),
        ),
        migrations.AddConstraint(
            model_name='outreach',
            constraint=models.UniqueConstraint(fields=('policy', 'edition', 'company'), name='nobody_is_told_twice'),
        ),
        migrations.AddConstraint(
            model_name='outreach',
            constraint=models.UniqueConstraint(fields=('campaign', 'company'), name='a_company_is_listed_once'),
        ),
        migrations.AddConstraint(
            model_name='outreach',
            constraint=models.CheckConstraint(condition=models.Q(('company__isnull', False), ('policy', None), _connector='OR'), name='a_policy_is_told_to_companies'),
        ),
        migrations.AddConstraint(
            model_name='outreach',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'applied'), _negated=True), ('applied_at__isnull', False), _connector='OR'), name='who_applied_has_the_time'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('edition__gt', 0), ('kind', 'policy'), ('policy__isnull', False)), models.Q(models.Q(('kind', 'policy'), _negated=True), ('edition', 0), ('policy', None)), _connector='OR'), name='a_campaign_of_policy_has_its_policy'),
        ),
    ]
