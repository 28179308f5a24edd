"""What somebody does who comes to a desk: draw a ticket, book a time, arrive, leave, rate."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.timezone import localdate

from linli.buildings.actions.claims import claim, release
from linli.buildings.actions.desk_entries import write_ticket
from linli.buildings.actions.entries import ANYONE, lock
from linli.buildings.enums.frontdesk import OfferState, Rating, TicketState
from linli.buildings.errors.frontdesk import (
    NotYetTime,
    NoWindowToday,
    SlotGone,
    TicketMoved,
    UnknownService,
)
from linli.buildings.models import Offer, Service, Ticket
from linli.buildings.queries.appointments import resource_of, starts_of
from linli.buildings.queries.opening import hours_of
from linli.buildings.rules.booking import Start, length_of
from linli.buildings.rules.queueing import EARLY, place_of, put_off
from linli.buildings.rules.slots import slots
from linli.people.actions.guessing import count_try
from linli.people.rules.guessing import Limit

DRAWN_PER_ADDRESS = Limit("tickets-address", 60, timedelta(hours=1))
"""An office, or the lobby's own network, shares one address; a desk serves fewer an hour."""

LONGEST_DAY = timedelta(hours=16)
"""Whether a window still opens today is asked for as far ahead as this."""


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A ticket to be drawn: the form's token, the code of its link, and what was ticked."""

    token: str
    code: str
    papers: str = ""
    is_paper: bool = False


def draw_ticket(
    service: Service,
    new: NewTicket,
    *,
    address: str,
    now: datetime,
    by: str = ANYONE,
) -> Ticket:
    """Let somebody who is there wait for a service. The same form again draws nothing more.

    Args:
        service: what they want.
        new: what is written on it.
        address: where from, so that nobody draws a roll of them.
        now: the instant, aware.
        by: who presses: anybody, or an officer for an elder.

    Raises:
        NoWindowToday: no window for it is open now or later today.
        UnknownService: it was withdrawn a moment ago.
        TooManyGuesses: too many come from this address.
    """
    known = _drawn_by(new.token)
    if known is not None:
        return known
    count_try(DRAWN_PER_ADDRESS, address, now=now)
    if not _opens_today(service, now):
        raise NoWindowToday
    try:
        with transaction.atomic():
            _locked_service(service)
            made = _numbered(service, new, localdate(now), now, came_at=now)
            write_ticket(made, "ticket_drawn", by=by, now=now)
            return made
    except IntegrityError:
        twin = _drawn_by(new.token)
        if twin is None:
            raise
        return twin


def book(service: Service, new: NewTicket, start: Start, *, address: str, now: datetime) -> Ticket:
    """Let somebody come at a time. The same form again books nothing more.

    Raises:
        SlotGone: the service cannot be had then.
        Claimed: somebody booked it a moment ago.
        UnknownService: it was withdrawn a moment ago.
        TooManyGuesses: too many come from this address.
    """
    known = _drawn_by(new.token)
    if known is not None:
        return known
    count_try(DRAWN_PER_ADDRESS, address, now=now)
    try:
        with transaction.atomic():
            _locked_service(service)
            if start not in starts_of(service, now=now):
                raise SlotGone
            made = booked(service, new, start, now)
            facts = {"at": f"{start.begins_at:%Y-%m-%dT%H:%M%z}"}
            write_ticket(made, "ticket_booked", by=ANYONE, now=now, facts=facts)
            return made
    except IntegrityError:
        twin = _drawn_by(new.token)
        if twin is None:
            raise
        return twin


def booked(service: Service, new: NewTicket, start: Start, now: datetime) -> Ticket:
    """Write an appointment and claim its window: part of another's transaction and entry.

    Raises:
        Claimed: the window is held by somebody else then.
    """
    made = _numbered(service, new, localdate(start.begins_at), now, start=start)
    hold(service, start, holder_of(made))
    return made


def hold(service: Service, start: Start, holder: str) -> None:
    """Claim a window for as long as a service usually takes.

    Raises:
        Claimed: somebody else holds it.
    """
    ends = start.begins_at + length_of(service.minutes)
    claim(resource_of(start.window), slots(start.begins_at, ends), holder=holder)


def holder_of(ticket: Ticket) -> str:
    """Return by what name an appointment holds its window."""
    return f"ticket:{ticket.pk}"


def offer_holder(offer: Offer) -> str:
    """Return by what name another time that is offered is held."""
    return f"offer:{offer.pk}"


@transaction.atomic
def arrive(ticket: Ticket, *, now: datetime, by: str = ANYONE) -> None:
    """Say that whoever has an appointment is there; early or late decides their place.

    Raises:
        NotYetTime: it is longer than an hour until the appointment.
        TicketMoved: it is another day, or it waits already.
    """
    lock(ticket.service.committee)
    due = ticket.due_at
    if due is None or ticket.day < localdate(now):
        raise TicketMoved
    if now < due - EARLY:
        raise NotYetTime(minutes=_EARLY_MINUTES)
    change(
        ticket,
        TicketState.BOOKED,
        state=TicketState.WAITING,
        window=None,  # whichever of the service's windows is free first
        came_at=now,
        place_at=place_of(came_at=now, due_at=due, is_urgent=False),
    )
    withdraw_offer(ticket, OfferState.WITHDRAWN)
    write_ticket(ticket, "ticket_arrived", by=by, now=now)


