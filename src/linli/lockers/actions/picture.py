"""What one transaction knows of doors and deposits: read once, folded, written once."""

from collections import Counter
from collections.abc import Collection, Sequence

from linli.ledger.rows import Value, insert_rows, read_rows, update_rows
from linli.lockers.actions.statements import LockedCabinet, moment
from linli.lockers.enums import LIVE, DepositState, DoorState
from linli.lockers.rules.lifecycle import DepositNow
from linli.lockers.rules.projection import DoorNow, Folded, fold
from linli.wire.messages import Event, Size

Door = tuple[int, int]
"""A cabinet's id and a compartment's number."""

_SIZES = {size.value: size for size in Size}
_DOOR_STATES = {state.value: state for state in DoorState}
_DEPOSIT_STATES = {state.value: state for state in DepositState}

_LATER = "COALESCE({new}, {old})"
_ADDED = "{old} + {new}"


class Picture:
    """The doors and deposits that this transaction has touched, before and after."""

    def __init__(self, lines: Collection[tuple[LockedCabinet, Event]]) -> None:
        """Read whatever these lines name, at once."""
        self._doors_were = _read_doors(
            {cabinet.id for cabinet, line in lines if line.comp},
            {line.comp for _, line in lines if line.comp},
        )
        self._doors: dict[int, dict[int, DoorNow]] = {cabinet.id: {} for cabinet, _ in lines}
        for (cabinet_id, number), door in self._doors_were.items():
            self._doors[cabinet_id][number] = door
        self._were, self._sizes, self._homes = _read_deposits(
            {line.deposit for _, line in lines} - {""}
        )
        self._deposits = dict(self._were)
        self._changed_doors: set[Door] = set()
        self._free: Counter[tuple[int, Size]] = Counter()
        self._promised: Counter[tuple[int, Size]] = Counter()

    def take_in(self, cabinet: LockedCabinet, lines: Sequence[Event]) -> Folded:
        """Fold a cabinet's new lines into the picture and return what they changed."""
        for line in lines:
            if line.deposit and line.deposit not in self._deposits:
                self._recover(cabinet, line)
        doors = self._doors[cabinet.id]
        folded = fold(lines, doors, self._deposits, self._sizes)
        doors.update(folded.doors)
        self._changed_doors.update((cabinet.id, number) for number in folded.doors)
        self._deposits.update(folded.deposits)
        for size, difference in folded.free.items():
            self._free[cabinet.id, size] += difference
        for size, difference in folded.promised.items():
            self._promised[cabinet.id, size] += difference
        return folded

    def first_foreign(self, cabinet: LockedCabinet, lines: Sequence[Event]) -> int | None:
        """Return the first line's number that names a door or a meal of another cabinet."""
        doors = self._doors[cabinet.id]
        for line in lines:
            home = self._homes.get(line.deposit, cabinet.id)
            if home != cabinet.id or (line.comp and line.comp not in doors):
                return line.seq
        return None

    def save(self) -> None:
        """Write what differs from what was read."""
        self._save_deposits()
        self._save_doors()
        update_rows(
            "lockers_capacity",
            {"free": "integer", "promised": "integer", "cabinet_id": "bigint", "size": "text"},
            [
                (self._free[key], self._promised[key], key[0], key[1].value)
                for key in {**self._free, **self._promised}
                if self._free[key] or self._promised[key]
            ],
            key=["cabinet_id", "size"],
            how={"free": _ADDED, "promised": _ADDED},
        )

    def _recover(self, cabinet: LockedCabinet, line: Event) -> None:
        """Keep a meal that the cabinet knows and we do not, as after an old backup.

        Nobody is known as its owner; it is seen on the board and can be recalled.
        """
        door = self._doors[cabinet.id].get(line.comp)
        size = door.size if door else Size.S
        row: dict[str, tuple[str, Value]] = {
            "code": ("text", line.deposit),
            "token": ("text", f"recovered-{line.deposit}"),
            "cabinet_id": ("bigint", cabinet.id),
            "building_id": ("bigint", cabinet.building_id),
            "size": ("text", size.value),
            "tail": ("text", ""),
            "order_no": ("text", ""),
            "state": ("text", DepositState.OFFERED.value),
            "comp": ("smallint", 0),
            "held": ("boolean", False),
            "begun_at": ("timestamptz", moment(line.wall)),
            "asked_at": ("timestamptz", moment(line.wall)),
        }
        insert_rows(
            "lockers_deposit",
            {name: kind for name, (kind, _) in row.items()},
            [[value for _, value in row.values()]],
        )
        self._promised[cabinet.id, size] += 1
        self._sizes[line.deposit], self._homes[line.deposit] = size, cabinet.id
        self._deposits[line.deposit] = self._were[line.deposit] = DepositNow(DepositState.OFFERED)

    def _save_deposits(self) -> None:
        changed = [(code, now) for code, now in self._deposits.items() if now != self._were[code]]
        # A compartment that changes hands within one batch must be let go before it is taken:
        # by who was moved out of it, then by who ended there.
        moved = [code for code, now in changed if self._were[code].comp not in (0, now.comp)]
        update_rows(
            "lockers_deposit",
            {"comp": "smallint", "code": "text"},
            [(0, code) for code in moved],
            key=["code"],
        )
        for is_live in (False, True):
            _write_deposits([one for one in changed if (one[1].state in LIVE) == is_live])

    def _save_doors(self) -> None:
        changed = {
            (cabinet, number): self._doors[cabinet][number]
            for cabinet, number in sorted(self._changed_doors)
        }
        # A meal that changes doors within one batch must leave one before it enters the other.
        bound = {door.deposit for door in changed.values()}
        left = [
            at
            for at, door in changed.items()
            if (before := self._doors_were[at].deposit) and before != door.deposit
            if before in bound
        ]
        key = {"cabinet_id": "bigint", "number": "smallint"}
        update_rows(
            "lockers_compartment",
            {"deposit": "text", **key},
            [("", *at) for at in left],
            key=list(key),
        )
        update_rows(
            "lockers_compartment",
            {
                "state": "text",
                "deposit": "text",
                "left_open": "boolean",
                "openings": "integer",
                "since": "timestamptz",
                **key,
            },
            [
                (
                    door.state.value,
                    door.deposit,
                    door.left_open,
                    door.openings,
                    moment(door.since_ms),
                    *at,
                )
                for at, door in changed.items()
            ],
            key=list(key),
            how={"since": _LATER},
        )


