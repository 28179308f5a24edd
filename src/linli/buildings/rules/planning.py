"""What a plan of duties is to reach, what it must keep to, and whether it does.

A plan is made by ``rules.solver``; what it keeps to is said here a second time, so that a
plan can be judged by what did not make it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

HOURS_APART = 20
"""Points for each hour by which the longest on duty exceeds the shortest."""

UNPOPULAR_APART = 40
"""Points for each unpopular shift by which whoever has most exceeds whoever has fewest."""

AVOIDED, WANTED = 15, -8
"""Points for a shift that is against a wish, and as somebody wished."""

MINUTES_AN_HOUR = 60

GAP = 100_000
"""Points for a shift that nobody takes: no wish outweighs it. 200 shifts at 115 points are less."""


@dataclass(frozen=True, slots=True)
class Open:
    """A shift that nobody has. Minutes are of length; ``day`` and ``week`` are any names of these.

    ``able`` are the members, by their place in the list, who may take it as things are.
    ``avoid`` and ``want`` are who of them wish so.
    """

    begins: datetime
    ends: datetime
    minutes: int
    day: int
    week: int
    is_unpopular: bool
    able: tuple[int, ...]
    avoid: tuple[int, ...] = ()
    want: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Taker:
    """A member, and what they have already: it counts, and stays.

    ``day_minutes_left`` and ``week_shifts_left`` say what they may still take, by day and week.
    """

    minutes: int
    unpopular: int
    day_minutes_left: Mapping[int, int]
    week_shifts_left: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is to be planned: shifts, members, and pairs of shifts that leave one person no rest."""

    shifts: tuple[Open, ...]
    takers: tuple[Taker, ...]
    apart: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Who takes each shift, by places in the lists, None: a gap.

    ``cost`` is in points; no plan costs less than ``bound``.
    """

    takers: tuple[int | None, ...]
    cost: int
    bound: int

    @property
    def is_best(self) -> bool:
        """Whether no plan is better."""
        return self.bound >= self.cost


def faults(problem: Problem, takers: Sequence[int | None]) -> list[str]:
    """Return all in a plan that may not be; nothing where it may be applied."""
    return [*_twice(problem, takers), *_too_much(problem, takers)]


def _twice(problem: Problem, takers: Sequence[int | None]) -> Iterator[str]:
    apart = set(problem.apart)
    for at, (one, taker) in enumerate(zip(problem.shifts, takers, strict=True)):
        if taker is None:
            continue
        if taker not in one.able:
            yield f"{taker} may not take {at}"
        for later in range(at + 1, len(problem.shifts)):
            if takers[later] != taker:
                continue
            other = problem.shifts[later]
            if one.begins < other.ends and other.begins < one.ends:
                yield f"{taker} at {at} and {later} at once"
            if (at, later) in apart:
                yield f"{taker} has no rest between {at} and {later}"


def _too_much(problem: Problem, takers: Sequence[int | None]) -> Iterator[str]:
    by_day, by_week = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for one, taker in zip(problem.shifts, takers, strict=True):
        if taker is not None:
            by_day[taker, one.day] += one.minutes
            by_week[taker, one.week] += 1
    for (taker, day), minutes in by_day.items():
        if minutes > problem.takers[taker].day_minutes_left[day]:
            yield f"{taker} has too much on day {day}"
    for (taker, week), count in by_week.items():
        if count > problem.takers[taker].week_shifts_left[week]:
            yield f"{taker} has too much in week {week}"


def fair(problem: Problem) -> tuple[int, ...]:
    """Return whose loads are compared: who could take an even share of all there is to take.

    Somebody who is away for most of the time would make any plan unfair.
    """
    could = [
        sum(one.minutes for one in problem.shifts if at in one.able)
        for at in range(len(problem.takers))
    ]
    to_give = sum(one.minutes for one in problem.shifts if one.able)
    takers = max(1, sum(1 for one in could if one))
    return tuple(at for at, one in enumerate(could) if one and one * takers >= to_give)


def cost_of(problem: Problem, takers: Sequence[int | None]) -> int:
    """Return what a plan costs in points: gaps, unfairness, wishes."""
    cost = GAP * sum(1 for one in takers if one is None)
    for one, taker in zip(problem.shifts, takers, strict=True):
        cost += AVOIDED * (taker in one.avoid) + WANTED * (taker in one.want)
    return cost + _apart(problem, takers)


def _apart(problem: Problem, takers: Sequence[int | None]) -> int:
    compared = fair(problem)
    if not compared:
        return 0
    minutes = [one.minutes for one in problem.takers]
    unpopular = [one.unpopular for one in problem.takers]
    for one, taker in zip(problem.shifts, takers, strict=True):
        if taker is not None:
            minutes[taker] += one.minutes
            unpopular[taker] += one.is_unpopular
    spread, odd = (
        max(load[at] for at in compared) - min(load[at] for at in compared)
        for load in (minutes, unpopular)
    )
    return HOURS_APART * -(-spread // MINUTES_AN_HOUR) + UNPOPULAR_APART * odd


def simple(problem: Problem) -> tuple[int | None, ...]:
    """Return a plan that may be, without looking back: the hardest shift first, to the least busy.

    It is where a search for a better one begins.
    """
    found: list[int | None] = [None] * len(problem.shifts)
    minutes = [one.minutes for one in problem.takers]
    days = [dict(one.day_minutes_left) for one in problem.takers]
    weeks = [dict(one.week_shifts_left) for one in problem.takers]
    near = _near(problem)
    order = sorted(range(len(found)), key=lambda at: (len(problem.shifts[at].able), at))
    for at in order:
        one = problem.shifts[at]
        free = [
            who
            for who in one.able
            if days[who][one.day] >= one.minutes
            and weeks[who][one.week] > 0
            and all(found[other] != who for other in near[at])
        ]
        if free:
            who = min(free, key=lambda who: (who in one.avoid, minutes[who], who))
            found[at] = who
            minutes[who] += one.minutes
            days[who][one.day] -= one.minutes
            weeks[who][one.week] -= 1
    return tuple(found)


def _near(problem: Problem) -> list[set[int]]:
    """Return for each shift those that whoever has it cannot have."""
    found = [set[int]() for _one in problem.shifts]
    for one, other in problem.apart:
        found[one].add(other)
        found[other].add(one)
    by_begin = sorted(range(len(found)), key=lambda at: problem.shifts[at].begins)
    for place, at in enumerate(by_begin):
        for later in by_begin[place + 1 :]:
            if problem.shifts[later].begins >= problem.shifts[at].ends:
                break
            found[at].add(later)
            found[later].add(at)
    return found
