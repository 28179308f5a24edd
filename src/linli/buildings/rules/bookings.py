"""When a room can be booked, and what may be done to a booking."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from linli.buildings.enums.lounge import BookingState
from linli.buildings.rules.slots import SLOT

AHEAD = timedelta(days=30)
"""A month can be planned; who books a year of Tuesdays holds a gathering."""

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=4)
"""A talk between two, and half a working day: then somebody else has a turn."""

MISSED_AFTER = timedelta(minutes=15)
"""Nobody there by then: whoever waits before a closed door has waited long enough."""

EARLY = timedelta(minutes=15)
"""Before its time a booking can be signed in."""

STEP = timedelta(minutes=30)
"""Between the times that a page offers."""

SATURDAY = 5


class Act(StrEnum):
    """One thing that is done to a booking."""

    CONFIRM = "confirm"
    REFUSE = "refuse"
    GIVE_UP = "give_up"
    ARRIVE = "arrive"
    MISS = "miss"


class Wrong(StrEnum):
    """Why a time cannot be booked."""

    PAST_OR_FAR = "past_or_far"
    LENGTH = "length"
    WEEKEND = "weekend"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Hours:
    """When a room is open, by the clock on its wall."""

    opens: time
    closes: time
    weekends: bool


HOLDING = frozenset({BookingState.ASKED, BookingState.BOOKED, BookingState.CAME})
"""States in which a booking holds its room."""

_FROM: Mapping[Act, frozenset[BookingState]] = {
    Act.CONFIRM: frozenset({BookingState.ASKED}),
    Act.REFUSE: frozenset({BookingState.ASKED}),
    Act.GIVE_UP: HOLDING,
    Act.ARRIVE: frozenset({BookingState.BOOKED}),
    Act.MISS: frozenset({BookingState.ASKED, BookingState.BOOKED}),
}

_TO: Mapping[Act, BookingState] = {
    Act.CONFIRM: BookingState.BOOKED,
    Act.REFUSE: BookingState.REFUSED,
    Act.GIVE_UP: BookingState.GIVEN_UP,
    Act.ARRIVE: BookingState.CAME,
    Act.MISS: BookingState.MISSED,
}


def after(state: BookingState, act: Act) -> BookingState | None:
    """Return what a booking is once something was done to it, None where that may not be."""
    return _TO[act] if state in _FROM[act] else None


def wrong_with(begins: datetime, ends: datetime, hours: Hours, *, now: datetime) -> Wrong | None:
    """Return why a room cannot be had for a time, None where it can, if it is free.

    All times are in the zone of the room's clock. What began less than a slot ago can still be
    had: somebody stands before the door.
    """
    if not now - SLOT < begins <= now + AHEAD:
        return Wrong.PAST_OR_FAR
    if not SHORTEST <= ends - begins <= LONGEST:
        return Wrong.LENGTH
    if begins.weekday() >= SATURDAY and not hours.weekends:
        return Wrong.WEEKEND
    is_one_day = begins.date() == ends.date()
    if not (is_one_day and hours.opens <= begins.time() and ends.time() <= hours.closes):
        return Wrong.HOURS
    return None


Span = tuple[datetime, datetime]


def free_between(opens: datetime, closes: datetime, taken: list[Span]) -> list[Span]:
    """Return what is free of a time: the gaps between what is taken, in order.

    ``taken`` is in the order of its beginnings; its times may touch or lie in one another.
    """
    found = []
    at = opens
    for begins, ends in taken:
        if begins > at:
            found.append((at, min(begins, closes)))
        at = max(at, ends)
    if at < closes:
        found.append((at, closes))
    return [(begins, ends) for begins, ends in found if begins < ends]
