"""The server's durable orders: in order, each once, and none of them moves a lock."""

from msgspec.structs import asdict

from linli.cabinet.inputs import Directed, SayApplied
from linli.cabinet.machine.elapsing import cancel_unsure_if_due
from linli.cabinet.machine.settling import hold_until_bound, retire_if_blocked
from linli.cabinet.machine.turn import Turn
from linli.cabinet.memory import KEYS_PINNED, Times
from linli.wire.messages import (
    BlockCompartment,
    CancelDeposit,
    Configure,
    DirectiveBody,
    EventType,
    HoldDeposit,
    PinKey,
    PutDeposit,
    State,
)


def directed(turn: Turn, happened: Directed) -> None:
    """Apply a directive if it is the next one, and say how far they are in force.

    One for another cabinet or epoch, one applied before, and one after a gap change nothing.
    """
    directive, memory = happened.directive, turn.memory
    mine = (directive.cab, directive.epoch) == (memory.cabinet, memory.epoch)
    if mine and directive.dseq == memory.dseq + 1:
        turn.know(dseq=directive.dseq, mark=directive.mark)
        _apply(turn, directive.body)
    turn.then(SayApplied(turn.memory.dseq, turn.memory.mark))


def _apply(turn: Turn, body: DirectiveBody) -> None:
    match body:
        case CancelDeposit():
            _cancel(turn, body)
        case HoldDeposit():
            _hold(turn, body)
        case BlockCompartment():
            _block(turn, body)
        case PinKey():
            _pin(turn, body)
        case Configure():
            turn.know(times=Times(**asdict(body)))
        case _:
            _expect(body)


def _expect(_body: PutDeposit) -> None:
    """Count the directive and no more: online, the courier's grant says all that it says."""


def _cancel(turn: Turn, body: CancelDeposit) -> None:
    """Refuse a deposit from now on, unless its meal is stored.

    One that is bound to no compartment ends here and now. One that is bound is still in
    somebody's hands: the cancellation waits, durably, and comes true when the deposit leaves
    its compartment without a meal, or as soon as it is UNSURE, closed and empty and no slow
    latch can open any more. A meal that is stored first makes it void.
    """
    comp = turn.compartment_of(body.deposit)
    if comp:
        if not turn.compartments[comp].seen:
            turn.change(comp, cancel=body.why)
            cancel_unsure_if_due(turn, comp)
    elif body.deposit not in turn.memory.ended:
        turn.write_of_cabinet(EventType.CANCELLED, {"why": body.why}, deposit=body.deposit)


def _hold(turn: Turn, body: HoldDeposit) -> None:
    """Refuse or allow the pickup of a deposit that is here or may still come.

    Allowing it outlasts the hold limit, which has been told already.
    """
    comp = turn.compartment_of(body.deposit)
    if comp:
        turn.change(comp, held=body.held)
    elif body.deposit not in turn.memory.ended:
        hold_until_bound(turn, body.deposit, held=body.held)


def _block(turn: Turn, body: BlockCompartment) -> None:
    """Take a compartment out of service, at once if it is empty, or let it rest and serve again."""
    one = turn.compartments.get(body.comp)
    if one is None:
        return
    reason = body.reason if body.blocked else ""
    turn.change(body.comp, blocked=body.blocked, block_reason=reason)
    if body.blocked:
        retire_if_blocked(turn, body.comp)
    elif one.state is State.OOS:
        turn.write(EventType.UNBLOCKED, body.comp, State.DIRTY, {"reason": body.reason})


def _pin(turn: Turn, body: PinKey) -> None:
    """Trust this server key besides the one pinned before it."""
    keys = {kid: key for kid, key in turn.memory.keys.items() if kid != body.kid}
    keys[body.kid] = body.public
    turn.know(keys=dict(list(keys.items())[-KEYS_PINNED:]))
