"""Making a plan of duties with CP-SAT: the best where that is proven in time, else how near it is.

OR-Tools brings 80 MB, so nobody loads it but who plans: the server plans in a process of its
own, see ``actions.planning``, and this module is what runs there.
"""

import sys
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from linli.buildings.rules.planning import (
    AVOIDED,
    GAP,
    HOURS_APART,
    MINUTES_AN_HOUR,
    UNPOPULAR_APART,
    WANTED,
    Plan,
    Problem,
    cost_of,
    fair,
    simple,
)

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr

    Takes = dict[tuple[int, int], IntVar]

EFFORT = 0.35
"""Of CP-SAT's own seconds, which count work and not time: a plan is the same on any machine.

15 people, 5 windows and 20 days take 0.8 to 1.4 s of two cores, measured on four such plans; half
as much work again bettered one of them, by four wishes.
"""

WORKERS = 2
"""The cores of a small server. They take turns in a fixed order, so that chance plays no part."""

LONGEST_S = 8.0
"""Seconds of a clock, where a machine is so slow that the effort takes longer."""


class Asked(msgspec.Struct, frozen=True):
    """What is planned, by which chance, and with how much work."""

    problem: Problem
    seed: int = 0
    effort: float = EFFORT


def solve(asked: Asked) -> Plan:
    """Return a plan; for the same question always the same one, unless the clock cut it short.

    Where the search finds none that is better than the simple one, it is that.
    """
    from ortools.sat.python import cp_model  # noqa: PLC0415  # 80 MB, for who plans alone

    problem = asked.problem
    model = cp_model.CpModel()
    takes = {
        (at, who): model.new_bool_var("")
        for at, one in enumerate(problem.shifts)
        for who in one.able
    }
    gaps = [model.new_bool_var("") for _one in problem.shifts]
    for at, one in enumerate(problem.shifts):
        model.add_exactly_one(gaps[at], *(takes[at, who] for who in one.able))
    _keep_to(model, problem, takes)
    points = [*(GAP * one for one in gaps), *_wishes(problem, takes)]
    model.minimize(sum([*points, *_unfair(model, problem, takes)]))
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = asked.seed
    solver.parameters.num_workers = WORKERS
    solver.parameters.interleave_search = True
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = asked.effort
    solver.parameters.max_time_in_seconds = LONGEST_S
    status = solver.solve(model)
    plans = [simple(problem)]
    if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        plans.append(
            tuple(
                next((who for who in one.able if solver.boolean_value(takes[at, who])), None)
                for at, one in enumerate(problem.shifts)
            )
        )
    cost, takers = min(((cost_of(problem, one), one) for one in plans), key=lambda one: one[0])
    return Plan(takers, cost, min(cost, round(solver.best_objective_bound)))


def _keep_to(model: "CpModel", problem: Problem, takes: "Takes") -> None:
    """Say what may not be: two at once, too much in a day or a week, no rest."""
    for who, taker in enumerate(problem.takers):
        mine = [at for at, one in enumerate(problem.shifts) if who in one.able]
        for begins in sorted({problem.shifts[at].begins for at in mine}):
            model.add_at_most_one(
                takes[at, who]
                for at in mine
                if problem.shifts[at].begins <= begins < problem.shifts[at].ends
            )
        for day, ones in _by(mine, (problem.shifts[at].day for at in mine)):
            minutes = [problem.shifts[at].minutes * takes[at, who] for at in ones]
            model.add(sum(minutes) <= taker.day_minutes_left[day])
        for week, ones in _by(mine, (problem.shifts[at].week for at in mine)):
            model.add(sum(takes[at, who] for at in ones) <= taker.week_shifts_left[week])
        for one, other in problem.apart:
            if one in mine and other in mine:
                model.add_at_most_one(takes[one, who], takes[other, who])


def _by(ones: Iterable[int], names: Iterable[Hashable]) -> "Iterator[tuple[int, list[int]]]":
    found = defaultdict[Hashable, list[int]](list)
    for one, name in zip(ones, names, strict=True):
        found[name].append(one)
    yield from found.items()  # type: ignore[misc]  # names are days or weeks


def _wishes(problem: Problem, takes: "Takes") -> "Iterator[LinearExpr]":
    for at, one in enumerate(problem.shifts):
        for points, whose in ((AVOIDED, one.avoid), (WANTED, one.want)):
            for who in whose:
                yield points * takes[at, who]


def _unfair(model: "CpModel", problem: Problem, takes: "Takes") -> "Iterator[LinearExpr]":
    """Yield what it costs that loads are apart: see ``planning.cost_of``."""
    compared = fair(problem)
    if not compared:
        return
    minutes = [one.minutes for one in problem.shifts]
    odd = [int(one.is_unpopular) for one in problem.shifts]
    had = [one.minutes for one in problem.takers], [one.unpopular for one in problem.takers]
    for points, unit, weights, already in (
        (HOURS_APART, MINUTES_AN_HOUR, minutes, had[0]),
        (UNPOPULAR_APART, 1, odd, had[1]),
    ):
        most = sum(weights) + max(already)
        low, high = model.new_int_var(0, most, ""), model.new_int_var(0, most, "")
        for who in compared:
            load = already[who] + sum(
                weights[at] * takes[at, who]
                for at, one in enumerate(problem.shifts)
                if who in one.able and weights[at]
            )
            model.add(load >= low)
            model.add(load <= high)
        apart = model.new_int_var(0, most, "")
        model.add(unit * apart >= high - low)
        yield points * apart


def main() -> None:
    """Answer one question that comes as JSON, and end."""
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Asked)
    sys.stdout.buffer.write(msgspec.json.encode(solve(asked)))


if __name__ == "__main__":
    main()
