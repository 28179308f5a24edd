"""What was reckoned of how many doors a tower would need."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lockers', '0028_tower_days'),
        ('places', '0003_findable'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TowerSizing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(verbose_name='计算时间')),
                ('is_own', models.BooleanField(verbose_name='用自己的历史')),
                ('meals', models.FloatField(verbose_name='每个中午的餐')),
                ('result', models.TextField()),
                ('building', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sizings', to='places.place')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sizings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['building', 'made_at'], name='sizings_of_a_building')],
            },
        ),
    ]
