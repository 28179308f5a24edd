"""What the sensors' words mean, by the state of the compartment they speak of."""

from collections.abc import Callable, Mapping

from linli.cabinet.inputs import Reading, Sensed
from linli.cabinet.machine.booting import settle
from linli.cabinet.machine.lighting import dose
from linli.cabinet.machine.settling import (
    OPEN_FOR,
    OPENED,
    as_fitted,
    emptied,
    evidence,
    forced,
    note,
    occupied,
    opened,
    opened_late,
    retire_if_blocked,
    stored,
)
from linli.cabinet.machine.turn import Turn
from linli.wire.messages import EventType, Purpose, State


def sensed(turn: Turn, happened: Sensed) -> None:
    """Take in one compartment's reading; the same again is nothing new.

    A compartment the board does not know of is not ours, and is left alone. The first
    reading after a start, or after silence, settles what nobody saw meanwhile.
    """
    comp = happened.comp
    if comp not in turn.compartments:
        return
    before = turn.doors[comp].reading
    if happened.reading is None:
        if before is not None:
            _falls_silent(turn, happened)
        return
    after = as_fitted(turn, comp, happened.reading)
    if before == after:
        return
    if before is None:
        settle(turn, comp, after)
        return
    note(turn, comp, after, at_ms=happened.at_ms)
    _MOVED[_movement(before, after)].get(turn.compartments[comp].state, _nothing)(turn, comp)


def _falls_silent(turn: Turn, happened: Sensed) -> None:
    """Nobody knows any more what the door does: its lamp goes off, and nothing else moves.

    Since when a door stands open is still known if it stood open before.
    """
    comp, now_ms = happened.comp, turn.now.mono_ms
    silent_ms = now_ms if happened.at_ms is None else happened.at_ms
    if turn.compartments[comp].state is State.SANI:
        facts = {**dose(turn, comp), "interrupted": True, "silent": True}
        turn.write(EventType.SANI_END, comp, State.DIRTY, facts)
        retire_if_blocked(turn, comp)
    turn.change_door(comp, reading=None, silent_ms=silent_ms, since_ms=now_ms)


def _movement(before: Reading, after: Reading) -> str:
    if before.is_open == after.is_open:
        return "contents"
    return "opens" if after.is_open else "closes"


def _nothing(_turn: Turn, _comp: int) -> None:
    """Nothing follows: the compartment's state does not depend on it."""


def _opens_as_meant(turn: Turn, comp: int) -> None:
    opened(turn, comp, OPENED[turn.compartments[comp].state])


def _opens_late_or_by_force(turn: Turn, comp: int) -> None:
    purpose = turn.compartments[comp].purpose
    if purpose is not None and opened_late(turn, comp):
        opened(turn, comp, OPEN_FOR[purpose], late=True)
    else:
        forced(turn, comp)


def _opens_by_force(turn: Turn, comp: int) -> None:
    forced(turn, comp)


def _closes_after_deposit(turn: Turn, comp: int) -> None:
    """Without a sensor a closed door counts as a meal, and the line says that none saw it."""
    if occupied(turn, comp) is False:
        emptied(turn, comp, EventType.EMPTY, {})
    else:
        stored(turn, comp, State.OCC)


def _closes_after_pickup(turn: Turn, comp: int) -> None:
    if occupied(turn, comp):
        turn.write(EventType.NOT_TAKEN, comp, State.OCC)
    else:
        emptied(turn, comp, EventType.PICKED, evidence(turn, comp))


def _closes_after_staff(turn: Turn, comp: int) -> None:
    if occupied(turn, comp):
        _left_by_staff(turn, comp)
    else:
        _taken_by_staff(turn, comp)


def _left_by_staff(turn: Turn, comp: int) -> None:
    """Something stays in the compartment.

    A deposit that was never seen is seen now, in the presence of staff: it is stored. What
    belongs to no deposit waits for staff who take it out.
    """
    one = turn.compartments[comp]
    if one.deposit and not one.seen:
        stored(turn, comp, State.OCC, staff=True)
    else:
        turn.write(EventType.NOT_TAKEN, comp, State.OCC if one.deposit else State.CHECK)


def _taken_by_staff(turn: Turn, comp: int) -> None:
    """The compartment is empty, or so staff leave it where no sensor could tell.

    Only an order to dispose disposes; whatever else took a stored meal out recalled it. A
    deposit that was never seen never arrived.
    """
    one, facts = turn.compartments[comp], evidence(turn, comp)
    if not one.deposit:
        emptied(turn, comp, EventType.CLEARED, facts)
    elif not one.seen:
        emptied(turn, comp, EventType.CANCELLED, {**facts, "why": "never_arrived"})
    elif one.purpose is Purpose.DISPOSE:
        emptied(turn, comp, EventType.DISPOSED, facts)
    else:
        emptied(turn, comp, EventType.RECALLED, facts)


def _filled_behind_a_closed_door(turn: Turn, comp: int) -> None:
    """FREE promises empty: what is in there came through a door nobody saw open."""
    if occupied(turn, comp):
        forced(turn, comp, occupied=True)


def _not_empty_under_the_lamp(turn: Turn, comp: int) -> None:
    """The lamp burns only over a compartment that is known to be empty."""
    forced(turn, comp, **({"occupied": True} if occupied(turn, comp) else {"silent": True}))


_Handler = Callable[[Turn, int], None]

_MOVED: Mapping[str, Mapping[State, _Handler]] = {
    "opens": {
        State.OPENING_D: _opens_as_meant,
        State.OPENING_P: _opens_as_meant,
        State.OPENING_S: _opens_as_meant,
        State.UNSURE: _opens_late_or_by_force,
        State.CHECK: _opens_late_or_by_force,
        State.FREE: _opens_by_force,
        State.OCC: _opens_by_force,
        State.DIRTY: _opens_by_force,
        State.SANI: _opens_by_force,
        State.OOS: _opens_by_force,
    },
    "closes": {
        State.OPEN_D: _closes_after_deposit,
        State.OPEN_P: _closes_after_pickup,
        State.OPEN_S: _closes_after_staff,
    },
    "contents": {
        State.FREE: _filled_behind_a_closed_door,
        State.SANI: _not_empty_under_the_lamp,
    },
}
"""By what the door did and the state it did it in. What is not named changes nothing.

A door that stands open in CHECK, OOS or DIRTY and closes stays what it is: only staff, a
directive or rest lead on. Contents matter while a meal is bound only once the door closes.
"""
