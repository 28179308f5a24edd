"""How often a cabinet's alarms changed: alone, because it locks a table that all write to."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lockers', '0017_deposits_of_orders'),
    ]

    operations = [
        migrations.AddField(
            model_name='cabinet',
            name='alarm_seq',
            field=models.BigIntegerField(db_default=0, default=0),
        ),
    ]
