"""What a start makes of each compartment: the power cut left it somewhere, the sensors say where.

Completing the table of CUSTODY, section 2, where it is silent:

- A deposit whose door had been asked for, and whose compartment is closed and occupied now,
  is UNSURE as the table says, and DEPOSITED follows at once with ``unattended``: what was
  empty when the door was released holds something now, which is all a sensor ever says. The
  meal may then be picked up from UNSURE.
- A pickup whose compartment is closed and empty now is UNSURE as the table says, and PICKED
  follows at once with ``unattended``: the meal went out through the door that was released
  for its owner.
- Without an occupancy sensor closed is all there is to tell. A door that is known to have
  opened, and that is closed now, is settled as it would have been under the agent's eyes:
  DEPOSITED or PICKED, ``unattended`` and not ``verified``. One that nobody saw open stays
  UNSURE. See docs/decisions/0013.
- OCC, closed, but read as empty: UNSURE. Someone may have been there, or the sensor errs;
  the owner may still open it and see.
- FREE, closed, but read as occupied: FORCED with ``occupied``, and CHECK.
- A staff door that stands open: OPENED is written if it was not yet, then it is CHECK.
- SANI is cut short as SANI_END with no dose; an open door in it is FORCED besides. Its lamp
  counts as having burnt its time out.
- CHECK and OOS with an open door: FORCED again, staying what they are, as nobody can know
  that it is the opening written before the cut.

Sensors that were silent while the agent ran are settled in the same way when they speak
again: nobody knows what the door did meanwhile either. Then the lines say ``silent``
instead of ``off``, as the power was not.
"""

from collections.abc import Callable, Mapping

from linli.cabinet.inputs import Booted, Reading
from linli.cabinet.machine.boarding import forget_boards
from linli.cabinet.machine.lighting import count_cut_short
from linli.cabinet.machine.settling import (
    OPENED,
    emptied,
    evidence,
    forced,
    is_open,
    note,
    occupied,
    opened,
    retire_if_blocked,
    stored,
)
from linli.cabinet.machine.turn import Turn
from linli.cabinet.machine.warming import start_zones
from linli.cabinet.memory import Door
from linli.wire.messages import EventType, Fact, State

Facts = Mapping[str, Fact]


def booted(turn: Turn, happened: Booted) -> None:
    """Begin anew: lamps and heaters off, no tick and no answer known, every door settled.

    A compartment whose sensors have not spoken yet is settled when they do.
    """
    turn.know(
        boot_id=happened.boot_id,
        session=happened.session,
        clock_trusted=False,
        ticks={},
        answers={},
    )
    off_ms = turn.now.wall_ms - turn.memory.wall_ms if turn.now.quality else 0
    turn.write_of_cabinet(EventType.BOOTED, {"boot_id": happened.boot_id})
    forget_boards(turn)
    start_zones(turn, off_ms=off_ms)
    for comp in sorted(turn.compartments):
        turn.darken(comp)
        turn.doors[comp] = Door(since_ms=turn.now.mono_ms, stored_ms=turn.now.mono_ms)
        if comp in happened.readings:
            settle(turn, comp, happened.readings[comp])


def settle(turn: Turn, comp: int, reading: Reading) -> None:
    """Apply the boot row to one compartment, whose sensors speak for the first time, or again."""
    facts = {"off": True} if turn.doors[comp].silent_ms is None else {"silent": True}
    note(turn, comp, reading)
    if turn.compartments[comp].state is State.SANI:
        count_cut_short(turn, comp)
        turn.write(EventType.SANI_END, comp, State.DIRTY, {"dose_s": 0, "interrupted": True})
        if not is_open(turn, comp):
            retire_if_blocked(turn, comp)
    rows = _FOUND_OPEN if is_open(turn, comp) else _FOUND_CLOSED
    rows.get(turn.compartments[comp].state, _as_it_was)(turn, comp, facts)


def _as_it_was(_turn: Turn, _comp: int, _facts: Facts) -> None:
    """The sensors say what the memory says."""


def _opened_meanwhile(turn: Turn, comp: int, facts: Facts) -> None:
    opened(turn, comp, OPENED[turn.compartments[comp].state], **facts)


def _staff_opened_meanwhile(turn: Turn, comp: int, facts: Facts) -> None:
    opened(turn, comp, State.CHECK, **facts)


def _opened_by_force_meanwhile(turn: Turn, comp: int, facts: Facts) -> None:
    forced(turn, comp, **facts)


def _unsure(turn: Turn, comp: int, facts: Facts) -> None:
    after = turn.compartments[comp].state
    turn.write(EventType.UNSURE, comp, State.UNSURE, {**facts, "after": after})


def _unsure_or_stored(turn: Turn, comp: int, facts: Facts) -> None:
    is_stored = occupied(turn, comp) or _closed_unseen(turn, comp)
    _unsure(turn, comp, facts)
    if is_stored:
        stored(turn, comp, State.UNSURE, unattended=True)


def _unsure_or_picked(turn: Turn, comp: int, facts: Facts) -> None:
    is_picked = occupied(turn, comp) is False or _closed_unseen(turn, comp)
    _unsure(turn, comp, facts)
    if is_picked:
        emptied(turn, comp, EventType.PICKED, {**evidence(turn, comp), "unattended": True})


def _closed_unseen(turn: Turn, comp: int) -> bool:
    """Say whether a door is known to have opened, and no sensor could say what came of it."""
    one = turn.compartments[comp]
    return one.state in _OPENED_FOR_A_MEAL and not one.fitting.occupancy_sensor


def _staff_gone(turn: Turn, comp: int, facts: Facts) -> None:
    after = turn.compartments[comp].state
    turn.write(EventType.UNSURE, comp, State.CHECK, {**facts, "after": after})


def _unsure_if_empty(turn: Turn, comp: int, facts: Facts) -> None:
    if occupied(turn, comp) is False:
        _unsure(turn, comp, facts)


def _forced_if_occupied(turn: Turn, comp: int, facts: Facts) -> None:
    if occupied(turn, comp):
        forced(turn, comp, **facts, occupied=True)


_OPENED_FOR_A_MEAL = frozenset({State.OPEN_D, State.OPEN_P})

_Row = Callable[[Turn, int, Facts], None]

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
    State.OPENING_P: _unsure_or_picked,
    State.OPEN_P: _unsure_or_picked,
    State.OPENING_S: _staff_gone,
    State.OPEN_S: _staff_gone,
    State.OCC: _unsure_if_empty,
    State.FREE: _forced_if_occupied,
}
