"""From the decision to open a door to its lock: the intent first, then one pulse."""

from typing import NamedTuple

from linli.cabinet.machine.settling import (
    OPENING_FOR,
    emptied,
    is_open,
    occupied,
    opened,
)
from linli.cabinet.machine.turn import Turn
from linli.cabinet.memory import TRIES
from linli.wire.grant import grant_id
from linli.wire.messages import Act, EventType, Fact, Purpose, Result, State, Why

_JAMMED = "jammed"

_INTENTS = {
    State.OPENING_D: EventType.INTENT_D,
    State.OPENING_P: EventType.INTENT_P,
    State.OPENING_S: EventType.INTENT_S,
}


class Verdict(NamedTuple):
    """The answer to an act, before it is addressed."""

    result: Result
    comp: int = 0
    why: Why = Why.NONE


def refuse(why: Why, comp: int = 0) -> Verdict:
    """Refuse for good; asking again in the same way will not help."""
    return Verdict(Result.STATE, comp, why)


def intend(turn: Turn, comp: int, act: Act) -> Verdict:
    """Open a door: bind the deposit, write who may and why, pulse its lock once, say which it is.

    A grant that has acted never acts again, whatever became of it: a jammed door needs a
    new one. A door whose sensors have not spoken since the start is busy, as nobody can say
    what a pulse would do there. A door that stands open already, as staff may find one, is
    not pulsed: INTENT and OPENED follow one another.
    """
    if turn.doors[comp].reading is None:
        return Verdict(Result.BUSY, comp)
    grant = grant_id(act.grant)
    if grant in turn.memory.used:
        return refuse(Why.BAD_GRANT, comp)
    state = OPENING_FOR[act.purpose]
    turn.change(comp, deposit=act.deposit, purpose=act.purpose)
    turn.write(_INTENTS[state], comp, state, _facts(act), grant=grant)
    if is_open(turn, comp):
        opened(turn, comp, State.OPEN_S, already=True)
        return Verdict(Result.OK, comp)
    one = turn.compartments[comp]
    turn.change(comp, tries=one.tries + 1, openings=one.openings + 1)
    turn.pulse(comp)
    return Verdict(Result.OK, comp)


def try_again(turn: Turn, comp: int, act: Act) -> Verdict:
    """Pulse a door again that may have jammed before; after three in vain give it up."""
    if turn.compartments[comp].tries < TRIES:
        return intend(turn, comp, act)
    _give_up(turn, comp)
    return refuse(Why.WRONG_STATE, comp)


def _give_up(turn: Turn, comp: int) -> None:
    """Take a door that jams out of service.

    If the sensor says that it is empty, at once: EMPTY frees the deposit to try another
    compartment, and BLOCKED follows. Otherwise the deposit stays bound, which OOS cannot
    have: the compartment is CHECK until staff have opened it, and out of service from then on.
    """
    turn.change(comp, blocked=True, block_reason=_JAMMED)
    turn.change_door(comp, pulsed_ms=None)
    if turn.compartments[comp].seen or occupied(turn, comp) is not False:
        turn.write(EventType.BLOCKED, comp, State.CHECK, {"reason": _JAMMED})
    else:
        emptied(turn, comp, EventType.EMPTY, {"why": _JAMMED})


def _facts(act: Act) -> dict[str, Fact]:
    facts: dict[str, Fact] = {"cid": act.cid, "actor": act.actor}
    if act.purpose not in (Purpose.DEPOSIT, Purpose.PICKUP):
        facts |= {"purpose": act.purpose, "reason": act.reason}
    return facts
