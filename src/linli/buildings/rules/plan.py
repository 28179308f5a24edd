"""The floors of a building, and how they are drawn as a stack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DEEPEST, TALLEST = -9, 150
"""Floors. The tallest tower of the country has 128, with 5 below the ground."""

WIDE, LABEL_WIDE, ROW_HIGH = 320, 52, 26
"""Of the drawing: as wide as the smallest phone, its text is 16 px there."""

Spot = tuple[int | None, str]
"""A floor and the code of a block; either may be unknown."""


def is_stack(lowest: int, highest: int) -> bool:
    """Tell whether a building can reach from one floor to another; nothing is called floor 0."""
    return DEEPEST <= lowest <= highest <= TALLEST and 0 not in (lowest, highest)


def floors_between(lowest: int, highest: int) -> list[int]:
    """Return the floors of a building, from the top."""
    return [one for one in range(highest, lowest - 1, -1) if one != 0]


def floor_label(floor: int) -> str:
    """Return a floor as lifts show it: 12F, B2."""
    return f"{floor}F" if floor > 0 else f"B{-floor}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One floor of one block as it is drawn, in units of the drawing."""

    x: int
    y: int
    wide: int
    count: int

    @property
    def text_x(self) -> int:
        """The middle, for its count."""
        return self.x + self.wide // 2

    @property
    def text_y(self) -> int:
        """The line on which its count stands."""
        return self.y + 19


@dataclass(frozen=True, slots=True)
class Level:
    """One floor of the drawing: its name, where that stands, and its cells."""

    label: str
    y: int
    cells: Sequence[Cell]


def drawn(floors: Sequence[int], blocks: Sequence[str], counts: Mapping[Spot, int]) -> list[Level]:
    """Return a building as a stack of floors, a column for each block.

    What is on a floor and in no block has a column of its own where there are blocks.
    """
    columns = [*blocks, ""] if blocks else [""]
    wide = (WIDE - LABEL_WIDE) // len(columns)
    levels = []
    for row, floor in enumerate(floors):
        y = row * ROW_HIGH
        cells = [
            Cell(LABEL_WIDE + at * wide, y + 1, wide - 2, counts.get((floor, block), 0))
            for at, block in enumerate(columns)
        ]
        levels.append(Level(floor_label(floor), y + 20, cells))
    return levels
