"""The only ways from a person or a link to a service desk and its tickets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from string import ascii_uppercase

from django.core.signing import BadSignature, Signer

from linli.buildings.access.matters import KEEPING, Keeper, Visited, committee_of
from linli.buildings.errors.frontdesk import (
    NotAtThisDesk,
    TicketLinkUnreadable,
    UnknownService,
    UnknownWindow,
)
from linli.buildings.errors.matters import NoCommittee
from linli.buildings.models import Committee, Service, ServiceWindow, Ticket
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.queries import Acting, may, places_where
from linli.places.models import Place

SERVING = (Role.OFFICER, *KEEPING)
"""Who serves at a desk: its officers, and whoever keeps the committee."""

_ticket = Signer(salt="linli.buildings.ticket")


@dataclass(frozen=True, slots=True)
class Officer:
    """A person who serves at a building's desk."""

    person: Person
    committee: Committee

    @property
    def building(self) -> Place:
        """Whose desk it is."""
        return self.committee.building


@dataclass(frozen=True, slots=True)
class AtWindow:
    """An officer at one window."""

    officer: Officer
    window: ServiceWindow


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever holds a ticket, by its link."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Offered:
    """A service that a desk has."""

    service: Service


def may_serve(held: Iterable[Acting]) -> bool:
    """Tell whether the desks are for whoever acts as this."""
    return any(one.role in SERVING for one in held)


def desks_to_serve(person: Person, *, now: datetime) -> Sequence[int]:
    """Return the places at whose desks a person serves.

    Raises:
        NotAtThisDesk: there is none.
    """
    places = places_where(person, SERVING, now=now)
    if not places:
        raise NotAtThisDesk
    return places


def officer_at(person: Person, building: str, *, now: datetime) -> Officer:
    """Return the desk of a building, for who serves there.

    Raises:
        NotAtThisDesk: the person does not, or there is none.
    """
    try:
        found = committee_of(building).committee
    except NoCommittee as none:
        raise NotAtThisDesk from none
    if not serves(person, found, now=now):
        raise NotAtThisDesk
    return Officer(person, found)


def serves(person: Person | None, committee: Committee, *, now: datetime) -> bool:
    """Tell whether somebody serves at this desk; a stranger does at none."""
    return person is not None and any(
        may(person, role, place=committee.building, now=now) for role in SERVING
    )


def window_at(officer: Officer, number: int) -> AtWindow:
    """Return a window of a desk, for an officer of it.

    Raises:
        UnknownWindow: it has none of this number, or not any more.
    """
    rows = ServiceWindow.objects.filter(committee=officer.committee, closed_at=None)
    found = rows.filter(number=number).first()
    if found is None:
        raise UnknownWindow
    return AtWindow(officer, found)


def service_at(at: Visited, letter: str) -> Offered:
    """Return a service that a desk has, for anybody.

    Raises:
        UnknownService: it has none of this letter, or not any more.
    """
    return Offered(_service(at.committee, letter))


def service_kept(keeper: Keeper, letter: str) -> Offered:
    """Return a service that a desk has, for who keeps it.

    Raises:
        UnknownService: it has none of this letter, or not any more.
    """
    return Offered(_service(keeper.committee, letter))


def ticket_link(code: str) -> str:
    """Return the token by which whoever holds a ticket comes back to it."""
    return _ticket.sign(code)


def ticket_of_link(token: str) -> Holder:
    """Return the ticket that a token names.

    Raises:
        TicketLinkUnreadable: it is not ours, or not whole.
    """
    try:
        code = _ticket.unsign(token)
    except BadSignature as tampered:
        raise TicketLinkUnreadable from tampered
    rows = Ticket.objects.select_related(
        "service__committee__building", "window", "called_to", "moved_to"
    )
    found = rows.filter(code=code).first()
    if found is None:
        raise TicketLinkUnreadable
    return Holder(found)


def may_read_desk(viewer: Person, building: str, now: datetime) -> bool:
    """Tell whether somebody may read what was done at a desk: who serves there."""
    try:
        found = committee_of(building).committee
    except NoCommittee:
        return False
    return serves(viewer, found, now=now)


def _service(committee: Committee, letter: str) -> Service:
    rows = Service.objects.filter(committee=committee, withdrawn_at=None)
    found = rows.filter(letter=letter).first() if letter in set(ascii_uppercase) else None
    if found is None:
        raise UnknownService
    found.committee = committee
    return found
