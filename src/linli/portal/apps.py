"""How Django knows this part."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The part's name and label."""

    name = "linli.portal"
    label = "portal"

    def ready(self) -> None:
        """Say what the platform itself brings, and what of it can be found."""
        from linli.portal.finding import SOURCES  # noqa: PLC0415  # models only now
        from linli.portal.system import SYSTEM  # noqa: PLC0415
        from linli.web import search, systems  # noqa: PLC0415

        systems.declare(SYSTEM)
        search.declare(*SOURCES)
