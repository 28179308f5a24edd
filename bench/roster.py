"""Planning the duties of a month: 15 people, 5 windows, 20 days, on two cores."""

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import msgspec

from bench.figures import Figure
from linli.buildings.rules.planning import Open, Plan, Problem, Taker, faults
from linli.buildings.rules.solver import Asked, solve

PEOPLE, WINDOWS, DAYS, A_WEEK = 15, 5, 20, 5
TIMES = ((9, 3), (13, 4))
"""Shifts of a window and day: from which hour, how many."""

LIMIT_MS = 2_000
"""Source: issue 6."""

MONTHS = 4
"""Of other people, wishes and absences; the slowest is told."""

EVEN = 11 * 60
UNPOPULAR = 0.1
NO_DATABASE = "none"


def figures() -> Iterator[Figure]:
    """Plan some months: how long the slowest took, how far from the best the worst can be."""
    took, apart, gaps = list[float](), list[int](), 0
    solve(Asked(month(MONTHS), effort=0.0))  # loads the solver
    for seed in range(MONTHS):
        problem = month(seed)
        began = time.perf_counter()
        plan = solve(Asked(problem, seed=1))
        took.append((time.perf_counter() - began) * 1000)
        if wrong := faults(problem, plan.takers):
            raise AssertionError(wrong)
        apart.append(plan.cost - plan.bound)
        gaps += plan.takers.count(None)
    yield Figure("roster of 200 shifts, slowest", NO_DATABASE, max(took), "ms", LIMIT_MS, "≤ limit")
    yield Figure("points from the best, worst", NO_DATABASE, max(apart), "points", 0)
    yield Figure("gaps", NO_DATABASE, gaps, "shifts", 0)
    yield Figure("the same in a process of its own", NO_DATABASE, _apart(), "ms", LIMIT_MS)


def _apart() -> float:
    asked = msgspec.json.encode(Asked(month(0), seed=1))
    began = time.perf_counter()
    done = subprocess.run(  # our own module
        [sys.executable, "-m", "linli.buildings.rules.solver"],
        input=asked,
        capture_output=True,
        check=True,
    )
    msgspec.json.decode(done.stdout, type=Plan)
    return (time.perf_counter() - began) * 1000


def month(seed: int) -> Problem:
    """Return a month: each can serve at some windows, half are away for some days, all wish."""
    chance = Random(seed)  # noqa: S311  # a case, not a secret
    people = range(PEOPLE)
    serves = [set(chance.sample(range(WINDOWS), chance.randint(2, 4))) for _one in people]
    away = [_away(chance) for _one in people]
    avoids, wants = ([chance.randrange(A_WEEK) for _one in people] for _each in range(2))
    most = [chance.choice((4, 5, 5, 6)) for _one in people]
    shifts = []
    for day in range(DAYS):
        able_on = [one for one in people if day not in away[one]]
        for hour, hours in TIMES:
            for window in range(WINDOWS):
                able = tuple(one for one in able_on if window in serves[one])
                week, weekday = divmod(day, A_WEEK)
                begins = datetime(2026, 11, 2, hour, tzinfo=UTC) + timedelta(week * 7 + weekday)
                avoid = tuple(one for one in able if avoids[one] == weekday)
                want = tuple(one for one in able if wants[one] == weekday and one not in avoid)
                is_odd = chance.random() < UNPOPULAR
                ends = begins + timedelta(hours=hours)
                shifts.append(Open(begins, ends, hours * 60, day, week, is_odd, able, avoid, want))
    left = dict.fromkeys(range(DAYS), EVEN)
    takers = tuple(
        Taker(0, 0, left, dict.fromkeys(range(DAYS // A_WEEK), most[one])) for one in people
    )
    return Problem(tuple(shifts), takers)


def _away(chance: Random) -> range:
    if chance.random() < 1 / 2:
        return range(0)
    first = chance.randrange(DAYS)
    return range(first, first + chance.randint(1, A_WEEK))
