"""How the doors of a new cabinet are arranged, and how a door is found by words."""

from dataclasses import dataclass

from linli.wire.messages import Size

ROWS = 8
"""Doors above one another in a usual cabinet of 48. Source: SCREENS, picture of the board."""

DOORS_AT_MOST = 255
"""A compartment number is one byte on every lock board we know. Source: LOCKERS, part c."""

MEDIUM_EVERY = 3
"""One compartment in three is medium; the lowest row of each column is large."""


@dataclass(frozen=True, slots=True)
class DoorPlace:
    """Where one door is: column from the left and row from the top, both from 1."""

    number: int
    size: Size
    column: int
    row: int


def arrange(doors: int) -> list[DoorPlace]:
    """Return the places of a cabinet's doors, numbered down the columns from the left."""
    assert 1 <= doors <= DOORS_AT_MOST
    return [_place(number) for number in range(1, doors + 1)]


def _place(number: int) -> DoorPlace:
    column, row = (number - 1) // ROWS + 1, (number - 1) % ROWS + 1
    if row == ROWS:
        size = Size.L
    elif row % MEDIUM_EVERY == 0:
        size = Size.M
    else:
        size = Size.S
    return DoorPlace(number=number, size=size, column=column, row=row)
