"""A desk as its display in the hall shows it."""

import hashlib
from dataclasses import astuple, dataclass
from datetime import datetime

from linli.buildings.enums.frontdesk import TicketState
from linli.buildings.models import Committee
from linli.buildings.queries.frontdesk import Hall, hall_of, label_of, today_of, waits
from linli.buildings.rules.waiting import Interval

LINES_MOST = 8
"""Services that fit on a display at a size that is read from five metres."""


@dataclass(frozen=True, slots=True)
class Call:
    """A ticket that is called to a window."""

    ticket: str
    window: int
    calls: int


@dataclass(frozen=True, slots=True)
class Line:
    """A service: who is at its windows, how many wait and how long that is, or the next time."""

    letter: str
    name: str
    there: tuple[tuple[str, int], ...]
    waiting: int
    wait: Interval | None
    next_booked: datetime | None


@dataclass(frozen=True, slots=True)
class Display:
    """What stands on the display; the newest call first."""

    calls: tuple[Call, ...]
    lines: tuple[Line, ...]
    more: int
    ring: str
    version: str


def display_of(committee: Committee, *, now: datetime) -> Display:
    """Return what a hall's display shows: nine queries."""
    hall = hall_of(committee, now=now)
    there = [one.ticket for one in hall.windows if one.ticket is not None]
    called = sorted(
        (one for one in there if one.state == TicketState.CALLED),
        key=lambda one: one.recalled_at or now,
        reverse=True,
    )
    numbers = {one.id: one.number for one in hall.windows}
    calls = tuple(
        Call(
            label_of(one),
            numbers[one.called_to_id or 0],
            one.calls,
        )
        for one in called
    )
    shown = list(hall.services)[:LINES_MOST]
    lines = _lines(hall, shown, now)
    ring = "" if not calls else f"{calls[0].ticket}.{calls[0].window}.{calls[0].calls}"
    more = len(hall.services) - len(shown)
    said = repr((calls, [astuple(one) for one in lines], more))
    version = hashlib.sha256(said.encode()).hexdigest()[:16]
    return Display(calls, tuple(lines), more, ring, version)


def _lines(hall: Hall, services: list[int], now: datetime) -> list[Line]:
    intervals = waits(hall, services)
    booked = {
        one.service_id: one.due_at
        for one in reversed(today_of(hall.committee, today=now))
        if one.due_at is not None and one.due_at >= now
    }
    return [
        Line(
            letter=hall.services[one].letter,
            name=hall.services[one].name,
            there=tuple(
                (label_of(each.ticket), each.number)
                for each in hall.windows
                if each.ticket is not None and each.ticket.service_id == one
            ),
            waiting=hall.waiting_for(one),
            wait=intervals[one],
            next_booked=booked.get(one),
        )
        for one in services
    ]
