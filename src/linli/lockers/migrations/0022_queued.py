"""How many wait before a cabinet: alone, because it locks a table that all write to."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lockers', '0021_inventories'),
    ]

    operations = [
        migrations.AddField(
            model_name='cabinet',
            name='queued',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='排队人数'),
        ),
    ]
