"""Where a cabinet stands in its hall: alone, because it locks a table that all write to."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lockers', '0026_holds'),
    ]

    operations = [
        migrations.AddField(
            model_name='cabinet',
            name='position',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='从左数第几台'),
        ),
    ]
