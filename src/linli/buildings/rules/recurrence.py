"""On which days a gathering is held, by RFC 5545's rules."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from itertools import islice

from dateutil.rrule import rrulestr

from linli.buildings.enums.lounge import Repeats

LONGEST = timedelta(days=366)
"""Nobody plans a room for longer, and no calendar of days off is known for longer."""

MOST = 60
"""Occasions of one series: once a week for a year, and some more."""

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEK = 7


def rule_of(repeats: Repeats, first: date, until: date) -> str:
    """Return the rule of a series as RFC 5545 writes it, empty for what is held once.

    What is held on the fifth such day of a month is held on its last: most months have no fifth.
    """
    if repeats is Repeats.ONCE:
        return ""
    last = f"UNTIL={until:%Y%m%d}T235959"
    day = DAYS[first.weekday()]
    if repeats is Repeats.MONTHLY:
        nth = (first.day - 1) // WEEK + 1
        return f"FREQ=MONTHLY;BYDAY={nth if nth < 5 else -1}{day};{last}"  # noqa: PLR2004  # see above
    interval = 2 if repeats is Repeats.FORTNIGHTLY else 1
    return f"FREQ=WEEKLY;INTERVAL={interval};BYDAY={day};{last}"


def days_of(rule: str, first: date, *, without: Collection[date] = ()) -> list[date]:
    """Return the days of a series in order, at most one more than may be.

    ``without`` are days off, on which it is not held; the first day is held all the same: it
    was typed.
    """
    if not rule:
        return [first]
    every = rrulestr(rule, dtstart=datetime.combine(first, time.min))
    days = (one.date() for one in every)
    held = (one for one in days if one == first or one not in without)
    return list(islice(held, MOST + 1))


def is_series(first: date, until: date, days: int) -> bool:
    """Tell whether a series ends after it begins, and is not too long."""
    return timedelta() <= until - first <= LONGEST and days <= MOST
