"""A desk as its pages show it: services, windows with who is there, who waits, for how long."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.utils.timezone import localdate

from linli.buildings.enums.frontdesk import Result, ServiceKind, TicketState
from linli.buildings.models import Committee, Service, ServiceWindow, Ticket
from linli.buildings.queries.opening import hours_of
from linli.buildings.rules.queueing import Waiting, ahead_of, in_order
from linli.buildings.rules.visits import DeskFigures, Visit, desk_figures
from linli.buildings.rules.waiting import Ahead, Busy, Interval, Known, wait_interval

AT_A_WINDOW = (TicketState.CALLED, TicketState.SERVING)

SEEN_WITHIN = timedelta(days=90)
"""Visits of a quarter say how long one takes; before that it may have been another form."""

SEEN_MOST = 60
"""Visits of a service that are looked at, the newest."""

LONGEST_MINUTES = 240.0
"""What seems to have taken longer was forgotten to be ended, and says nothing."""

QUEUE_MOST = 500
"""People who wait at one desk; more than a lobby holds."""

COUNTED_FOR = timedelta(days=30)
"""Figures are of the tickets of a month."""


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A window: whether it is open now, until when, and whose ticket is there."""

    id: int
    number: int
    name: str
    opens_at: datetime | None
    closes_at: datetime | None
    is_open: bool
    is_paused: bool
    ticket: Ticket | None


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service in the catalogue, with how many wait for it."""

    id: int
    letter: str
    kind: ServiceKind
    name: str
    about: str
    bring: list[str]
    fee: str
    yuan: int | None
    legal_basis: str
    minutes: int
    windows: list[int]
    waiting: int


@dataclass(frozen=True, slots=True)
class Hall:
    """All of a desk at one moment; everything else about waiting is worked out from it."""

    committee: Committee
    now: datetime
    services: Mapping[int, Service]
    open_to: Mapping[int, frozenset[int]]
    windows: Sequence[WindowRow]
    tickets: Mapping[int, Ticket]
    queue: Sequence[Waiting]

    def waiting_for(self, service: int) -> int:
        """Return how many wait for a service."""
        return sum(one.service_id == service for one in self.tickets.values())


def label(service: Service, number: int) -> str:
    """Return what a ticket is called by, as A012."""
    return f"{service.letter}{number:03}"


def label_of(ticket: Ticket) -> str:
    """Return what a ticket is called by."""
    return label(ticket.service, ticket.number)


def papers_of(service: Service) -> list[str]:
    """Return what to bring, one paper each."""
    return [line for line in service.bring.splitlines() if line]


def numbers_of(service: Service) -> list[int]:
    """Return the numbers of the windows that serve a service."""
    rows = service.windows.filter(closed_at=None).order_by("number")
    return list(rows.values_list("number", flat=True))


def hall_of(committee: Committee, *, now: datetime) -> Hall:
    """Return a desk as it is now: services, windows, who is at them, who waits; six queries."""
    services, served_at = _services(committee)
    windows = _windows(committee, now)
    known = frozenset(one.id for one in windows)
    rows = Ticket.objects.filter(
        service__committee=committee, state=TicketState.WAITING, day=localdate(now)
    ).select_related("service")[:QUEUE_MOST]
    tickets = {one.pk: one for one in rows}
    queue = in_order(_waiting(one, served_at, known) for one in tickets.values())
    return Hall(committee, now, services, served_at, windows, tickets, queue)


def waits(hall: Hall, services: Iterable[int]) -> dict[int, Interval | None]:
    """Return how long who comes now would wait for each service; None where nobody serves it."""
    known = _known(hall)
    return {
        one: _interval(hall, _newcomer(hall, one), hall.queue, known, f"new {one}")
        for one in services
    }


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a ticket stands: who is before it, how long that lasts, and until when it is open."""

    ahead: int
    wait: Interval | None
    closes_at: datetime | None
    may_close_before: bool


def standing_of(hall: Hall, ticket: Ticket) -> Standing:
    """Return where a ticket that waits stands in the queue."""
    own = next(one for one in hall.queue if one.key == ticket.pk)
    before = ahead_of(own, hall.queue)
    wait = _interval(hall, own, before, _known(hall), f"ticket {ticket.pk}")
    closing = [
        one.closes_at
        for one in hall.windows
        if one.id in own.windows and one.is_open and one.closes_at is not None
    ]
    closes = max(closing, default=None)
    late = (
        wait is not None and closes is not None and hall.now + timedelta(minutes=wait.high) > closes
    )
    return Standing(len(before), wait, closes, late)


def catalogue(committee: Committee, hall: Hall | None = None) -> list[ServiceRow]:
    """Return the services of a desk by kind and letter, with how many wait in a hall, if given."""
    services, served_at = _services(committee) if hall is None else (hall.services, hall.open_to)
    order = list(ServiceKind)
    rows = [
        ServiceRow(
            id=one.pk,
            letter=one.letter,
            kind=ServiceKind(one.kind),
            name=one.name,
            about=one.about,
            bring=papers_of(one),
            fee=one.fee,
            yuan=one.yuan,
            legal_basis=one.legal_basis,
            minutes=one.minutes,
            windows=sorted(served_at[one.pk]),
            waiting=0 if hall is None else hall.waiting_for(one.pk),
        )
        for one in services.values()
    ]
    return sorted(rows, key=lambda one: (order.index(one.kind), one.letter))


