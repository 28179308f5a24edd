"""The only ways from a program, or a person, to what is handed on between servers."""

from dataclasses import dataclass
from datetime import datetime

from linli.buildings.access.matters import Keeper, Visited
from linli.buildings.errors.forwarding import UnknownForward
from linli.buildings.errors.matters import NotYours
from linli.buildings.errors.open311 import (
    JurisdictionUnknown,
    NobodyThere,
    RequestUnknown,
    TokenUnknown,
)
from linli.buildings.models import Committee, Forwarded, Open311Endpoint
from linli.buildings.queries.open311 import number_of_token, shown_request
from linli.buildings.rules.open311 import Value, is_mark, read_number, token_of
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.queries import may
from linli.places.models import Place
from linli.places.queries import places_within
from linli.places.rules import is_code
from linli.places.rules.coordinates import Point
from linli.places.rules.distance import metres

NEAR_M = 300.0
"""Metres from a building to what is reported of it: the length of a tower's block."""

MOST_NEAR = 5_000
"""Committees of a district that are looked through for the nearest."""


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A place whose matters a program may read, and raise."""

    place: Place


@dataclass(frozen=True, slots=True)
class Where:
    """Where a request says that it is; one of both is there, or neither is where it has words."""

    address_id: str
    point: Point | None


@dataclass(frozen=True, slots=True)
class Connected:
    """A place whose committees somebody may let hand matters on, and to whom."""

    place: Place
    person: Person


@dataclass(frozen=True, slots=True)
class HandedOn:
    """A matter that was handed on, for who keeps its committee."""

    row: Forwarded


def jurisdiction_of(code: str) -> Jurisdiction:
    """Return an open place, for any program.

    Raises:
        JurisdictionUnknown: none has this code.
    """
    found = Place.objects.filter(code=code, closed_at=None).first() if is_code(code) else None
    if found is None:
        raise JurisdictionUnknown(place=code[:40])
    return Jurisdiction(found)


def request_of(at: Jurisdiction, text: str) -> dict[str, Value]:
    """Return one matter of a place as programs read it, for any of them.

    Raises:
        RequestUnknown: there is none of this number, or nobody has read it.
    """
    number = read_number(text)
    found = None if number is None else shown_request(at.place, number)
    if found is None:
        raise RequestUnknown(number=text[:40])
    return found


def number_of(at: Jurisdiction, mark: str) -> str:
    """Return the number of the matter that came with a mark, for whoever knows that.

    Raises:
        TokenUnknown: nothing did.
    """
    found = number_of_token(at.place, token_of(mark))
    if found is None:
        raise TokenUnknown
    return str(found)


def committee_for(at: Jurisdiction, where: Where) -> Visited:
    """Return whose matter a request is: the place it names, the place's own, or the nearest.

    Raises:
        NobodyThere: no committee is there.
    """
    rows = Committee.objects.select_related("building")
    found = rows.filter(building__in=places_within(at.place), building__closed_at=None)
    if where.address_id:
        known = is_code(where.address_id)
        one = found.filter(building__code=where.address_id).first() if known else None
    else:
        one = found.filter(building=at.place).first() or _nearest(list(found[:MOST_NEAR]), where)
    if one is None:
        raise NobodyThere
    return Visited(one)


def _nearest(committees: list[Committee], where: Where) -> Committee | None:
    """Return the committee nearest to a point, None where none is near."""
    if where.point is None:
        return None
    measured = [
        (metres(where.point, Point(place.longitude, place.latitude)), one.pk, one)
        for one in committees
        if (place := one.building).longitude is not None and place.latitude is not None
    ]
    near = [one for one in measured if one[0] <= NEAR_M]
    return min(near, key=lambda one: one[:2])[2] if near else None


def came_from(mark: str, committee: Committee) -> bool:
    """Tell whether this committee itself handed on what comes with a mark."""
    if not is_mark(mark):
        return False
    return Forwarded.objects.filter(mark=mark, matter__committee=committee).exists()


def place_to_connect(person: Person, code: str, *, now: datetime) -> Connected:
    """Return a place whose endpoints a person may keep: who looks after all of it.

    Raises:
        NotYours: the person does not, or there is none.
    """
    place = Place.objects.filter(code=code).first() if is_code(code) else None
    if place is None or not may(person, Role.STEWARD, place=place, now=now):
        raise NotYours
    return Connected(place, person)


def places_to_connect(person: Person, building: Place, *, now: datetime) -> list[Place]:
    """Return the building and what it lies in, as far as a person may keep endpoints there."""
    rows = Place.objects.filter(code__in=building.codes).order_by("path")
    return [one for one in rows if may(person, Role.STEWARD, place=one, now=now)]


def may_read_endpoints(viewer: Person, code: str, now: datetime) -> bool:
    """Tell whether somebody may read what was done to a place's endpoints: who keeps them."""
    try:
        place_to_connect(viewer, code, now=now)
    except NotYours:
        return False
    return True


def endpoint_for(keeper: Keeper, number: int) -> Open311Endpoint:
    """Return an endpoint to which a committee may hand on: one of its building, or above it.

    Raises:
        UnknownForward: there is none such.
    """
    found = Open311Endpoint.objects.filter(
        pk=number, place__code__in=keeper.building.codes, ended_at=None
    ).first()
    if found is None:
        raise UnknownForward
    return found


def handed_on(keeper: Keeper, number: int) -> HandedOn:
    """Return what a committee has handed on, for who keeps it.

    Raises:
        UnknownForward: there is none such.
    """
    rows = Forwarded.objects.select_related("matter", "endpoint")
    found = rows.filter(pk=number, matter__committee=keeper.committee).first()
    if found is None:
        raise UnknownForward
    return HandedOn(found)
