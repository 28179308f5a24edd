"""How Django knows this part."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The part's name and label."""

    name = "linli.portal"
    label = "portal"

    def ready(self) -> None:
        """Say what the platform itself brings."""
        from linli.portal.system import SYSTEM  # noqa: PLC0415  # models may be imported only now
        from linli.web.systems import declare  # noqa: PLC0415

        declare(SYSTEM)
