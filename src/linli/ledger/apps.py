"""How Django knows this part."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The part's name and label."""

    name = "linli.ledger"
    label = "ledger"
