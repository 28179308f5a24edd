"""What the clock ends of platforms' orders: room that nobody came for, orders that never came."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Coalesce

from linli.ledger.actions import append
from linli.lockers.actions.platforms import platform_entry
from linli.lockers.actions.reporting import report_expiry
from linli.lockers.actions.rooms import release
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.enums import LIVE, ReservationEnd
from linli.lockers.models import Deposit, PlatformOrder, Reservation
from linli.lockers.rules.orders import FORGOTTEN_AFTER

AT_ONCE = 100
"""In one round of the clock; the next round comes within seconds."""


def expire_reservations(*, now: datetime) -> int:
    """Give back room whose time is over; return how much."""
    due = (
        Reservation.objects.filter(ended_at=None, until__lte=now)
        .select_related("order__platform", "order__building", "cabinet")
        .order_by("until", "pk")[:AT_ONCE]
    )
    return sum(_expire(one, now) for one in list(due))


@transaction.atomic
def _expire(reservation: Reservation, now: datetime) -> bool:
    """Give one back, unless the courier came at the last moment."""
    lock_cabinets([reservation.cabinet.code])
    if not release(reservation, ReservationEnd.EXPIRED, now=now):
        return False
    report_expiry(reservation, now=now)
    _write_down(reservation.order, "reservation_expired", now, reservation.cabinet.code)
    return True


def forget_orders(*, now: datetime) -> int:
    """End orders that did not come within a day of when they were expected; return how many."""
    expected = Coalesce("expected_at", "announced_at")
    late = (
        PlatformOrder.objects.annotate(expected=expected)
        .filter(ended_at=None, expected__lte=now - FORGOTTEN_AFTER)
        .exclude(pk__in=Deposit.objects.filter(state__in=LIVE).values("platform_order"))
        .exclude(reservations__ended_at=None, reservations__isnull=False)
        .select_related("platform")
        .order_by("pk")[:AT_ONCE]
    )
    return sum(_forget(one, now) for one in list(late))


@transaction.atomic
def _forget(order: PlatformOrder, now: datetime) -> int:
    ended = PlatformOrder.objects.filter(pk=order.pk, ended_at=None).update(ended_at=now)
    if ended:
        _write_down(order, "order_forgotten", now)
    return ended


def _write_down(order: PlatformOrder, verb: str, now: datetime, cabinet: str = "") -> None:
    code, facts = order.platform.code, {"cabinet": cabinet} if cabinet else {}
    append([platform_entry(code, verb, "clock", now, facts, subject=f"order:{order.code}")])
