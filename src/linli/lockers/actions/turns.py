"""Couriers whose turn in a queue has come: the door kept for them becomes the deposit's."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from linli.ledger.actions import NewEntry
from linli.ledger.rows import instant, read_rows, update_rows
from linli.lockers.actions.queueing import queue_entry
from linli.lockers.enums import QueueEnd
from linli.wire.messages import Fact, Size


class Turns:
    """The places of one batch of couriers, and which of them are used.

    The cabinets that the couriers stand at are held.
    """

    def __init__(self, places: Collection[str]) -> None:
        """Read the places, if there are any."""
        self._kept: dict[str, tuple[int, int, str, Size, datetime]] = {}
        self._used: list[tuple[datetime, str, int]] = []
        self._cabinets = Counter[int]()
        self.entries = list[NewEntry]()
        if not places:
            return
        for code, number, cabinet_id, cabinet, size, until in read_rows(
            "SELECT q.code, q.id, q.cabinet_id, c.code, q.offered, q.offered_until"
            " FROM lockers_queueplace q JOIN lockers_cabinet c ON c.id = q.cabinet_id"
            " WHERE q.ended_at IS NULL AND q.offered <> '' AND q.code {}",
            places,
        ):
            self._kept[code] = number, cabinet_id, cabinet, Size(size), instant(until)

    def come(self, place: str, cabinet: int, now: datetime) -> Size | None:
        """Use the door that is kept in this cabinet; None: there is none, or no longer."""
        kept = self._kept.get(place)
        if kept is None or kept[1] != cabinet or now >= kept[4]:
            return None
        number, _id, code, size, _until = self._kept.pop(place)
        self._used.append((now, QueueEnd.USED.value, number))
        self._cabinets[cabinet] += 1
        facts: dict[str, Fact] = {"how": QueueEnd.USED.value}
        self.entries.append(queue_entry(code, place, "queue_ended", facts, now))
        return size

    def save(self) -> None:
        """Write which places have ended."""
        update_rows(
            "lockers_queueplace",
            {"ended_at": "timestamptz", "outcome": "text", "id": "bigint"},
            self._used,
            key=["id"],
        )
        update_rows(
            "lockers_cabinet",
            {"queued": "smallint", "id": "bigint"},
            [(count, cabinet) for cabinet, count in self._cabinets.items()],
            key=["id"],
            how={"queued": "{old} - {new}"},
        )
