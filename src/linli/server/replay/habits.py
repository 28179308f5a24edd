"""How each person behaves at a door, drawn once for each meal, so that a seed repeats a noon."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from random import Random

from linli.server.replay.noon import Meal

COLLECTED_MEDIAN_S = 900.0
COLLECTED_SIGMA = 0.8
"""Lognormal, median 15 min. Source: LOCKERS, capacity at one tower."""

AT_THE_DOOR_MEDIAN_S = 5.0
AT_THE_DOOR_SIGMA = 0.5
"""Seconds from the door's opening to its closing: median 5, one in a hundred takes 16."""

LEAVES_OPEN = 0.02
"""Share of couriers and owners who walk away from an open door."""

NEVER_COMES = 0.015
"""Share of owners who never fetch their meal."""

COMES_LATE = 0.01
"""Share of owners who come only after the hold limit and are refused."""

LATEST_S = 1_200.0
"""Nobody is waited for longer than this after the hold limit."""


@dataclass(frozen=True, slots=True)
class Times:
    """The cabinets' times, in seconds of the day that is played."""

    hold_s: float = 7_200.0
    close_s: float = 60.0
    sanitise_s: float = 60.0


@dataclass(frozen=True, slots=True)
class AtDoor:
    """What one person does at one open door: seconds of the day, and whether it is left open.

    Someone else closes a door that was left open, ``seconds`` after it opened.
    """

    seconds: float
    leaves_open: bool


@dataclass(frozen=True, slots=True)
class Habits:
    """One meal's people. ``collected_after_s`` is None for an owner who never comes.

    ``walk`` is the order in which the courier tries the cabinets.
    """

    walk: tuple[str, ...]
    courier: AtDoor
    owner: AtDoor
    collected_after_s: float | None


def draw_habits(meal: Meal, *, cabinets: Sequence[str], times: Times, seed: int) -> Habits:
    """Return the habits of a meal's courier and owner; the same seed gives the same ones."""
    chance = Random(f"{seed}/{meal.index}/{meal.recipient}")  # noqa: S311  # a simulation, no secret
    return Habits(
        walk=tuple(chance.sample(list(cabinets), len(cabinets))),
        courier=_at_door(times, chance),
        owner=_at_door(times, chance),
        collected_after_s=_collected_after(meal, times, chance),
    )


def _at_door(times: Times, chance: Random) -> AtDoor:
    if chance.random() < LEAVES_OPEN:
        return AtDoor(seconds=times.close_s * chance.uniform(1.2, 2.5), leaves_open=True)
    usual = chance.lognormvariate(log(AT_THE_DOOR_MEDIAN_S), AT_THE_DOOR_SIGMA)
    return AtDoor(seconds=min(usual, times.close_s / 2), leaves_open=False)


def _collected_after(meal: Meal, times: Times, chance: Random) -> float | None:
    kind, late = chance.random(), times.hold_s + chance.uniform(60, LATEST_S)
    drawn = chance.lognormvariate(log(COLLECTED_MEDIAN_S), COLLECTED_SIGMA)
    if meal.collected_after_s is not None:
        drawn = meal.collected_after_s
    elif kind < NEVER_COMES:
        return None
    elif kind < NEVER_COMES + COMES_LATE:
        drawn = late
    return drawn if drawn <= times.hold_s + LATEST_S else None
