"""How Django knows this part."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The part's name and label."""

    name = "linli.web"
    label = "web"
