"""Those who open a door for the cabinet's sake: to recall, to dispose, to clear."""

from linli.cabinet.machine.intents import Request, Verdict, intend, refuse
from linli.cabinet.machine.settling import MOVING
from linli.cabinet.machine.turn import Turn
from linli.wire.messages import Purpose, Result, State, Why

_TO_BE_CLEARED = frozenset({State.FREE, State.DIRTY, State.OOS})
_FOR_STAFF = frozenset({State.OPENING_S, State.OPEN_S})


def staff(turn: Turn, request: Request) -> Verdict:
    """Open a compartment for staff, named by its number or by the deposit in it.

    The deposit must be the one bound there, and is named whenever there is one: staff do not
    take a meal out by a grant for an empty compartment. One without a deposit is opened to
    be cleared: from CHECK as the table says, and from FREE, DIRTY and OOS too, so that a
    crew can clean, and a repairer try the lock; it rests and is lit before it is given out
    again. Not while the lamp burns.
    """
    comp = request.comp
    if not comp and request.deposit:
        comp = turn.compartment_of(request.deposit)
        if not comp:
            return refuse(Why.UNKNOWN_DEPOSIT)
    if comp not in turn.compartments:
        return refuse(Why.NO_SUCH_COMPARTMENT)
    one = turn.compartments[comp]
    if one.deposit != request.deposit:
        return refuse(Why.UNKNOWN_DEPOSIT if request.deposit else Why.WRONG_STATE, comp)
    if one.state in MOVING:
        return Verdict(Result.DUP if one.state in _FOR_STAFF else Result.BUSY, comp)
    return (
        intend(turn, comp, request)
        if _may_open(one.state, request)
        else refuse(Why.WRONG_STATE, comp)
    )


def _may_open(state: State, request: Request) -> bool:
    """A meal that stands still is staff's to open: it is OCC, UNSURE or CHECK.

    CHECK without a deposit may hold anything, and is opened for any duty; what should be
    empty only to be cleared.
    """
    if request.deposit or state is State.CHECK:
        return True
    return request.purpose is Purpose.CLEAR and state in _TO_BE_CLEARED