def today_of(committee: Committee, *, today: datetime) -> list[Ticket]:
    """Return the appointments of a day that have not arrived, by their time."""
    rows = Ticket.objects.filter(
        service__committee=committee, state=TicketState.BOOKED, day=localdate(today)
    )
    return list(rows.select_related("service", "window").order_by("due_at", "pk")[:QUEUE_MOST])


def figures(committee: Committee, *, now: datetime) -> DeskFigures:
    """Count the tickets of a month up to today: one query."""
    today = localdate(now)
    rows = Ticket.objects.filter(
        service__committee=committee, day__gt=today - COUNTED_FOR, day__lte=today
    ).values_list("day", "state", "came_at", "due_at", "called_at", "rating")
    days, visits = set(), []
    for day, state, came, due, called, rating in rows:
        days.add(day)
        # Who comes before an appointment does not wait until it is time.
        began = came if due is None or came is None else max(came, due)
        waited = None if called is None or began is None else _minutes(called - began)
        visits.append(Visit(TicketState(state), waited, rating))
    return desk_figures(visits, days=len(days))


def _services(committee: Committee) -> tuple[dict[int, Service], dict[int, frozenset[int]]]:
    rows = Service.objects.filter(committee=committee, withdrawn_at=None).order_by("letter")
    services = {one.pk: one for one in rows}
    pairs = Service.windows.through.objects.filter(
        service__in=services, servicewindow__closed_at=None
    ).values_list("service_id", "servicewindow_id")
    served = defaultdict[int, set[int]](set)
    for service, window in pairs:
        served[service].add(window)
    return services, {one: frozenset(served[one]) for one in services}


def _windows(committee: Committee, now: datetime) -> list[WindowRow]:
    rows = list(
        ServiceWindow.objects.filter(committee=committee, closed_at=None).order_by("number")
    )
    hours = hours_of([one.pk for one in rows], now, now + timedelta(hours=16))
    live = Ticket.objects.filter(called_to__in=rows, state__in=AT_A_WINDOW)
    there = {one.called_to_id: one for one in live.select_related("service")}
    today = localdate(now)
    found = []
    for one in rows:
        times = [
            each for each in hours.get(one.pk, ()) if each[0] <= now or localdate(each[0]) == today
        ]
        is_open = bool(times) and times[0][0] <= now
        found.append(
            WindowRow(
                id=one.pk,
                number=one.number,
                name=one.name,
                opens_at=times[0][0] if times else None,
                closes_at=times[-1][1] if times else None,
                is_open=is_open and one.paused_at is None,
                is_paused=one.paused_at is not None,
                ticket=there.get(one.pk),
            )
        )
    return found


def _waiting(
    one: Ticket, served_at: Mapping[int, frozenset[int]], known: frozenset[int]
) -> Waiting:
    assert one.place_at is not None, "the database holds who waits to a place"
    only = frozenset({one.window_id}) if one.window_id in known else None
    windows = only or served_at.get(one.service_id, frozenset())
    return Waiting(one.pk, one.place_at, windows, one.not_before)


def _newcomer(hall: Hall, service: int) -> Waiting:
    return Waiting(1 << 62, hall.now, hall.open_to[service])


def _interval(
    hall: Hall,
    own: Waiting,
    before: Iterable[Waiting],
    known: Mapping[int, Known],
    seed: str,
) -> Interval | None:
    desks = {
        one.id: None
        if one.ticket is None
        else Busy(one.ticket.service_id, _minutes(hall.now - (one.ticket.called_at or hall.now)))
        for one in hall.windows
        if one.is_open
    }
    ahead = [Ahead(hall.tickets[one.key].service_id, one.windows) for one in before]
    # The same for a minute, so that a page that asks again does not flicker.
    chance = Random(f"{seed} {hall.now:%Y%m%d%H%M}").random  # noqa: S311  # a simulation, no secret
    return wait_interval(windows=own.windows, ahead=ahead, desks=desks, known=known, chance=chance)


def _known(hall: Hall) -> dict[int, Known]:
    """Return the lengths of every service that anybody at a desk wants: one query."""
    wanted = {one.service_id: one.service for one in hall.tickets.values()}
    wanted |= {one.ticket.service_id: one.ticket.service for one in hall.windows if one.ticket}
    wanted |= hall.services
    seen = _seen(wanted, hall.now)
    return {pk: Known(float(one.minutes), seen[pk]) for pk, one in wanted.items()}


def _seen(services: Collection[int], now: datetime) -> dict[int, list[float]]:
    """Return how many minutes the newest visits held a window, those who never came too."""
    rows = (
        Ticket.objects.filter(
            service__in=services,
            state__in=(TicketState.DONE, TicketState.NO_SHOW),
            called_at__isnull=False,
            ended_at__gt=now - SEEN_WITHIN,
            ended_at__lte=now,
        )
        .exclude(result=Result.UNKNOWN)
        .order_by("-ended_at")
        .values_list("service_id", "called_at", "ended_at")
    )
    found: dict[int, list[float]] = {one: [] for one in services}
    for service, called, ended in rows[: SEEN_MOST * max(1, len(found))]:
        assert called is not None, "asked for above"
        assert ended is not None, "asked for above"
        found[service].append(_minutes(ended - called))
    return {
        service: [one for one in minutes if one <= LONGEST_MINUTES][:SEEN_MOST]
        for service, minutes in found.items()
    }


def _minutes(length: timedelta) -> float:
    return max(0.0, length / timedelta(minutes=1))
