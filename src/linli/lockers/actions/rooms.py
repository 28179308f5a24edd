"""Room that is kept for orders: one credit each, taken and given back under the cabinet's lock."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.enums import LIVE, ReservationEnd
from linli.lockers.errors import CabinetOutOfUse, CabinetQuiet, NoCompartmentFree, UnknownCabinet
from linli.lockers.models import (
    Cabinet,
    Capacity,
    Compartment,
    Deposit,
    PlatformOrder,
    Reservation,
)
from linli.lockers.platform_errors import ReservedEnough
from linli.lockers.queries.door import is_online
from linli.lockers.queries.neighbours import where_else
from linli.lockers.queries.queue import credits_of, left_for_newcomers
from linli.lockers.rules.capacity import choose_size
from linli.lockers.rules.orders import Room, choose_cabinet, most_reserved
from linli.wire.messages import Size


@dataclass(frozen=True, slots=True)
class Held:
    """An order, held until the transaction ends, with every cabinet of its building.

    ``meal`` is its last attempt to be stored.
    """

    order: PlatformOrder
    cabinets: dict[str, Cabinet]
    reservation: Reservation | None
    meal: Deposit | None

    @property
    def meal_is_live(self) -> bool:
        """Whether its meal is in a cabinet, or on its way in."""
        return self.meal is not None and self.meal.state in LIVE


def hold_order(order: int) -> Held:
    """Take an order and the cabinets of its building; cabinets first, as everywhere."""
    building = PlatformOrder.objects.values_list("building_id", flat=True).get(pk=order)
    codes = Cabinet.objects.filter(building=building, revoked_at=None).values_list(
        "code", flat=True
    )
    lock_cabinets(list(codes))
    found = PlatformOrder.objects.select_for_update().get(pk=order)
    return Held(
        order=found,
        cabinets={
            one.code: one for one in Cabinet.objects.filter(building=building, revoked_at=None)
        },
        reservation=found.reservations.filter(ended_at=None).first(),
        meal=found.deposits.select_related("cabinet").order_by("-pk").first(),
    )


def room_in(held: Held, *, now: datetime) -> str:
    """Return the cabinet of the order's building in which room is best kept.

    Raises:
        NoCompartmentFree: there is none.
    """
    usable = [one for one in held.cabinets.values() if one.quarantined_at is None]
    rooms = [
        Room(one.code, _credits(one), heard=is_online(one.heard_at, now=now)) for one in usable
    ]
    chosen = choose_cabinet(rooms, Size(held.order.size))
    if chosen is None:
        building = held.order.building
        nowhere = where_else(0, building.pk, size=Size(held.order.size))
        raise NoCompartmentFree(cabinet=building.name, elsewhere=nowhere)
    return chosen


def reserve_at(held: Held, code: str, *, until: datetime, now: datetime) -> Size:
    """Keep room for an order in one cabinet and return the size of it.

    Raises:
        UnknownCabinet: none in the order's building has this code.
        CabinetOutOfUse, CabinetQuiet: it takes nothing now.
        ReservedEnough: the platform keeps half of its doors already.
        NoCompartmentFree: nothing that large is free there.
    """
    cabinet = held.cabinets.get(code)
    if cabinet is None:
        raise UnknownCabinet(cabinet=code[:16])
    if cabinet.quarantined_at is not None:
        raise CabinetOutOfUse(cabinet=code)
    if not is_online(cabinet.heard_at, now=now):
        raise CabinetQuiet(cabinet=code)
    most = most_reserved(Compartment.objects.filter(cabinet=cabinet).count())
    standing = Reservation.objects.filter(
        cabinet=cabinet, ended_at=None, order__platform=held.order.platform_id
    )
    if standing.count() >= most:
        raise ReservedEnough(cabinet=code, most=most)
    wanted = Size(held.order.size)
    size = choose_size(wanted, _credits(cabinet))
    if size is None:
        elsewhere = where_else(cabinet.pk, cabinet.building_id, size=wanted)
        raise NoCompartmentFree(cabinet=code, elsewhere=elsewhere)
    Capacity.objects.filter(cabinet=cabinet, size=size.value).update(promised=F("promised") + 1)
    Reservation.objects.create(
        order=held.order, cabinet=cabinet, size=size.value, begun_at=now, until=until
    )
    return size


def release(reservation: Reservation, outcome: ReservationEnd, *, now: datetime) -> bool:
    """Give the room of a reservation back; return whether it stood. Its cabinet is held."""
    standing = Reservation.objects.filter(pk=reservation.pk, ended_at=None)
    if not standing.update(ended_at=now, outcome=outcome):
        return False
    Capacity.objects.filter(cabinet=reservation.cabinet_id, size=reservation.size).update(
        promised=F("promised") - 1
    )
    return True


def _credits(cabinet: Cabinet) -> dict[Size, int]:
    """Return what a cabinet can promise an order: not what its queue waits for."""
    left = credits_of(cabinet.pk)
    return left_for_newcomers(cabinet.pk, left) if cabinet.queued else left
