"""What a person at a cabinet sees: the cabinet, and one meal's door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from linli.ledger.rows import instant, read_rows
from linli.lockers.enums import LIVE, DepositState, DoorState
from linli.lockers.errors import UnknownCabinet, UnknownDeposit
from linli.lockers.models import Cabinet, Deposit
from linli.lockers.queries.lines import reopened_by_courier
from linli.lockers.queries.queue import credits_of, left_for_newcomers
from linli.lockers.rules.alarms import is_silent
from linli.lockers.rules.capacity import SIZES
from linli.lockers.rules.holding import hold_ms_of, hold_until
from linli.places.rules import is_code
from linli.wire.messages import Size


@dataclass(frozen=True, slots=True)
class CabinetAtDoor:
    """A cabinet as the courier before it sees it; ``free`` is what can still be promised.

    ``queued`` is how many stand in its queue; what they could take is not free.
    """

    code: str
    spot: str
    building: str
    building_code: str
    online: bool
    quarantined: bool
    free: Mapping[Size, int]
    queued: int = 0


@dataclass(frozen=True, slots=True)
class DepositAtDoor:
    """One meal and its door. ``label`` is its owner, masked; times are None until they are.

    ``heard_at`` is when its cabinet was last heard; ``token_until`` and ``placed_at`` are as in
    the table. ``celsius`` is how warm the meal is kept, None where no record says that it is.
    ``by_courier``: its courier has had the door opened once more, after it was stored.
    ``beside`` is the state of its door where nothing is bound to that any more.
    """

    code: str
    cabinet: str
    cabinet_id: int
    codes_public: str
    heard_at: datetime | None
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
    token_until: datetime | None
    placed_at: datetime | None
    celsius: float | None
    by_courier: bool = False
    beside: DoorState | None = None


def cabinet_at_door(code: str, *, now: datetime) -> CabinetAtDoor:
    """Return the cabinet with this code.

    Raises:
        UnknownCabinet: there is none.
    """
    cabinets = Cabinet.objects.select_related("building")
    cabinet = cabinets.filter(code=code).first() if is_code(code) else None
    if cabinet is None:
        raise UnknownCabinet(cabinet=code[:16])
    left = credits_of(cabinet.pk)
    if cabinet.queued:
        left = left_for_newcomers(cabinet.pk, left)
    return CabinetAtDoor(
        code=cabinet.code,
        spot=cabinet.spot,
        building=cabinet.building.name,
        building_code=cabinet.building.code,
        online=is_online(cabinet.heard_at, now=now),
        quarantined=cabinet.quarantined_at is not None,
        free={size: max(0, left[size]) for size in SIZES if size in left},
        queued=cabinet.queued,
    )


class _Meal(NamedTuple):
    """The row of ``_DEPOSIT``; moments as the engine gives them."""

    cabinet: str
    cabinet_id: int
    codes_public: str
    heard_at: datetime | None
    spot: str
    hold_ms: int
    building: str
    state: str
    tail: str
    order_no: str
    size: str
    begun_at: datetime
    asked_at: datetime
    stored_at: datetime | None
    ended_at: datetime | None
    held: bool
    token_until: datetime | None
    placed_at: datetime | None
    hot_ms: int | None
    celsius: float | None
    number: int | None
    door: str | None
    inside: str | None
    column: int | None
    row: int | None


_DEPOSIT = (
    "SELECT c.code, c.id, c.codes_public, c.heard_at, c.spot, c.hold_ms, b.name, d.state, d.tail,"
    " d.order_no, d.size, d.begun_at, d.asked_at, d.stored_at, d.ended_at, d.held, d.token_until,"
    " d.placed_at, d.hot_ms, CASE WHEN d.hot_ms IS NOT NULL THEN z.celsius END,"
    ' k.number, k.state, k.deposit, k."column",'
    ' k."row" FROM lockers_deposit d JOIN lockers_cabinet c ON c.id = d.cabinet_id'
    " JOIN places_place b ON b.id = d.building_id"
    " LEFT JOIN lockers_compartment k ON k.cabinet_id = d.cabinet_id"
    " AND k.number = COALESCE(NULLIF(d.comp, 0), %s)"
    " LEFT JOIN lockers_cabinetpart z ON z.cabinet_id = d.cabinet_id AND z.kind = 'zone'"
    " AND z.name = CAST(d.hot_zone AS varchar) WHERE d.code = %s"
)
"""One statement, not written anew by Django for each page: 46 instead of 604 µs. Source: 0006."""


def deposit_at_door(code: str, *, said: int = 0) -> DepositAtDoor:
    """Return one meal and its door.

    ``said`` is the door its cabinet has just named; it counts until an event names one.

    Raises:
        UnknownDeposit: there is none.
    """
    rows = read_rows(_DEPOSIT, said, code)
    if not rows:
        raise UnknownDeposit
    meal = _Meal(*rows[0])
    stored_at = _instant(meal.stored_at)
    hold_ms = hold_ms_of(usual_ms=meal.hold_ms, hot_ms=meal.hot_ms)
    return DepositAtDoor(
        code=code,
        cabinet=meal.cabinet,
        cabinet_id=meal.cabinet_id,
        codes_public=meal.codes_public,
        heard_at=_instant(meal.heard_at),
        spot=meal.spot,
        building=meal.building,
        state=DepositState(meal.state),
        comp=meal.number,
        door=DoorState(meal.door) if meal.door and meal.inside == code else None,
        column=meal.column,
        row=meal.row,
        label=label_of(meal.tail, meal.order_no),
        size=Size(meal.size),
        begun_at=instant(meal.begun_at),
        asked_at=instant(meal.asked_at),
        stored_at=stored_at,
        hold_until=hold_until(stored_at=stored_at, hold_ms=hold_ms) if stored_at else None,
        ended_at=_instant(meal.ended_at),
        held=bool(meal.held),
        token_until=_instant(meal.token_until),
        placed_at=_instant(meal.placed_at),
        celsius=meal.celsius,
        beside=DoorState(meal.door) if meal.door and not meal.inside else None,
        by_courier=_may_be_out(meal) and reopened_by_courier(code),
    )


def _may_be_out(meal: _Meal) -> bool:
    """Whether a meal that was stored was taken out, or is being, by other than its owner."""
    is_open = meal.state == DepositState.STORED and meal.door in _OPENED_TO_TAKE_OUT
    return is_open or meal.state == DepositState.RECALLED


_OPENED_TO_TAKE_OUT = (DoorState.OPENING_S, DoorState.OPEN_S, DoorState.CHECK)


def same_tail(code: str) -> int:
    """Return the door of another meal in the cabinet that has only the same tail; 0 for none.

    A courier who knows no more than the tail cannot tell the two owners apart, nor can they.
    """
    rows = read_rows(_SAME_TAIL, code)
    return int(rows[0][0]) if rows else 0


_SAME_TAIL = (
    "SELECT o.comp FROM lockers_deposit d JOIN lockers_deposit o ON o.cabinet_id = d.cabinet_id"  # noqa: S608  # our own constants
    " AND o.tail = d.tail AND o.id <> d.id WHERE d.code = %s AND d.tail <> ''"
    " AND d.order_no = '' AND d.phone IS NULL AND o.order_no = '' AND o.phone IS NULL"
    " AND o.comp > 0 AND o.state IN (" + ", ".join(f"'{one.value}'" for one in LIVE) + ")"
    " ORDER BY o.comp LIMIT 1"
)
"""Only a page whose door is being opened asks; live deposits have an index of their own."""


def _instant(moment: datetime | None) -> datetime | None:
    return instant(moment) if moment else None


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
    return heard_at is not None and not is_silent(heard_at, now=now)
