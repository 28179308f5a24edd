"""Rooms as pages show them: what they are, when they are free, and who has them for keepers."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localtime, make_aware

from linli.buildings.enums.lounge import BookingState
from linli.buildings.models import Booking, Committee, Occasion, Room
from linli.buildings.rules.bookings import (
    AHEAD,
    HOLDING,
    SATURDAY,
    SHORTEST,
    STEP,
    Span,
    free_between,
)
from linli.people.sealing import Sealed

_TIME = re.compile(r"[0-2][0-9]:[0-5][0-9]")
MOST_ROOMS = 50
MOST_BOOKINGS = 200
"""On a keeper's page: two weeks of a busy lounge."""

DAY = timedelta(days=1)
DAYS_SHOWN = 7
WEEKS_AHEAD = range(AHEAD.days // DAYS_SHOWN + 1)


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room in a list, and until when it is free or taken now; None: not today any more."""

    room: Room
    is_open: bool
    is_free: bool
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a room's day: free, so that it can be booked, or taken; whose, is not said."""

    begins: datetime
    ends: datetime
    is_free: bool


@dataclass(frozen=True, slots=True)
class DayOfRoom:
    """One day of a room; no stretches where it is closed."""

    day: date
    stretches: list[Stretch]


def rooms_of(committee: Committee) -> list[Room]:
    """Return the rooms of a building that are let: one query."""
    return list(Room.objects.filter(committee=committee, closed_at=None).order_by("number"))[
        :MOST_ROOMS
    ]


def rooms_now(committee: Committee, *, now: datetime) -> list[RoomRow]:
    """Return the rooms of a building, and whether each is free now: three queries."""
    rooms = rooms_of(committee)
    here = localtime(now)
    midnight = make_aware(datetime.combine(here.date() + DAY, datetime.min.time()))
    taken = _taken([one.pk for one in rooms], now, midnight)
    return [_now(one, taken.get(one.pk, []), here) for one in rooms]


def _now(room: Room, taken: Sequence[Span], now: datetime) -> RoomRow:
    day = _opening(room, now.date())
    if day is None or not day[0] <= now < day[1]:
        return RoomRow(room, is_open=False, is_free=False, until=None)
    free = free_between(now, day[1], list(taken))
    if free and free[0][0] == now:
        return RoomRow(room, is_open=True, is_free=True, until=free[0][1])
    return RoomRow(room, is_open=True, is_free=False, until=free[0][0] if free else None)


def week_of(room: Room, monday: date, *, now: datetime) -> list[DayOfRoom]:
    """Return seven days of a room, without what is over: two queries."""
    begins = make_aware(datetime.combine(monday, datetime.min.time()))
    taken = _taken([room.pk], begins, begins + DAYS_SHOWN * DAY).get(room.pk, [])
    days = (monday + at * DAY for at in range(DAYS_SHOWN))
    return [DayOfRoom(day, _stretches(room, day, taken, localtime(now))) for day in days]


def _stretches(room: Room, day: date, taken: Sequence[Span], now: datetime) -> list[Stretch]:
    hours = _opening(room, day)
    if hours is None or hours[1] <= now or day > (now + AHEAD).date():
        return []
    opens, closes = max(hours[0], _next_step(now)), hours[1]
    today = [one for one in taken if one[0] < closes and one[1] > opens]
    free = [one for one in free_between(opens, closes, today) if one[1] - one[0] >= SHORTEST]
    both = [Stretch(*one, is_free=True) for one in free]
    both += [Stretch(max(one[0], hours[0]), one[1], is_free=False) for one in today]
    return sorted(both, key=lambda one: one.begins)


def times_of(room: Room, *, also: str = "") -> list[str]:
    """Return the times at which a booking can begin, as a page offers them.

    ``also`` is one that somebody chose on the page of the week, if it is a time of its hours.
    """
    at = datetime.combine(date.min, room.opens)
    closes = datetime.combine(date.min, room.closes)
    found = []
    while at + SHORTEST <= closes:
        found.append(f"{at:%H:%M}")
        at += STEP
    is_time = bool(_TIME.fullmatch(also)) and f"{room.opens:%H:%M}" <= also < f"{room.closes:%H:%M}"
    return sorted({*found, also}) if is_time else found


def _next_step(now: datetime) -> datetime:
    """Return the next time that a page offers, this one if it is one."""
    into = (now - datetime.min.replace(tzinfo=now.tzinfo)) % STEP
    return now + (STEP - into) % STEP


def _opening(room: Room, day: date) -> Span | None:
    if day.weekday() >= SATURDAY and not room.weekends:
        return None
    opens, closes = (datetime.combine(day, one) for one in (room.opens, room.closes))
    return localtime(make_aware(opens)), localtime(make_aware(closes))


def _taken(
    rooms: Collection[int], begins: datetime, ends: datetime
) -> Mapping[int, Sequence[Span]]:
    """Return when each room is taken, by whomever, in order: two queries."""
    within = {"room__in": rooms, "begins_at__lt": ends, "ends_at__gt": begins}
    found = defaultdict[int, list[Span]](list)
    bookings = Booking.objects.filter(state__in=HOLDING, **within)
    occasions = Occasion.objects.filter(cancelled_at=None, **within)
    for rows in (bookings, occasions):
        for room, opens, closes in rows.values_list("room", "begins_at", "ends_at"):
            found[room].append((localtime(opens), localtime(closes)))
    for one in found.values():
        one.sort()
    return found


@dataclass(frozen=True, slots=True)
class BookingRow:
    """A booking as its keeper sees it; name and phone print masked."""

    id: int
    room: str
    begins_at: datetime
    ends_at: datetime
    purpose: str
    state: BookingState
    name: Sealed | None
    phone: Sealed | None


def bookings_to_keep(committee: Committee, *, now: datetime) -> list[BookingRow]:
    """Return the bookings of a building that are not over, those to confirm first: one query."""
    rows = Booking.objects.filter(
        room__committee=committee, ends_at__gt=now, state__in=HOLDING
    ).select_related("room")
    asked_first = sorted(
        rows.order_by("begins_at", "pk")[:MOST_BOOKINGS],
        key=lambda one: one.state != BookingState.ASKED,
    )
    return [
        BookingRow(
            one.pk,
            one.room.name,
            one.begins_at,
            one.ends_at,
            one.purpose,
            BookingState(one.state),
            one.name,
            one.phone,
        )
        for one in asked_first
    ]


def to_confirm(places: Sequence[int], *, now: datetime) -> int:
    """Return how many bookings wait for the secretary in some buildings: one query."""
    rows = Booking.objects.filter(room__committee__building__in=places, begins_at__gt=now)
    return rows.filter(state=BookingState.ASKED).count()
