"""A tower's figures: how a day is counted, and how days are put together for a longer time."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil

from linli.lockers.enums import DepositState, Period

BUSIEST_WITHIN = timedelta(minutes=15)
"""The noon peak's width: long enough to smooth two couriers, short enough to show the rush."""

WHOLE = ""
"""Stands for a whole tower where a platform's code would stand."""

NO_PLATFORM = "-"
"""Stands for meals that no platform announced; no platform's code is so."""

RECOUNTED_FOR = timedelta(days=7)
"""A day is counted anew each night of the week after it: until then a cabinet that was cut off
may tell of it, and a meal of it may still stand. Source: forms.DAYS_BACK, a week and a holiday."""

LOOKED_BACK = timedelta(days=7)
"""How long before a day a meal may have been put in, and still be counted as standing in it."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One meal: when it was put in, when it ended, and how; ``ended_at`` None: it stands."""

    stored_at: datetime
    ended_at: datetime | None
    state: DepositState


@dataclass(frozen=True, slots=True)
class Turned:
    """How often couriers did not come to put a meal in.

    ``full``: forms that were refused because nothing was free; of these ``full_later`` were
    put in by the same form afterwards. ``not_stored``: doors promised, and no meal came in.
    """

    full: int = 0
    full_later: int = 0
    not_stored: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted of one day or several; every meal put in is in exactly one of four.

    ``waits`` are minutes from put in to taken, whole ones, and of how many meals; ``busiest``
    meals were put in within the quarter of an hour from ``busiest_at``; ``peak`` lay in the
    compartments at once, of ``doors`` in service when it was counted.
    """

    stored: int = 0
    picked: int = 0
    recalled: int = 0
    disposed: int = 0
    standing: int = 0
    not_stored: int = 0
    full: int = 0
    full_later: int = 0
    busiest: int = 0
    busiest_at: datetime | None = None
    peak: int = 0
    peak_at: datetime | None = None
    doors: int = 0
    waits: Mapping[int, int] = field(default_factory=dict)

    @property
    def wait_median(self) -> int | None:
        """Minutes until half of the meals that were taken had been taken."""
        return rank(self.waits, 0.5)

    @property
    def wait_p90(self) -> int | None:
        """Minutes until nine in ten of the meals that were taken had been taken."""
        return rank(self.waits, 0.9)

    @property
    def peak_percent(self) -> int | None:
        """The fullest moment, of the doors in service; None where there is no door."""
        return round(100 * self.peak / self.doors) if self.doors else None


def count_day(
    stays: Sequence[Stay], turned: Turned, *, begin: datetime, end: datetime, doors: int
) -> Counts:
    """Count a day from ``begin`` until before ``end``.

    Args:
        stays: meals put in that day, and those put in before that were not taken before it.
        turned: who came in vain.
        begin: the day's first instant.
        end: the next day's.
        doors: compartments in service.
    """
    of_day = [one for one in stays if one.stored_at >= begin]
    ended = Counter(one.state for one in of_day)
    outcomes = [
        ended[one] for one in (DepositState.PICKED, DepositState.RECALLED, DepositState.DISPOSED)
    ]
    busiest, busiest_at = busiest_of([one.stored_at for one in of_day])
    peak, peak_at = peak_of(stays, begin=begin, end=end)
    return Counts(
        stored=len(of_day),
        picked=outcomes[0],
        recalled=outcomes[1],
        disposed=outcomes[2],
        standing=len(of_day) - sum(outcomes),
        not_stored=turned.not_stored,
        full=turned.full,
        full_later=turned.full_later,
        busiest=busiest,
        busiest_at=busiest_at,
        peak=peak,
        peak_at=peak_at,
        doors=doors,
        waits=Counter(_minutes(one) for one in of_day if one.state == DepositState.PICKED),
    )


def busiest_of(times: Iterable[datetime]) -> tuple[int, datetime | None]:
    """Return most of these times in any quarter of an hour, and when the first such began."""
    ordered = sorted(times)
    most, since, oldest = 0, None, 0
    for place, at in enumerate(ordered):
        while at - ordered[oldest] >= BUSIEST_WITHIN:
            oldest += 1
        if place - oldest + 1 > most:
            most, since = place - oldest + 1, ordered[oldest]
    return most, since


def peak_of(
    stays: Iterable[Stay], *, begin: datetime, end: datetime
) -> tuple[int, datetime | None]:
    """Return the most meals that lay in at once between two instants, and since when.

    Who takes a meal at the instant in which another is put in makes room for it.
    """
    changes = []
    for one in stays:
        changes.append((max(one.stored_at, begin), 1))
        if one.ended_at is not None and one.ended_at < end:
            changes.append((max(one.ended_at, begin), -1))
    most, since, now_in = 0, None, 0
    for at, change in sorted(changes):
        now_in += change
        if now_in > most:
            most, since = now_in, at
    return most, since


def together(days: Iterable[Counts]) -> Counts:
    """Return what several days come to: sums, and the greatest of what is a peak."""
    known = list(days)
    waits = Counter[int]()
    for one in known:
        waits.update(one.waits)
    busiest = max(known, key=lambda one: one.busiest, default=Counts())
    peak = max(known, key=lambda one: one.peak, default=Counts())
    sums = {
        name: sum(getattr(one, name) for one in known)
        for name in (
            "stored",
            "picked",
            "recalled",
            "disposed",
            "standing",
            "not_stored",
            "full",
            "full_later",
        )
    }
    return Counts(
        **sums,
        busiest=busiest.busiest,
        busiest_at=busiest.busiest_at,
        peak=peak.peak,
        peak_at=peak.peak_at,
        doors=peak.doors,
        waits=waits,
    )


def rank(waits: Mapping[int, int], share: float) -> int | None:
    """Return the smallest wait that this share of all had at most (nearest rank); None: none."""
    wanted = ceil(share * sum(waits.values()))
    for minutes in sorted(waits):
        wanted -= waits[minutes]
        if wanted <= 0:
            return minutes
    return None


def span(period: Period, day: date) -> tuple[date, date]:
    """Return the first and the last day of the day, week or month in which a day lies."""
    if period == Period.WEEK:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if period == Period.MONTH:
        first = day.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return day, day


def days_from(first: date, last: date) -> list[date]:
    """Return the days from one to another, both among them; none where the last is before."""
    return [first + timedelta(days=one) for one in range((last - first).days + 1)]


def _minutes(one: Stay) -> int:
    """Whole minutes from put in to taken; clocks that disagree make none, and not less."""
    return max(0, ((one.ended_at or one.stored_at) - one.stored_at) // timedelta(minutes=1))
