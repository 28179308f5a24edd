"""Who is next: appointments and those who walk in, in one order that nobody can be pushed out of.

Everybody who is there has a place, which is a moment. Who walks in stands at the moment of
coming; who has an appointment and is there in time stands at the appointed moment, so before all
who walked in later than that; who is late for it stands where they came. Elders and the urgent
are moved forward by a fixed time and no further. So a place is never earlier than that time, and
the grace of an appointment, before somebody came: whoever comes so much later than another's
place cannot pass them, and everybody is served.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

GRACE = timedelta(minutes=10)
"""How late one may be for an appointment and keep it: a lift at noon takes as long."""

HEAD_START = timedelta(minutes=30)
"""How far elders and the urgent are moved forward: several visits, and yet an end to it."""

CALLS = 3
"""How often somebody is called before they count as not there."""

EARLY = timedelta(minutes=60)
"""From how long before an appointment one may say that one is there."""

PUT_OFF_MINUTES = (15, 30, 60)
"""By how long who waits may let others go first."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits: ``key`` tells them from others and is larger for who drew later.

    ``windows`` are those that may serve them; before ``not_before`` they are not there.
    """

    key: int
    place_at: datetime
    windows: frozenset[int]
    not_before: datetime | None = None


def place_of(*, came_at: datetime, due_at: datetime | None, is_urgent: bool) -> datetime:
    """Return where in the queue somebody stands; ``due_at`` is their appointment, if any."""
    kept = due_at is not None and came_at <= due_at + GRACE
    place = due_at if kept and due_at is not None else came_at
    return place - HEAD_START if is_urgent else place


def in_order(waiting: Iterable[Waiting]) -> list[Waiting]:
    """Return who waits, the next one first; of two at one moment, who drew first."""
    return sorted(waiting, key=lambda one: (one.place_at, one.key))


def next_for(window: int, waiting: Iterable[Waiting], *, now: datetime) -> Waiting | None:
    """Return whom a window calls next, or None: the first who is there and whom it may serve."""
    ready = (one for one in in_order(waiting) if window in one.windows and _is_there(one, now))
    return next(ready, None)


def ahead_of(one: Waiting, waiting: Collection[Waiting]) -> list[Waiting]:
    """Return who stands before somebody and may need one of the same windows, in order."""
    place = (one.place_at, one.key)
    return [
        other
        for other in in_order(waiting)
        if (other.place_at, other.key) < place and other.windows & one.windows
    ]


def put_off(place_at: datetime, *, minutes: int, now: datetime) -> tuple[datetime, datetime]:
    """Return the new place of who lets others go first, and before when they are not called."""
    back = now + timedelta(minutes=minutes)
    return max(place_at, back), back


def _is_there(one: Waiting, now: datetime) -> bool:
    return one.not_before is None or one.not_before <= now
