"""Many rows in one statement, the fastest way each engine has, for the hot tables."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeGuard

from django.db import connection

Value = str | int | float | bytes | datetime | None
"""What a column of these tables can hold; a bool is an int."""


def insert_rows(
    table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Value]], *, otherwise: str = ""
) -> None:
    """Insert rows; constraints and triggers judge them as they judge any other.

    Args:
        table: its name in the database.
        columns: each column's name and its type on PostgreSQL, in the order of the values;
            values of a ``timestamptz`` are aware datetimes or None.
        rows: the values. Never from outside without a bound on how many.
        otherwise: ``ON CONFLICT DO NOTHING``, for rows that may be there already.
    """
    if not rows:
        return
    names = ", ".join(columns)
    if connection.vendor == "postgresql":
        # One statement of fixed text, so that it is prepared once; one array a column, in binary,
        # which psycopg writes six times as fast as text.
        arrays = ", ".join(f"%b::{kind}[]" for kind in columns.values())
        sql = f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays}) {otherwise}"  # noqa: S608  # names are ours
        with connection.cursor() as cursor:
            cursor.execute(sql, [list(column) for column in zip(*rows, strict=True)])
        return
    marks = ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {table} ({names}) VALUES ({marks}) {otherwise}"  # noqa: S608  # names are ours
    with connection.cursor() as cursor:
        cursor.executemany(sql, _for_sqlite(columns, rows))


def update_rows(
    table: str,
    columns: Mapping[str, str],
    rows: Sequence[Sequence[Value]],
    *,
    key: Sequence[str],
    how: Mapping[str, str] | None = None,
) -> None:
    """Update rows, each found by its key; in no order that the caller could rely on.

    Args:
        table: its name in the database.
        columns: as for ``insert_rows``; those of the key come last.
        rows: the values, the same key not twice.
        key: the names of the columns that find a row.
        how: what becomes of a column that is not simply replaced, in SQL, with ``{old}`` and
            ``{new}``: ``{old} + {new}``.
    """
    if not rows:
        return
    how = how or {}
    changed = [name for name in columns if name not in key]
    if connection.vendor == "postgresql":
        changes = ", ".join(
            f"{name} = " + how.get(name, "{new}").format(old=f"t.{name}", new=f"n.{name}")
            for name in changed
        )
        found = " AND ".join(f"t.{name} = n.{name}" for name in key)
        arrays = ", ".join(f"%b::{kind}[]" for kind in columns.values())
        names = ", ".join(columns)
        sql = (
            f"UPDATE {table} AS t SET {changes} FROM unnest({arrays}) AS n ({names}) WHERE {found}"  # noqa: S608  # names are ours
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [list(column) for column in zip(*rows, strict=True)])
        return
    changes = ", ".join(
        f"{name} = " + how.get(name, "{new}").format(old=name, new="%s") for name in changed
    )
    found = " AND ".join(f"{name} = %s" for name in key)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {changes} WHERE {found}",  # noqa: S608  # names are ours
            _for_sqlite(columns, rows),
        )


def read_rows(sql: str, *values: Value | Collection[Value]) -> list[tuple[Any, ...]]:
    """Return the rows of a SELECT, as the engine gives them.

    Args:
        sql: where it says ``column {}`` one of a list of values is meant, where it says ``%s``
            a single one.
        values: lists and single values, in the order in which they stand in ``sql``.
    """
    lists = [one for one in values if _is_list(one)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The same text however many values there are, so that it is prepared once.
            given: list[Any] = [list(one) if _is_list(one) else one for one in values]
            cursor.execute(sql.format(*["= ANY(%s)"] * len(lists)), given)
        else:
            marks = ("IN (" + ", ".join(["%s"] * len(one)) + ")" for one in lists)
            flat: list[Any] = [
                each for one in values for each in (one if _is_list(one) else (one,))
            ]
            cursor.execute(sql.format(*marks), flat)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def instant(value: datetime) -> datetime:
    """Return a moment that ``read_rows`` gave, aware: SQLite's are in UTC and do not say so."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _is_list(value: Value | Collection[Value]) -> TypeGuard[Collection[Value]]:
    return isinstance(value, Collection) and not isinstance(value, str | bytes)


def _for_sqlite(
    columns: Mapping[str, str], rows: Sequence[Sequence[Value]]
) -> Sequence[Sequence[Value]]:
    """Write datetimes as Django writes them on SQLite; a batch mostly has few different ones."""
    timed = [at for at, kind in enumerate(columns.values()) if kind == "timestamptz"]
    if not timed:
        return rows
    texts: dict[Value, Value] = {None: None}
    written = []
    for row in rows:
        values = list(row)
        for at in timed:
            instant = values[at]
            if instant not in texts:
                assert isinstance(instant, datetime)
                texts[instant] = str(instant.astimezone(UTC).replace(tzinfo=None))
            values[at] = texts[instant]
        written.append(values)
    return written
