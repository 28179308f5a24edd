"""Playing a part in the demo: one tap signs in as somebody with rights there and nowhere else."""

from datetime import datetime
from types import MappingProxyType

from django.db import transaction

from linli.lockers.access import is_demo
from linli.lockers.errors import NoDemo
from linli.lockers.rules.players import PLAYER
from linli.people.actions import (
    ensure_person,
    give_grant,
    make_sign_in_link,
    sign_in_with_link,
)
from linli.people.enums import Role
from linli.people.models import Grant, Person
from linli.people.queries import may
from linli.places.models import Place

NAMES = MappingProxyType(
    {Role.CREW: "演示维护员", Role.PROPERTY: "演示物业", Role.STEWARD: "演示管理员"}
)
"""The parts that can be played, and what each player is called."""

HANDLE = PLAYER + "{role}@{building}"
"""Nobody else is called so: whoever has rights elsewhere is not let in by it."""


@transaction.atomic
def play_part(role: Role, building: Place, *, token: str, now: datetime) -> Person:
    """Return the player of a part, signed in by a link that this makes and uses up.

    Args:
        role: one of ``NAMES``.
        building: where.
        token: at least 128 random bits as text.
        now: the instant, aware.

    Raises:
        NoDemo: something in this building is real, or the player has come by rights elsewhere.
        PersonLeft: the player's account was ended.
    """
    if role not in NAMES or not is_demo(building):
        raise NoDemo
    handle = HANDLE.format(role=role.value, building=building.code)
    person = ensure_person(handle=handle, name=NAMES[role], now=now)
    if Grant.objects.filter(person=person).exclude(place=building).exists():
        raise NoDemo
    if not may(person, role, place=building, now=now):
        give_grant(person=person, role=role, place=building, until=None, granted_by=None, now=now)
    make_sign_in_link(person=person, token=token, now=now)
    return sign_in_with_link(token=token, now=now)
