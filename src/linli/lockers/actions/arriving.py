"""Couriers who come with a platform's order: the room that was kept becomes the deposit's."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from linli.ledger.rows import read_rows, update_rows
from linli.lockers.enums import ReservationEnd
from linli.wire.messages import Size


class _Kept(NamedTuple):
    """Room that stands for an order."""

    id: int
    cabinet_id: int
    size: Size


class Arrivals:
    """The orders of one batch of couriers, and what of their reservations is used.

    The cabinets that the couriers stand at are held. Room that was kept at another cabinet is
    not given back here, because that one is not held: its time is over now, and the clock
    gives it back within seconds.
    """

    def __init__(self, orders: Collection[int]) -> None:
        """Read the orders, if there are any."""
        self._kept: dict[int, _Kept | None] = {}
        self._used: list[tuple[datetime, str, int]] = []
        self._elsewhere: list[tuple[datetime, int]] = []
        if not orders:
            return
        for order, reservation, cabinet, size in read_rows(
            "SELECT o.id, r.id, r.cabinet_id, r.size FROM lockers_platformorder o"
            " LEFT JOIN lockers_reservation r ON r.order_id = o.id AND r.ended_at IS NULL"
            " WHERE o.ended_at IS NULL AND o.id {}",
            orders,
        ):
            kept = _Kept(reservation, cabinet, Size(size)) if reservation else None
            self._kept[order] = kept

    def is_expected(self, order: int) -> bool:
        """Whether this order's meal may come."""
        return order in self._kept

    def come(self, order: int | None, cabinet: int, now: datetime) -> Size | None:
        """Use the room that is kept for an order in this cabinet; None: there is none."""
        kept = self._kept.get(order) if order is not None else None
        if order is None or kept is None:
            return None
        self._kept[order] = None
        if kept.cabinet_id != cabinet:
            self._elsewhere.append((now, kept.id))
            return None
        self._used.append((now, ReservationEnd.USED.value, kept.id))
        return kept.size

    def save(self) -> None:
        """Write which reservations have ended, and which are about to."""
        update_rows(
            "lockers_reservation",
            {"ended_at": "timestamptz", "outcome": "text", "id": "bigint"},
            self._used,
            key=["id"],
        )
        update_rows(
            "lockers_reservation",
            {"until": "timestamptz", "id": "bigint"},
            self._elsewhere,
            key=["id"],
        )
