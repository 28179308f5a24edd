"""Asking a cabinet for one door, with a signed grant, and reading its first word."""

from datetime import datetime, timedelta

from linli.kernel.errors import LinliError
from linli.lockers.actions.beginning import Begun
from linli.lockers.actions.granting import signed_grant
from linli.lockers.actions.line import Opening, current
from linli.lockers.enums import DepositState
from linli.lockers.errors import DoorOutOfOrder, MealEnded, MealHeld, NotStoredYet
from linli.wire.messages import Purpose, Reply, Result, Why

GRANT_LIVES = timedelta(seconds=60)
"""A grant is used at once or not at all; the minute allows for clocks that differ."""

_STANDS_IN_THE_WAY: dict[Why, type[LinliError]] = {
    Why.HELD: MealHeld,
    Why.UNKNOWN_DEPOSIT: NotStoredYet,
}


def open_for(  # noqa: PLR0913  # each is a fact of the opening
    begun: Begun,
    *,
    purpose: Purpose,
    cid: str,
    now: datetime,
    actor: str,
    comp: int = 0,
    reason: str = "",
) -> Reply | None:
    """Ask for the door of a deposit, or of a compartment; None means nobody knows yet.

    A stale or busy answer means that nothing has happened, so it is asked once more under a
    name of its own. No other answer, and no silence, is ever asked again by us: a person
    does, or the cabinet's events tell.
    """
    grant = signed_grant(begun.subject, purpose=purpose, until=now + GRANT_LIVES)
    reply = None
    for name in (cid, f"{cid}~"):
        reply = current().open_door(
            Opening(
                cabinet=begun.cabinet,
                epoch=begun.epoch,
                cid=name,
                purpose=purpose,
                deposit=begun.deposit,
                size=begun.size,
                grant=grant,
                actor=actor,
                comp=comp,
                reason=reason,
            )
        )
        if reply is None or reply.result not in (Result.STALE, Result.BUSY):
            break
    return reply


def refuse(reply: Reply) -> None:
    """Raise what a refusal means for the person at the door; say nothing of an opened one.

    A repeated command is answered as it was the first time, whichever that was.

    Raises:
        MealHeld, NotStoredYet, MealEnded, DoorOutOfOrder: by the cabinet's reason.
    """
    if reply.result in (Result.OK, Result.DUP) and reply.why == Why.NONE:
        return
    if reply.why in (Why.ALREADY_STORED, Why.CANCELLED):
        raise MealEnded(state=_STATE_WORDS[reply.why])
    raise _STANDS_IN_THE_WAY.get(reply.why, DoorOutOfOrder)


_STATE_WORDS = {
    Why.ALREADY_STORED: DepositState.STORED.label,
    Why.CANCELLED: DepositState.CANCELLED.label,
}
