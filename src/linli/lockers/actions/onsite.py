"""Signed codes for a cabinet's own scanner, where the line does not reach it or need not."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.ledger.actions import NewEntry, append
from linli.lockers.actions.granting import Subject, signed_grant
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.actions.telling import tell_owners
from linli.lockers.enums import WAITING, DepositState
from linli.lockers.errors import MealEnded, UnknownDeposit
from linli.lockers.models import Deposit
from linli.lockers.queries.door import DepositAtDoor
from linli.lockers.rules.offline import OWNER_CODE_LIVES
from linli.wire.messages import Purpose


@dataclass(frozen=True, slots=True)
class OnSiteCode:
    """What a phone shows to a cabinet's scanner: a grant as base 32, good until ``until``."""

    text: str
    until: datetime


def courier_code(deposit: DepositAtDoor, *, now: datetime) -> OnSiteCode | None:
    """Return the code that lets a courier in, the same each time; None where none is alive."""
    until = deposit.token_until
    if until is None or until <= now or deposit.state not in WAITING:
        return None
    return OnSiteCode(signed_grant(_subject(deposit), purpose=Purpose.DEPOSIT, until=until), until)


def owner_code(deposit: DepositAtDoor) -> OnSiteCode:
    """Return the code that opens a meal's door for its owner, the same each time.

    A cabinet takes it at its scanner as often as it is shown while the meal is in.
    """
    until = deposit.begun_at + OWNER_CODE_LIVES
    return OnSiteCode(signed_grant(_subject(deposit), purpose=Purpose.PICKUP, until=until), until)


def say_placed(*, deposit: str, now: datetime) -> None:
    """Take a courier's word that a meal is in where its cabinet cannot say so yet.

    Its owner is told at once, once. Nothing else changes: what becomes of the meal is the
    cabinet's to say, and its journal will. Said again, or too late, it changes nothing.

    Raises:
        UnknownDeposit: no such deposit.
        MealEnded: it was withdrawn meanwhile, so that the meal is not in the cabinet.
    """
    with transaction.atomic():
        found = Deposit.objects.select_related("cabinet").filter(code=deposit).first()
        if found is None:
            raise UnknownDeposit
        lock_cabinets([found.cabinet.code])
        waiting = Deposit.objects.filter(pk=found.pk, state__in=WAITING)
        if not waiting.filter(placed_at=None, token_until__isnull=False).update(placed_at=now):
            found.refresh_from_db(fields=["state"])
            if found.state in _NEVER_IN:
                raise MealEnded(state=DepositState(found.state).label)
            return
        append([_said_placed(found, now)])
        tell_owners([deposit], now=now)


_NEVER_IN = (DepositState.CANCELLED, DepositState.EXPIRED, DepositState.NEVER_ARRIVED)


def _said_placed(deposit: Deposit, now: datetime) -> NewEntry:
    return NewEntry(
        chain=f"cabinet/{deposit.cabinet.code}",
        at=now,
        actor="courier",
        verb="said_placed",
        subject=f"deposit:{deposit.code}",
        facts={},
    )


def _subject(deposit: DepositAtDoor) -> Subject:
    return Subject(deposit.cabinet_id, deposit.code, deposit.size, deposit.codes_public)
