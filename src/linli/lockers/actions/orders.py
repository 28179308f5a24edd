"""What a platform's computer can do with an order before and while its meal is in a cabinet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import IntegrityError, transaction

from linli.kernel.codes import deposit_code
from linli.ledger.actions import append
from linli.lockers.access import Caller
from linli.lockers.actions.directing import direct
from linli.lockers.actions.platforms import platform_entry
from linli.lockers.actions.rooms import Held, hold_order, release, reserve_at, room_in
from linli.lockers.enums import WAITING, CancelReason, DepositState, RecallReason, ReservationEnd
from linli.lockers.models import Deposit, PlatformOrder
from linli.lockers.platform_errors import (
    AlreadyReserved,
    NotCancellable,
    NothingReserved,
    NothingToRecall,
    OrderAnnounced,
    OrderEnded,
)
from linli.lockers.queries.sandbox import building_for
from linli.lockers.rules.orders import moved_until
from linli.wire.messages import CancelDeposit, Size


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order that is on its way; ``building`` is a place's code, ``phone`` may be empty."""

    order_no: str
    building: str
    size: Size
    phone: str = ""
    expected_in: timedelta | None = None


def announce(caller: Caller, new: NewOrder, *, chance: Random, now: datetime) -> int:
    """Write an order down and return its number here.

    Raises:
        UnknownTower: there is no such building.
        OrderAnnounced: the platform announced this order before.
    """
    building = building_for(caller.id, new.building)
    order = PlatformOrder(
        platform_id=caller.id,
        code=deposit_code(chance),
        order_no=new.order_no,
        building_id=building,
        size=new.size.value,
        announced_at=now,
        expected_at=now + new.expected_in if new.expected_in is not None else None,
    )
    if new.phone:
        order.phone = new.phone
    try:
        with transaction.atomic():
            order.save(force_insert=True)
            _write_down(caller, order, "order_announced", now, {"size": new.size.value})
    except IntegrityError as known:
        raise OrderAnnounced(order_no=new.order_no) from known
    return order.pk


@transaction.atomic
def reserve(caller: Caller, order: int, *, cabinet: str, lasting: timedelta, now: datetime) -> None:
    """Keep room for an order's meal for a while, in a cabinet or (empty) wherever most is free.

    Raises:
        OrderEnded, AlreadyReserved: there is nothing to keep room for.
        UnknownCabinet, CabinetOutOfUse, CabinetQuiet, NoCompartmentFree, ReservedEnough: no room.
    """
    held = hold_order(order)
    _must_be_open(held)
    if held.reservation is not None:
        raise AlreadyReserved(order_no=held.order.order_no)
    chosen = cabinet or room_in(held, now=now)
    size = reserve_at(held, chosen, until=now + lasting, now=now)
    facts = {"cabinet": chosen, "size": size.value, "minutes": int(lasting.total_seconds() // 60)}
    _write_down(caller, held.order, "order_reserved", now, facts)


@transaction.atomic
def redirect(caller: Caller, order: int, *, cabinet: str, now: datetime) -> None:
    """Keep an order's room in another cabinet instead; where that has none, all stays as it was.

    Raises:
        OrderEnded, NothingReserved: there is no room to move. The rest as ``reserve``.
    """
    held = hold_order(order)
    _must_be_open(held)
    if held.reservation is None:
        raise NothingReserved(order_no=held.order.order_no)
    until = moved_until(held.reservation.until, now=now)
    release(held.reservation, ReservationEnd.RELEASED, now=now)
    size = reserve_at(held, cabinet, until=until, now=now)
    facts = {"cabinet": cabinet, "size": size.value}
    _write_down(caller, held.order, "order_redirected", now, facts)


@transaction.atomic
def cancel(caller: Caller, order: int, *, reason: CancelReason, now: datetime) -> None:
    """End an order whose meal is not in: room is given back, a door asked for is withdrawn.

    Cancelled again, it stays as it was cancelled first. Where the meal goes in at the same
    moment, the cabinet decides which came first.

    Raises:
        NotCancellable: the meal is in; it can be recalled.
        OrderEnded: it was taken, or was forgotten long ago.
    """
    held = hold_order(order)
    if held.order.cancelled_at is not None:
        return
    meal = held.meal
    if meal is not None and meal.state == DepositState.STORED:
        raise NotCancellable(order_no=held.order.order_no)
    if held.order.ended_at is not None:
        raise OrderEnded(order_no=held.order.order_no)
    if held.reservation is not None:
        release(held.reservation, ReservationEnd.RELEASED, now=now)
    if meal is not None and meal.state in WAITING:
        Deposit.objects.filter(pk=meal.pk).update(withdrawn_at=now)
        direct(
            cabinet=meal.cabinet,
            body=CancelDeposit(deposit=meal.code, why="cancelled"),
            actor=f"platform:{caller.code}",
            subject=f"deposit:{meal.code}",
            now=now,
        )
    PlatformOrder.objects.filter(pk=order).update(
        cancelled_at=now, cancel_reason=reason, ended_at=now
    )
    _write_down(caller, held.order, "order_cancelled", now, {"reason": reason.value})


@transaction.atomic
def ask_recall(caller: Caller, order: int, *, reason: RecallReason, now: datetime) -> None:
    """Ask the crew to take a stored meal out. No door opens by this: a person goes and does it.

    Asked again, it stays as it was asked first.

    Raises:
        NothingToRecall: no meal of this order is in a cabinet.
    """
    held = hold_order(order)
    if held.meal is None or held.meal.state != DepositState.STORED:
        raise NothingToRecall(order_no=held.order.order_no)
    if held.order.recall_asked_at is not None:
        return
    PlatformOrder.objects.filter(pk=order).update(recall_asked_at=now, recall_reason=reason)
    _write_down(caller, held.order, "order_recall_asked", now, {"reason": reason.value})


def _must_be_open(held: Held) -> None:
    """Let pass an order whose meal may still come.

    Raises:
        OrderEnded: it ended, or its meal is in or on its way in.
    """
    if held.order.ended_at is not None or held.meal_is_live:
        raise OrderEnded(order_no=held.order.order_no)


def _write_down(
    caller: Caller, order: PlatformOrder, verb: str, now: datetime, facts: Mapping[str, object]
) -> None:
    by = f"platform:{caller.code}"
    entry = platform_entry(caller.code, verb, by, now, facts, subject=f"order:{order.code}")
    append([entry])
