"""Who serves at the windows: weekly shifts, members and their wishes, offers, proposals."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0041_window_pause'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RosterDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.DateField(verbose_name='第一天')),
                ('last', models.DateField(verbose_name='最后一天')),
                ('made_at', models.DateTimeField(verbose_name='时间')),
                ('gaps', models.PositiveIntegerField(verbose_name='仍缺人的班')),
                ('cost', models.BigIntegerField(verbose_name='得分')),
                ('bound', models.BigIntegerField(verbose_name='下界')),
                ('took_ms', models.PositiveIntegerField(verbose_name='用时（毫秒）')),
                ('committee', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='roster_draft', to='buildings.committee', verbose_name='楼委会')),
            ],
        ),
        migrations.CreateModel(
            name='RosterMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('committee', '楼委会委员'), ('community', '社区工作者'), ('company', '企业服务专员'), ('staff', '前台人员')], max_length=9, verbose_name='身份')),
                ('called', models.BinaryField(null=True, verbose_name='称呼')),
                ('most_per_week', models.PositiveSmallIntegerField(verbose_name='每周最多几班')),
                ('feed_code', models.CharField(max_length=40, unique=True)),
                ('joined_at', models.DateTimeField(verbose_name='加入时间')),
                ('left_at', models.DateTimeField(null=True, verbose_name='退出的时间')),
                ('committee', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='roster_members', to='buildings.committee', verbose_name='楼委会')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rosters', to=settings.AUTH_USER_MODEL, verbose_name='值班人员')),
            ],
        ),
        migrations.CreateModel(
            name='Qualification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('window', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='qualified', to='buildings.servicewindow', verbose_name='窗口')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='qualifications', to='buildings.rostermember', verbose_name='值班成员')),
            ],
        ),
        migrations.CreateModel(
            name='DraftDuty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shift', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposed', to='buildings.shift', verbose_name='班次')),
                ('draft', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='duties', to='buildings.rosterdraft', verbose_name='排班建议')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposed', to='buildings.rostermember', verbose_name='值班成员')),
            ],
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.DateField(verbose_name='第一天')),
                ('last', models.DateField(verbose_name='最后一天')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to='buildings.rostermember', verbose_name='值班成员')),
            ],
        ),
        migrations.CreateModel(
            name='ShiftPattern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, '周一'), (1, '周二'), (2, '周三'), (3, '周四'), (4, '周五'), (5, '周六'), (6, '周日')], verbose_name='星期')),
                ('begins', models.TimeField(verbose_name='开始')),
                ('ends', models.TimeField(verbose_name='结束')),
                ('window', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='patterns', to='buildings.servicewindow', verbose_name='窗口')),
            ],
        ),
        migrations.CreateModel(
            name='SwapOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('offered_at', models.DateTimeField(verbose_name='提出时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='accepted', to='buildings.rostermember', verbose_name='谁接了班')),
                ('duty', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='buildings.duty', verbose_name='值班')),
                ('in_return', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wanted', to='buildings.duty', verbose_name='换哪一班')),
                ('to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='buildings.rostermember', verbose_name='给谁')),
            ],
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, '周一'), (1, '周二'), (2, '周三'), (3, '周四'), (4, '周五'), (5, '周六'), (6, '周日')], null=True, verbose_name='星期')),
                ('wants', models.BooleanField(verbose_name='想要')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='buildings.rostermember', verbose_name='值班成员')),
                ('shift', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='buildings.shift', verbose_name='班次')),
            ],
        ),
        migrations.AddConstraint(
            model_name='rostermember',
            constraint=models.UniqueConstraint(fields=('committee', 'person'), name='a_person_is_on_a_roster_once'),
        ),
        migrations.AddConstraint(
            model_name='rostermember',
            constraint=models.CheckConstraint(condition=models.Q(('most_per_week__gte', 1)), name='a_member_takes_some_shift'),
        ),
        migrations.AddConstraint(
            model_name='qualification',
            constraint=models.UniqueConstraint(fields=('member', 'window'), name='a_qualification_is_there_once'),
        ),
        migrations.AddConstraint(
            model_name='draftduty',
            constraint=models.UniqueConstraint(fields=('draft', 'shift'), name='a_draft_gives_a_shift_once'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='an_absence_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='shiftpattern',
            constraint=models.UniqueConstraint(fields=('window', 'weekday', 'begins'), name='a_pattern_is_there_once'),
        ),
        migrations.AddConstraint(
            model_name='shiftpattern',
            constraint=models.CheckConstraint(condition=models.Q(('ends__gt', models.F('begins'))), name='a_pattern_takes_time'),
        ),
        migrations.AddConstraint(
            model_name='swapoffer',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('duty',), name='a_duty_is_offered_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='swapoffer',
            constraint=models.CheckConstraint(condition=models.Q(('in_return', None), ('to__isnull', False), _connector='OR'), name='what_is_wanted_in_return_is_somebodys'),
        ),
        migrations.AddConstraint(
            model_name='swapoffer',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_by', None), ('ended_at__isnull', False), _connector='OR'), name='an_offer_that_was_accepted_is_over'),
        ),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.UniqueConstraint(fields=('member', 'weekday'), name='one_wish_a_weekday'),
        ),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.UniqueConstraint(fields=('member', 'shift'), name='one_wish_a_shift'),
        ),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('shift__isnull', False), ('weekday', None)), models.Q(('shift', None), ('weekday__isnull', False)), _connector='OR'), name='a_wish_is_of_a_weekday_or_a_shift'),
        ),
    ]
