"""Messages to group chats of staff, and what they were told of."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0004_late'),
        ('places', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='ToldOf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(max_length=60, unique=True, verbose_name='对什么')),
                ('at', models.DateTimeField(verbose_name='时间')),
            ],
        ),
        migrations.CreateModel(
            name='Bulletin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minute', models.DateTimeField(verbose_name='分钟')),
                ('bot', models.CharField(max_length=12, verbose_name='渠道')),
                ('text', models.TextField(verbose_name='内容')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='发送次数')),
                ('next_at', models.DateTimeField(null=True, verbose_name='下次发送')),
                ('tried_at', models.DateTimeField(null=True, verbose_name='上次发送')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('answer', models.CharField(blank=True, max_length=8, verbose_name='结果')),
                ('said', models.CharField(blank=True, max_length=60, verbose_name='答复')),
                ('place', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='bulletins', to='places.place')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='bulletins_due')],
                'constraints': [models.UniqueConstraint(fields=('place', 'minute', 'bot'), name='one_bulletin_a_place_and_minute'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('next_at', None)), models.Q(('ended_at', None), ('next_at__isnull', False)), _connector='OR'), name='a_bulletin_is_due_or_over')],
            },
        ),
    ]
