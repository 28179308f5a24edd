"""What a start makes of each compartment: the power cut left it somewhere, the sensors say where.

Completing the table of CUSTODY, section 2, where it is silent:

- A deposit whose door had been asked for, and whose compartment is closed and occupied now,
  is UNSURE as the table says, and DEPOSITED follows at once with ``unattended``: what was
  empty when the door was released holds something now, which is all a sensor ever says. The
  meal may then be picked up from UNSURE.
- OCC, closed, but read as empty: UNSURE. Someone may have been there, or the sensor errs;
  the owner may still open it and see.
- FREE, closed, but read as occupied: FORCED with ``occupied``, and CHECK.
- A staff door that stands open: OPENED is written if it was not yet, then it is CHECK.
- SANI is cut short as SANI_END with no dose; an open door in it is FORCED besides.
- CHECK and OOS with an open door: FORCED again, staying what they are, as nobody can know
  that it is the opening written before the cut.
"""

from collections.abc import Callable, Mapping

from linli.cabinet.inputs import Booted
from linli.cabinet.machine.settling import (
    OPENED,
    forced,
    is_open,
    note,
    occupied,
    opened,
    retire_if_blocked,
    stored,
)
from linli.cabinet.machine.turn import Turn
from linli.cabinet.memory import Door
from linli.wire.messages import EventType, State


def booted(turn: Turn, happened: Booted) -> None:
    """Begin anew: every lamp off, no tick and no answer known, every door settled.

    A compartment whose sensors have not spoken yet is settled when they do.
    """
    turn.know(
        boot_id=happened.boot_id,
        session=happened.session,
        clock_trusted=False,
        ticks={},
        answers={},
    )
    turn.write_of_cabinet(EventType.BOOTED, {"boot_id": happened.boot_id})
    for comp in sorted(turn.compartments):
        turn.darken(comp)
        turn.doors[comp] = Door(since_ms=turn.now.mono_ms, stored_ms=turn.now.mono_ms)
        if comp in happened.readings:
            note(turn, comp, happened.readings[comp])
            settle_after_boot(turn, comp)


def settle_after_boot(turn: Turn, comp: int) -> None:
    """Apply the boot row to one compartment, whose first reading has just been noted."""
    if turn.compartments[comp].state is State.SANI:
        turn.write(EventType.SANI_END, comp, State.DIRTY, {"dose_s": 0, "interrupted": True})
        if not is_open(turn, comp):
            retire_if_blocked(turn, comp)
    rows = _FOUND_OPEN if is_open(turn, comp) else _FOUND_CLOSED
    rows.get(turn.compartments[comp].state, _as_it_was)(turn, comp)


def _as_it_was(_turn: Turn, _comp: int) -> None:
    """The sensors say what the memory says."""


def _opened_meanwhile(turn: Turn, comp: int) -> None:
    opened(turn, comp, OPENED[turn.compartments[comp].state], off=True)


def _staff_opened_meanwhile(turn: Turn, comp: int) -> None:
    opened(turn, comp, State.CHECK, off=True)


def _opened_by_force_meanwhile(turn: Turn, comp: int) -> None:
    forced(turn, comp, off=True)


def _unsure(turn: Turn, comp: int) -> None:
    after = turn.compartments[comp].state
    turn.write(EventType.UNSURE, comp, State.UNSURE, {"off": True, "after": after})


def _unsure_or_stored(turn: Turn, comp: int) -> None:
    _unsure(turn, comp)
    if occupied(turn, comp):
        stored(turn, comp, State.UNSURE, unattended=True)


def _staff_gone(turn: Turn, comp: int) -> None:
    after = turn.compartments[comp].state
    turn.write(EventType.UNSURE, comp, State.CHECK, {"off": True, "after": after})


def _unsure_if_empty(turn: Turn, comp: int) -> None:
    if occupied(turn, comp) is False:
        _unsure(turn, comp)


def _forced_if_occupied(turn: Turn, comp: int) -> None:
    if occupied(turn, comp):
        forced(turn, comp, off=True, occupied=True)


_Row = Callable[[Turn, int], None]

_FOUND_OPEN: Mapping[State, _Row] = {
    State.OPENING_D: _opened_meanwhile,
    State.OPENING_P: _opened_meanwhile,
    State.OPENING_S: _staff_opened_meanwhile,
    State.OPEN_S: _staff_gone,
    State.FREE: _opened_by_force_meanwhile,
    State.OCC: _opened_by_force_meanwhile,
    State.UNSURE: _opened_by_force_meanwhile,
    State.DIRTY: _opened_by_force_meanwhile,
    State.CHECK: _opened_by_force_meanwhile,
    State.OOS: _opened_by_force_meanwhile,
}
"""OPEN_D and OPEN_P that still stand open are what they were: whoever opened them is there."""

_FOUND_CLOSED: Mapping[State, _Row] = {
    State.OPENING_D: _unsure_or_stored,
    State.OPEN_D: _unsure_or_stored,
    State.OPENING_P: _unsure,
    State.OPEN_P: _unsure,
    State.OPENING_S: _staff_gone,
    State.OPEN_S: _staff_gone,
    State.OCC: _unsure_if_empty,
    State.FREE: _forced_if_occupied,
}
