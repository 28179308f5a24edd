"""The SQL of the hot actions, one statement for many rows, the same on both engines."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection

from linli.ledger.rows import Value

Row = Sequence[Value]


class LockedCabinet(NamedTuple):
    """A cabinet's row, held until the transaction ends."""

    id: int
    code: str
    building_id: int
    epoch: int
    applied_seq: int
    head_hash: str
    public_key: str
    quarantined: bool
    hold_ms: int


def lock_cabinets(codes: Collection[str]) -> dict[str, LockedCabinet]:
    """Take the rows of these cabinets, in one order everywhere, so that nobody deadlocks.

    SQLite holds the one write lock since the transaction began (BEGIN IMMEDIATE).
    """
    rows = _read(
        "SELECT id, code, building_id, epoch, applied_seq, head_hash, public_key,"  # noqa: S608  # only placeholders are put in
        " quarantined_at IS NOT NULL, hold_ms"
        f" FROM lockers_cabinet WHERE code IN ({_marks(len(codes))}) ORDER BY id"
        + (" FOR UPDATE" if connection.vendor == "postgresql" else ""),
        list(codes),
    )
    cabinets = [LockedCabinet(*row) for row in rows]
    return {one.code: one for one in cabinets}


def read_in(sql: str, values: Collection[Value], *more: Value) -> list[tuple[Any, ...]]:
    """Return the rows of a SELECT whose ``{}`` is a list of values; ``more`` come after."""
    return _read(sql.format(_marks(len(values))), [*values, *more])


def write_many(sql: str, rows: Iterable[Row]) -> None:
    """Run one statement for each row."""
    rows = list(rows)
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def moment(milliseconds: int) -> Value:
    """Return an instant as this engine's parameter; None for 0."""
    if not milliseconds:
        return None
    seconds, rest = divmod(milliseconds, 1000)
    instant = datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * 1000)
    return stamp(instant)


def stamp(instant: datetime) -> Value:
    """Return an aware datetime as this engine's parameter."""
    adapted: Value = connection.ops.adapt_datetimefield_value(instant)
    return adapted


def _read(sql: str, values: Row) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _marks(count: int) -> str:
    return ", ".join(["%s"] * count) or "NULL"
