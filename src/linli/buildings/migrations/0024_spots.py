"""On which floor and in which block a matter is."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0023_floors'),
    ]

    operations = [
        migrations.AddField(
            model_name='matter',
            name='block',
            field=models.CharField(blank=True, db_default='', default='', max_length=16, verbose_name='楼组'),
        ),
        migrations.AddField(
            model_name='matter',
            name='floor',
            field=models.SmallIntegerField(null=True, verbose_name='楼层'),
        ),
    ]
