"""The photos of matters: their raisers', and what proves what was done."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0011_meetings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('raised', '提出时'), ('before', '办之前'), ('after', '办好之后')], max_length=6, verbose_name='佐证')),
                ('digest', models.CharField(max_length=64)),
                ('image', models.BinaryField()),
                ('taken_at', models.DateTimeField(db_index=True, verbose_name='收到时间')),
                ('hidden_at', models.DateTimeField(null=True, verbose_name='隐藏时间')),
                ('hidden_because', models.CharField(blank=True, max_length=100, verbose_name='为什么隐藏')),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence_given', to=settings.AUTH_USER_MODEL, verbose_name='谁给的')),
                ('matter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='buildings.matter', verbose_name='楼事')),
                ('task', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='buildings.task', verbose_name='任务')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('matter', 'digest'), name='a_matter_has_a_photo_once'), models.CheckConstraint(condition=models.Q(models.Q(('given_by', None), ('kind', 'raised'), ('task', None)), models.Q(models.Q(('kind', 'raised'), _negated=True), ('given_by__isnull', False)), _connector='OR'), name='who_raises_gives_what_is_of_the_raising'), models.CheckConstraint(condition=models.Q(('hidden_at__isnull', False), ('hidden_because', ''), _connector='OR'), name='only_what_is_hidden_has_a_reason_to_be')],
            },
        ),
    ]
