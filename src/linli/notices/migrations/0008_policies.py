"""Notices tell of policies, too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0007_matters'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('meal_stored', '餐到了'), ('meal_waiting', '餐还没取'), ('policy', '惠企政策'), ('matter', '楼事有进展')], max_length=20, verbose_name='类别'),
        ),
    ]
