"""The only ways from a person to a building where they may begin with cabinets, or end the demo.

Stewards may at their places, and who runs the platform in its district. Nobody who plays a part
in the demo may: a player's rights are real, and whoever sees the demo can play.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from linli.lockers.access import Seat, demos, is_demo, seat_in
from linli.lockers.errors import NoDemo, NotYours
from linli.lockers.rules.players import is_player
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.queries import Acting, places_of, places_where
from linli.places.enums import PlaceLevel
from linli.places.models import Place

BEGINS = (Role.STEWARD, Role.OPERATOR)
"""Who lets cabinets in, and may clear the demo away."""

LISTED = 50
"""Buildings to choose from; of more, the code is typed."""


def begun_as(person: Person, held: Iterable[Acting]) -> Sequence[int]:
    """Return the places where somebody may begin, acting as this; there may be none."""
    return () if is_player(person.handle) else places_of(held, BEGINS)


def begins_at(seat: Seat) -> bool:
    """Tell whether somebody may begin where they sit: a steward who plays no part."""
    return seat.role in BEGINS and not is_player(seat.person.handle)


def buildings_to_equip(person: Person, *, now: datetime) -> list[Place]:
    """Return the first buildings into which a person may let cabinets, none of them the demo's.

    Raises:
        NotYours: this person may let none in anywhere.
    """
    places = () if is_player(person.handle) else places_where(person, BEGINS, now=now)
    if not places:
        raise NotYours
    open_ones = Place.objects.filter(pk__in=places, level=PlaceLevel.BUILDING, closed_at=None)
    simulated = [one.pk for one in demos()]
    return list(open_ones.exclude(pk__in=simulated).order_by("path")[:LISTED])


def building_to_equip(person: Person, code: str, *, now: datetime) -> Place:
    """Return the building of this code, into which a person may let cabinets.

    A real cabinet in the demo's building would keep the demo from ever being cleared away.

    Raises:
        NotYours: they may not, or there is no such building, or it is the demo's.
    """
    building = seat_in(person, code, BEGINS, now=now).building
    is_open = building.level == PlaceLevel.BUILDING and building.closed_at is None
    if is_player(person.handle) or not is_open or is_demo(building):
        raise NotYours
    return building


def demo_to_clear(person: Person, *, now: datetime) -> Place:
    """Return the demo's building, for whoever may clear it away.

    Raises:
        NoDemo: there is none, or it was cleared away.
        NotYours: this person may not.
    """
    found = demos()
    if not found:
        raise NoDemo
    building = seat_in(person, found[0].code, BEGINS, now=now).building
    if is_player(person.handle):
        raise NotYours
    return building
