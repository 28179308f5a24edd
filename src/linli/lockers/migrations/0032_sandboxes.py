"""The mock cabinets on which platforms rehearse."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lockers', '0031_report_level'),
        ('places', '0003_findable'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sandbox',
            fields=[
                ('platform', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='sandbox', serialize=False, to='lockers.platform')),
                ('private_key', models.BinaryField()),
                ('made_at', models.DateTimeField(verbose_name='建立时间')),
                ('reset_at', models.DateTimeField(null=True, verbose_name='重置时间')),
                ('building', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('cabinet', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lockers.cabinet')),
                ('rehearses', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='rehearsal', to='lockers.platform')),
            ],
        ),
    ]
