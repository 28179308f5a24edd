"""Setting right whom a meal is for, as long as nobody has been told of it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from linli.ledger.actions import NewEntry, append
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.enums import WAITING
from linli.lockers.errors import OrderAlreadyHere, RecipientTold, UnknownDeposit
from linli.lockers.models import Deposit
from linli.lockers.queries.lines import COURIER
from linli.lockers.rules.recipients import Recipient
from linli.people.sealing import Purpose, Sealed, seal


def correct_recipient(*, deposit: str, recipient: Recipient, now: datetime) -> None:
    """Say that a meal is for somebody else than was typed first.

    Only before the meal is in: from then on somebody else has its link and its code, which no
    correction takes back. The ledger says that it was corrected, and neither number.

    Raises:
        UnknownDeposit: no such deposit.
        RecipientTold: the owner that was typed first has been told.
        OrderAlreadyHere: a meal with this order number is here or on its way in.
    """
    found = Deposit.objects.select_related("cabinet").filter(code=deposit).first()
    if found is None:
        raise UnknownDeposit
    cabinet, phone = found.cabinet.code, None
    if recipient.phone:
        kept = seal(recipient.phone, Purpose.RECIPIENT_PHONE, deposit)
        phone = Sealed(kept, Purpose.RECIPIENT_PHONE, deposit)
    subject = f"deposit:{deposit}"
    try:
        with transaction.atomic():
            lock_cabinets([cabinet])
            waiting = Deposit.objects.filter(pk=found.pk, state__in=WAITING, placed_at=None)
            if not waiting.update(tail=recipient.tail, order_no=recipient.order_no, phone=phone):
                raise RecipientTold
            append([NewEntry(f"cabinet/{cabinet}", now, COURIER, "corrected", subject, {})])
    except IntegrityError as taken:
        raise OrderAlreadyHere(order_no=recipient.order_no, cabinet=cabinet) from taken
