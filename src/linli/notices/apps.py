"""How Django knows this part."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The part's name and label."""

    name = "linli.notices"
    label = "notices"
