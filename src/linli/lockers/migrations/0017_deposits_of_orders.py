"""The index of platforms' deposits, made while deposits go on."""

from django.db import migrations, models

from linli.ledger.indexes import AddIndexMeanwhile


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('lockers', '0016_order_of_a_deposit'),
    ]

    operations = [
        AddIndexMeanwhile(
            model_name='deposit',
            index=models.Index(condition=models.Q(('platform_order__isnull', False)), fields=['platform_order'], name='deposits_of_an_order'),
        ),
    ]
