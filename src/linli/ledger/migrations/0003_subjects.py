"""An index by which everything that was done to one thing is found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_triggers")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["subject", "id"], name="ledger_of_one_subject"),
        ),
    ]
