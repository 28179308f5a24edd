"""The only ways from a person to a place whose page, facts and tree they look after."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from linli.people.enums import Role
from linli.people.errors import PageUnknown
from linli.people.models import Person
from linli.people.queries import Acting, grants_of, may, places_where
from linli.people.rules import holds
from linli.places.errors import UnknownPlace
from linli.places.models import Place
from linli.places.queries import place_by_code, places_by_code
from linli.places.rules import LONGEST_CODE, is_code

BEGINS = (Role.STEWARD, Role.OPERATOR)
"""Whom the page of the beginning is for."""


def may_steward(held: Iterable[Acting]) -> bool:
    """Tell whether whoever acts as this looks after the facts of a place somewhere."""
    return any(one.role is Role.STEWARD for one in held)


def may_begin(held: Iterable[Acting]) -> bool:
    """Tell whether whoever acts as this looks after the installation, or after a place."""
    return any(one.role in BEGINS for one in held)


def check_begins(held: Iterable[Acting]) -> None:
    """Let pass who looks after the installation, or after a place.

    Raises:
        PageUnknown: anybody else, who need not know that there is such a page.
    """
    if not may_begin(held):
        raise PageUnknown


def places_to_steward(person: Person, *, now: datetime) -> Sequence[int]:
    """Return the numbers of the places whose facts a person looks after.

    Raises:
        PageUnknown: there is none, and nobody else need know that there is such a page.
    """
    places = places_where(person, (Role.STEWARD,), now=now)
    if not places:
        raise PageUnknown
    return places


def place_to_steward(person: Person, code: str, *, now: datetime) -> Place:
    """Return a place whose facts a person looks after: a steward there or above.

    Raises:
        UnknownPlace: there is none, or it is not this person's to look after.
    """
    place = place_by_code(code) if is_code(code) else None
    if place is None or not may(person, Role.STEWARD, place=place, now=now):
        raise UnknownPlace(place=code[:LONGEST_CODE])
    return place


def places_stewarded(person: Person, codes: Collection[str], *, now: datetime) -> list[Place]:
    """Return those of some places that a person looks after; of the others, nothing."""
    grants = grants_of(person)
    return [
        one
        for one in places_by_code(codes)
        if holds(grants, role=Role.STEWARD, place_path=one.codes, now=now)
    ]


def may_take_away(person: Person, place: Place, *, now: datetime) -> bool:
    """Tell whether a person may move a place or merge it into another.

    That takes it from those in charge above it, so that it needs a steward there; a district
    lies in nothing, and its own steward decides. Where it comes to, the person must be a
    steward as well: see ``place_to_steward``.
    """
    return may(person, Role.STEWARD, place=place.parent or place, now=now)


def place_to_take_away(person: Person, code: str, *, now: datetime) -> Place:
    """Return a place that a person may move or merge.

    Raises:
        UnknownPlace: there is none, or it is not this person's to move.
    """
    place = place_to_steward(person, code, now=now)
    if not may_take_away(person, place, now=now):
        raise UnknownPlace(place=place.code)
    return place
