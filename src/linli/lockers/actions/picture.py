"""What one transaction knows of doors and deposits: read once, folded, written once."""

from collections import Counter
from collections.abc import Sequence

from linli.lockers.actions.statements import (
    LockedCabinet,
    moment,
    read_in,
    write_many,
)
from linli.lockers.enums import LIVE, DepositState, DoorState
from linli.lockers.rules.lifecycle import DepositNow
from linli.lockers.rules.projection import DoorNow, Folded, fold
from linli.wire.messages import Event, Size


class Picture:
    """The doors and deposits that this transaction has touched, before and after."""

    def __init__(self) -> None:
        self._doors: dict[int, dict[int, DoorNow]] = {}
        self._changed_doors: set[tuple[int, int]] = set()
        self._deposits: dict[str, DepositNow] = {}
        self._were: dict[str, DepositNow] = {}
        self._sizes: dict[str, Size] = {}
        self._free: Counter[tuple[int, Size]] = Counter()
        self._promised: Counter[tuple[int, Size]] = Counter()

    def take_in(self, cabinet: LockedCabinet, lines: Sequence[Event]) -> Folded:
        """Fold a cabinet's new lines into the picture and return what they changed."""
        doors = self._read_doors(cabinet)
        self._read_deposits(cabinet, lines)
        folded = fold(lines, doors, self._deposits, self._sizes)
        doors.update(folded.doors)
        self._changed_doors.update((cabinet.id, number) for number in folded.doors)
        self._deposits.update(folded.deposits)
        for size, difference in folded.free.items():
            self._free[cabinet.id, size] += difference
        for size, difference in folded.promised.items():
            self._promised[cabinet.id, size] += difference
        return folded

    def first_unknown_door(self, cabinet: LockedCabinet, lines: Sequence[Event]) -> int | None:
        """Return the number of the first line that names a door this cabinet does not have."""
        doors = self._read_doors(cabinet)
        return next((line.seq for line in lines if line.comp and line.comp not in doors), None)

    def save(self) -> None:
        """Write what differs from what was read."""
        self._save_deposits()
        self._save_doors()
        write_many(
            "UPDATE lockers_capacity SET free = free + %s, promised = promised + %s"
            " WHERE cabinet_id = %s AND size = %s",
            [
                (self._free[key], self._promised[key], *key)
                for key in {**self._free, **self._promised}
                if self._free[key] or self._promised[key]
            ],
        )

    def _read_doors(self, cabinet: LockedCabinet) -> dict[int, DoorNow]:
        if cabinet.id not in self._doors:
            rows = read_in(
                "SELECT number, size, state, deposit, left_open, openings"
                " FROM lockers_compartment WHERE cabinet_id IN ({})",
                [cabinet.id],
            )
            self._doors[cabinet.id] = {
                number: DoorNow(
                    size=Size(size),
                    state=DoorState(state),
                    deposit=deposit,
                    left_open=bool(left_open),
                    openings=openings,
                )
                for number, size, state, deposit, left_open, openings in rows
            }
        return self._doors[cabinet.id]

    def _read_deposits(self, cabinet: LockedCabinet, lines: Sequence[Event]) -> None:
        wanted = {line.deposit for line in lines if line.deposit} - self._deposits.keys()
        if not wanted:
            return
        rows = read_in(
            "SELECT code, state, comp, held, size FROM lockers_deposit WHERE code IN ({})", wanted
        )
        for code, state, comp, held, size in rows:
            self._sizes[code] = Size(size)
            self._deposits[code] = DepositNow(state=DepositState(state), comp=comp, held=bool(held))
        for line in lines:
            if line.deposit and line.deposit not in self._deposits:
                self._recover(cabinet, line)
        self._were.update({code: self._deposits[code] for code in wanted})

    def _recover(self, cabinet: LockedCabinet, line: Event) -> None:
        """Keep a meal that the cabinet knows and we do not, as after an old backup.

        Nobody is known as its owner; it is seen on the board and can be recalled.
        """
        door = self._doors[cabinet.id].get(line.comp)
        size = door.size if door else Size.S
        write_many(
            "INSERT INTO lockers_deposit (code, token, cabinet_id, building_id, size, tail,"
            " order_no, state, comp, held, begun_at, asked_at)"
            " VALUES (%s, %s, %s, %s, %s, '', '', %s, 0, %s, %s, %s)",
            [
                (
                    line.deposit,
                    f"recovered-{line.deposit}",
                    cabinet.id,
                    cabinet.building_id,
                    size.value,
                    DepositState.OFFERED.value,
                    False,
                    moment(line.wall),
                    moment(line.wall),
                )
            ],
        )
        self._promised[cabinet.id, size] += 1
        self._sizes[line.deposit] = size
        self._deposits[line.deposit] = DepositNow(state=DepositState.OFFERED)

    def _save_deposits(self) -> None:
        changed = [(code, now) for code, now in self._deposits.items() if now != self._were[code]]
        moved = [code for code, now in changed if now.comp != self._were[code].comp]
        # A compartment that changes hands within one batch must be let go before it is taken.
        write_many(
            "UPDATE lockers_deposit SET comp = 0 WHERE code = %s",
            [(code,) for code in moved if self._were[code].comp],
        )
        changed.sort(key=lambda one: one[1].state in LIVE)
        write_many(
            "UPDATE lockers_deposit SET state = %s, comp = %s, held = %s,"
            " stored_at = COALESCE(%s, stored_at), ended_at = COALESCE(%s, ended_at)"
            " WHERE code = %s",
            [
                (
                    now.state.value,
                    now.comp,
                    now.held,
                    moment(now.stored_ms),
                    moment(now.ended_ms),
                    code,
                )
                for code, now in changed
            ],
        )

    def _save_doors(self) -> None:
        doors = [
            (cabinet, number, self._doors[cabinet][number])
            for cabinet, number in sorted(self._changed_doors)
        ]
        write_many(
            "UPDATE lockers_compartment SET deposit = '' WHERE cabinet_id = %s AND number = %s",
            [(cabinet, number) for cabinet, number, door in doors if door.deposit],
        )
        write_many(
            "UPDATE lockers_compartment SET state = %s, deposit = %s, left_open = %s,"
            " openings = %s, since = COALESCE(%s, since)"
            " WHERE cabinet_id = %s AND number = %s",
            [
                (
                    door.state.value,
                    door.deposit,
                    door.left_open,
                    door.openings,
                    moment(door.since_ms),
                    cabinet,
                    number,
                )
                for cabinet, number, door in doors
            ],
        )
