"""How a cabinet's doors are laid out as people write it, and what of it may change when."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from linli.lockers.enums import DoorState
from linli.lockers.rules.layout import DOORS_AT_MOST, DoorPlace
from linli.wire.messages import Fitted, Size

COLUMNS_MOST, ROWS_MOST = 32, 32
"""Of one cabinet: more than any that stands in a lobby has."""

_DOOR = re.compile(r"([1-9][0-9]{0,2})([SML])")

_CLOSED = (DoorState.FREE, DoorState.DIRTY, DoorState.SANI, DoorState.CHECK, DoorState.OOS)


class Unreadable(ValueError):  # it is told on, never raised to people
    """A layout that cannot be; the text is what is wrong with it, as it was written."""


class Objection(StrEnum):
    """Why a change has to wait."""

    MEAL = "meal"
    IN_USE = "in use"
    STILL_THERE = "still there"


@dataclass(frozen=True, slots=True)
class DoorStanding:
    """A door as it stands and as its cabinet last reported it."""

    place: DoorPlace
    state: DoorState
    deposit: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a new layout does to the old one, by the doors' numbers."""

    added: tuple[DoorPlace, ...]
    removed: tuple[int, ...]
    resized: tuple[DoorPlace, ...]
    moved: tuple[DoorPlace, ...]

    @property
    def is_none(self) -> bool:
        """Whether all stays as it is."""
        return not (self.added or self.removed or self.resized or self.moved)


def written(places: Iterable[DoorPlace]) -> str:
    """Return a layout as people read and write it: a line a column, doors from the top."""
    columns: dict[int, list[DoorPlace]] = {}
    for one in sorted(places, key=lambda one: (one.column, one.row, one.number)):
        columns.setdefault(one.column, []).append(one)
    return "\n".join(
        " ".join(f"{one.number}{one.size}" for one in columns[column]) for column in sorted(columns)
    )


def read_layout(text: str) -> list[DoorPlace]:
    """Return the places that a written layout says; empty lines and letters' case count nothing.

    Raises:
        Unreadable: what is no door, a number that stands there twice, or too many.
    """
    columns = [line.upper().split() for line in text.splitlines() if line.strip()]
    if not 1 <= len(columns) <= COLUMNS_MOST:
        raise Unreadable(text.strip()[:40])
    places: dict[int, DoorPlace] = {}
    for column, doors in enumerate(columns, start=1):
        if len(doors) > ROWS_MOST:
            raise Unreadable(" ".join(doors)[:40])
        for row, door in enumerate(doors, start=1):
            found = _DOOR.fullmatch(door)
            if found is None or not 1 <= int(found[1]) <= DOORS_AT_MOST:
                raise Unreadable(door[:40])
            number = int(found[1])
            if number in places:
                raise Unreadable(door)
            places[number] = DoorPlace(number, Size(found[2]), column, row)
    return [places[number] for number in sorted(places)]


def change_of(standing: Iterable[DoorStanding], wanted: Sequence[DoorPlace]) -> Change:
    """Return what has to be done to come from one layout to another."""
    before = {one.place.number: one.place for one in standing}
    after = {one.number: one for one in wanted}
    both = [(before[number], one) for number, one in after.items() if number in before]
    return Change(
        added=tuple(one for number, one in after.items() if number not in before),
        removed=tuple(number for number in before if number not in after),
        resized=tuple(new for old, new in both if new.size != old.size),
        moved=tuple(new for old, new in both if (new.column, new.row) != (old.column, old.row)),
    )


def objections(
    standing: Iterable[DoorStanding], change: Change, *, has_run: bool, fitted: Fitted | None
) -> dict[int, Objection]:
    """Return which doors keep a change from being made now, and why.

    Only empty doors are touched. One whose size changes, or that goes, is out of use before, as
    its cabinet learns of it later than we; and one that goes has gone there first, because a
    line about a door that we do not know would shut the whole cabinet out.
    """
    here = {one.place.number: one for one in standing}
    resized = {one.number for one in change.resized}
    touched = {*resized, *change.removed, *(one.number for one in change.moved)}
    told = {number for numbers in fitted.doors.values() for number in numbers} if fitted else None
    found: dict[int, Objection] = {}
    for number in sorted(touched):
        one = here[number]
        if one.deposit or one.state not in _CLOSED:
            found[number] = Objection.MEAL
        elif not has_run:
            continue
        elif number in change.removed and (told is None or number in told):
            found[number] = Objection.STILL_THERE
        elif number in {*resized, *change.removed} and one.state != DoorState.OOS:
            found[number] = Objection.IN_USE
    return found


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where a cabinet's own word differs from what stands here, by the doors' numbers."""

    only_here: tuple[int, ...]
    only_there: tuple[int, ...]
    sizes: tuple[int, ...]

    @property
    def is_none(self) -> bool:
        """Whether both say the same."""
        return not (self.only_here or self.only_there or self.sizes)


def disagreement(places: Iterable[DoorPlace], fitted: Fitted) -> Disagreement:
    """Hold a layout against what its cabinet says that it has."""
    here = {one.number: one.size for one in places}
    there = {number: size for size, numbers in fitted.doors.items() for number in numbers}
    return Disagreement(
        only_here=tuple(sorted(here.keys() - there.keys())),
        only_there=tuple(sorted(there.keys() - here.keys())),
        sizes=tuple(sorted(one for one in here.keys() & there.keys() if here[one] != there[one])),
    )


def wired(fitted: Fitted, known: Collection[int]) -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Return which door hangs on which lock of each board, by the board's name and family.

    Locks beyond the last door are spare and not told.
    """
    return {
        f"{board.name} · {board.family}": tuple(
            (lock, comp)
            for lock in range(1, board.locks + 1)
            for comp in [board.swaps.get(f"{lock}", board.first + lock - 1)]
            if comp in known
        )
        for board in fitted.boards
    }


def in_hall(order: Sequence[str], code: str) -> list[str]:
    """Return the order of cabinets in a hall with one of them a place further left."""
    at = order.index(code)
    if at == 0:
        return list(order)
    return [*order[: at - 1], code, order[at - 1], *order[at + 1 :]]
