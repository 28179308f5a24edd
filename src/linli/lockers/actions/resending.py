"""Sending the message of a meal once more, to its own owner and to nobody else."""

from datetime import datetime

from django.db import transaction

from linli.ledger.actions import NewEntry, append
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.actions.telling import tell_owners_again
from linli.lockers.errors import UnknownCabinet, WholePhoneNeeded
from linli.lockers.models import Cabinet
from linli.lockers.queries.same_owner import waiting_for
from linli.lockers.rules.recipients import Recipient
from linli.lockers.rules.resending import PER_ADDRESS, PER_OWNER
from linli.people.actions.guessing import count_try
from linli.people.sealing import blind_index


def resend_message(*, cabinet: str, recipient: Recipient, address: str, now: datetime) -> None:
    """Tell the owner again of every meal that waits in this cabinet's building.

    Whether there was any is said to nobody: the message goes where the courier said it
    should go, and whoever asks is answered the same.

    Args:
        cabinet: the one that is stood before.
        recipient: a whole phone, or an order number.
        address: where the asking comes from.
        now: the instant, aware.

    Raises:
        UnknownCabinet: no such cabinet.
        WholePhoneNeeded: only the tail of a phone was given.
        TooManyGuesses: it was asked too often, for this owner or from this address.
    """
    found = Cabinet.objects.filter(code=cabinet).first()
    if found is None:
        raise UnknownCabinet(cabinet=cabinet[:16])
    if not recipient.phone and not recipient.order_no:
        raise WholePhoneNeeded
    count_try(PER_ADDRESS, address, now=now)
    count_try(PER_OWNER, blind_index(recipient.phone or recipient.order_no), now=now)
    with transaction.atomic():
        meals = waiting_for(found.building_id, recipient)
        if not meals:
            return
        lock_cabinets({one.cabinet.code for one in meals})
        append(
            [
                NewEntry(
                    chain=f"cabinet/{one.cabinet.code}",
                    at=now,
                    actor="anyone",
                    verb="message_resent",
                    subject=f"deposit:{one.code}",
                    facts={},
                )
                for one in meals
            ]
        )
        tell_owners_again([one.code for one in meals], now=now)
