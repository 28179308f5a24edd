"""A desk's visits in numbers that add up: whoever left, was not served or never rated stays in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from linli.buildings.enums.frontdesk import TicketState

OPEN = frozenset({TicketState.BOOKED, TicketState.WAITING, TicketState.CALLED, TicketState.SERVING})


@dataclass(frozen=True, slots=True)
class Visit:
    """A ticket as figures count it; ``waited`` is minutes from coming to the first call."""

    state: TicketState
    waited: float | None
    rating: int | None


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """What came of all tickets of some days; waits are of all who were called, served or not.

    ``rating`` is the mean of those who rated, and ``rated`` how many that were.
    """

    drawn: int
    counts: dict[TicketState, int]
    days: int
    median_wait: int | None
    p90_wait: int | None
    rated: int
    rating: float | None

    @property
    def a_day(self) -> float | None:
        """Tickets a day on which there were any."""
        return round(self.drawn / self.days, 1) if self.days else None


def desk_figures(visits: Iterable[Visit], *, days: int) -> DeskFigures:
    """Count the tickets of some days, on ``days`` of which there were any."""
    every = list(visits)
    counts = dict.fromkeys(TicketState, 0)
    for one in every:
        counts[one.state] += 1
    waits = sorted(one.waited for one in every if one.waited is not None)
    ratings = [one.rating for one in every if one.rating is not None]
    return DeskFigures(
        drawn=len(every),
        counts=counts,
        days=days,
        median_wait=quantile(waits, 0.5),
        p90_wait=quantile(waits, 0.9),
        rated=len(ratings),
        rating=round(sum(ratings) / len(ratings), 1) if ratings else None,
    )


def quantile(ordered: Sequence[float], share: float) -> int | None:
    """Return the value that this share reaches at most, in whole minutes, rounded up; or None."""
    if not ordered:
        return None
    return ceil(ordered[max(0, ceil(share * len(ordered)) - 1)])