_EARLY_MINUTES = EARLY // timedelta(minutes=1)


@transaction.atomic
def come_later(ticket: Ticket, *, minutes: int, now: datetime) -> None:
    """Let others go first for some minutes, and keep a place after that.

    Raises:
        TicketMoved: it does not wait.
    """
    lock(ticket.service.committee)
    current = Ticket.objects.get(pk=ticket.pk)
    if current.place_at is None:
        raise TicketMoved
    place, back = put_off(current.place_at, minutes=minutes, now=now)
    change(ticket, TicketState.WAITING, place_at=place, not_before=back)
    write_ticket(ticket, "ticket_put_off", by=ANYONE, now=now, facts={"minutes": minutes})


@transaction.atomic
def come_back(ticket: Ticket, *, now: datetime) -> None:
    """Wait again, at the end, after one was called in vain; or be ready before one had said.

    Raises:
        TicketMoved: it is another day, or it was not called in vain.
    """
    lock(ticket.service.committee)
    if ticket.day != localdate(now):
        raise TicketMoved
    change(
        ticket,
        TicketState.NO_SHOW,
        state=TicketState.WAITING,
        came_at=now,
        place_at=now,
        not_before=None,
        called_to=None,
        called_at=None,
        recalled_at=None,
        ended_at=None,
        calls=0,
    )
    write_ticket(ticket, "ticket_back", by=ANYONE, now=now)


@transaction.atomic
def give_up(ticket: Ticket, *, now: datetime) -> None:
    """Leave the queue, or cancel an appointment and whatever was offered instead.

    Raises:
        TicketMoved: it neither waits nor is booked.
    """
    lock(ticket.service.committee)
    change(
        ticket,
        TicketState.BOOKED,
        TicketState.WAITING,
        state=TicketState.GIVEN_UP,
        ended_at=now,
    )
    withdraw_offer(ticket, OfferState.REFUSED)
    release(holder_of(ticket))
    write_ticket(ticket, "ticket_given_up", by=ANYONE, now=now)


@transaction.atomic
def rate(ticket: Ticket, rating: Rating, *, now: datetime) -> None:
    """Say how a visit was; whoever says it again has said it anew.

    Raises:
        TicketMoved: it is not over.
    """
    change(ticket, TicketState.DONE, rating=rating.value)
    write_ticket(ticket, "ticket_rated", by=ANYONE, now=now, facts={"rating": rating.value})


@transaction.atomic
def tick_papers(ticket: Ticket, papers: str, *, now: datetime) -> None:
    """Say which papers one has; whoever serves sees it.

    Raises:
        TicketMoved: it is over.
    """
    change(ticket, TicketState.BOOKED, TicketState.WAITING, papers=papers)
    count = len(papers.splitlines())
    write_ticket(ticket, "ticket_papers", by=ANYONE, now=now, facts={"papers": count})


def change(ticket: Ticket, *states: TicketState, **columns: object) -> None:
    """Change a ticket that is still in one of some states; the database judges who is first.

    Raises:
        TicketMoved: it is in none of them any more.
    """
    if not Ticket.objects.filter(pk=ticket.pk, state__in=states).update(**columns):
        raise TicketMoved


def withdraw_offer(ticket: Ticket, state: OfferState) -> None:
    """Give back another time that was offered, if any."""
    for one in Offer.objects.filter(ticket=ticket, state=OfferState.OPEN):
        release(offer_holder(one))
        Offer.objects.filter(pk=one.pk).update(state=state)


def _drawn_by(token: str) -> Ticket | None:
    rows = Ticket.objects.select_related("service__committee__building")
    return rows.filter(token=token).first()


def _opens_today(service: Service, now: datetime) -> bool:
    windows = list(service.windows.values_list("pk", flat=True))
    today = localdate(now)
    return any(
        opens <= now or localdate(opens) == today
        for hours in hours_of(windows, now, now + LONGEST_DAY).values()
        for opens, _closes in hours
    )


def _locked_service(service: Service) -> None:
    lock(service.committee)
    if not Service.objects.filter(pk=service.pk, withdrawn_at=None).exists():
        raise UnknownService


def _numbered(
    service: Service,
    new: NewTicket,
    day: date,
    now: datetime,
    *,
    came_at: datetime | None = None,
    start: Start | None = None,
) -> Ticket:
    """Write a ticket with the next number of its day; the committee is locked, so none is left out.

    ``came_at`` for who is there, ``start`` for who comes later.
    """
    rows = Ticket.objects.filter(service=service, day=day)
    last = rows.aggregate(last=Max("number"))["last"] or 0
    return Ticket.objects.create(
        service=service,
        day=day,
        number=last + 1,
        token=new.token,
        code=new.code,
        state=TicketState.WAITING if start is None else TicketState.BOOKED,
        window_id=None if start is None else start.window,
        is_paper=new.is_paper,
        papers=new.papers,
        drawn_at=now,
        due_at=None if start is None else start.begins_at,
        came_at=came_at,
        place_at=came_at,
    )
