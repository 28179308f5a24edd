"""How Django knows this part."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The part's name and label."""

    name = "linli.portal"
    label = "portal"

    def ready(self) -> None:
        """Declare what can be found."""
        from linli.portal.finding import SOURCES  # noqa: PLC0415  # models may be imported only now
        from linli.web.search import declare  # noqa: PLC0415

        declare(*SOURCES)
