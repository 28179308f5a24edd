"""Working days: Monday to Friday, but for the days off and the made-up days of a year's calendar.

Each year's days are announced by the State Council in the autumn before. Until somebody has
written a year's calendar down, its days are counted by the week alone, and whoever is given
such a date is told so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
SATURDAY = 5
LONGEST = 60
"""Working days of a promise: a quarter. Longer ones are several matters."""


@dataclass(frozen=True, slots=True)
class Year:
    """What one year has off, and which days of its weekends are worked."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()


Calendar = Mapping[int, Year]
"""The years that somebody has written down."""


def is_working(day: date, calendar: Calendar) -> bool:
    """Tell whether a day is worked."""
    year = calendar.get(day.year, Year())
    return day in year.worked or (day.weekday() < SATURDAY and day not in year.off)


def after_working_days(day: date, count: int, calendar: Calendar) -> date:
    """Return the day on which ``count`` working days after ``day`` have begun; none: itself."""
    for _each in range(count):
        day += DAY
        while not is_working(day, calendar):
            day += DAY
    return day


def working_days_between(first: date, last: date, calendar: Calendar) -> int:
    """Return how many working days lie after ``first``, up to and with ``last``; never below 0."""
    days = (first + DAY * (one + 1) for one in range((last - first).days))
    return sum(is_working(one, calendar) for one in days)


def unknown_years(first: date, last: date, calendar: Calendar) -> list[int]:
    """Return the years between two days whose calendar nobody has written down yet."""
    return [year for year in range(first.year, last.year + 1) if year not in calendar]


@dataclass(frozen=True, slots=True)
class Pause:
    """A stop between two days, and the deadline as it was before."""

    began_on: date
    until: date
    due_before: date


def due_after(pause: Pause, resumed_on: date, calendar: Calendar) -> date:
    """Return the deadline once a pause is over: later by the working days that it took, no more.

    What was due on the day when it began is due on the first working day from its end on.
    """
    until = min(resumed_on, pause.until)
    taken = working_days_between(pause.began_on, until, calendar)
    due = after_working_days(pause.due_before, taken, calendar)
    return due if due >= until else after_working_days(until, 1, calendar)


HIGHEST_LEVEL = 2
"""Late: whoever looks after the building; late by a working week more: the district."""

WEEK = 5


def level_of(*, due_on: date, today: date, calendar: Calendar) -> int:
    """Return how far an unanswered matter has escalated: 0 until its last day is over."""
    if today <= due_on:
        return 0
    return HIGHEST_LEVEL if working_days_between(due_on, today, calendar) > WEEK else 1
