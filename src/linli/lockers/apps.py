"""The lockers as a Django application."""

from django.apps import AppConfig


class LockersConfig(AppConfig):
    """智能外卖柜."""

    name = "linli.lockers"
    label = "lockers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what the system brings."""
        from linli.lockers.system import SYSTEM  # noqa: PLC0415  # models may be imported only now
        from linli.web.systems import declare  # noqa: PLC0415

        declare(SYSTEM)
