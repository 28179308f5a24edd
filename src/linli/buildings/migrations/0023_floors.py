"""From which floor to which a building reaches."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0022_projects'),
    ]

    operations = [
        migrations.AddField(
            model_name='committee',
            name='highest_floor',
            field=models.SmallIntegerField(null=True, verbose_name='最高一层'),
        ),
        migrations.AddField(
            model_name='committee',
            name='lowest_floor',
            field=models.SmallIntegerField(null=True, verbose_name='最低一层'),
        ),
    ]
