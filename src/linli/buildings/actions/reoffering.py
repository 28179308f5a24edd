"""The chain from the roster to a person: a window that stays shut offers each another time."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from linli.buildings.actions.claims import release
from linli.buildings.actions.desk_entries import write_ticket
from linli.buildings.actions.entries import ANYONE, lock
from linli.buildings.actions.tickets import (
    NewTicket,
    booked,
    change,
    hold,
    holder_of,
    offer_holder,
    withdraw_offer,
)
from linli.buildings.enums.frontdesk import OfferState, Result, TicketState
from linli.buildings.errors.frontdesk import NoOtherTime, TicketMoved
from linli.buildings.models import Offer, ServiceWindow, Ticket
from linli.buildings.queries.appointments import (
    has_its_window,
    open_offers,
    starts_of,
    uncovered,
)
from linli.buildings.rules.booking import Start, expires_at, most_equal

CLOCK = "clock"

AT_ONCE = 100
"""Tickets of days gone by that are closed in one round."""

FORGOTTEN = {
    TicketState.BOOKED: TicketState.NO_SHOW,
    TicketState.WAITING: TicketState.UNSERVED,
    TicketState.CALLED: TicketState.NO_SHOW,
    TicketState.SERVING: TicketState.DONE,
}
"""What becomes of a ticket whose day is over."""


def reoffer(window: ServiceWindow, *, now: datetime) -> int:
    """Offer another time to each whose appointment at a window fell out; return to how many.

    For the roster, in the moment in which somebody leaves a shift; the clock does the same for
    every window, whoever forgot it.
    """
    return _reoffer([window.pk], now)


def reoffer_all(*, now: datetime) -> int:
    """Do what is due for all appointments, and return how many offers were made.

    Offers that nobody answered end; those whose window is open again are taken back; and an
    appointment whose time came without a window has lapsed, which is not its holder's fault.
    """
    _end_offers(now)
    return _reoffer(None, now)


def _reoffer(windows: Collection[int] | None, now: datetime) -> int:
    lost = uncovered(windows=windows)
    offered = open_offers(one.pk for one in lost)
    count = 0
    for one in lost:
        assert one.due_at is not None, "an appointment has its time"
        if one.pk in offered:
            continue
        if one.due_at <= now:
            _lapse(one, now)
        else:
            count += _offer(one, now)
    return count


@transaction.atomic
def _offer(ticket: Ticket, now: datetime) -> bool:
    lock(ticket.service.committee)
    current = Ticket.objects.filter(pk=ticket.pk, state=TicketState.BOOKED).first()
    if current is None or open_offers([ticket.pk]) or has_its_window(ticket):
        return False
    return _find(ticket, now) is not None


def _find(ticket: Ticket, now: datetime) -> Offer | None:
    """Hold the nearest equal time that was not offered yet, and offer it; None where none is."""
    assert ticket.due_at is not None, "an appointment has its time"
    earlier = ticket.offers.values_list("begins_at", "window")
    without = {Start(begins, window) for begins, window in earlier}
    starts = starts_of(ticket.service, now=now)
    chosen = most_equal(starts, ticket.due_at, without=without)
    if chosen is None:
        return None
    made = Offer.objects.create(
        ticket=ticket,
        window_id=chosen.window,
        begins_at=chosen.begins_at,
        made_at=now,
        expires_at=expires_at(chosen.begins_at, made=now),
    )
    hold(ticket.service, chosen, offer_holder(made))
    write_ticket(ticket, "ticket_offered", by=CLOCK, now=now, facts=_at(chosen.begins_at))
    return made


@transaction.atomic
def accept(ticket: Ticket, *, code: str, now: datetime) -> Ticket:
    """Take the other time: a new ticket on its day, and the old time is given back.

    Raises:
        TicketMoved: nothing is offered any more.
    """
    lock(ticket.service.committee)
    offer = _open_offer(ticket, now)
    change(ticket, TicketState.BOOKED, state=TicketState.MOVED, ended_at=now)
    release(offer_holder(offer))
    release(holder_of(ticket))
    start = Start(offer.begins_at, offer.window_id)
    made = booked(ticket.service, NewTicket(code, code, ticket.papers), start, now)
    Ticket.objects.filter(pk=ticket.pk).update(moved_to=made)
    Offer.objects.filter(pk=offer.pk).update(state=OfferState.TAKEN)
    write_ticket(ticket, "ticket_moved", by=ANYONE, now=now, facts=_at(start.begins_at))
    return made


@transaction.atomic
def ask_another(ticket: Ticket, *, now: datetime) -> Offer:
    """Refuse what is offered and be offered the next nearest time.

    Raises:
        TicketMoved: nothing is offered any more.
        NoOtherTime: there is no further one, and what is offered stays.
    """
    lock(ticket.service.committee)
    offer = _open_offer(ticket, now)
    Offer.objects.filter(pk=offer.pk).update(state=OfferState.REFUSED)
    found = _find(ticket, now)
    if found is None:
        raise NoOtherTime
    release(offer_holder(offer))
    return found


def close_days(*, now: datetime) -> int:
    """End the tickets of days gone by, each as what it was, and return how many."""
    rows = Ticket.objects.select_related("service__committee__building").filter(
        state__in=FORGOTTEN, day__lt=localdate(now)
    )
    count = 0
    for one in rows.order_by("pk")[:AT_ONCE]:
        count += _close(one, now)
    return count


@transaction.atomic
def _close(ticket: Ticket, now: datetime) -> bool:
    lock(ticket.service.committee)
    state = TicketState(ticket.state)
    ended: dict[str, object] = {"state": FORGOTTEN[state], "ended_at": now}
    if state is TicketState.SERVING:
        ended["result"] = Result.UNKNOWN
    if not Ticket.objects.filter(pk=ticket.pk, state=state).update(**ended):
        return False
    facts = {"state": FORGOTTEN[state].value}
    write_ticket(ticket, "ticket_closed", by=CLOCK, now=now, facts=facts)
    return True


def _end_offers(now: datetime) -> None:
    rows = Offer.objects.filter(state=OfferState.OPEN).select_related(
        "ticket__service__committee__building"
    )
    for one in rows.order_by("expires_at")[:AT_ONCE]:
        if has_its_window(one.ticket):
            _take_back(one.ticket, now)
        elif one.expires_at <= now:
            _lapse(one.ticket, now)


@transaction.atomic
def _take_back(ticket: Ticket, now: datetime) -> None:
    lock(ticket.service.committee)
    withdraw_offer(ticket, OfferState.WITHDRAWN)
    write_ticket(ticket, "ticket_kept", by=CLOCK, now=now)


@transaction.atomic
def _lapse(ticket: Ticket, now: datetime) -> None:
    lock(ticket.service.committee)
    rows = Ticket.objects.filter(pk=ticket.pk, state=TicketState.BOOKED)
    if not rows.update(state=TicketState.LAPSED, ended_at=now):
        return
    withdraw_offer(ticket, OfferState.EXPIRED)
    release(holder_of(ticket))
    write_ticket(ticket, "ticket_lapsed", by=CLOCK, now=now)


def _open_offer(ticket: Ticket, now: datetime) -> Offer:
    found = open_offers([ticket.pk]).get(ticket.pk)
    if found is None or found.expires_at <= now:
        raise TicketMoved
    return found


def _at(begins: datetime) -> dict[str, str | int]:
    return {"at": f"{begins:%Y-%m-%dT%H:%M%z}"}
