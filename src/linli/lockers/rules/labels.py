"""Where labels lie on the sheets that office printers take, in millimetres."""

from collections.abc import Mapping
from dataclasses import dataclass

PAGE_MM = (210.0, 297.0)
"""A4. Source: ISO 216."""

TALL_MM = 50.0
"""From this height on there is room for words under a code; on a lower label they go beside it,
so that the code stays large enough to be read from a step away."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of label sheet: labels across and down, and where they lie."""

    across: int
    down: int
    width: float
    height: float
    left: float
    top: float
    gap: float = 0.0

    @property
    def many(self) -> int:
        """Labels of one sheet."""
        return self.across * self.down

    @property
    def is_tall(self) -> bool:
        """Whether the words stand under the code."""
        return self.height >= TALL_MM

    def corner(self, number: int) -> tuple[float, float]:
        """Return where the nth label of a sheet begins, from the upper left: by rows, from 0."""
        row, column = divmod(number, self.across)
        return self.left + column * (self.width + self.gap), self.top + row * self.height


SHEETS: Mapping[str, Sheet] = {
    "3x8": Sheet(3, 8, 70.0, 37.0, left=0.0, top=0.5),
    "2x7": Sheet(2, 7, 99.1, 38.1, left=4.65, top=15.15, gap=2.5),
    "2x4": Sheet(2, 4, 99.1, 67.7, left=4.65, top=13.1, gap=2.5),
}
"""Sold everywhere as 24, 14 and 8 to a sheet. Source: Avery Zweckform 3474, Avery L7163, L7165."""


def pages_of(labels: int, sheet: Sheet) -> int:
    """Return how many sheets so many labels need."""
    return -(-labels // sheet.many)
