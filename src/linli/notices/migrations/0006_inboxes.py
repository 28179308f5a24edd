"""Inboxes of staff, how each wants to be told besides, and what is on its way to them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0005_bulletins'),
        ('people', '0006_children_and_unused'),
        ('places', '0003_findable'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Reach',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='reach', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('mail', models.BinaryField(null=True, verbose_name='邮箱')),
                ('mail_confirmed_at', models.DateTimeField(null=True, verbose_name='邮箱确认时间')),
                ('wechat', models.BinaryField(null=True)),
                ('by_wechat', models.BooleanField(default=False, verbose_name='用微信')),
                ('quiet', models.CharField(max_length=11, null=True, verbose_name='安静时段')),
                ('language', models.CharField(blank=True, max_length=7, verbose_name='语言')),
            ],
        ),
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(max_length=60, verbose_name='对什么')),
                ('says', models.CharField(max_length=200, verbose_name='内容')),
                ('link', models.CharField(blank=True, max_length=200)),
                ('count', models.PositiveIntegerField(default=1, verbose_name='个数')),
                ('is_dangerous', models.BooleanField(default=False, verbose_name='危险')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('last_at', models.DateTimeField(verbose_name='最近一次')),
                ('due_at', models.DateTimeField(verbose_name='何时发送')),
                ('begun', models.BooleanField(default=False, verbose_name='已开始发送')),
                ('read_at', models.DateTimeField(null=True, verbose_name='已读时间')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='told', to=settings.AUTH_USER_MODEL)),
                ('place', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Forwarding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=12, verbose_name='渠道')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='发送次数')),
                ('next_at', models.DateTimeField(null=True, verbose_name='下次发送')),
                ('tried_at', models.DateTimeField(null=True, verbose_name='上次发送')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('answer', models.CharField(blank=True, max_length=8, verbose_name='结果')),
                ('said', models.CharField(blank=True, max_length=60, verbose_name='答复')),
                ('told', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='forwardings', to='notices.told')),
            ],
        ),
        migrations.AddIndex(
            model_name='told',
            index=models.Index(fields=['person', 'id'], name='told_to_a_person'),
        ),
        migrations.AddIndex(
            model_name='told',
            index=models.Index(condition=models.Q(('read_at', None)), fields=['person'], name='told_and_unread'),
        ),
        migrations.AddIndex(
            model_name='told',
            index=models.Index(condition=models.Q(('begun', False)), fields=['due_at'], name='told_and_due'),
        ),
        migrations.AddConstraint(
            model_name='told',
            constraint=models.CheckConstraint(condition=models.Q(('count__gte', 1)), name='what_is_told_happened'),
        ),
        migrations.AddIndex(
            model_name='forwarding',
            index=models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='forwardings_due'),
        ),
        migrations.AddConstraint(
            model_name='forwarding',
            constraint=models.UniqueConstraint(fields=('told', 'channel'), name='a_line_is_forwarded_once_a_channel'),
        ),
        migrations.AddConstraint(
            model_name='forwarding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('next_at', None)), models.Q(('ended_at', None), ('next_at__isnull', False)), _connector='OR'), name='a_forwarding_is_due_or_over'),
        ),
    ]
