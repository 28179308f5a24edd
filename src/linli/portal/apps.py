"""How Django knows this part."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The part's name and label."""

    name = "linli.portal"
    label = "portal"
