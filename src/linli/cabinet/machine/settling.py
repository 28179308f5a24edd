"""What a compartment becomes: the changes that more than one input can bring about."""

from collections.abc import Mapping

from linli.cabinet.inputs import Reading
from linli.cabinet.machine.keeping import begin_record
from linli.cabinet.machine.lighting import put_out
from linli.cabinet.machine.turn import Turn
from linli.cabinet.memory import LATE_DOOR_MS, RECENT_KEPT, Door
from linli.wire.messages import EventType, Fact, Purpose, State

OPEN_FOR: Mapping[Purpose, State] = {
    Purpose.DEPOSIT: State.OPEN_D,
    Purpose.PICKUP: State.OPEN_P,
    Purpose.RECALL: State.OPEN_S,
    Purpose.DISPOSE: State.OPEN_S,
    Purpose.CLEAR: State.OPEN_S,
}

OPENING_FOR: Mapping[Purpose, State] = {
    Purpose.DEPOSIT: State.OPENING_D,
    Purpose.PICKUP: State.OPENING_P,
    Purpose.RECALL: State.OPENING_S,
    Purpose.DISPOSE: State.OPENING_S,
    Purpose.CLEAR: State.OPENING_S,
}

OPENED: Mapping[State, State] = {
    State.OPENING_D: State.OPEN_D,
    State.OPENING_P: State.OPEN_P,
    State.OPENING_S: State.OPEN_S,
}
"""What an opening door becomes when it is open."""

MOVING = frozenset({*OPENED.keys(), *OPENED.values()})
"""A lock is released or a door stands open for someone."""


def note(turn: Turn, comp: int, reading: Reading, *, at_ms: int | None = None) -> None:
    """Remember what the sensors say; occupancy only where a sensor for it is fitted.

    They said it at ``at_ms``, by the monotonic clock; None: just now.
    """
    turn.change_door(
        comp,
        reading=as_fitted(turn, comp, reading),
        since_ms=turn.now.mono_ms,
        opened_ms=_open_since(turn, comp, at_ms) if reading.is_open else None,
        left_open=turn.doors[comp].left_open and reading.is_open,
        silent_ms=None,
    )


def as_fitted(turn: Turn, comp: int, reading: Reading) -> Reading:
    """Return the reading without an occupancy that no sensor can have seen."""
    fitted = turn.compartments[comp].fitting.occupancy_sensor
    return reading if fitted else Reading(reading.is_open, None)


def _open_since(turn: Turn, comp: int, at_ms: int | None) -> int:
    """Return since when a door that is open now may have been; while it was silent, all along."""
    door = turn.doors[comp]
    if door.opened_ms is not None:
        return door.opened_ms
    if door.reading is not None:
        return turn.now.mono_ms if at_ms is None else at_ms
    return door.since_ms if door.silent_ms is None else door.silent_ms


def occupied(turn: Turn, comp: int) -> bool | None:
    """Say what the occupancy sensor says; None without one, or while it is silent."""
    reading = turn.doors[comp].reading
    return reading.occupied if reading else None


def is_open(turn: Turn, comp: int) -> bool:
    """Say whether the switch says that the door is open."""
    reading = turn.doors[comp].reading
    return reading is not None and reading.is_open


def evidence(turn: Turn, comp: int) -> dict[str, Fact]:
    """Return the fact that nothing but the door vouches for what is written, if so."""
    return {} if occupied(turn, comp) is not None else {"verified": False}


def opened(turn: Turn, comp: int, state: State, **facts: Fact) -> None:
    """The door has opened for whoever asked for it."""
    turn.write(EventType.OPENED, comp, state, facts)
    turn.change(comp, tries=0)
    turn.change_door(comp, pulsed_ms=None)


def forced(turn: Turn, comp: int, **facts: Fact) -> None:
    """The compartment was opened, or filled, without an intent of this cabinet.

    The deposit stays bound and only staff get at the compartment now. One that is out of
    service stays so: it is empty of meals and the person at its lock is the repairer.
    """
    state = turn.compartments[comp].state
    if state is State.SANI:
        put_out(turn, comp)
    turn.write(EventType.FORCED, comp, State.OOS if state is State.OOS else State.CHECK, facts)


def stored(turn: Turn, comp: int, state: State, **facts: Fact) -> None:
    """The deposit's meal is in the compartment: from now on it is held, and cannot be cancelled."""
    now = turn.now
    turn.change(comp, seen=True, cancel="", stored_wall_ms=now.wall_ms if now.quality else 0)
    turn.change_door(comp, stored_ms=now.mono_ms)
    kept = begin_record(turn, comp)
    turn.write(EventType.DEPOSITED, comp, state, {**evidence(turn, comp), **facts, **kept})


def emptied(turn: Turn, comp: int, why: EventType, facts: Mapping[str, Fact]) -> None:
    """Nothing is in the compartment any more: write why, forget the deposit, let it rest."""
    turn.write(why, comp, State.DIRTY, facts)
    release(turn, comp)
    retire_if_blocked(turn, comp)


def hold_until_bound(turn: Turn, deposit: str, *, held: bool) -> None:
    """Remember of a deposit that is bound nowhere whether it may be picked up once it is in."""
    others = tuple(one for one in turn.memory.held if one != deposit)
    turn.know(held=(*others, deposit)[-RECENT_KEPT:] if held else others)


def bind(turn: Turn, comp: int, deposit: str) -> None:
    """Bind a deposit to a compartment, with whatever was said of it before."""
    turn.change(comp, deposit=deposit)
    if deposit in turn.memory.held:
        turn.change(comp, held=True)
        hold_until_bound(turn, deposit, held=False)


def release(turn: Turn, comp: int) -> None:
    """Forget the deposit bound here; what was said of one that may come again is kept.

    A cancellation that had to wait for it comes true now, unless the deposit has ended: as
    it is bound to nothing any more, its line names no compartment.
    """
    one = turn.compartments[comp]
    turn.change(
        comp,
        deposit="",
        seen=False,
        held=False,
        expired=False,
        stored_wall_ms=0,
        tries=0,
        cancel="",
        verifier="",
        warm=None,
    )
    if one.deposit in turn.memory.ended:
        return
    if one.cancel:
        facts = {"why": one.cancel}
        turn.write_of_cabinet(EventType.CANCELLED, facts, deposit=one.deposit)
    elif one.held:
        hold_until_bound(turn, one.deposit, held=True)


def retire_if_blocked(turn: Turn, comp: int) -> None:
    """Take a compartment out of service if it is to be, and nothing is in it."""
    one = turn.compartments[comp]
    if one.blocked and one.state in (State.FREE, State.DIRTY):
        turn.write(EventType.BLOCKED, comp, State.OOS, {"reason": one.block_reason})


def latch_over_ms(door: Door) -> int:
    """Return the monotonic ms from which no lock released before can open this door.

    Since the start, where it is not known whether there was one.
    """
    released_ms = door.since_ms if door.pulsed_ms is None else door.pulsed_ms
    return released_ms + LATE_DOOR_MS


def opened_late(turn: Turn, comp: int) -> bool:
    """Say whether a jammed door that opens now is the intent's own, only slow.

    The table calls any opening without an intent forced. But a latch that lets go between
    2 s and 5 s after its pulse answers that pulse, and the person who asked still stands
    there. A reboot ends this: the pulse's time is not known any more.
    """
    pulsed_ms = turn.doors[comp].pulsed_ms
    return pulsed_ms is not None and turn.now.mono_ms - pulsed_ms < LATE_DOOR_MS
