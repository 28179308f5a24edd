"""How long somebody will wait, as an interval that is right four times in five.

A visit's length is drawn from what was seen lately at the same service, and from what the
catalogue says, which counts as ``WORTH`` visits and is taken to be wrong by a factor. What a
simulated queue draws is put among what was seen before the next is drawn (an urn after Pólya),
so that not knowing the lengths makes the interval wider, and it narrows as more are seen.
Windows take the next one whom they may serve as they become free.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, exp, log
from statistics import NormalDist

Chance = Callable[[], float]
"""Gives a number from 0 until before 1, each time another: ``random.Random(seed).random``."""

_BELL = NormalDist()
_LEAST = 1e-9

WORTH = 4
"""How many seen visits the catalogue's minutes are worth. Chosen for the measured coverage."""

WRONG_BY = 0.5
"""Logarithmic spread of how wrong the catalogue's minutes are: mostly less than by half."""

SPREAD = 0.6
"""Logarithmic spread of single visits around their usual length, before any was seen."""

RUNS = 200
"""Simulated queues: a tenth of them is twenty, enough for a quantile."""

TAIL = 0.1
"""What lies below the interval, and above: 80 % is within."""

FARTHEST = 60
"""People ahead who are simulated; beyond, the interval grows in proportion."""

SHORTEST = 0.2
"""Minutes. Nothing at a window takes less."""

TRIES = 12
"""How often a visit that goes on is drawn anew until it is longer than it already is."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a service's lengths: the catalogue's minutes, and those seen lately."""

    usual: float
    seen: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Ahead:
    """Somebody before one: what they want, and the windows that may serve them."""

    service: int
    windows: frozenset[int]


@dataclass(frozen=True, slots=True)
class Busy:
    """Somebody who is at a window now: what they want, and for how many minutes already."""

    service: int
    minutes: float


@dataclass(frozen=True, slots=True)
class Interval:
    """Minutes from and to which a wait lasts in four of five cases."""

    low: int
    high: int


def wait_interval(
    *,
    windows: frozenset[int],
    ahead: Sequence[Ahead],
    desks: Mapping[int, Busy | None],
    known: Mapping[int, Known],
    chance: Chance,
) -> Interval | None:
    """Return how long somebody waits, or None where no window that may serve them is open.

    Args:
        windows: those that may serve the one who asks.
        ahead: who stands before, in order.
        desks: the windows that are open, and who is at each.
        known: of each service that anybody here wants.
        chance: where the drawing comes from.
    """
    mine = windows & desks.keys()
    if not mine:
        return None
    near = ahead[:FARTHEST]
    waits = sorted(_one_run(mine, near, desks, known, chance) for _each in range(RUNS))
    more = len(ahead) / len(near) if near else 1.0
    low, high = waits[int(TAIL * RUNS)], waits[ceil((1 - TAIL) * RUNS) - 1]
    return Interval(int(low * more), ceil(high * more))


def _one_run(
    mine: frozenset[int],
    ahead: Sequence[Ahead],
    desks: Mapping[int, Busy | None],
    known: Mapping[int, Known],
    chance: Chance,
) -> float:
    urns = {service: _Urn(one, chance) for service, one in known.items()}
    free = {
        window: 0.0 if busy is None else urns[busy.service].rest(busy.minutes)
        for window, busy in desks.items()
    }
    for one in ahead:
        able = one.windows & free.keys()
        if able:
            window = min(able, key=lambda each: (free[each], each))
            free[window] += urns[one.service].draw()
    return min(free[window] for window in mine)


class _Urn:
    """Lengths of one service in one simulated queue."""

    def __init__(self, known: Known, chance: Chance) -> None:
        self._chance = chance
        self._seen = list(known.seen)
        self._level = log(max(known.usual, SHORTEST)) + _gauss(chance) * WRONG_BY

    def draw(self) -> float:
        """Draw how many minutes the next visit takes."""
        at = int(self._chance() * (len(self._seen) + WORTH))
        if at < len(self._seen):
            drawn = self._seen[at]
        else:
            drawn = max(SHORTEST, exp(self._level + _gauss(self._chance) * SPREAD))
        self._seen.append(drawn)
        return drawn

    def rest(self, minutes: float) -> float:
        """Draw how many minutes are left of a visit that has taken some already."""
        for _each in range(TRIES):
            drawn = self.draw()
            if drawn > minutes:
                return drawn - minutes
            self._seen.pop()
        return self.draw() / 2


def _gauss(chance: Chance) -> float:
    return _BELL.inv_cdf(max(_LEAST, chance()))
