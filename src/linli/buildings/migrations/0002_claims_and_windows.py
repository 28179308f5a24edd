"""Claims on what can be had once at a time, and the windows of the desk with their shifts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('resource', models.CharField(max_length=40, verbose_name='占用的资源')),
                ('slot', models.DateTimeField(verbose_name='时段')),
                ('seat', models.PositiveIntegerField(verbose_name='第几个位置')),
                ('holder', models.CharField(db_index=True, max_length=40, verbose_name='占用者')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('resource', 'slot', 'seat'), name='a_seat_is_claimed_once_a_slot')],
            },
        ),
        migrations.CreateModel(
            name='ServiceWindow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='几号窗')),
                ('name', models.CharField(max_length=20, verbose_name='窗口')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='撤销时间')),
                ('committee', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='windows', to='buildings.committee')),
            ],
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begins_at', models.DateTimeField(verbose_name='开始')),
                ('ends_at', models.DateTimeField(verbose_name='结束')),
                ('window', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='buildings.servicewindow', verbose_name='窗口')),
            ],
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('taken_at', models.DateTimeField(verbose_name='排上的时间')),
                ('left_at', models.DateTimeField(null=True, verbose_name='退出的时间')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to=settings.AUTH_USER_MODEL, verbose_name='值班人员')),
                ('shift', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='buildings.shift', verbose_name='班次')),
            ],
        ),
        migrations.AddConstraint(
            model_name='servicewindow',
            constraint=models.UniqueConstraint(fields=('committee', 'number'), name='a_window_has_its_own_number'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.UniqueConstraint(fields=('window', 'begins_at'), name='a_shift_is_there_once'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at'))), name='a_shift_takes_time'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.UniqueConstraint(condition=models.Q(('left_at', None)), fields=('shift',), name='one_takes_a_shift'),
        ),
    ]
