"""The lockers as a Django application."""

from django.apps import AppConfig


class LockersConfig(AppConfig):
    """智能外卖柜."""

    name = "linli.lockers"
    label = "lockers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what the system brings, what of it can be found, and what its notices say."""
        from linli.lockers.queries.troubles import troubles  # noqa: PLC0415
        from linli.lockers.system import LETTERS, SOURCES, SYSTEM  # noqa: PLC0415  # models only now
        from linli.notices import letters  # noqa: PLC0415
        from linli.notices import troubles as of_staff  # noqa: PLC0415
        from linli.web import search, systems  # noqa: PLC0415

        systems.declare(SYSTEM)
        search.declare(*SOURCES)
        for kind, lettering in LETTERS.items():
            letters.declare(kind, lettering)
        of_staff.declare(troubles)
