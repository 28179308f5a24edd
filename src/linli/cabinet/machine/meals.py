"""The two who come for a meal's sake: the courier who leaves it and the owner who takes it."""

from linli.cabinet.machine.intents import Request, Verdict, intend, refuse, try_again
from linli.cabinet.machine.settling import MOVING
from linli.cabinet.machine.turn import Turn
from linli.cabinet.memory import Compartment, can_be_given
from linli.wire.messages import EventType, Result, Size, State, Why

_SIZES = tuple(Size)
_FOR_DEPOSIT = frozenset({State.OPENING_D, State.OPEN_D})
_FOR_PICKUP = frozenset({State.OPENING_P, State.OPEN_P})


def deposit(turn: Turn, request: Request) -> Verdict:
    """Give a courier a compartment; the cabinet chooses it, whatever ``comp`` says."""
    if not request.deposit:
        return refuse(Why.UNKNOWN_DEPOSIT)
    comp = turn.compartment_of(request.deposit)
    if comp:
        return _deposit_again(turn, comp, request)
    how = turn.memory.ended.get(request.deposit)
    if how is not None:
        return refuse(_why_ended(how))
    comp = choose(turn, request.size)
    if not comp:
        return refuse(Why.FULL)
    return intend(turn, comp, request)


def choose(turn: Turn, needed: Size) -> int:
    """Return the compartment to give out for a meal of this size, or 0.

    The smallest that fits, so that large ones stay free for large meals; among equals the
    least used, so that locks wear evenly; then the lowest number, so that the same cabinet
    in the same state always gives the same answer.
    """
    fitting = [
        (_SIZES.index(one.fitting.size), one.openings, number)
        for number, one in turn.compartments.items()
        if _SIZES.index(one.fitting.size) >= _SIZES.index(needed)
        and can_be_given(one, turn.doors[number])
    ]
    return min(fitting)[-1] if fitting else 0


def _deposit_again(turn: Turn, comp: int, request: Request) -> Verdict:
    """Answer a courier whose deposit has a compartment already.

    Its door is opened again only while the meal was never seen and nobody forced it: what
    has a meal in it never opens to a courier.
    """
    one = turn.compartments[comp]
    if one.state in _FOR_DEPOSIT:
        return Verdict(Result.DUP, comp)
    if one.seen:
        return refuse(Why.ALREADY_STORED, comp)
    if one.state is not State.UNSURE:
        return refuse(Why.WRONG_STATE, comp)
    if one.cancel:
        return refuse(Why.CANCELLED, comp)
    return try_again(turn, comp, request)


def _why_ended(how: EventType) -> Why:
    return Why.CANCELLED if how is EventType.CANCELLED else Why.ALREADY_STORED


def pickup(turn: Turn, request: Request) -> Verdict:
    """Give an owner their meal: the deposit's own door, and no other even if one is named."""
    comp = turn.compartment_of(request.deposit) if request.deposit else 0
    if not comp:
        return refuse(Why.UNKNOWN_DEPOSIT)
    one = turn.compartments[comp]
    if one.state in MOVING:
        return Verdict(Result.DUP if one.state in _FOR_PICKUP else Result.BUSY, comp)
    why = _why_not(one, request, comp)
    return try_again(turn, comp, request) if why is Why.NONE else refuse(why, comp)


def _why_not(one: Compartment, request: Request, comp: int) -> Why:
    if request.comp not in (0, comp):
        return Why.WRONG_STATE
    if one.held:
        return Why.HELD
    return Why.NONE if one.seen and one.state is not State.CHECK else Why.WRONG_STATE
