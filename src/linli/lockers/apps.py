"""The lockers as a Django application."""

from django.apps import AppConfig


class LockersConfig(AppConfig):
    """智能外卖柜."""

    name = "linli.lockers"
    label = "lockers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what the system brings, and what of it can be found."""
        from linli.lockers.system import SOURCES, SYSTEM  # noqa: PLC0415  # models only now
        from linli.web import search, systems  # noqa: PLC0415

        systems.declare(SYSTEM)
        search.declare(*SOURCES)
