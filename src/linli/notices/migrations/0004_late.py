"""Notices by when they were made, for who looks for those that nobody has begun to send."""

from django.db import migrations, models

from linli.ledger.indexes import AddIndexMeanwhile


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("notices", "0003_sendings")]

    operations = [
        AddIndexMeanwhile(
            model_name="notice",
            index=models.Index(fields=["created_at"], name="notices_of_late"),
        ),
    ]
