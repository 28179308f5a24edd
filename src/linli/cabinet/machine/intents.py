"""From the decision to open a door to its lock: the intent first, then one pulse."""

from dataclasses import dataclass
from typing import NamedTuple, Self

from linli.cabinet.machine.settling import (
    OPENING_FOR,
    bind,
    emptied,
    is_open,
    latch_over_ms,
    occupied,
    opened,
)
from linli.cabinet.machine.turn import Turn
from linli.cabinet.memory import TRIES
from linli.wire.grant import Grant, grant_id
from linli.wire.messages import Act, EventType, Fact, Purpose, Result, Size, State, Why
from linli.wire.verifier import NO_VERIFIER

_JAMMED = "jammed"

_INTENTS = {
    State.OPENING_D: EventType.INTENT_D,
    State.OPENING_P: EventType.INTENT_P,
    State.OPENING_S: EventType.INTENT_S,
}


@dataclass(frozen=True, slots=True)
class Request:
    """Someone who may, by a word that was found good, asks for a door.

    From afar or before the cabinet alike. ``grant`` is that word's short name, ``verifier``
    what the deposit's pickup code is checked against later. ``again`` says that the word may
    open this door although it has acted before: only somebody who stands there has such one.
    """

    purpose: Purpose
    comp: int
    deposit: str
    size: Size
    grant: str
    verifier: bytes
    cid: str
    actor: str
    reason: str
    again: bool = False

    @classmethod
    def from_afar(cls, act: Act, grant: Grant) -> Self:
        """Return what an act asks for, whose grant was found to be for it."""
        return cls(
            purpose=act.purpose,
            comp=act.comp,
            deposit=act.deposit,
            size=act.size,
            grant=grant_id(act.grant),
            verifier=grant.verifier,
            cid=act.cid,
            actor=act.actor,
            reason=act.reason,
        )


class Verdict(NamedTuple):
    """The answer to a request, before it is addressed."""

    result: Result
    comp: int = 0
    why: Why = Why.NONE


def refuse(why: Why, comp: int = 0) -> Verdict:
    """Refuse for good; asking again in the same way will not help."""
    return Verdict(Result.STATE, comp, why)


def intend(turn: Turn, comp: int, request: Request) -> Verdict:
    """Open a door: bind the deposit, write who may and why, pulse its lock once, say which it is.

    A grant that has acted never acts again from afar, whatever became of it: a jammed door
    needs a new one. A door whose sensors have not spoken since the start is busy, as nobody can say
    what a pulse would do there. A door that stands open already, as staff may find one, is
    not pulsed: INTENT and OPENED follow one another.
    """
    if turn.doors[comp].reading is None:
        return Verdict(Result.BUSY, comp)
    if request.grant in turn.memory.used and not request.again:
        return refuse(Why.BAD_GRANT, comp)
    state = OPENING_FOR[request.purpose]
    bind(turn, comp, request.deposit)
    turn.change(comp, purpose=request.purpose)
    if request.verifier != NO_VERIFIER:
        turn.change(comp, verifier=request.verifier.hex())
    turn.write(_INTENTS[state], comp, state, _facts(request), grant=request.grant)
    if is_open(turn, comp):
        opened(turn, comp, State.OPEN_S, already=True)
        return Verdict(Result.OK, comp)
    one = turn.compartments[comp]
    turn.change(comp, tries=one.tries + 1, openings=one.openings + 1)
    turn.pulse(comp)
    return Verdict(Result.OK, comp)


def try_again(turn: Turn, comp: int, request: Request) -> Verdict:
    """Pulse a door again that may have jammed before; after three in vain give it up.

    A deposit is not set free before the last of them can open the door no more: a meal that
    was put in after that would be nowhere in the books.
    """
    if turn.compartments[comp].tries < TRIES:
        return intend(turn, comp, request)
    if _holds_nothing(turn, comp) and turn.now.mono_ms < latch_over_ms(turn.doors[comp]):
        return Verdict(Result.BUSY, comp)
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
    if _holds_nothing(turn, comp):
        emptied(turn, comp, EventType.EMPTY, {"why": _JAMMED})
    else:
        turn.write(EventType.BLOCKED, comp, State.CHECK, {"reason": _JAMMED})


def _holds_nothing(turn: Turn, comp: int) -> bool:
    """Say whether no meal was ever stored here and the sensor says that none is in there."""
    return not turn.compartments[comp].seen and occupied(turn, comp) is False


def _facts(request: Request) -> dict[str, Fact]:
    facts: dict[str, Fact] = {"cid": request.cid, "actor": request.actor}
    if request.purpose not in (Purpose.DEPOSIT, Purpose.PICKUP):
        facts |= {"purpose": request.purpose, "reason": request.reason}
    return facts
