"""When an owner was reminded: alone, because it locks a table that all write to."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lockers', '0018_alarm_seq'),
    ]

    operations = [
        migrations.AddField(
            model_name='deposit',
            name='reminded_at',
            field=models.DateTimeField(null=True, verbose_name='提醒时间'),
        ),
    ]
