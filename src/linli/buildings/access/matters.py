"""The only ways from a person or a link to a row of the committees."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, Signer

from linli.buildings.errors.matters import LinkUnreadable, NoCommittee, NotYours, UnknownMatter
from linli.buildings.models import Committee, Matter, Voice
from linli.buildings.queries.committees import WITH_COMMITTEES
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.queries import Acting, may, places_of, places_where
from linli.places.enums import PlaceLevel
from linli.places.models import Place
from linli.places.rules import is_code

KEEPING = (Role.SECRETARY, Role.STEWARD)
"""Who keeps a committee: its secretary, and whoever looks after the building."""

DIGITS_OF_A_ROW = 19
"""A row's number has fewer: 64 bits."""

_voice = Signer(salt="linli.buildings.voice")


@dataclass(frozen=True, slots=True)
class Visited:
    """A building's committee, as anybody comes to it."""

    committee: Committee

    @property
    def building(self) -> Place:
        """Whose committee it is."""
        return self.committee.building


@dataclass(frozen=True, slots=True)
class Handled:
    """A matter that somebody may see, or deal with."""

    matter: Matter


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whoever raised or supports a matter, by their link."""

    voice: Voice


@dataclass(frozen=True, slots=True)
class Planned:
    """A district whose calendar somebody may write."""

    district: Place


@dataclass(frozen=True, slots=True)
class Keeper:
    """A person who keeps the committee of a building."""

    person: Person
    committee: Committee

    @property
    def building(self) -> Place:
        """Whose committee it is."""
        return self.committee.building


def may_keep(held: Iterable[Acting]) -> bool:
    """Tell whether the committees are for whoever acts as this."""
    return any(one.role in KEEPING for one in held)


def kept_as(held: Iterable[Acting]) -> Sequence[int]:
    """Return the places whose committees somebody keeps, acting as this; there may be none."""
    return places_of(held, KEEPING)


def places_to_keep(person: Person, *, now: datetime) -> Sequence[int]:
    """Return the places whose committees a person keeps.

    Raises:
        NotYours: there is none.
    """
    places = places_where(person, KEEPING, now=now)
    if not places:
        raise NotYours
    return places


def committee_of(building: str) -> Visited:
    """Return a building's committee, for anybody.

    Raises:
        NoCommittee: there is none, or no such building.
    """
    found = None
    if is_code(building):
        found = Committee.objects.select_related("building").filter(building__code=building).first()
    if found is None:
        raise NoCommittee
    return Visited(found)


def keeper_at(person: Person, building: str, *, now: datetime) -> Keeper:
    """Return the committee of a building, for who keeps it.

    Raises:
        NotYours: the person does not, or there is none.
    """
    try:
        found = committee_of(building).committee
    except NoCommittee as none:
        raise NotYours from none
    if not keeps(person, found, now=now):
        raise NotYours
    return Keeper(person, found)


def keeps(person: Person | None, committee: Committee, *, now: datetime) -> bool:
    """Tell whether somebody keeps this committee; a stranger keeps none."""
    return person is not None and any(
        may(person, role, place=committee.building, now=now) for role in KEEPING
    )


def keeps_as(keeper: Keeper, *, now: datetime) -> Role:
    """Return the role in which a keeper keeps their committee: as its secretary, if they are."""
    if may(keeper.person, Role.SECRETARY, place=keeper.building, now=now):
        return Role.SECRETARY
    return Role.STEWARD


def building_to_found(person: Person, building: str, *, now: datetime) -> Place:
    """Return a building, street or district for which a person may found a committee.

    Raises:
        NotYours: the person does not look after it, or it is none of these.
    """
    return _stewarded(person, building, *WITH_COMMITTEES, now=now)


def district_to_plan(person: Person, district: str, *, now: datetime) -> Planned:
    """Return a district whose calendar a person may write: who looks after all of it.

    Raises:
        NotYours: the person does not, or it is no district.
    """
    return Planned(_stewarded(person, district, PlaceLevel.DISTRICT, now=now))


def matter_of(keeper: Keeper, number: int) -> Handled:
    """Return a matter of a committee, for who keeps it.

    Raises:
        UnknownMatter: it has none of this number.
    """
    rows = Matter.objects.select_related("merged_into")
    found = rows.filter(committee=keeper.committee, number=number).first()
    if found is None:
        raise UnknownMatter
    return Handled(found)


def shown_matter(at: Visited, number: int) -> Handled:
    """Return a matter that was taken up, for anybody.

    Raises:
        UnknownMatter: there is none of this number, or nobody has read it yet.
    """
    found = Matter.objects.filter(committee=at.committee, number=number, taken_up_at__isnull=False)
    matter = found.select_related("merged_into").first()
    if matter is None:
        raise UnknownMatter
    return Handled(matter)


def voice_link(code: str) -> str:
    """Return the token by which whoever raised or supports a matter comes back to it."""
    return _voice.sign(code)


def voice_of_link(token: str) -> Speaker:
    """Return the voice that a token names, with its matter and where that lies.

    Raises:
        LinkUnreadable: it is not ours, or not whole.
    """
    try:
        code = _voice.unsign(token)
    except BadSignature as tampered:
        raise LinkUnreadable from tampered
    rows = Voice.objects.select_related("matter__merged_into", "matter__committee__building")
    found = rows.filter(code=code).first()
    if found is None:
        raise LinkUnreadable
    return Speaker(found)


def is_number(typed: str) -> bool:
    """Tell whether this can be a row's number."""
    return typed.isascii() and typed.isdigit() and len(typed) < DIGITS_OF_A_ROW


def may_read_matter(viewer: Person, number: str, now: datetime) -> bool:
    """Tell whether somebody may read what was done to a matter: who keeps its committee."""
    if not is_number(number):
        return False
    found = Matter.objects.filter(pk=int(number)).select_related("committee__building").first()
    return found is not None and keeps(viewer, found.committee, now=now)


def may_read_committee(viewer: Person, building: str, now: datetime) -> bool:
    """Tell whether somebody may read what was done to a committee: who keeps it."""
    try:
        found = committee_of(building).committee
    except NoCommittee:
        return False
    return keeps(viewer, found, now=now)


def districts_to_plan(person: Person, *, now: datetime) -> list[str]:
    """Return the codes of the districts whose calendar a person may write."""
    places = places_where(person, (Role.STEWARD,), now=now)
    rows = Place.objects.filter(pk__in=places, level=PlaceLevel.DISTRICT).order_by("code")
    return list(rows.values_list("code", flat=True))


def _stewarded(person: Person, code: str, *levels: PlaceLevel, now: datetime) -> Place:
    place = Place.objects.filter(code=code, level__in=levels).first() if is_code(code) else None
    if place is None or not may(person, Role.STEWARD, place=place, now=now):
        raise NotYours
    return place
