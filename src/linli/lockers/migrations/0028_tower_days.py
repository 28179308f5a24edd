"""Forms that met a full cabinet, and the days of a tower in figures."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lockers', '0027_position'),
        ('places', '0003_findable'),
    ]

    operations = [
        migrations.CreateModel(
            name='Refusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=40, unique=True)),
                ('size', models.CharField(max_length=1, verbose_name='大小')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('cabinet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='refusals', to='lockers.cabinet')),
                ('platform_order', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lockers.platformorder')),
            ],
            options={
                'indexes': [models.Index(fields=['cabinet', 'at'], name='refusals_of_a_day')],
            },
        ),
        migrations.CreateModel(
            name='TowerDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('platform', models.CharField(blank=True, max_length=16, verbose_name='外卖平台')),
                ('day', models.DateField(verbose_name='日期')),
                ('stored', models.PositiveIntegerField(verbose_name='存餐')),
                ('picked', models.PositiveIntegerField(verbose_name='取走')),
                ('recalled', models.PositiveIntegerField(verbose_name='召回')),
                ('disposed', models.PositiveIntegerField(verbose_name='处理')),
                ('standing', models.PositiveIntegerField(verbose_name='还在柜里')),
                ('not_stored', models.PositiveIntegerField(verbose_name='没有存成')),
                ('full', models.PositiveIntegerField(verbose_name='因满被拒')),
                ('full_later', models.PositiveIntegerField(verbose_name='因满被拒后存入')),
                ('busiest', models.PositiveIntegerField(verbose_name='最忙 15 分钟')),
                ('busiest_at', models.DateTimeField(null=True, verbose_name='最忙从')),
                ('peak', models.PositiveIntegerField(verbose_name='同时在柜最多')),
                ('peak_at', models.DateTimeField(null=True, verbose_name='最满从')),
                ('doors', models.PositiveIntegerField(verbose_name='可用格口')),
                ('waits', models.TextField()),
                ('counted_at', models.DateTimeField(verbose_name='统计时间')),
                ('building', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tower_days', to='places.place')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('building', 'platform', 'day'), name='one_count_a_tower_platform_and_day'), models.CheckConstraint(condition=models.Q(('stored', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('picked'), '+', models.F('recalled')), '+', models.F('disposed')), '+', models.F('standing')))), name='every_meal_of_a_day_is_in_one_count')],
            },
        ),
    ]
