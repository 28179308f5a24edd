"""Keeping what cabinets report of their zones, boards and keypads: one row each, in one commit."""

from collections.abc import Sequence

from linli.ledger.rows import Value, insert_rows, instant, read_rows
from linli.lockers.actions.statements import LockedCabinet, moment
from linli.lockers.enums import DepositState, PartAlarm, PartKind
from linli.lockers.models import Deposit, is_live
from linli.lockers.rules.parts import (
    TOLD_OF_PARTS,
    PartName,
    PartNow,
    cooled_zone,
    part_after,
    part_of,
)
from linli.wire.messages import Event

Part = tuple[int, PartName]
"""A cabinet's id and one of its parts."""

_COLUMNS = {
    "cabinet_id": "bigint",
    "kind": "text",
    "name": "text",
    "celsius": "double precision",
    "alarm": "text",
    "since": "timestamptz",
    "told_at": "timestamptz",
}
_REPLACED = (
    "ON CONFLICT (cabinet_id, kind, name) DO UPDATE SET celsius = excluded.celsius,"
    " alarm = excluded.alarm, since = excluded.since, told_at = excluded.told_at"
)


class Parts:
    """The parts that one transaction's lines are about. Without such lines nothing is asked."""

    def __init__(self) -> None:
        self._told: list[tuple[Part, Event]] = []
        self.said: list[tuple[Part, PartNow]] = []
        """What each line made of its part, in order; once they are saved."""

    def take_in(self, cabinet: LockedCabinet, lines: Sequence[Event]) -> None:
        """Remember which of a cabinet's new lines are about its parts."""
        for line in lines:
            if line.type in TOLD_OF_PARTS and (part := part_of(line)) is not None:
                self._told.append(((cabinet.id, part), line))

    def save(self) -> None:
        """Write what the lines made of the parts, and of the meals that they keep hot.

        To be called after the deposits are written.
        """
        if not self._told:
            return
        for (cabinet, _part), line in self._told:
            if (zone := cooled_zone(line)) is not None:
                _cool(cabinet, zone, line.wall)
        parts = _read_parts({cabinet for (cabinet, _part), _line in self._told})
        changed: dict[Part, PartNow] = {}
        for part, line in self._told:
            before = changed.get(part) or parts.get(part) or PartNow()
            changed[part] = part_after(before, line)
            self.said.append((part, changed[part]))
        rows: list[tuple[Value, ...]] = [
            (
                cabinet,
                kind.value,
                name,
                now.celsius,
                now.alarm.value if now.alarm else "",
                moment(now.since_ms),
                moment(now.told_ms),
            )
            for (cabinet, (kind, name)), now in changed.items()
        ]
        insert_rows("lockers_cabinetpart", _COLUMNS, rows, otherwise=_REPLACED)


def _cool(cabinet: int, zone: int, at_ms: int) -> None:
    """Let no meal that was in the zone by then count as kept hot."""
    Deposit.objects.filter(
        is_live(),
        cabinet=cabinet,
        state=DepositState.STORED,
        hot_zone=zone,
        stored_at__lte=moment(at_ms),
    ).update(hot_ms=None)


def _read_parts(cabinets: set[int]) -> dict[Part, PartNow]:
    rows = read_rows(
        "SELECT cabinet_id, kind, name, celsius, alarm, since, told_at FROM lockers_cabinetpart"
        " WHERE cabinet_id {}",
        cabinets,
    )
    return {
        (cabinet, (PartKind(kind), name)): PartNow(
            celsius=celsius,
            alarm=PartAlarm(alarm) if alarm else None,
            since_ms=int(instant(since).timestamp() * 1000) if since else 0,
            told_ms=int(instant(told_at).timestamp() * 1000),
        )
        for cabinet, kind, name, celsius, alarm, since, told_at in rows
    }
