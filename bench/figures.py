"""A figure: what was measured, beside the limit that was measured in the same run."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import ceil

NEVER = "0"
"""The goal of what must not happen once: a bench in which it has does not end well."""

WITHIN = "≤ limit, always"
"""The goal of what may not exceed its limit, however busy the machine: likewise."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the bench.

    ``limit`` is the best that was possible in the same minute on the same machine, or, where
    there is no such thing, the goal; ``ratio`` is value by limit. ``goal`` is what the ratio
    or the value must reach, in words, empty where there is none.
    """

    name: str
    database: str
    value: float
    unit: str
    limit: float
    goal: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether it counts what must never happen, and that has; or exceeds a fixed limit."""
        if self.goal == WITHIN:
            return self.value > self.limit
        return self.goal == NEVER and self.value > 0

    @property
    def ratio(self) -> float:
        """Value by limit; 0 where there is no limit."""
        return self.value / self.limit if self.limit else 0.0

    def as_json(self) -> dict[str, object]:
        """Return what programs read."""
        told = asdict(self)
        del told["goal"]
        return told | {
            "value": round(self.value, 3),
            "limit": round(self.limit, 3),
            "ratio": round(self.ratio, 3),
        }

    def as_line(self) -> str:
        """Return what people read."""
        words = (
            f"{self.name:<34} {self.database:<10} {self.value:>10,.1f} {self.unit:<8}"
            f" limit {self.limit:>10,.1f}   ratio {self.ratio:>7,.2f}   {self.goal}"
        )
        return words.rstrip()


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile.

    Args:
        values: at least one, in any order.
        share: above 0 and up to 1; 0.95 for p95.
    """
    assert values
    assert 0 < share <= 1
    return sorted(values)[ceil(share * len(values)) - 1]


def middle(
    name: str, database: str, unit: str, rounds: Sequence[tuple[float, float]], *, goal: str = ""
) -> Figure:
    """Return the round with the median ratio: its value and the limit measured right beside it.

    ``rounds`` holds the value and the limit of each, at least one; of an even number the lower
    middle one is taken.
    """
    assert rounds
    ordered = sorted(rounds, key=lambda one: one[0] / one[1])
    value, limit = ordered[(len(ordered) - 1) // 2]
    return Figure(name, database, value, unit, limit, goal)
