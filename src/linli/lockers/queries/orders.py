"""A platform's orders as it, and the courier who brings them, are told of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.lockers.enums import DepositState, OrderState, ReservationEnd
from linli.lockers.models import Cabinet, Capacity, PlatformOrder
from linli.lockers.queries.door import is_online
from linli.lockers.queries.findings import became
from linli.lockers.queries.queue import kept_for_queues
from linli.lockers.rules.capacity import SIZES
from linli.lockers.rules.orders import (
    DepositPast,
    OrderPast,
    ReservationPast,
    Step,
    cabinet_of,
    history_of,
    standing,
    state_of,
)
from linli.wire.messages import Size


@dataclass(frozen=True, slots=True)
class CabinetRoom:
    """What one cabinet can still promise."""

    code: str
    spot: str
    heard: bool
    in_use: bool
    free: dict[Size, int]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What is known of one order; ``cabinet`` is empty where nobody knows."""

    order_no: str
    building: str
    size: Size
    state: OrderState
    cabinet: str
    reserved_until: datetime | None
    history: Sequence[Step]


@dataclass(frozen=True, slots=True)
class OrderAtDoor:
    """An order as the courier who brings it sees it; ``phone`` and ``tail`` may be empty."""

    id: int
    order_no: str
    building_id: int
    building: str
    size: Size
    phone: str
    reserved: str
    reserved_until: datetime | None
    ended: bool


def rooms_of(building: int, *, now: datetime) -> list[CabinetRoom]:
    """Return what every cabinet of a building can still promise, in the order of their codes."""
    rows = Capacity.objects.filter(cabinet__building=building).values_list(
        "cabinet_id", "size", "free", "promised"
    )
    left: dict[int, dict[Size, int]] = {}
    for cabinet, size, free, promised in rows:
        left.setdefault(cabinet, {})[Size(size)] = free - promised
    cabinets = list(Cabinet.objects.filter(building=building, revoked_at=None).order_by("code"))
    left = kept_for_queues(left, [one.pk for one in cabinets if one.queued])
    return [
        CabinetRoom(
            one.code,
            one.spot,
            is_online(one.heard_at, now=now),
            one.quarantined_at is None,
            {size: max(0, left[one.pk][size]) for size in SIZES if size in left.get(one.pk, {})},
        )
        for one in cabinets
    ]


def order_number(platform: int, order_no: str) -> int | None:
    """Return the number here of a platform's order, None where it announced none such."""
    orders = PlatformOrder.objects.filter(platform=platform, order_no=order_no)
    return orders.values_list("pk", flat=True).first()


def expected_order(cabinet: str, numbers: Collection[str]) -> int | None:
    """Return our number of the one order expected at a cabinet's building, of these numbers.

    None where there is none, and where there are several: two platforms may use one number.
    """
    orders = PlatformOrder.objects.filter(
        building__cabinets__code=cabinet, order_no__in=numbers, ended_at=None
    )
    found = list(orders.values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def order_code(order: int) -> str:
    """Return our own code of an order."""
    return PlatformOrder.objects.values_list("code", flat=True).get(pk=order)


def order_at_door(code: str) -> OrderAtDoor | None:
    """Return the order with our code, None where there is none."""
    found = PlatformOrder.objects.select_related("building").filter(code=code).first()
    if found is None:
        return None
    kept = found.reservations.filter(ended_at=None).select_related("cabinet").first()
    return OrderAtDoor(
        id=found.pk,
        order_no=found.order_no,
        building_id=found.building_id,
        building=found.building.name,
        size=Size(found.size),
        phone=found.phone.opened() if found.phone else "",
        reserved=kept.cabinet.code if kept else "",
        reserved_until=kept.until if kept else None,
        ended=found.ended_at is not None,
    )


def whereabouts(order: int) -> Whereabouts:
    """Return what is known of an order."""
    found = PlatformOrder.objects.select_related("building").get(pk=order)
    past = _past(found)
    kept = standing(past)
    return Whereabouts(
        order_no=found.order_no,
        building=found.building.code,
        size=Size(found.size),
        state=state_of(past),
        cabinet=cabinet_of(past),
        reserved_until=kept.until if kept else None,
        history=history_of(past),
    )


def _past(order: PlatformOrder) -> OrderPast:
    return OrderPast(
        announced_at=order.announced_at,
        reservations=[
            ReservationPast(cabinet, begun, until, ended, ReservationEnd(end) if end else None)
            for cabinet, begun, until, ended, end in order.reservations.order_by("pk").values_list(
                "cabinet__code", "begun_at", "until", "ended_at", "outcome"
            )
        ],
        deposits=[
            DepositPast(cabinet, DepositState(state), begun, stored, ended)
            for cabinet, state, begun, stored, ended in order.deposits.order_by("pk").values_list(
                "cabinet__code", became(), "begun_at", "stored_at", "ended_at"
            )
        ],
        cancelled_at=order.cancelled_at,
        recall_asked_at=order.recall_asked_at,
        ended_at=order.ended_at,
    )
