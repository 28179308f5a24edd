"""The only ways from a person or a link to a row of a duty roster."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db.models import Q

from linli.buildings.access.matters import KEEPING, Keeper, committee_of, is_number, keeps
from linli.buildings.errors.matters import LinkUnreadable, NoCommittee
from linli.buildings.errors.roster import (
    NotOnRoster,
    UnknownDuty,
    UnknownMember,
    UnknownOffer,
    UnknownPattern,
    UnknownShift,
    UnknownWindow,
)
from linli.buildings.models import (
    Committee,
    Duty,
    RosterMember,
    ServiceWindow,
    Shift,
    ShiftPattern,
    SwapOffer,
)
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.queries import Acting, may, places_where
from linli.places.models import Place

SERVING = (Role.OFFICER, *KEEPING)
"""Who may be on a roster: somebody without a role at the building sees nothing of it."""

MOST_KEPT = 30

_feed = Signer(salt="linli.buildings.roster")


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may read a roster: who keeps it, who is on it, or both."""

    person: Person
    committee: Committee
    member: RosterMember | None
    keeps: bool

    @property
    def building(self) -> Place:
        """Whose roster it is."""
        return self.committee.building


@dataclass(frozen=True, slots=True)
class Serving:
    """A person with every roster that they are on: of each building one."""

    person: Person
    members: Sequence[RosterMember]


