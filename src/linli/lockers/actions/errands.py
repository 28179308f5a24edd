"""Letting a colleague fetch a meal: a link that its owner makes, takes back, and sees used."""

from datetime import datetime
from random import Random

from django.db import transaction

from linli.kernel.codes import deposit_code
from linli.kernel.errors import LinliError
from linli.ledger.actions import NewEntry, append
from linli.lockers.actions import doors
from linli.lockers.actions.pickups import COLLEAGUE, OWNER
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.enums import DepositState
from linli.lockers.errors import ErrandRevoked, ErrandUsed, MealEnded, NotStoredYet, UnknownDeposit
from linli.lockers.models import Deposit, Errand


@transaction.atomic
def make_errand(*, deposit: str, now: datetime, chance: Random) -> str:
    """Return the name of the link by which a colleague may fetch a stored meal, once.

    There is one at a time: while it is good, another press gives the same.

    Raises:
        UnknownDeposit: no such deposit.
        NotStoredYet, MealEnded: there is nothing to fetch.
    """
    found = _locked(deposit)
    if found.state != DepositState.STORED:
        waits = found.stored_at is None and found.ended_at is None
        raise NotStoredYet if waits else MealEnded(state=DepositState(found.state).label)
    live = Errand.objects.filter(deposit=found, revoked_at=None).first()
    if live is not None:
        return live.code
    made = Errand.objects.create(code=deposit_code(chance), deposit=found, made_at=now)
    _write(found, "errand_made", OWNER, {}, now)
    return made.code


@transaction.atomic
def revoke_errand(*, deposit: str, now: datetime) -> None:
    """Take the link back that is good now; where there is none, nothing is done.

    Raises:
        UnknownDeposit: no such deposit.
    """
    found = _locked(deposit)
    if Errand.objects.filter(deposit=found, revoked_at=None).update(revoked_at=now):
        _write(found, "errand_revoked", OWNER, {}, now)


def run_errand(*, errand: str, cid: str, is_holder: bool, now: datetime) -> doors.Door:
    """Open a meal's door for who comes with the link; whoever was first may press again.

    Args:
        errand: the link's name.
        cid: the press; the same one again is the same.
        is_holder: whether this is the browser that has used the link before.
        now: the instant, aware.

    Raises:
        UnknownDeposit: no such link.
        ErrandRevoked, ErrandUsed: it is not good any more, or not for this person.
        NotStoredYet, CodeUsed, MealEnded, MealHeld: nothing to open for.
        DoorOutOfReach, CabinetOutOfUse, TooBusy, DoorOutOfOrder: not now. The link then is as
            good as it was before.
    """
    deposit, is_first = _use(errand, cid, is_holder=is_holder, now=now)
    try:
        return doors.pick_up(deposit=deposit, cid=cid, now=now, actor=COLLEAGUE)
    except LinliError:
        if is_first:
            _give_back(errand, now)
        raise


@transaction.atomic
def _use(errand: str, cid: str, *, is_holder: bool, now: datetime) -> tuple[str, bool]:
    """Return the deposit of a link, and whether this is its first use, which is written."""
    row = Errand.objects.select_related("deposit").filter(code=errand).first()
    if row is None:
        raise UnknownDeposit
    found = _locked(row.deposit.code)
    row.refresh_from_db(fields=["used_at", "revoked_at", "cid"])
    if row.revoked_at is not None:
        raise ErrandRevoked
    if row.used_at is not None:
        if not is_holder and row.cid != cid:
            raise ErrandUsed
        return found.code, False
    row.used_at, row.cid = now, cid
    row.save(update_fields=["used_at", "cid"])
    _write(found, "errand_used", COLLEAGUE, {"cid": cid}, now)
    return found.code, True


@transaction.atomic
def _give_back(errand: str, now: datetime) -> None:
    """A link that was used in vain, because the door could not be asked for, is good again."""
    row = Errand.objects.select_related("deposit").get(code=errand)
    found = _locked(row.deposit.code)
    row.used_at, row.cid = None, ""
    row.save(update_fields=["used_at", "cid"])
    _write(found, "errand_given_back", COLLEAGUE, {}, now)


def _locked(deposit: str) -> Deposit:
    """Return a deposit whose cabinet's row is ours until the transaction ends."""
    found = Deposit.objects.select_related("cabinet").filter(code=deposit).first()
    if found is None:
        raise UnknownDeposit
    lock_cabinets([found.cabinet.code])
    found.refresh_from_db(fields=["state", "stored_at", "ended_at"])
    return found


def _write(deposit: Deposit, verb: str, actor: str, facts: dict[str, str], now: datetime) -> None:
    chain, subject = f"cabinet/{deposit.cabinet.code}", f"deposit:{deposit.code}"
    append([NewEntry(chain, now, actor, verb, subject, facts)])
