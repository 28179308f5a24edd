"""The order of a deposit: alone, because it locks a table that all write to."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lockers', '0015_platform_events'),
    ]

    operations = [
        migrations.AddField(
            model_name='deposit',
            name='platform_order',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deposits', to='lockers.platformorder'),
        ),
    ]
