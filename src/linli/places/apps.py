"""How Django knows this part."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The part's name and label."""

    name = "linli.places"
    label = "places"
