"""What a person at a cabinet sees: the cabinet, and one meal's door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from linli.lockers.enums import DepositState, DoorState
from linli.lockers.errors import UnknownCabinet, UnknownDeposit
from linli.lockers.models import Cabinet, Capacity, Compartment, Deposit
from linli.lockers.rules.capacity import SIZES
from linli.lockers.rules.holding import hold_until
from linli.wire.messages import Size

HEARD_WITHIN = timedelta(seconds=40)
"""Two hellos of 15 s missed, and some. Source: wire.messages.Hello."""


@dataclass(frozen=True, slots=True)
class CabinetAtDoor:
    """A cabinet as the courier before it sees it; ``free`` is what can still be promised."""

    code: str
    spot: str
    building: str
    building_code: str
    online: bool
    quarantined: bool
    free: Mapping[Size, int]


@dataclass(frozen=True, slots=True)
class DepositAtDoor:
    """One meal and its door. ``label`` is its owner, masked; times are None until they are."""

    code: str
    cabinet: str
    spot: str
    building: str
    state: DepositState
    comp: int | None
    door: DoorState | None
    column: int | None
    row: int | None
    label: str
    size: Size
    begun_at: datetime
    asked_at: datetime
    stored_at: datetime | None
    hold_until: datetime | None
    ended_at: datetime | None
    held: bool


def cabinet_at_door(code: str, *, now: datetime) -> CabinetAtDoor:
    """Return the cabinet with this code.

    Raises:
        UnknownCabinet: there is none.
    """
    cabinet = Cabinet.objects.select_related("building").filter(code=code).first()
    if cabinet is None:
        raise UnknownCabinet(cabinet=code[:16])
    left = {
        Size(size): max(0, free - promised)
        for size, free, promised in Capacity.objects.filter(cabinet=cabinet).values_list(
            "size", "free", "promised"
        )
    }
    return CabinetAtDoor(
        code=cabinet.code,
        spot=cabinet.spot,
        building=cabinet.building.name,
        building_code=cabinet.building.code,
        online=is_online(cabinet.heard_at, now=now),
        quarantined=cabinet.quarantined_at is not None,
        free={size: left[size] for size in SIZES if size in left},
    )


def deposit_at_door(code: str) -> DepositAtDoor:
    """Return one meal and its door.

    Raises:
        UnknownDeposit: there is none.
    """
    deposit = Deposit.objects.select_related("cabinet", "building").filter(code=code).first()
    if deposit is None:
        raise UnknownDeposit
    door = (
        Compartment.objects.filter(cabinet=deposit.cabinet_id, number=deposit.comp).first()
        if deposit.comp
        else None
    )
    return DepositAtDoor(
        code=deposit.code,
        cabinet=deposit.cabinet.code,
        spot=deposit.cabinet.spot,
        building=deposit.building.name,
        state=DepositState(deposit.state),
        comp=door.number if door else None,
        door=DoorState(door.state) if door and door.deposit == deposit.code else None,
        column=door.column if door else None,
        row=door.row if door else None,
        label=label_of(deposit.tail, deposit.order_no),
        size=Size(deposit.size),
        begun_at=deposit.begun_at,
        asked_at=deposit.asked_at,
        stored_at=deposit.stored_at,
        hold_until=hold_until(stored_at=deposit.stored_at, hold_ms=deposit.cabinet.hold_ms)
        if deposit.stored_at
        else None,
        ended_at=deposit.ended_at,
        held=deposit.held,
    )


def begun_and_ended(code: str) -> tuple[datetime, datetime | None] | None:
    """Return when a deposit began and ended, or None when there is no such deposit."""
    return Deposit.objects.filter(code=code).values_list("begun_at", "ended_at").first()


def label_of(tail: str, order_no: str) -> str:
    """Return how a meal's owner is named to others: never a whole phone."""
    if order_no:
        return _("订单 {order_no}").format(order_no=order_no)
    if tail:
        return _("尾号 {tail}").format(tail=tail)
    return _("收餐人不详")


def is_online(heard_at: datetime | None, *, now: datetime) -> bool:
    """Whether a cabinet was heard lately enough to call it online on a page."""
    return heard_at is not None and now - heard_at <= HEARD_WITHIN
