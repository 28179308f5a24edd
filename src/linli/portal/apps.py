"""How Django knows this part."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The part's name and label."""

    name = "linli.portal"
    label = "portal"

    def ready(self) -> None:
        """Declare the platform's own role."""
        from linli.people.roles import declare  # noqa: PLC0415  # models may be imported only now
        from linli.portal.office.role import OPERATOR  # noqa: PLC0415

        declare(OPERATOR)
