"""How Django knows this part."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The part's name and label."""

    name = "linli.people"
    label = "people"

    def ready(self) -> None:
        """Keep count of sign-ins."""
        from linli.people.signing_in import connect  # noqa: PLC0415  # models may be imported only now

        connect()
