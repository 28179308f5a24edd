"""Telling the owner of a meal that it is in, or still is, in the transaction of what is told."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from linli.lockers.models import Deposit
from linli.notices.actions import NewNotice, tell, tell_again
from linli.notices.models import NoticeKind


def tell_owners(
    stored: Sequence[str], *, now: datetime, kind: NoticeKind = NoticeKind.MEAL_STORED
) -> None:
    """Leave a notice for the owner of each of these deposits; no code and no link is kept."""
    if stored:
        tell(_notices(stored, kind, now))


def tell_owners_again(stored: Sequence[str], *, now: datetime) -> None:
    """Tell them once more, because somebody says that nothing came."""
    tell_again(_notices(stored, NoticeKind.MEAL_STORED, now))


def _notices(stored: Sequence[str], kind: NoticeKind, now: datetime) -> list[NewNotice]:
    deposits = Deposit.objects.filter(code__in=stored).values_list(
        "code", "building_id", "tail", "order_no", "phone"
    )
    return [
        NewNotice(
            place_id=building,
            kind=kind,
            label=order_no or tail,
            phone=_kept(phone),
            deposit=code,
            at=now,
        )
        for code, building, tail, order_no, phone in deposits
    ]


def _kept(phone: object) -> bytes | None:
    """Return what the column holds: plain values are as the database keeps them, sealed."""
    return bytes(cast("bytes", phone)) if phone else None
