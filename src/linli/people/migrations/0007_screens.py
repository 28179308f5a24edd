"""Screens on walls that are signed in with a code."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_children_and_unused'),
        ('places', '0003_findable'),
    ]

    operations = [
        migrations.CreateModel(
            name='Screen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('code_hash', models.CharField(max_length=64, null=True, unique=True)),
                ('asked_at', models.DateTimeField(verbose_name='请求时间')),
                ('ends_at', models.DateTimeField(db_index=True, verbose_name='有效期至')),
                ('name', models.CharField(blank=True, max_length=40, verbose_name='名称')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='确认时间')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='screens', to=settings.AUTH_USER_MODEL)),
                ('places', models.ManyToManyField(related_name='screens', to='places.place')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('code_hash__isnull', False), ('confirmed_at', None), ('person', None)), models.Q(('code_hash', None), ('confirmed_at__isnull', False), ('person__isnull', False)), _connector='OR'), name='a_screen_waits_or_is_somebody_s'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('asked_at'))), name='a_screen_lives_a_while')],
            },
        ),
    ]
