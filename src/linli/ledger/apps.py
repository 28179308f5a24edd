"""How Django knows this part."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LedgerConfig(AppConfig):
    """The part's name and label."""

    name = "linli.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Let each part say what its verbs mean."""
        autodiscover_modules("sentences")
