"""What the switches' words after a pulse say about a cabinet's wires."""

from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from linli.cabinet.inputs import Reading

Readings = Mapping[int, Reading]


class Fault(StrEnum):
    """What can be wrong; each is the name of a sentence in ``words``."""

    DEAD_BOARD = "dead_board"
    DEAD_STATION = "dead_station"
    REFUSED = "refused"
    INVERTED = "inverted"
    SWAPPED = "swapped"
    BOTH_SWAPPED = "both_swapped"
    OPENED_TOO = "opened_too"
    NOTHING_MOVED = "nothing_moved"
    DEAD_LOCK = "dead_lock"
    STUCK_CLOSED = "stuck_closed"
    STUCK_OPEN = "stuck_open"
    SENSOR_FULL = "sensor_full"
    SENSOR_BLIND = "sensor_blind"
    MOVED_ALONE = "moved_alone"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. ``comp`` and ``other`` are doors, 0 where none is meant."""

    fault: Fault
    comp: int = 0
    other: int = 0
    board: str = ""
    why: str = ""


def looks_inverted(readings: Readings, doors: Collection[int]) -> bool:
    """Say whether all of a board's doors read open, as they do when its polarity is wrong."""
    return bool(doors) and all(comp in readings and readings[comp].is_open for comp in doors)


def judge_opening(
    comp: int, opened: AbstractSet[int], closed: AbstractSet[int]
) -> Iterator[Finding]:
    """Say what a pulse to a closed door has moved that it should not, or not moved.

    ``opened`` are the doors that have opened since, ``closed`` those that have closed though
    nobody was asked to.
    """
    others = sorted(opened - {comp})
    if comp in opened:
        yield from (Finding(Fault.OPENED_TOO, comp, other) for other in others)
    elif others:
        yield from (Finding(Fault.SWAPPED, comp, other) for other in others)
    else:
        yield Finding(Fault.NOTHING_MOVED, comp)
    for other in sorted(closed):
        yield Finding(Fault.MOVED_ALONE, comp, other)


def answered(finding: Finding, *, stands_open: bool | None) -> Finding:
    """Say more exactly what is dead, now that somebody has looked; None: nobody did."""
    if finding.fault is not Fault.NOTHING_MOVED or stands_open is None:
        return finding
    return Finding(Fault.STUCK_CLOSED if stands_open else Fault.DEAD_LOCK, finding.comp)