def _read_doors(cabinets: Collection[int], numbers: Collection[int]) -> dict[Door, DoorNow]:
    """Return these compartments of these cabinets, where there are such."""
    rows = read_rows(
        "SELECT cabinet_id, number, size, state, deposit, left_open, openings"
        " FROM lockers_compartment WHERE cabinet_id {} AND number {}",
        cabinets,
        numbers,
    )
    return {
        (cabinet, number): DoorNow(
            size=_SIZES[size],
            state=_DOOR_STATES[state],
            deposit=deposit,
            left_open=bool(left_open),
            openings=openings,
        )
        for cabinet, number, size, state, deposit, left_open, openings in rows
    }


def _read_deposits(
    codes: Collection[str],
) -> tuple[dict[str, DepositNow], dict[str, Size], dict[str, int]]:
    """Return these deposits, their sizes and their cabinets' ids, where there are such."""
    rows = read_rows(
        "SELECT code, state, comp, held, hot_zone, hot_ms, size, cabinet_id FROM lockers_deposit"
        " WHERE code {}",
        codes,
    )
    deposits = {
        code: DepositNow(
            state=_DEPOSIT_STATES[state],
            comp=comp,
            held=bool(held),
            hot_zone=hot_zone,
            hot_ms=hot_ms,
        )
        for code, state, comp, held, hot_zone, hot_ms, *_ in rows
    }
    sizes = {code: _SIZES[size] for code, *_, size, _ in rows}
    return deposits, sizes, {code: home for code, *_, home in rows}


def _write_deposits(changed: Sequence[tuple[str, DepositNow]]) -> None:
    update_rows(
        "lockers_deposit",
        {
            "state": "text",
            "comp": "smallint",
            "held": "boolean",
            "hot_zone": "smallint",
            "hot_ms": "bigint",
            "stored_at": "timestamptz",
            "ended_at": "timestamptz",
            "code": "text",
        },
        [
            (
                now.state.value,
                now.comp,
                now.held,
                now.hot_zone,
                now.hot_ms,
                moment(now.stored_ms),
                moment(now.ended_ms),
                code,
            )
            for code, now in changed
        ],
        key=["code"],
        how={"stored_at": _LATER, "ended_at": _LATER},
    )
