"""Opening the compartment that a meal was just taken from, for what was left behind in it."""

from datetime import datetime

from django.db import transaction

from linli.ledger.actions import NewEntry, append
from linli.lockers.actions import doors
from linli.lockers.actions.asking import open_for
from linli.lockers.actions.beginning import Begun
from linli.lockers.actions.line import current
from linli.lockers.actions.pickups import OWNER
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.enums import WAITING, DepositState, DoorState
from linli.lockers.errors import (
    CabinetOutOfUse,
    CabinetQuiet,
    CompartmentGivenOut,
    MealEnded,
    NotStoredYet,
    ReopenTooLate,
    SterilisingNow,
    UnknownDeposit,
)
from linli.lockers.models import Compartment, Deposit
from linli.lockers.rules.reopening import may_reopen
from linli.wire.messages import Purpose, Size

FORGOTTEN = "owner left something behind"
"""The reason in the cabinet's journal."""


def reopen_emptied(*, deposit: str, cid: str, now: datetime) -> doors.Door:
    """Open the door that has just closed on an empty compartment once more for its owner.

    To the cabinet it is a clearing of a compartment that holds no meal: found empty it goes
    on to be cleaned, and where something is left in it staff look into it.

    Raises:
        UnknownDeposit, NotStoredYet, MealEnded: the meal was not taken.
        ReopenTooLate: it was, more than 60 s ago.
        CompartmentGivenOut, SterilisingNow: the compartment is not as its owner left it.
        CabinetOutOfUse, CabinetQuiet, DoorOutOfOrder: the cabinet cannot do it now.
    """
    found = Deposit.objects.select_related("cabinet").filter(code=deposit).first()
    if found is None:
        raise UnknownDeposit
    if not current().hears(found.cabinet.code):
        raise CabinetQuiet(cabinet=found.cabinet.code)
    _begin(found, cid, now)
    begun = Begun(
        deposit="",
        cabinet=found.cabinet.code,
        cabinet_id=found.cabinet_id,
        epoch=found.cabinet.epoch,
        size=Size(found.size),
    )
    reply = open_for(
        begun,
        purpose=Purpose.CLEAR,
        cid=cid,
        now=now,
        actor=OWNER,
        comp=found.comp,
        reason=FORGOTTEN,
    )
    return doors.told_of(begun, reply)


@transaction.atomic
def _begin(deposit: Deposit, cid: str, now: datetime) -> None:
    """Check and write down that the door is asked for, with the cabinet's row in hand."""
    cabinet = lock_cabinets([deposit.cabinet.code])[deposit.cabinet.code]
    deposit.refresh_from_db(fields=["state", "ended_at", "comp"])
    if deposit.state in WAITING:
        raise NotStoredYet
    if deposit.state != DepositState.PICKED:
        raise MealEnded(state=DepositState(deposit.state).label)
    assert deposit.ended_at is not None
    if not may_reopen(deposit.ended_at, now=now):
        raise ReopenTooLate
    if cabinet.quarantined:
        raise CabinetOutOfUse(cabinet=cabinet.code)
    compartment = Compartment.objects.get(cabinet_id=cabinet.id, number=deposit.comp)
    if compartment.deposit:
        raise CompartmentGivenOut
    if compartment.state == DoorState.SANI:
        raise SterilisingNow
    subject = f"deposit:{deposit.code}"
    append([NewEntry(f"cabinet/{cabinet.code}", now, OWNER, "reopen_asked", subject, {"cid": cid})])
