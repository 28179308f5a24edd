"""Entries are only added, heads only go forward: the database refuses everything else."""

from django.db import migrations

from linli.ledger.triggers import append_only, forward_only


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables")]

    operations = [
        append_only("ledger_entry"),
        forward_only("ledger_chain", counter="seq", fixed=["id", "name"]),
    ]
