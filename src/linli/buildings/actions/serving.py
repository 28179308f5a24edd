"""What an officer does at a window: call, call again, begin, end, pass on, move forward, pause."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from linli.buildings.access.frontdesk import AtWindow, Officer
from linli.buildings.actions.desk_entries import write_desk, write_ticket
from linli.buildings.actions.entries import lock
from linli.buildings.actions.tickets import change
from linli.buildings.enums.frontdesk import Result, TicketState
from linli.buildings.errors.frontdesk import (
    CallAgain,
    NobodyWaits,
    TicketMoved,
    UnknownTicket,
    UnknownWindow,
    WindowBusy,
    WindowPaused,
)
from linli.buildings.models import ServiceWindow, Ticket
from linli.buildings.queries.frontdesk import AT_A_WINDOW, hall_of, label_of
from linli.buildings.rules.queueing import CALLS, next_for, place_of
from linli.people.actions import name_in_ledger


@transaction.atomic
def call_next(at: AtWindow, *, now: datetime) -> Ticket:
    """Call the next whom this window may serve. Two windows at once call two different people.

    Raises:
        WindowPaused: the window takes nobody now.
        WindowBusy: somebody is at it.
        NobodyWaits: nobody waits whom it may serve.
    """
    lock(at.officer.committee)
    window = ServiceWindow.objects.get(pk=at.window.pk)
    if window.closed_at is not None:
        raise UnknownWindow
    if window.paused_at is not None:
        raise WindowPaused
    there = _there(at)
    if there is not None:
        raise WindowBusy(ticket=label_of(there))
    hall = hall_of(at.officer.committee, now=now)
    chosen = next_for(at.window.pk, hall.queue, now=now)
    if chosen is None:
        raise NobodyWaits
    ticket = hall.tickets[chosen.key]
    change(
        ticket,
        TicketState.WAITING,
        state=TicketState.CALLED,
        called_to=window,
        calls=1,
        called_at=now,
        recalled_at=now,
    )
    _write(at, ticket, "ticket_called", now)
    return ticket


@transaction.atomic
def recall(at: AtWindow, *, now: datetime) -> None:
    """Call again whoever was called and does not come.

    Raises:
        TicketMoved: nobody is called here, or they are being served.
    """
    ticket = _at_window(at)
    change(ticket, TicketState.CALLED, calls=ticket.calls + 1, recalled_at=now)
    _write(at, ticket, "ticket_recalled", now)


@transaction.atomic
def begin(at: AtWindow, *, now: datetime) -> None:
    """Begin to serve whoever was called.

    Raises:
        TicketMoved: nobody is called here, or they are being served.
    """
    ticket = _at_window(at)
    change(ticket, TicketState.CALLED, state=TicketState.SERVING, begun_at=now)
    _write(at, ticket, "ticket_begun", now)


@transaction.atomic
def finish(at: AtWindow, *, result: Result, note: str, now: datetime) -> None:
    """End a visit with what came of it.

    Raises:
        TicketMoved: nobody is being served here.
    """
    ticket = _at_window(at)
    change(
        ticket,
        TicketState.SERVING,
        state=TicketState.DONE,
        result=result,
        note=note,
        ended_at=now,
    )
    _write(at, ticket, "ticket_done", now, {"result": result.value})


@transaction.atomic
def miss(at: AtWindow, *, now: datetime) -> None:
    """Go on without whoever was called in vain.

    Raises:
        CallAgain: they were not called three times.
        TicketMoved: nobody is called here.
    """
    ticket = _at_window(at)
    if ticket.state == TicketState.CALLED and ticket.calls < CALLS:
        raise CallAgain(calls=CALLS)
    change(ticket, TicketState.CALLED, state=TicketState.NO_SHOW, ended_at=now)
    _write(at, ticket, "ticket_missed", now)


@transaction.atomic
def pass_on(at: AtWindow, *, to: int, now: datetime) -> None:
    """Pass somebody on to another window, where they keep the place at which they came.

    Raises:
        UnknownWindow: the desk has no other of this number.
        TicketMoved: nobody is here.
    """
    lock(at.officer.committee)
    rows = ServiceWindow.objects.filter(committee=at.officer.committee, closed_at=None)
    target = rows.filter(number=to).exclude(pk=at.window.pk).first()
    if target is None:
        raise UnknownWindow
    ticket = _at_window(at)
    change(
        ticket,
        *AT_A_WINDOW,
        state=TicketState.WAITING,
        window=target,
        called_to=None,
        calls=0,
        called_at=None,
        recalled_at=None,
        begun_at=None,
    )
    _write(at, ticket, "ticket_passed_on", now, {"to": to})


@transaction.atomic
def move_forward(officer: Officer, *, ticket: int, reason: str, now: datetime) -> None:
    """Move an elder or somebody urgent forward by a fixed time, once, with a reason.

    Raises:
        UnknownTicket: it does not wait at this desk today.
        TicketMoved: it was moved forward already.
    """
    lock(officer.committee)
    rows = Ticket.objects.select_related("service__committee__building").filter(
        service__committee=officer.committee, state=TicketState.WAITING, day=localdate(now)
    )
    found = rows.filter(pk=ticket).first()
    if found is None or found.came_at is None:
        raise UnknownTicket
    if found.urgent:
        raise TicketMoved
    place = place_of(came_at=found.came_at, due_at=found.due_at, is_urgent=True)
    change(found, TicketState.WAITING, urgent=reason, place_at=place, not_before=None)
    write_ticket(found, "ticket_urgent", by=name_in_ledger(officer.person), now=now)


@transaction.atomic
def pause(at: AtWindow, *, now: datetime) -> None:
    """Let a window take nobody for a while; whoever is there is served.

    Raises:
        TicketMoved: it is paused.
    """
    rows = ServiceWindow.objects.filter(pk=at.window.pk, paused_at=None)
    if not rows.update(paused_at=now):
        raise TicketMoved
    _write_window(at, "window_paused", now)


@transaction.atomic
def resume(at: AtWindow, *, now: datetime) -> None:
    """Let a window take people again.

    Raises:
        TicketMoved: it is not paused.
    """
    rows = ServiceWindow.objects.filter(pk=at.window.pk, paused_at__isnull=False)
    if not rows.update(paused_at=None):
        raise TicketMoved
    _write_window(at, "window_resumed", now)


def _there(at: AtWindow) -> Ticket | None:
    rows = Ticket.objects.select_related("service__committee__building")
    return rows.filter(called_to=at.window, state__in=AT_A_WINDOW).first()


def _at_window(at: AtWindow) -> Ticket:
    found = _there(at)
    if found is None:
        raise TicketMoved
    return found


def _write(
    at: AtWindow,
    ticket: Ticket,
    verb: str,
    now: datetime,
    facts: dict[str, str | int] | None = None,
) -> None:
    by = name_in_ledger(at.officer.person)
    more = {"window": at.window.number, **(facts or {})}
    write_ticket(ticket, verb, by=by, now=now, facts=more)


def _write_window(at: AtWindow, verb: str, now: datetime) -> None:
    by = name_in_ledger(at.officer.person)
    write_desk(at.officer.committee, verb, by=by, now=now, facts={"window": at.window.number})
