"""What people type on pages of a roster, read into facts or refused with a sentence."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone

from linli.buildings.access.matters import is_number
from linli.buildings.actions.members import Terms
from linli.buildings.enums.roster import MemberKind, Weekday
from linli.buildings.errors.matters import DateUnreadable, FormUnreadable, NameNeeded
from linli.buildings.errors.roster import NotAShift
from linli.buildings.forms.matters import read_choice, read_day, read_number
from linli.buildings.rules.roster import Span, monday_of

CALLED_SHORTEST, CALLED_LONGEST = 1, 20

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_NOT_PRINTED = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+")
_DIGITS = re.compile(r"\d{7,}")

Posted = Mapping[str, str]


def read_time(posted: Posted, field: str) -> time:
    """Return a time of day.

    Raises:
        NotAShift: it is none.
    """
    found = _TIME.fullmatch(posted.get(field, ""))
    if found is None:
        raise NotAShift
    return time(int(found[1]), int(found[2]))


def read_span(posted: Posted) -> Span:
    """Return a time within one day.

    Raises:
        DateUnreadable, NotAShift: see there.
    """
    day, zone = read_day(posted, "day"), get_current_timezone()
    begins, ends = (
        datetime.combine(day, read_time(posted, field), zone) for field in ("begins", "ends")
    )
    return Span(begins, ends)


def read_weekday(posted: Posted) -> int:
    """Return a day of the week.

    Raises:
        FormUnreadable: it is none.
    """
    try:
        return Weekday(read_number(posted, "weekday")).value
    except ValueError as unknown:
        raise FormUnreadable from unknown


def read_weekdays(typed: Iterable[str]) -> set[int]:
    """Return the days of the week that were ticked; what is none was not."""
    numbers = {int(one) for one in typed if is_number(one)}
    return numbers & set(Weekday.values)


def read_numbers(typed: Iterable[str]) -> frozenset[int]:
    """Return the keys that were ticked; 0, which no row has, for what is none."""
    return frozenset(int(one) if is_number(one) else 0 for one in typed)


def read_terms(posted: Posted, windows: Iterable[str]) -> Terms:
    """Return as what somebody serves.

    Raises:
        NameNeeded: nothing to call them by, or a number.
        FormUnreadable: see there.
    """
    called = _NOT_PRINTED.sub(" ", posted.get("called", "")).strip()
    if not CALLED_SHORTEST <= len(called) <= CALLED_LONGEST or _DIGITS.search(called):
        raise NameNeeded
    return Terms(
        called=called,
        kind=read_choice(posted, "kind", MemberKind),
        most_per_week=read_number(posted, "most"),
        windows=read_numbers(windows),
    )


def read_week(posted: Posted, *, today: date) -> date:
    """Return the Monday of the week that is asked for; of this one where none is."""
    try:
        day = read_day(posted, "week")
    except DateUnreadable:
        day = today
    return monday_of(day)


def read_month(posted: Posted, *, today: date) -> tuple[date, date]:
    """Return the first and last day of a month like 2026-12, none of them before today.

    Raises:
        DateUnreadable: it is none.
    """
    typed = posted.get("month", "")
    first = read_day({"day": f"{typed}-01"}, "day")
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return max(first, today), last
