"""A tower's space and companies in figures, and its floors drawn to scale.

Every company in business is in exactly one part of each figure, and what nobody knows is
counted as unknown, never left out.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from linli.buildings.enums.companies import FactStanding

QUARTERS_AHEAD = 8
"""Two years: most offices are let for three."""


@dataclass(frozen=True, slots=True)
class Let:
    """A part of a floor that is let today."""

    floor: int
    area: int
    company: int
    name: str
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Housed:
    """A company in business, as it is counted; ``section`` is a letter of GB/T 4754, or empty."""

    section: str
    employees: int | None
    standing: FactStanding


@dataclass(frozen=True, slots=True)
class LeaseEnds:
    """Leases that end in one quarter, and their square metres."""

    year: int
    quarter: int
    leases: int
    area: int


@dataclass(frozen=True, slots=True)
class Occupancy:
    """A building in figures; areas are square metres, ``area`` is ``let`` and ``vacant``.

    ``employees`` is the sum over the ``told`` companies whose number holds; those ``expired``
    and ``untold`` are not in it. Leases are by quarter from this one on, with those that are
    over, later, or of an unknown end counted apart: all parts are all leases.
    """

    companies: int
    area: int
    let: int
    vacant: int
    employees: int
    told: int
    expired: int
    untold: int
    sections: Sequence[tuple[str, int]]
    quarters: Sequence[LeaseEnds]
    over: int
    later: int
    endless: int

    @property
    def vacancy_percent(self) -> int | None:
        """Of what can be let, how much is not; None of nothing."""
        return round(100 * self.vacant / self.area) if self.area else None


def occupancy_of(
    floors: Iterable[tuple[int, int]],
    lets: Iterable[Let],
    housed: Iterable[Housed],
    *,
    today: date,
) -> Occupancy:
    """Count a building; ``floors`` are numbers with their areas."""
    every, leases = list(housed), list(lets)
    area, let = sum(area for _number, area in floors), sum(one.area for one in leases)
    standing = Counter(one.standing for one in every)
    ends = [one.ends_on for one in leases]
    quarters = _quarters(leases, today)
    over = sum(one is not None and one < today for one in ends)
    endless = ends.count(None)
    return Occupancy(
        companies=len(every),
        area=area,
        let=let,
        vacant=max(0, area - let),
        employees=sum(one.employees or 0 for one in every),
        told=standing[FactStanding.KNOWN],
        expired=standing[FactStanding.EXPIRED],
        untold=standing[FactStanding.UNKNOWN],
        sections=sorted(Counter(one.section for one in every).items(), key=_most_first),
        quarters=quarters,
        over=over,
        later=len(leases) - over - endless - sum(one.leases for one in quarters),
        endless=endless,
    )


def _most_first(counted: tuple[str, int]) -> tuple[int, bool, str]:
    section, count = counted
    return -count, not section, section


def quarter_of(day: date) -> tuple[int, int]:
    """Return a day's year, and its quarter from 1 to 4."""
    return day.year, (day.month - 1) // 3 + 1


def _quarters(leases: Iterable[Let], today: date) -> list[LeaseEnds]:
    year, quarter = quarter_of(today)
    ends = [one for one in leases if one.ends_on is not None and one.ends_on >= today]
    found = []
    for _each in range(QUARTERS_AHEAD):
        these = [
            one.area
            for one in ends
            if one.ends_on is not None and quarter_of(one.ends_on) == (year, quarter)
        ]
        found.append(LeaseEnds(year, quarter, len(these), sum(these)))
        year, quarter = (year + quarter // 4, quarter % 4 + 1)
    return found


WIDTH = 280
"""Units of the drawing, about the pixels that a phone of 320 has between its margins."""

LABEL = 40
"""Units for a floor's name, left of it."""

HIGH, GAP = 56, 4
"""Units of a floor and between two: a thumb hits one. Source: WCAG 2.2, 2.5.5."""

NARROWEST = 60
"""Units of what can be pressed; what is narrower is in the list below the drawing."""

_LETTER = 16
"""Units of a Chinese letter as it is drawn; a narrow one takes 10."""

_NARROW_LETTER = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a floor as it is drawn: where it begins, how wide, and what fits on it."""

    let: Let
    x: int
    width: int
    says: str

    @property
    def has_room(self) -> bool:
        """Whether it can be pressed, and has room for a day."""
        return self.width >= NARROWEST


@dataclass(frozen=True, slots=True)
class Storey:
    """A floor as it is drawn: its bars from the left, then what is vacant."""

    floor: int
    area: int
    vacant: int
    y: int
    bars: Sequence[Bar]
    vacant_x: int
    vacant_width: int


@dataclass(frozen=True, slots=True)
class Stack:
    """A building as it is drawn, from its top floor down."""

    storeys: Sequence[Storey]
    height: int


def stack_of(floors: Iterable[tuple[int, int]], lets: Iterable[Let]) -> Stack:
    """Draw a building: each floor as wide as its area beside the largest one's."""
    every = sorted(floors, reverse=True)
    largest = max((area for _number, area in every), default=1)
    there: dict[int, list[Let]] = {number: [] for number, _area in every}
    for one in lets:
        there[one.floor].append(one)
    storeys = [
        _storey(number, area, sorted(there[number], key=_largest_first), largest, at)
        for at, (number, area) in enumerate(every)
    ]
    return Stack(storeys, len(storeys) * (HIGH + GAP))


def _largest_first(one: Let) -> tuple[int, str]:
    return -one.area, one.name


def _storey(number: int, area: int, lets: Sequence[Let], largest: int, at: int) -> Storey:
    scale = (WIDTH - LABEL) / largest
    bars, done = [], 0
    for one in lets:
        x, end = LABEL + int(done * scale), LABEL + int((done + one.area) * scale)
        bars.append(Bar(one, x, end - x, fitting(one.name, end - x)))
        done += one.area
    begins, ends = LABEL + int(done * scale), LABEL + int(area * scale)
    vacant = max(0, area - done)
    return Storey(number, area, vacant, at * (HIGH + GAP), bars, begins, max(0, ends - begins))


def fitting(name: str, width: int) -> str:
    """Return as much of a name as fits into so many units, with a mark where more was; or none."""
    room, taken = width - _NARROW_LETTER, 0
    for at, letter in enumerate(name):
        taken += _NARROW_LETTER if letter.isascii() else _LETTER
        if taken > room:
            cut = name[: max(0, at - 1)]
            return f"{cut}…" if cut else ""
    return name
