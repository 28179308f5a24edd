"""How far an owner's report has escalated: alone, because it locks a table that owners write to."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lockers', '0030_complaints'),
    ]

    operations = [
        migrations.AddField(
            model_name='mealreport',
            name='level',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='升级'),
        ),
    ]
