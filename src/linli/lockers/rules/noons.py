"""Noons as they might be: a tower's own days played again, or a noon of published order times."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, exp, log, pi, sqrt

from linli.wire.messages import Size

Chance = Callable[[], float]
"""Gives a number from 0 until before 1, each time another: ``random.Random(seed).random``."""

SIZE_SHARES = {Size.S: 68, Size.M: 22, Size.L: 10}
"""Where nobody knows. Source: the replay's noon (server.replay.noon)."""

STAYS_MEDIAN_S, STAYS_SIGMA = 900.0, 0.8
"""Lognormal, where nobody knows. Source: the replay's owners (server.replay.habits)."""

SHAPE_FROM_S = 39_600
SHAPE_EACH_S = 300
SHAPE = (
    *(0, 0, 1, 76, 80, 94, 107, 133, 119, 133, 162, 146),
    *(161, 173, 167, 176, 187, 167, 191, 173, 165, 168, 182, 178),
    *(226, 204, 192, 174, 186, 163, 140, 146, 119, 133, 123, 128),
)
"""Orders of the replay's noon in each five minutes from 11:00; a test counts them again.

Source: server/replay/data/noon.NOTICE.md, published times that their publisher calls synthetic.
"""


@dataclass(frozen=True, slots=True)
class Meal:
    """One meal of a noon: the second of the day it comes, for how long it stays, its size.

    ``stays_s`` None: it was refused, or stands still, so that nobody knows how long.
    """

    at_s: float
    stays_s: float | None
    size: Size


Noon = Sequence[Meal]


def played_again(noon: Noon, *, chance: Chance) -> Noon:
    """Return a day with its arrivals and sizes, each stay drawn anew from that day's own.

    From those of the same size where any is known, else from all of the day; a day of which no
    stay is known is returned as if each meal stayed for the usual time.
    """
    every = [one.stays_s for one in noon if one.stays_s is not None]
    by_size = {
        size: [one.stays_s for one in noon if one.size == size and one.stays_s is not None] or every
        for size in Size
    }
    return [
        Meal(one.at_s, _any_of(by_size[one.size], chance) or usual_stay_s(chance), one.size)
        for one in noon
    ]


def noon_of_orders(meals: float, *, chance: Chance) -> Noon:
    """Return a noon of so many meals on average, with the replay's shape, sizes and owners.

    How many come in each five minutes is drawn from a Poisson distribution, as of couriers who
    know nothing of one another.
    """
    total = sum(SHAPE)
    return [
        Meal(
            SHAPE_FROM_S + (place + chance()) * SHAPE_EACH_S, usual_stay_s(chance), any_size(chance)
        )
        for place, orders in enumerate(SHAPE)
        for _ in range(poisson(meals * orders / total, chance))
    ]


def usual_stay_s(chance: Chance) -> float:
    """Return how long a meal stays, in seconds, drawn as the replay's owners come."""
    normal = sqrt(-2 * log(1 - chance())) * cos(2 * pi * chance())
    return STAYS_MEDIAN_S * exp(STAYS_SIGMA * normal)


def any_size(chance: Chance) -> Size:
    """Return a size, drawn by ``SIZE_SHARES``."""
    left = chance() * sum(SIZE_SHARES.values())
    for size, share in SIZE_SHARES.items():
        left -= share
        if left < 0:
            return size
    return Size.S


def poisson(mean: float, chance: Chance) -> int:
    """Return a count with this mean, at most 700: Knuth's product of uniform numbers."""
    bound, product, count = exp(-mean), chance(), 0
    while product > bound:
        product *= chance()
        count += 1
    return count


def _any_of(known: Sequence[float], chance: Chance) -> float:
    """Return one of these, or nothing where there is none."""
    return known[int(chance() * len(known))] if known else 0.0
