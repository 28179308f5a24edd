"""The committees as a Django application."""

from django.apps import AppConfig


class BuildingsConfig(AppConfig):
    """楼委会."""

    name = "linli.buildings"
    label = "buildings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what the system brings, and what its notices say."""
        from linli.buildings.system import LETTERS, SYSTEM  # noqa: PLC0415  # models only now
        from linli.notices import letters  # noqa: PLC0415
        from linli.web import systems  # noqa: PLC0415

        systems.declare(SYSTEM)
        for kind, lettering in LETTERS.items():
            letters.declare(kind, lettering)
