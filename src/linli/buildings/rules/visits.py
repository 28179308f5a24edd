"""Whom to visit first: whose facts are old, who was not seen for long, whose lease ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from linli.buildings.enums.companies import VisitReason

A_WEEK = 5
"""Visits: one each working day, which is what an hour a day leaves time for."""

RESTS = 21
"""Days after a visit in which nobody comes again, unless something was promised for sooner."""

_PER_VISIT, _LONGEST = 30, 360
"""A point for each month without a visit, up to a year; who was never visited counts as a year."""

_LEASE_SOON, _LEASE_NEAR = 180, 90
"""Days before a lease ends, in which a company decides whether to stay."""

_LEASE_POINTS, _NEED_POINTS, _MOST_NEEDS, _MOST_FACTS, _NEXT_POINTS = 5, 4, 3, 6, 8


@dataclass(frozen=True, slots=True)
class Looked:
    """A company as the plan of visits looks at it; ``floor`` is its highest, None for none.

    ``expired`` and ``unknown`` count its facts, ``needs`` what it waits for. ``next_on`` is by
    when something was promised at the last visit.
    """

    company: int
    name: str
    floor: int | None
    visited_on: date | None
    next_on: date | None
    lease_ends: date | None
    expired: int
    unknown: int
    needs: int


@dataclass(frozen=True, slots=True)
class Due:
    """A visit to be made, and why: each reason with its number, the weightiest first."""

    company: int
    name: str
    floor: int | None
    points: int
    reasons: tuple[tuple[VisitReason, int], ...]


def visits_due(looked: Iterable[Looked], *, today: date, most: int = A_WEEK) -> Sequence[Due]:
    """Return whom to visit this week, from the top floor down, as one walks.

    They are those with the most points; among equals by name, so that the same facts give the
    same list. Who was visited within three weeks rests, unless what was promised is due.
    """
    rated = (due for one in looked if (due := _due(one, today)) is not None)
    first = sorted(rated, key=lambda one: (-one.points, one.name, one.company))[:most]
    return sorted(first, key=lambda one: (one.floor is None, -(one.floor or 0), one.name))


def _due(one: Looked, today: date) -> Due | None:
    is_promised = one.next_on is not None and one.next_on <= today
    since = None if one.visited_on is None else (today - one.visited_on).days
    if since is not None and since < RESTS and not is_promised:
        return None
    found = [
        (points, reason, count)
        for points, reason, count in _reasons(one, since, today, is_promised=is_promised)
        if points
    ]
    if not found:
        return None
    found.sort(key=lambda each: -each[0])
    reasons = tuple((reason, count) for _points, reason, count in found)
    return Due(one.company, one.name, one.floor, sum(each[0] for each in found), reasons)


def _reasons(
    one: Looked, since: int | None, today: date, *, is_promised: bool
) -> Iterable[tuple[int, VisitReason, int]]:
    if since is None:
        yield _LONGEST // _PER_VISIT, VisitReason.NEVER, 0
    else:
        yield min(since, _LONGEST) // _PER_VISIT, VisitReason.LONG_AGO, since
    if is_promised:
        yield _NEXT_POINTS, VisitReason.PROMISED, 0
    if one.lease_ends is not None and one.lease_ends >= today:
        left = (one.lease_ends - today).days
        near = (left <= _LEASE_SOON) + (left <= _LEASE_NEAR)
        yield _LEASE_POINTS * near, VisitReason.LEASE, left
    yield _NEED_POINTS * min(one.needs, _MOST_NEEDS), VisitReason.NEEDS, one.needs
    yield min(one.expired, _MOST_FACTS), VisitReason.EXPIRED, one.expired
    yield min(one.unknown, _MOST_FACTS) // 2, VisitReason.UNKNOWN, one.unknown
