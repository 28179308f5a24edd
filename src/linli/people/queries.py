"""What people may do."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from linli.people.enums import Role
from linli.people.errors import GrantMissing
from linli.people.models import Grant, Person
from linli.people.rules import HeldGrant, holds
from linli.places.models import Place
from linli.places.rules import SEPARATOR


def grants_of(person: Person) -> tuple[HeldGrant, ...]:
    """Return all that was granted to a person, ended or not."""
    rows = Grant.objects.filter(person=person).values_list("role", "place__code", "until")
    return tuple(HeldGrant(Role(role), place, until) for role, place, until in rows)


def may(person: Person, role: Role, *, place: Place, now: datetime) -> bool:
    """Tell whether a person holds a role at a place now."""
    return holds(grants_of(person), role=role, place_path=place.codes, now=now)


def require(person: Person, role: Role, *, place: Place, now: datetime) -> None:
    """Let a person who holds a role at a place pass.

    Raises:
        GrantMissing: the person does not.
    """
    if not may(person, role, place=place, now=now):
        raise GrantMissing(role=str(role.label))


def places_where(person: Person, roles: Collection[Role], *, now: datetime) -> list[int]:
    """Return the numbers of all places at which a person holds one of these roles now."""
    grants = Grant.objects.filter(person=person, role__in=roles).filter(
        Q(until=None) | Q(until__gt=now)
    )
    within = Q(pk__in=[])
    for path in grants.values_list("place__path", flat=True):
        within |= Q(path=path) | Q(path__startswith=path + SEPARATOR)
    return list(Place.objects.filter(within).order_by("pk").values_list("pk", flat=True))
