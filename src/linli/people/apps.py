"""How Django knows this part."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The part's name and label."""

    name = "linli.people"
    label = "people"
