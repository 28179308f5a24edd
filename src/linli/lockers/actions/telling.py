"""Telling the owner of a meal that it is in, in the transaction that stores it."""

from collections.abc import Sequence
from datetime import datetime

from linli.lockers.models import Deposit
from linli.notices.actions import NewNotice, tell
from linli.notices.models import NoticeKind


def tell_owners(stored: Sequence[str], *, now: datetime) -> None:
    """Leave a notice for the owner of each of these deposits; no code and no link is kept."""
    if not stored:
        return
    deposits = Deposit.objects.filter(code__in=stored).only(
        "code", "building_id", "tail", "order_no", "phone"
    )
    tell(
        [
            NewNotice(
                place_id=one.building_id,
                kind=NoticeKind.MEAL_STORED,
                label=one.order_no or one.tail,
                phone=bytes(one.phone) if one.phone else None,
                deposit=one.code,
                at=now,
            )
            for one in deposits
        ]
    )
