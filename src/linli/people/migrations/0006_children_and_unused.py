"""Children a guardian has noted, and accounts that nobody uses."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0005_linked_accounts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Child',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.BinaryField(verbose_name='名字')),
                ('birth_year', models.PositiveSmallIntegerField(verbose_name='出生年份')),
                ('consent_version', models.PositiveSmallIntegerField(verbose_name='文本版本')),
                ('consented_at', models.DateTimeField(verbose_name='监护人同意时间')),
                ('answer_until', models.DateTimeField(verbose_name='本人答复期限')),
                ('own_consented_at', models.DateTimeField(null=True, verbose_name='本人同意时间')),
                ('kept_until', models.DateTimeField(db_index=True, verbose_name='保留至')),
                ('guardian', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='children_noted', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('consent_version__gte', 1), ('consented_at__isnull', False)), name='a_child_is_noted_with_a_guardian_s_consent'), models.CheckConstraint(condition=models.Q(models.Q(('kept_until', models.F('answer_until')), ('own_consented_at', None)), models.Q(('kept_until__gt', models.F('answer_until')), ('own_consented_at__isnull', False), ('own_consented_at__lt', models.F('answer_until'))), _connector='OR'), name='a_child_stays_longer_by_its_own_consent_alone')],
            },
        ),
        migrations.CreateModel(
            name='UnusedAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('noted_at', models.DateTimeField(verbose_name='发现时间')),
                ('due_at', models.DateTimeField(db_index=True, verbose_name='删除时间')),
                ('warned_at', models.DateTimeField(null=True, verbose_name='提醒时间')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='unused', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('due_at__gt', models.F('noted_at'))), name='there_is_time_to_come_back')],
            },
        ),
    ]
