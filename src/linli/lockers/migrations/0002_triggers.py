"""Our copy of a cabinet's journal can only be added to."""

from django.db import migrations

from linli.ledger.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("lockers", "0001_tables"), ("ledger", "0002_triggers")]

    operations = [append_only("lockers_journalline")]
