"""When a service can be booked, and which appointments lost their window."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from linli.buildings.enums.frontdesk import OfferState, TicketState
from linli.buildings.models import Claim, Offer, Service, Ticket
from linli.buildings.queries.opening import hours_of
from linli.buildings.rules.booking import (
    DAYS_AHEAD,
    LEAD,
    Start,
    free_starts,
    is_covered,
    length_of,
)

BOOKED_MOST = 2_000
"""Appointments that are looked at in one round: more than a desk takes in two weeks."""


def resource_of(window: int) -> str:
    """Return what is claimed when a window is."""
    return f"window:{window}"


def starts_of(service: Service, *, now: datetime) -> list[Start]:
    """Return when a service can be booked from now on, the soonest first: three queries."""
    open_to = service.windows.filter(closed_at=None)
    windows = list(open_to.values_list("pk", flat=True))
    after, until = now + LEAD, now + timedelta(days=DAYS_AHEAD)
    hours = hours_of(windows, after, until)
    names = {resource_of(one): one for one in windows}
    taken = defaultdict[int, set[datetime]](set)
    claims = Claim.objects.filter(resource__in=names, slot__range=(now, until + timedelta(days=1)))
    for resource, slot in claims.values_list("resource", "slot"):
        taken[names[resource]].add(slot)
    return free_starts(hours, taken, minutes=service.minutes, after=after)


def uncovered(*, windows: Collection[int] | None = None) -> list[Ticket]:
    """Return the appointments whose window is not open for them any more: two queries."""
    rows = Ticket.objects.filter(state=TicketState.BOOKED)
    if windows is not None:
        rows = rows.filter(window__in=windows)
    booked = list(
        rows.select_related("service__committee__building").order_by("due_at", "pk")[:BOOKED_MOST]
    )
    return [one for one, covered in _covered(booked) if not covered]


def has_its_window(ticket: Ticket) -> bool:
    """Tell whether an appointment's window is open for it."""
    return all(covered for _one, covered in _covered([ticket]))


def open_offers(tickets: Iterable[int]) -> dict[int, Offer]:
    """Return the other time that is offered for each of some tickets."""
    rows = Offer.objects.filter(ticket__in=tickets, state=OfferState.OPEN)
    return {one.ticket_id: one for one in rows.select_related("window")}


def _covered(booked: Sequence[Ticket]) -> list[tuple[Ticket, bool]]:
    timed = [(one, one.due_at, one.window_id) for one in booked]
    dues = [due for _one, due, _window in timed if due is not None]
    if not dues:
        return []
    longest = max(length_of(one.service.minutes) for one in booked)
    hours = hours_of(
        {window for _one, _due, window in timed if window is not None},
        min(dues),
        max(dues) + longest,
    )
    return [
        (one, is_covered(hours.get(window, ()), due, minutes=one.service.minutes))
        for one, due, window in timed
        if due is not None and window is not None
    ]
