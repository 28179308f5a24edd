"""What comes of time alone: jams, hold limits, doors left open, rest, ultraviolet and warmth."""

from collections.abc import Callable
from itertools import chain
from typing import NamedTuple

from linli.cabinet.inputs import Elapsed, Reading
from linli.cabinet.machine.keeping import hold_limit_ms, why_expired
from linli.cabinet.machine.lighting import burn_ms, dose
from linli.cabinet.machine.settling import OPENED, emptied, latch_over_ms, retire_if_blocked
from linli.cabinet.machine.turn import Turn
from linli.cabinet.machine.warming import zone_dues, zones_elapsed
from linli.cabinet.memory import (
    JAM_MS,
    Compartment,
    Door,
    Memory,
    Times,
    reads_empty,
)
from linli.wire.messages import EventType, State


def next_due_ms(memory: Memory) -> int | None:
    """Return the monotonic ms at which ``Elapsed`` is next wanted, or None."""
    dues = (
        due
        for comp, one in memory.compartments.items()
        for duty in _DUTIES
        if (due := duty.due(one, memory.doors[comp], memory.times)) is not None
    )
    return min(chain(dues, zone_dues(memory)), default=None)


def elapsed(turn: Turn, _happened: Elapsed) -> None:
    """Do the first thing that is due at each compartment, and what is due in each zone.

    Only the first: what it leads to has its own time, and ``next_due_ms`` names it.
    """
    for comp in sorted(turn.compartments):
        for duty in _DUTIES:
            if _is_due(turn, comp, duty):
                duty.do(turn, comp)
                break
    zones_elapsed(turn)


def trust_clock(turn: Turn) -> None:
    """Reckon the meals' ages anew, once a start, as soon as the wall clock can be trusted.

    While the machine runs the monotonic clock alone says how old a meal is. After a restart
    it knows only the time since; then the wall clock's difference counts, if it was to be
    trusted at both ends, and if it is the longer one.
    """
    if turn.memory.clock_trusted or not turn.now.quality:
        return
    turn.know(clock_trusted=True)
    for comp, one in turn.compartments.items():
        if one.stored_wall_ms:
            stored_ms = turn.now.mono_ms - (turn.now.wall_ms - one.stored_wall_ms)
            turn.change_door(comp, stored_ms=min(stored_ms, turn.doors[comp].stored_ms))


def cancel_unsure_if_due(turn: Turn, comp: int) -> None:
    """End a deposit that is to be cancelled and, by the sensors, never arrived."""
    if _is_due(turn, comp, _CANCELLATION):
        _never_arrived(turn, comp)


class _Duty(NamedTuple):
    due: Callable[[Compartment, Door, Times], int | None]
    do: Callable[[Turn, int], None]


def _is_due(turn: Turn, comp: int, duty: _Duty) -> bool:
    due_ms = duty.due(turn.compartments[comp], turn.doors[comp], turn.memory.times)
    return due_ms is not None and due_ms <= turn.now.mono_ms


def _jam_due(one: Compartment, door: Door, _times: Times) -> int | None:
    """While the switch is silent nobody can say that the door is still closed."""
    if one.state not in OPENED or door.pulsed_ms is None or door.reading is None:
        return None
    return door.pulsed_ms + JAM_MS


def _jam(turn: Turn, comp: int) -> None:
    """The lock was released and the switch says nothing: a meal's door may be asked again."""
    one = turn.compartments[comp]
    state = State.CHECK if one.state is State.OPENING_S else State.UNSURE
    turn.write(EventType.UNSURE, comp, state, {"after": one.state, "tries": one.tries})


def _cancellation_due(one: Compartment, door: Door, _times: Times) -> int | None:
    """Only a sensor that says empty proves that nothing arrived; none proves nothing.

    It must have said so for as long as a latch may still open, since the start too: whether
    its lock was released just before the power went is not known any more.
    """
    if one.state is not State.UNSURE or not one.cancel or door.reading != _CLOSED_AND_EMPTY:
        return None
    return latch_over_ms(door)


def _never_arrived(turn: Turn, comp: int) -> None:
    emptied(turn, comp, EventType.CANCELLED, {"why": "never_arrived"})


def _hold_due(one: Compartment, door: Door, times: Times) -> int | None:
    return door.stored_ms + hold_limit_ms(one, times) if one.seen and not one.expired else None


def _hold_expires(turn: Turn, comp: int) -> None:
    turn.change(comp, held=True, expired=True)
    one = turn.compartments[comp]
    turn.write(EventType.HOLD_EXPIRED, comp, one.state, {"why": why_expired(one)})


def _left_open_due(_one: Compartment, door: Door, times: Times) -> int | None:
    if door.opened_ms is None or door.left_open or door.reading is None:
        return None
    return door.opened_ms + times.close_ms


def _left_open(turn: Turn, comp: int) -> None:
    turn.change_door(comp, left_open=True)
    turn.write(EventType.LEFT_OPEN, comp, turn.compartments[comp].state)


def _rest_due(one: Compartment, door: Door, times: Times) -> int | None:
    if one.state is not State.DIRTY or not reads_empty(one.fitting, door.reading):
        return None
    return door.since_ms + times.idle_ms


def _rested(turn: Turn, comp: int) -> None:
    """Light the lamp where there is one and a sensor says that nothing is under it.

    Elsewhere a crew cleans, and the compartment is free as soon as it has rested; the line
    says that the dose was none.
    """
    fitting = turn.compartments[comp].fitting
    if fitting.lamp and fitting.occupancy_sensor:
        turn.write(EventType.SANI_START, comp, State.SANI)
        turn.change_door(comp, lit_ms=turn.now.mono_ms)
        turn.light(comp)
    else:
        turn.write(EventType.SANI_END, comp, State.FREE, {"dose_s": 0})


def _lamp_due(one: Compartment, door: Door, times: Times) -> int | None:
    if one.state is not State.SANI or door.reading is None:
        return None
    return door.lit_ms + burn_ms(one, times)


def _lit(turn: Turn, comp: int) -> None:
    turn.write(EventType.SANI_END, comp, State.FREE, dose(turn, comp))
    retire_if_blocked(turn, comp)


_CLOSED_AND_EMPTY = Reading(is_open=False, occupied=False)
_CANCELLATION = _Duty(_cancellation_due, _never_arrived)
_DUTIES = (
    _Duty(_jam_due, _jam),
    _CANCELLATION,
    _Duty(_hold_due, _hold_expires),
    _Duty(_left_open_due, _left_open),
    _Duty(_rest_due, _rested),
    _Duty(_lamp_due, _lit),
)
