"""The lockers as a Django application."""

from django.apps import AppConfig


class LockersConfig(AppConfig):
    """智能外卖柜."""

    name = "linli.lockers"
    label = "lockers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the roles, and what can be found."""
        from linli.lockers.system import ROLES, SOURCES  # noqa: PLC0415  # models may be imported only now
        from linli.people.roles import declare  # noqa: PLC0415
        from linli.web import search  # noqa: PLC0415

        declare(*ROLES)
        search.declare(*SOURCES)
