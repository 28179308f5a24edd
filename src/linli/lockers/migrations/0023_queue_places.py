"""Who waits before a full cabinet."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lockers', '0022_queued'),
    ]

    operations = [
        migrations.CreateModel(
            name='QueuePlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=13, unique=True)),
                ('holder', models.CharField(max_length=40)),
                ('size', models.CharField(max_length=1, verbose_name='大小')),
                ('begun_at', models.DateTimeField(verbose_name='开始排队')),
                ('seen_at', models.DateTimeField(verbose_name='最近在看')),
                ('offered', models.CharField(blank=True, default='', max_length=1, verbose_name='留给的大小')),
                ('offered_until', models.DateTimeField(null=True, verbose_name='留到')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('outcome', models.CharField(blank=True, choices=[('used', '用来存餐了'), ('lapsed', '留的时间过了'), ('left', '自己不排了'), ('away', '很久没有再看'), ('closed', '柜子停用了')], default='', max_length=6, verbose_name='结果')),
                ('cabinet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='queue', to='lockers.cabinet')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['holder'], name='places_of_holders')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('cabinet', 'holder'), name='one_place_per_courier_and_cabinet'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('outcome', '')), models.Q(('ended_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='a_place_ends_somehow'), models.CheckConstraint(condition=models.Q(models.Q(('offered', ''), ('offered_until', None)), models.Q(models.Q(('offered', ''), _negated=True), ('offered_until__isnull', False)), _connector='OR'), name='an_offer_has_an_end')],
            },
        ),
    ]
