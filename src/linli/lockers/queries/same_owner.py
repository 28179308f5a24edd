"""Which meals belong to one person: by a whole phone number, never by its tail alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.crypto import constant_time_compare

from linli.lockers.enums import DepositState
from linli.lockers.models import Deposit
from linli.lockers.rules.recipients import Recipient
from linli.people.sealing import UnreadableError

MOST = 20
"""Meals of one person; more is an error or an attack."""


@dataclass(frozen=True, slots=True)
class AnotherMeal:
    """A meal that the same person can fetch at the same cabinet."""

    deposit: str
    comp: int


def others_of_owner(deposit: str) -> list[AnotherMeal]:
    """Return the other meals that wait for the same phone at the same cabinet, by door."""
    found = Deposit.objects.filter(code=deposit, phone__isnull=False).first()
    phone = _phone(found) if found is not None else ""
    if found is None or not phone:
        return []
    rows = Deposit.objects.filter(
        cabinet=found.cabinet_id, state=DepositState.STORED, held=False, tail=found.tail
    )
    same = _with_phone(rows.exclude(pk=found.pk).order_by("comp"), phone)
    return [AnotherMeal(one.code, one.comp) for one in same]


def waiting_for(building: int, recipient: Recipient) -> list[Deposit]:
    """Return the meals that wait in a building for a whole phone or an order number."""
    rows = Deposit.objects.select_related("cabinet").filter(
        building=building, state=DepositState.STORED
    )
    if recipient.phone:
        return _with_phone(rows.filter(tail=recipient.tail), recipient.phone)
    return list(rows.filter(order_no=recipient.order_no)[:MOST])


def _with_phone(rows: Iterable[Deposit], phone: str) -> list[Deposit]:
    """Compare with every one, so that the time taken tells little."""
    return [one for one in rows if constant_time_compare(_phone(one), phone)][:MOST]


def _phone(deposit: Deposit) -> str:
    try:
        return deposit.phone.opened() if deposit.phone is not None else ""
    except UnreadableError:
        return ""
