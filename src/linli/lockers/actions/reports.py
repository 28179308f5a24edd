"""Owners say what is wrong with a meal, and the crew answers; no state moves by it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from linli.ledger.actions import NewEntry, append
from linli.lockers.actions.pickups import OWNER
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.enums import DepositState, ReportAnswer, ReportKind
from linli.lockers.errors import MealEnded, NotStoredYet, ReportAnswered, UnknownDeposit
from linli.lockers.models import Deposit, MealReport

_CAN_BE_WRONG = (DepositState.STORED, DepositState.PICKED)


@transaction.atomic
def report_meal(*, deposit: str, kind: ReportKind, now: datetime) -> None:
    """Say what is wrong with a meal that is in, or was taken. While one waits, it stands.

    Raises:
        UnknownDeposit: no such deposit.
        NotStoredYet, MealEnded: nobody has had this meal in hand.
    """
    found = Deposit.objects.select_related("cabinet").filter(code=deposit).first()
    if found is None:
        raise UnknownDeposit
    lock_cabinets([found.cabinet.code])
    found.refresh_from_db(fields=["state", "ended_at"])
    if found.state not in _CAN_BE_WRONG:
        if found.ended_at is None:
            raise NotStoredYet
        raise MealEnded(state=DepositState(found.state).label)
    if MealReport.objects.filter(deposit=found, answered_at=None).exists():
        return
    MealReport.objects.create(deposit=found, kind=kind, made_at=now)
    _write(found, "meal_reported", OWNER, {"kind": kind.value}, now)


@transaction.atomic
def answer_report(
    *, actor: str, buildings: Sequence[int], number: int, answer: ReportAnswer, now: datetime
) -> None:
    """Answer an owner, once.

    Raises:
        ReportAnswered: somebody else has; or there is none such in these buildings.
    """
    rows = MealReport.objects.filter(pk=number, deposit__building__in=buildings, answered_at=None)
    found = rows.select_related("deposit__cabinet").first()
    if found is None or not MealReport.objects.filter(pk=found.pk, answered_at=None).update(
        answer=answer, answered_at=now
    ):
        raise ReportAnswered
    facts = {"answer": answer.value}
    _write(found.deposit, "report_answered", actor, facts, now)


def _write(deposit: Deposit, verb: str, actor: str, facts: dict[str, str], now: datetime) -> None:
    chain, subject = f"cabinet/{deposit.cabinet.code}", f"deposit:{deposit.code}"
    append([NewEntry(chain, now, actor, verb, subject, facts)])
