"""How many doors of which size a tower needs, so that most of its noons pass without a refusal.

Each meal goes behind a door of its own size alone, although a cabinet would give it a larger one.
So more doors never refuse more: with one door more, the meals that lie in are always those of
before and at most one besides, whatever comes. With larger doors as a way out this does not
hold, because a meal that stays long may take the place of one that goes soon.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import ceil

from linli.lockers.rules.capacity import SIZES
from linli.lockers.rules.noons import Chance, Noon, played_again
from linli.wire.messages import Size

Doors = tuple[int, int, int]
"""Small, medium and large ones: plain, because an answer compares half a million of them."""

PROMISED = 0.95
"""Of all noons. Source: issue 5."""

TURNOVER_S = 90.0
"""From one meal's end until its compartment takes another: 30 s in which somebody closes it, and
60 s of ultraviolet. Source: lockers.actions.towers, the times of a cabinet."""

NOONS_AT_LEAST = 400
"""Of them 20 lie beyond the promise: enough to say where it is."""

REDRAWN = 200
"""How often the days are drawn again for the interval, whose ends are then 5 draws from its own."""

INTERVAL = (0.025, 0.975)
"""Nineteen in twenty."""

POINTS = 41
"""Points of the curve: one a fortieth of the noons."""


@dataclass(frozen=True, slots=True)
class Point:
    """So many doors in all, and the share of noons without a refusal."""

    doors: int
    share: float


@dataclass(frozen=True, slots=True)
class Sizing:
    """How many doors of each size, of how many between, and the curve to either side.

    ``low`` and ``high`` hold 95 % of the answers that as many other days of the same tower would
    give; ``share`` of ``noons`` simulated ones pass without a refusal.
    """

    doors: Doors
    total: int
    low: int
    high: int
    share: float
    noons: int
    curve: tuple[Point, ...]


def refused(noon: Noon, doors: Doors, *, turnover_s: float = TURNOVER_S) -> Doors:
    """Return how many meals of each size find no door of theirs; who is refused goes away."""
    taken: dict[Size, list[float]] = {size: [] for size in SIZES}
    count = dict.fromkeys(SIZES, 0)
    here = dict(zip(SIZES, doors, strict=True))
    for meal in sorted(noon, key=lambda one: one.at_s):
        until = taken[meal.size]
        while until and until[0] <= meal.at_s:
            heappop(until)
        if len(until) < here[meal.size]:
            heappush(until, meal.at_s + (meal.stays_s or 0.0) + turnover_s)
        else:
            count[meal.size] += 1
    return count[Size.S], count[Size.M], count[Size.L]


def needed(noon: Noon, *, turnover_s: float = TURNOVER_S) -> Doors:
    """Return the fewest doors of each size with which nobody is refused."""
    most = dict.fromkeys(SIZES, 0)
    taken: dict[Size, list[float]] = {size: [] for size in SIZES}
    for meal in sorted(noon, key=lambda one: one.at_s):
        until = taken[meal.size]
        while until and until[0] <= meal.at_s:
            heappop(until)
        heappush(until, meal.at_s + (meal.stays_s or 0.0) + turnover_s)
        most[meal.size] = max(most[meal.size], len(until))
    return most[Size.S], most[Size.M], most[Size.L]


def size_tower(days: Sequence[Noon], *, chance: Chance, promised: float = PROMISED) -> Sizing:
    """Return how many doors a tower needs, by playing its days again and again.

    Args:
        days: at least one noon, each with a meal: a tower's own, or imagined ones.
        chance: draws days and stays; the same numbers give the same answer.
        promised: the share of noons that are to pass without a refusal.
    """
    each = ceil(NOONS_AT_LEAST / len(days))
    by_day = [[needed(played_again(day, chance=chance)) for _ in range(each)] for day in days]
    peaks = [one for day in by_day for one in day]
    doors = fewest(peaks, promised)
    totals = sorted(_drawn_again(by_day, promised, chance) for _ in range(REDRAWN))
    low, high = (totals[min(REDRAWN - 1, int(REDRAWN * one))] for one in INTERVAL)
    total = sum(doors)
    return Sizing(
        doors=doors,
        total=total,
        low=min(low, total),
        high=max(high, total),
        share=share_within(peaks, doors),
        noons=len(peaks),
        curve=curve_of(peaks),
    )


def share_within(peaks: Sequence[Doors], doors: Doors) -> float:
    """Return the share of noons that need no more than these doors."""
    small, medium, large = doors
    return sum(
        one <= small and two <= medium and three <= large for one, two, three in peaks
    ) / len(peaks)


def fewest(peaks: Sequence[Doors], promised: float) -> Doors:
    """Return few doors with which so many of these noons pass: none of them can be left out.

    All sizes first by the same rank, the lowest that is enough; then each is lowered while it
    still is, the large ones, which cost most room, before the small.
    """
    ordered = _ordered(peaks)
    low, high = 0, len(peaks) - 1
    while low < high:
        middle = (low + high) // 2
        if share_within(peaks, _ranked(ordered, middle)) >= promised:
            high = middle
        else:
            low = middle + 1
    small, medium, large = _ranked(ordered, low)
    while large and share_within(peaks, (small, medium, large - 1)) >= promised:
        large -= 1
    while medium and share_within(peaks, (small, medium - 1, large)) >= promised:
        medium -= 1
    while small and share_within(peaks, (small - 1, medium, large)) >= promised:
        small -= 1
    return small, medium, large


def curve_of(peaks: Sequence[Doors]) -> tuple[Point, ...]:
    """Return the share of noons without a refusal against doors in all, from few to enough."""
    ordered = _ordered(peaks)
    last = len(peaks) - 1
    shares: dict[int, float] = {}
    for step in range(POINTS):
        doors = _ranked(ordered, round(last * step / (POINTS - 1)))
        shares[sum(doors)] = share_within(peaks, doors)
    return tuple(Point(doors, share) for doors, share in sorted(shares.items()))


Ordered = tuple[Sequence[int], Sequence[int], Sequence[int]]


def _ordered(peaks: Sequence[Doors]) -> Ordered:
    small, medium, large = (sorted(column) for column in zip(*peaks, strict=True))
    return small, medium, large


def _ranked(ordered: Ordered, rank: int) -> Doors:
    small, medium, large = ordered
    return small[rank], medium[rank], large[rank]


def _drawn_again(by_day: Sequence[Sequence[Doors]], promised: float, chance: Chance) -> int:
    """Return the answer that as many days, drawn from these with repetition, would give."""
    drawn = [by_day[int(chance() * len(by_day))] for _ in by_day]
    return sum(fewest([one for day in drawn for one in day], promised))
