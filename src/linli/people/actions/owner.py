"""Whoever runs this installation: the account that the printed sign-in link opens."""

from datetime import datetime

from linli.people.actions.accounts import ensure_person
from linli.people.actions.granting import give_grant
from linli.people.enums import Role
from linli.people.models import Person
from linli.places.models import Place

OWNER = "owner"
"""The handle of whoever runs this installation; the printed sign-in link is theirs."""


def ensure_owner(*, now: datetime) -> Person:
    """Return whoever runs this installation, let in where nobody does yet."""
    return ensure_person(handle=OWNER, name="管理员", now=now)


def steward(place: Place, *, now: datetime) -> None:
    """Let whoever runs this installation look after a place and all that lies in it."""
    give_grant(
        person=ensure_owner(now=now),
        role=Role.STEWARD,
        place=place,
        until=None,
        granted_by=None,
        now=now,
    )
