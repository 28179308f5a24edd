"""When an appointment can be had: inside opening hours, where nobody has one yet."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.buildings.rules.slots import SLOT, slots

SPACING = 2
"""Appointments begin this many lengths apart: the time between is for those who walk in."""

LEAD = timedelta(minutes=30)
"""Nothing is booked for sooner: who is that near draws a ticket."""

DAYS_AHEAD = 14
"""How far ahead appointments are taken; rosters are seldom known for longer."""

ANSWER_WITHIN = timedelta(hours=24)
"""How long another time that was offered is kept for an answer."""

ANSWER_BEFORE = timedelta(minutes=15)
"""An offer ends at the latest so long before its time, so that somebody else can come."""

Hours = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, order=True)
class Start:
    """A moment at which an appointment can begin, and at which window."""

    begins_at: datetime
    window: int


def length_of(minutes: int) -> timedelta:
    """Return for how long an appointment holds its window: whole slots."""
    return SLOT * -(-timedelta(minutes=minutes) // SLOT)


def free_starts(
    hours: Mapping[int, Sequence[Hours]],
    taken: Mapping[int, Collection[datetime]],
    *,
    minutes: int,
    after: datetime,
) -> list[Start]:
    """Return when an appointment of so many minutes can begin, the soonest first.

    Args:
        hours: when each window is open.
        taken: the slots that are claimed at each.
        minutes: how long the visit usually takes.
        after: nothing begins before.
    """
    length = length_of(minutes)
    found = []
    for window, times in hours.items():
        claimed = taken.get(window, ())
        for opens, closes in times:
            begins = opens
            while begins + length <= closes:
                if begins >= after and not any(
                    slot in claimed for slot in slots(begins, begins + length)
                ):
                    found.append(Start(begins, window))
                begins += length * SPACING
    return sorted(found)


def is_covered(hours: Sequence[Hours], begins: datetime, *, minutes: int) -> bool:
    """Tell whether a window is open for all of an appointment."""
    ends = begins + length_of(minutes)
    return any(opens <= begins and ends <= closes for opens, closes in hours)


def most_equal(
    starts: Sequence[Start], to: datetime, *, without: Collection[Start]
) -> Start | None:
    """Return the start nearest to a moment, the earlier of two; some were offered already."""
    fresh = (one for one in starts if one not in without)
    return min(fresh, key=lambda one: (abs(one.begins_at - to), one), default=None)


def expires_at(begins: datetime, *, made: datetime) -> datetime:
    """Return until when an offer is kept for an answer."""
    return min(made + ANSWER_WITHIN, begins - ANSWER_BEFORE)
