"""To which servers matters may be handed on, and what became of each that was."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0030_kind_of_matter'),
        ('places', '0003_findable'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Open311Endpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=40, verbose_name='交给谁')),
                ('url', models.CharField(max_length=200, verbose_name='地址')),
                ('jurisdiction', models.CharField(blank=True, max_length=64, verbose_name='对方的 jurisdiction_id')),
                ('format', models.CharField(choices=[('xml', 'XML'), ('json', 'JSON')], max_length=4, verbose_name='格式')),
                ('service', models.CharField(max_length=64, verbose_name='其他类的 service_code')),
                ('services', models.JSONField(default=dict, verbose_name='各类对应的 service_code')),
                ('key', models.BinaryField(null=True, verbose_name='对方给的 api_key')),
                ('made_at', models.DateTimeField(verbose_name='登记时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='停用时间')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='open311_endpoints', to='places.place', verbose_name='地点')),
            ],
        ),
        migrations.CreateModel(
            name='Forwarded',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(max_length=40, unique=True)),
                ('state', models.CharField(choices=[('waiting', '等着转交'), ('taken', '对方收下了，等编号'), ('open', '对方在办'), ('answered', '对方答复了'), ('dead', '没有转成')], default='waiting', max_length=8, verbose_name='进展')),
                ('at', models.DateTimeField(verbose_name='转交时间')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='次数')),
                ('tried_at', models.DateTimeField(null=True, verbose_name='第一次发出的时间')),
                ('next_at', models.DateTimeField(null=True)),
                ('token', models.CharField(blank=True, max_length=64)),
                ('reference', models.CharField(blank=True, max_length=64, verbose_name='对方编号')),
                ('agency', models.CharField(blank=True, max_length=60, verbose_name='承办单位')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='对方的答复')),
                ('said', models.CharField(blank=True, max_length=80, verbose_name='最近的情况')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matters_forwarded', to=settings.AUTH_USER_MODEL, verbose_name='谁转交的')),
                ('matter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='forwarded', to='buildings.matter', verbose_name='楼事')),
                ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forwarded', to='buildings.open311endpoint', verbose_name='交给谁')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='forwards_to_be_asked')],
                'constraints': [models.UniqueConstraint(fields=('matter', 'endpoint'), name='a_matter_is_handed_on_once_to_each'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('next_at', None), ('state__in', ('answered', 'dead'))), models.Q(models.Q(('state__in', ('answered', 'dead')), _negated=True), ('ended_at', None), ('next_at__isnull', False)), _connector='OR'), name='what_is_handed_on_waits_or_has_ended')],
            },
        ),
    ]