@dataclass(frozen=True, slots=True)
class Owned:
    """A duty, with who has it as a member."""

    duty: Duty
    member: RosterMember


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer, with the member whom it may concern."""

    offer: SwapOffer
    member: RosterMember


@dataclass(frozen=True, slots=True)
class Placed:
    """A shift of a roster that somebody keeps."""

    shift: Shift


@dataclass(frozen=True, slots=True)
class Listed:
    """A member of a roster, for who keeps it or for themselves."""

    member: RosterMember


def may_serve(held: Iterable[Acting]) -> bool:
    """Tell whether rosters are for whoever acts as this."""
    return any(one.role in SERVING for one in held)


def serving(person: Person, *, now: datetime) -> Serving:
    """Return the rosters that a person is on.

    Raises:
        NotOnRoster: they may be on none.
    """
    places = places_where(person, SERVING, now=now)
    if not places:
        raise NotOnRoster
    rows = RosterMember.objects.select_related("committee__building", "person")
    found = rows.filter(person=person, left_at=None, committee__building__in=places)
    return Serving(person, list(found.order_by("pk")))


def reader_at(person: Person, building: str, *, now: datetime) -> Reader:
    """Return the roster of a building, for who keeps it or is on it.

    Raises:
        NotOnRoster: the person is neither, or there is none.
    """
    try:
        found = committee_of(building).committee
    except NoCommittee as none:
        raise NotOnRoster from none
    is_kept = keeps(person, found, now=now)
    member = RosterMember.objects.filter(committee=found, person=person, left_at=None).first()
    if member is not None and not is_kept and not _serves(person, found, now):
        member = None
    if member is None and not is_kept:
        raise NotOnRoster
    return Reader(person, found, member, is_kept)


def _serves(person: Person, committee: Committee, now: datetime) -> bool:
    return may(person, Role.OFFICER, place=committee.building, now=now)


def window_of(keeper: Keeper, number: int) -> ServiceWindow:
    """Return a window that is not closed, by its key.

    Raises:
        UnknownWindow: the building has none such.
    """
    rows = ServiceWindow.objects.filter(committee=keeper.committee, closed_at=None)
    found = rows.filter(pk=number).first()
    if found is None:
        raise UnknownWindow
    return found


def pattern_of(keeper: Keeper, number: int) -> ShiftPattern:
    """Return a weekly shift, by its key.

    Raises:
        UnknownPattern: the building has none such.
    """
    rows = ShiftPattern.objects.select_related("window")
    found = rows.filter(window__committee=keeper.committee, pk=number).first()
    if found is None:
        raise UnknownPattern
    return found


def shift_of(keeper: Keeper, number: int) -> Placed:
    """Return a shift that was not dropped, by its key.

    Raises:
        UnknownShift: the building has none such.
    """
    rows = Shift.objects.select_related("window").filter(dropped_at=None)
    found = rows.filter(window__committee=keeper.committee, pk=number).first()
    if found is None:
        raise UnknownShift
    return Placed(found)


def member_of(keeper: Keeper, number: int) -> Listed:
    """Return somebody who is on the roster, by their key.

    Raises:
        UnknownMember: nobody such.
    """
    rows = RosterMember.objects.select_related("person", "committee__building")
    found = rows.filter(committee=keeper.committee, left_at=None, pk=number).first()
    if found is None:
        raise UnknownMember
    return Listed(found)


def own_member(who: Serving, number: int) -> Listed:
    """Return one of a person's own memberships, by its key.

    Raises:
        UnknownMember: they have none such.
    """
    found = next((one for one in who.members if one.pk == number), None)
    if found is None:
        raise UnknownMember
    return Listed(found)


def own_duty(who: Serving, number: int) -> Owned:
    """Return a duty that stands, for who has it.

    Raises:
        UnknownDuty: they have none such.
    """
    duty = (
        Duty.objects.select_related("shift__window__committee__building", "person")
        .filter(pk=number, person=who.person, left_at=None)
        .first()
    )
    if duty is None:
        raise UnknownDuty
    committee = duty.shift.window.committee_id
    member = next((one for one in who.members if one.committee_id == committee), None)
    if member is None:
        raise UnknownDuty
    return Owned(duty, member)


def colleague(owned: Owned, typed: str) -> tuple[RosterMember | None, int]:
    """Return to whom a duty is offered and for which of theirs: "", "7-0", or "7-12".

    Raises:
        UnknownMember: nobody on the same roster has this key.
    """
    if not typed:
        return None, 0
    key, _dash, duty = typed.partition("-")
    if not (is_number(key) and is_number(duty)):
        raise UnknownMember
    rows = RosterMember.objects.filter(committee=owned.member.committee, left_at=None)
    found = rows.select_related("person").filter(pk=int(key)).first()
    if found is None:
        raise UnknownMember
    return found, int(duty)


def kept_rosters(person: Person, *, now: datetime) -> Sequence[Place]:
    """Return the buildings whose rosters a person keeps, by name; no more than fit on a page."""
    places = places_where(person, KEEPING, now=now)
    rows = Place.objects.filter(pk__in=places, committee__isnull=False)
    return list(rows.order_by("name", "code")[:MOST_KEPT])


def offer_for(who: Serving, number: int) -> Offered:
    """Return an offer that stands, for whom it is made to.

    Raises:
        UnknownOffer: there is none such, or it is their own.
    """
    own = {one.committee_id: one for one in who.members}
    offer = (
        SwapOffer.objects.select_related(
            "duty__shift__window", "duty__person", "in_return__shift__window"
        )
        .filter(Q(to=None) | Q(to__in=who.members), pk=number, ended_at=None)
        .filter(duty__shift__window__committee__in=own)
        .exclude(duty__person=who.person)
        .first()
    )
    if offer is None:
        raise UnknownOffer
    return Offered(offer, own[offer.duty.shift.window.committee_id])


def feed_link(member: RosterMember) -> str:
    """Return the token by which a calendar asks for a member's duties."""
    return _feed.sign(member.feed_code)


def member_of_feed(token: str) -> Listed:
    """Return the member whose calendar a link is, who is still on the roster.

    Raises:
        LinkUnreadable: it is not ours, not whole, or was revoked.
    """
    try:
        code = _feed.unsign(token)
    except BadSignature as tampered:
        raise LinkUnreadable from tampered
    rows = RosterMember.objects.select_related("committee__building", "person")
    found = rows.filter(feed_code=code, left_at=None).first()
    if found is None:
        raise LinkUnreadable
    return Listed(found)


def keeping_role(keeper: Keeper, *, now: datetime) -> Role:
    """Return by which of their roles somebody keeps a building's roster.

    Raises:
        NotOnRoster: by none any more.
    """
    for role in KEEPING:
        if may(keeper.person, role, place=keeper.building, now=now):
            return role
    raise NotOnRoster
