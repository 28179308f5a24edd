"""What a run of journal lines makes of a cabinet's doors, its deposits and its capacity."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from linli.lockers.enums import DoorState
from linli.lockers.rules.lifecycle import DepositNow, after, contradicts
from linli.wire.messages import Event, EventType, Size

_INTENTS = (EventType.INTENT_D, EventType.INTENT_P, EventType.INTENT_S)


@dataclass(frozen=True, slots=True)
class DoorNow:
    """One compartment as last reported. ``since_ms`` is when it came into its state."""

    size: Size
    state: DoorState = DoorState.FREE
    deposit: str = ""
    since_ms: int = 0
    left_open: bool = False
    openings: int = 0


@dataclass(slots=True)
class Folded:
    """The outcome of a run of lines: only what changed.

    ``free`` and ``promised`` are differences by size. ``stored`` names deposits whose owners
    are now to be told; ``contradictions`` are numbers of lines that were written down and
    not obeyed.
    """

    doors: dict[int, DoorNow] = field(default_factory=dict)
    deposits: dict[str, DepositNow] = field(default_factory=dict)
    free: Counter[Size] = field(default_factory=Counter)
    promised: Counter[Size] = field(default_factory=Counter)
    stored: list[str] = field(default_factory=list)
    contradictions: list[int] = field(default_factory=list)


def fold(
    lines: Iterable[Event],
    doors: Mapping[int, DoorNow],
    deposits: Mapping[str, DepositNow],
    sizes: Mapping[str, Size],
) -> Folded:
    """Apply lines in order to what is known.

    Args:
        lines: new, gap-free lines of one cabinet.
        doors: every compartment the lines name, as known before.
        deposits: every deposit the lines name, as known before.
        sizes: the promised size of each of those deposits.
    """
    folded = Folded()
    for line in lines:
        if line.comp:
            before = folded.doors.get(line.comp) or doors[line.comp]
            door = _door_after(before, line)
            folded.free[door.size] += (door.state == DoorState.FREE) - (
                before.state == DoorState.FREE
            )
            folded.doors[line.comp] = door
        if line.deposit:
            _follow(
                folded,
                line,
                folded.deposits.get(line.deposit) or deposits[line.deposit],
                sizes[line.deposit],
            )
    return folded


def _follow(folded: Folded, line: Event, before: DepositNow, size: Size) -> None:
    if contradicts(before, line):
        folded.contradictions.append(line.seq)
        return
    now = after(before, line)
    if now is before:
        return
    folded.promised[size] += now.is_promised - before.is_promised
    folded.deposits[line.deposit] = now
    if line.type == EventType.DEPOSITED:
        folded.stored.append(line.deposit)


_UNBINDING = (
    EventType.EMPTY,
    EventType.PICKED,
    EventType.RECALLED,
    EventType.DISPOSED,
    EventType.CLEARED,
    EventType.CANCELLED,
)


def _door_after(door: DoorNow, line: Event) -> DoorNow:
    """Take the cabinet's word for the state; who is bound follows from what was written."""
    state = DoorState(line.state) if line.state else door.state
    deposit = door.deposit
    if line.type in _UNBINDING:
        deposit = ""
    elif line.deposit:
        deposit = line.deposit
    return replace(
        door,
        state=state,
        deposit=deposit,
        since_ms=line.wall if state != door.state else door.since_ms,
        left_open=_is_left_open(door, line),
        openings=door.openings + (line.type in _INTENTS),
    )


def _is_left_open(door: DoorNow, line: Event) -> bool:
    """A door that was left open is, until something else is said of it than a meal's age."""
    return line.type == EventType.LEFT_OPEN or (
        door.left_open and line.type == EventType.HOLD_EXPIRED
    )
