"""Faults per 10,000 openings: what counts as an opening, what as a fault, and of what they are."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from linli.wire.messages import Fitted

PERIODS_D = (7, 30, 90)
"""Days that can be looked at, each beside as many before: a week, a month, a quarter."""

PER = 10_000
"""Openings. Source: issue 5; a tower of 800 meals opens its doors so often in six days."""


@dataclass(frozen=True, slots=True)
class Openings:
    """What some cabinets did in some days.

    ``opened``: doors that opened when their lock was released. ``jams``: locks released of which
    the cabinet could not tell that the door opened. ``boards``: times a lock board fell silent.
    """

    opened: int = 0
    jams: int = 0
    boards: int = 0

    @property
    def all(self) -> int:
        """How often a lock was released: an opening is counted whether the door opened or not."""
        return self.opened + self.jams

    @property
    def faults(self) -> int:
        """How often something failed."""
        return self.jams + self.boards

    @property
    def rate(self) -> float | None:
        """Faults per 10,000 openings; None where nothing was opened."""
        return round(PER * self.faults / self.all, 1) if self.all else None


def together(some: Iterable[Openings]) -> Openings:
    """Return the sum of several."""
    total = Openings()
    for one in some:
        total = replace(
            total,
            opened=total.opened + one.opened,
            jams=total.jams + one.jams,
            boards=total.boards + one.boards,
        )
    return total


def family_of(fitted: Fitted) -> str:
    """Return the family of a cabinet's lock boards by its own word.

    One that has boards of several families names them all; one without wires says how it
    reaches its locks.
    """
    return " + ".join(sorted({one.family for one in fitted.boards})) or fitted.kind
