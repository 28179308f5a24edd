"""When shifts are, who may take one, and whether somebody came."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from linli.buildings.enums.roster import Attendance
from linli.buildings.rules.calendar import DAY, SATURDAY, Calendar, Year
from linli.buildings.rules.slots import LONGEST, SLOT

MOST_HOURS_A_DAY = 11
"""Eight, and three of overtime at most. Source: 《劳动法》, articles 36 and 41."""

REST = timedelta(hours=11)
"""Between the duties of two days. Source: Directive 2003/88/EC, article 3; ours names no hours."""

MOST_PER_WEEK = 21
"""Shifts: three a day."""

DAYS_A_WEEK = 7

SIGN_ON_BEFORE = timedelta(minutes=30)
"""Earlier nobody stands at a window that opens then."""

LATE_AFTER = timedelta(minutes=5)
"""One slot: until then nobody waited in vain."""

FIRST_HOUR, LAST_HOUR = time(8), time(18)
"""What begins before or ends after is a time that few want."""


@dataclass(frozen=True, slots=True)
class Span:
    """A time on duty."""

    begins: datetime
    ends: datetime

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.ends - self.begins

    def meets(self, other: "Span") -> bool:
        """Tell whether two have a moment in common."""
        return self.begins < other.ends and other.begins < self.ends


@dataclass(frozen=True, slots=True)
class Weekly:
    """A shift that a window wants each week, in local time."""

    window: int
    weekday: int
    begins: time
    ends: time


@dataclass(frozen=True, slots=True)
class Wanted:
    """A shift that a window wants."""

    window: int
    span: Span


def is_shift(span: Span) -> bool:
    """Tell whether a time can be a shift: whole slots, a day at most."""
    return (
        timedelta() < span.length <= LONGEST
        and not span.length % SLOT
        and not timedelta(minutes=span.begins.minute, seconds=span.begins.second) % SLOT
    )


def weekday_on(day: date, calendar: Calendar) -> int | None:
    """Return by which weekday's pattern a day goes; None: it is off.

    A weekend that is worked instead of another day goes by the working day beside it: the
    announcement does not say for which day it stands.
    """
    year = calendar.get(day.year, Year())
    if day in year.worked and day.weekday() >= SATURDAY:
        return SATURDAY - 1 if day.weekday() == SATURDAY else 0
    return None if day in year.off else day.weekday()


def shifts_between(
    pattern: Iterable[Weekly], first: date, last: date, calendar: Calendar, zone: tzinfo
) -> Iterator[Wanted]:
    """Yield the shifts that a weekly pattern makes between two days, the last one too."""
    rows = sorted(pattern, key=lambda one: (one.weekday, one.begins, one.window))
    for at in range((last - first).days + 1):
        day = first + DAY * at
        weekday = weekday_on(day, calendar)
        for one in rows:
            if one.weekday == weekday:
                yield Wanted(
                    one.window,
                    Span(
                        datetime.combine(day, one.begins, zone),
                        datetime.combine(day, one.ends, zone),
                    ),
                )


def a_week_later(shifts: Iterable[Wanted], calendar: Calendar, zone: tzinfo) -> Iterator[Wanted]:
    """Yield the same shifts seven days later, but for days that are off."""
    for one in shifts:
        begins, ends = (
            moment.astimezone(zone) + DAYS_A_WEEK * DAY
            for moment in (one.span.begins, one.span.ends)
        )
        if weekday_on(begins.date(), calendar) is not None:
            yield replace(one, span=Span(begins, ends))


class Obstacle(StrEnum):
    """Why somebody should not take a shift."""

    UNQUALIFIED = "unqualified"
    ABSENT = "absent"
    BUSY = "busy"
    DAY_FULL = "day_full"
    WEEK_FULL = "week_full"
    NO_REST = "no_rest"


MAY_INSIST = frozenset({Obstacle.WEEK_FULL, Obstacle.NO_REST})
"""What the house agreed on, and no law: a secretary may give such a shift nevertheless."""


@dataclass(frozen=True, slots=True)
class Able:
    """What decides whether somebody may take a shift, as it is around that shift.

    ``absences`` are first and last days. ``duties`` are all that they have in the weeks asked
    about, at whichever building.
    """

    windows: frozenset[int] = frozenset()
    absences: tuple[tuple[date, date], ...] = ()
    most_per_week: int = MOST_PER_WEEK
    duties: tuple[Span, ...] = ()

    def with_duty(self, span: Span) -> "Able":
        """Return the same with a duty more."""
        return replace(self, duties=(*self.duties, span))


def obstacles(wanted: Wanted, able: Able, zone: tzinfo) -> list[Obstacle]:
    """Return all that speaks against giving somebody a shift, the worst first."""
    span = wanted.span
    day = span.begins.astimezone(zone).date()
    same_day = [one for one in able.duties if one.begins.astimezone(zone).date() == day]
    monday = monday_of(day)
    in_week = [
        one for one in able.duties if monday_of(one.begins.astimezone(zone).date()) == monday
    ]
    hours = sum((one.length for one in same_day), span.length)
    found = {
        Obstacle.UNQUALIFIED: wanted.window not in able.windows,
        Obstacle.ABSENT: is_absent(span, able.absences, zone),
        Obstacle.BUSY: any(span.meets(one) for one in able.duties),
        Obstacle.DAY_FULL: hours > timedelta(hours=MOST_HOURS_A_DAY),
        Obstacle.WEEK_FULL: len(in_week) >= able.most_per_week,
        Obstacle.NO_REST: any(one not in same_day and _too_near(span, one) for one in able.duties),
    }
    return [one for one, holds in found.items() if holds]


def is_absent(span: Span, absences: Iterable[tuple[date, date]], zone: tzinfo) -> bool:
    """Tell whether a time touches days on which somebody is away."""
    begins = span.begins.astimezone(zone).date()
    ends = (span.ends.astimezone(zone) - timedelta(microseconds=1)).date()
    return any(first <= ends and begins <= last for first, last in absences)


def lacks_rest(one: Span, other: Span, zone: tzinfo) -> bool:
    """Tell whether two duties of different days, that do not meet, are too near each other."""
    days = {span.begins.astimezone(zone).date() for span in (one, other)}
    return len(days) > 1 and _too_near(one, other)


def _too_near(one: Span, other: Span) -> bool:
    return not one.meets(other) and (
        one.begins - other.ends < REST and other.begins - one.ends < REST
    )


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - DAY * day.weekday()


def is_unpopular(span: Span, zone: tzinfo) -> bool:
    """Tell whether few want a time: at a weekend, early or late."""
    begins, ends = span.begins.astimezone(zone), span.ends.astimezone(zone)
    return (
        begins.weekday() >= SATURDAY
        or begins.time() < FIRST_HOUR
        or ends.time() > LAST_HOUR
        or ends.date() > begins.date()
    )


def may_sign_on(span: Span, now: datetime) -> bool:
    """Tell whether one may say now that one is there: from half an hour before until the end."""
    return span.begins - SIGN_ON_BEFORE <= now < span.ends


def attendance(span: Span, signed_on_at: datetime | None, *, now: datetime) -> Attendance:
    """Return whether somebody came to their duty, as far as it is known now."""
    if signed_on_at is not None:
        is_late = signed_on_at > span.begins + LATE_AFTER
        return Attendance.LATE if is_late else Attendance.ON_TIME
    if now < span.begins:
        return Attendance.TO_COME
    return Attendance.AWAITED if now < span.ends else Attendance.ABSENT


@dataclass(frozen=True, slots=True)
class Coming:
    """How often people came to the duties that are over: what was never taken is in no share."""

    on_time: int
    late: int
    absent: int

    @property
    def share(self) -> int | None:
        """Percent that were there, late or not; None where there was none."""
        total = self.on_time + self.late + self.absent
        return round(100 * (self.on_time + self.late) / total) if total else None


def coming_of(seen: Sequence[Attendance]) -> Coming:
    """Count how people came."""
    return Coming(*(seen.count(one) for one in _OVER))


_OVER: Collection[Attendance] = (Attendance.ON_TIME, Attendance.LATE, Attendance.ABSENT)
