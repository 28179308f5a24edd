"""From a file's orders to the meals of one noon: the day, the hours, and how many."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from random import Random

from linli.server.replay import refusals
from linli.server.replay.orders import Order

SPREAD_S = 60.0
"""An order that is used again comes up to so much earlier or later, so that none arrive twice."""

SIZE_SHARES = {"S": 68, "M": 22, "L": 10}
"""Drawn where the file says no size. Source: the bundled noon, 69 : 22 : 9."""


@dataclass(frozen=True, slots=True)
class Meal:
    """One order as the replay plays it; ``ready_s`` is seconds after the window's start.

    ``recipient`` is what the courier types, and names the meal: nobody else has it.
    ``collected_after_s`` is None where the owner's habits are to be drawn.
    """

    index: int
    ready_s: float
    size: str
    recipient: str
    collected_after_s: float | None


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the day that is played: from ``start`` until before ``end``."""

    start: time
    end: time

    def __contains__(self, at: time) -> bool:
        return self.start <= at < self.end

    @property
    def seconds(self) -> float:
        """How long it is."""
        return _seconds(self.end) - _seconds(self.start)


def plan_noon(
    orders: Sequence[Order], *, window: Window, count: int | None, chance: Random, prefix: str
) -> list[Meal]:
    """Return the meals of the file's fullest day within the window, by time.

    Args:
        orders: the file's, of one or more days.
        window: the hours to play.
        count: exactly so many meals, drawn so that the noon keeps its shape; None for all.
        chance: decides what is drawn.
        prefix: begins the order numbers of orders that have none.

    Raises:
        NobodyInWindow: no day has an order in the window.
    """
    present = [order for order in orders if order.ready_at.time() in window]
    if not present:
        raise refusals.NobodyInWindow(start=f"{window.start:%H:%M}", end=f"{window.end:%H:%M}")
    days = Counter(order.ready_at.date() for order in present)
    fullest = max(days, key=lambda day: (days[day], -day.toordinal()))
    noon = [order for order in present if order.ready_at.date() == fullest]
    drawn = _draw(noon, count=count, window=window, chance=chance)
    drawn.sort(key=lambda one: one[0])
    taken: set[str] = set()
    return [
        Meal(
            index=index,
            ready_s=at,
            size=order.size or _any_size(chance),
            recipient=_recipient(order, f"{prefix}-{index + 1:04d}", taken),
            collected_after_s=order.collected_after_s,
        )
        for index, (at, order) in enumerate(drawn)
    ]


def _recipient(order: Order, otherwise: str, taken: set[str]) -> str:
    """Return the order number, else the phone, unless an earlier copy of the order has it."""
    named = order.order_no or order.phone
    recipient = named if named and named not in taken else otherwise
    taken.add(recipient)
    return recipient


def _draw(
    noon: list[Order], *, count: int | None, window: Window, chance: Random
) -> list[tuple[float, Order]]:
    start = _seconds(window.start)
    timed = [(_seconds(order.ready_at.time()) - start, order) for order in noon]
    if count is None:
        return timed
    if count <= len(timed):
        return chance.sample(timed, count)
    last = max(window.seconds - 1, 0)
    again = [
        (min(max(at + chance.uniform(-SPREAD_S, SPREAD_S), 0), last), order)
        for at, order in chance.choices(timed, k=count - len(timed))
    ]
    return timed + again


def _any_size(chance: Random) -> str:
    return chance.choices(list(SIZE_SHARES), list(SIZE_SHARES.values()))[0]


def _seconds(at: time) -> float:
    return at.hour * 3600 + at.minute * 60 + at.second + at.microsecond / 1e6
