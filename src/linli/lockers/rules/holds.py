"""Which doors are kept out of use, and when a spare one is brought in."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from linli.lockers.enums import DoorState, HoldKind
from linli.lockers.rules.capacity import fitting
from linli.wire.messages import Event, EventType, Size

REASON_OF = {HoldKind.SPARE: "spare", HoldKind.CABINET: "cabinet out of use"}
"""What the cabinet's journal says of doors that need nobody's hand."""

_NOBODYS = frozenset(REASON_OF.values())


def is_nobodys(line: Event) -> bool:
    """Whether a line takes a door out of service that nobody has to see to."""
    return line.type is EventType.BLOCKED and line.data.get("reason") in _NOBODYS


class HeldDoor(NamedTuple):
    """One door of a cabinet with a spare one. ``is_spare``: it is kept, and not yet needed."""

    number: int
    size: Size
    state: DoorState
    is_spare: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """A spare door to be brought in, and which broken one it replaces; 0: the cabinet is full."""

    number: int
    replaces: int


_BROKEN = (DoorState.CHECK, DoorState.OOS)
_SOON_FREE = (DoorState.DIRTY, DoorState.SANI)


def wanted(
    doors: Sequence[HeldDoor],
    *,
    left: Mapping[Size, int],
    replaced: Collection[int] = (),
    is_out: bool = False,
) -> Wanted | None:
    """Return the one spare door to bring in now, None where none is needed or fits.

    A broken door is replaced first, once; then a size of which everything is given out and
    nothing is about to be free again.

    Args:
        doors: all of one cabinet.
        left: what can still be promised, by size.
        replaced: broken doors for which a spare one came in since they broke.
        is_out: people keep the whole cabinet out of use.
    """
    spares = [one for one in doors if one.is_spare and one.state == DoorState.OOS]
    if is_out or not spares:
        return None
    for one in doors:
        is_broken = one.state in _BROKEN and not one.is_spare
        if is_broken and one.number not in replaced:
            found = _fitting(spares, one.size)
            if found:
                return Wanted(found, one.number)
    for size in Size:
        if left.get(size, 0) <= 0 and not _is_soon_free(doors, size):
            found = _fitting([one for one in spares if one.size == size], size)
            if found:
                return Wanted(found, 0)
    return None


def _fitting(spares: Iterable[HeldDoor], size: Size) -> int:
    """Return the smallest spare door that a meal of a size fits into, 0 for none."""
    order = fitting(size)
    found = [(order.index(one.size), one.number) for one in spares if one.size in order]
    return min(found, default=(0, 0))[1]


def _is_soon_free(doors: Iterable[HeldDoor], size: Size) -> bool:
    return any(one.size == size and one.state in _SOON_FREE for one in doors)
