"""Sealing everything anew under the newest key, a few rows at a time, while people go on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.apps import apps
from django.db import transaction

from linli.ledger.actions import NewEntry, append
from linli.ledger.rows import read_rows, update_rows
from linli.people.sealing import Sealed, UnreadableError, is_current, key_of, seal
from linli.people.sealing_fields import SealedText
from linli.people.sealing_ring import own_keys

CHAIN = "privacy"

BATCH = 500
"""Rows read and at most written in one transaction: 30 to 45 ms, so that nobody at a door waits."""


FIRST = 0


@dataclass(frozen=True, slots=True)
class Resealed:
    """What was done with the rows of one column; those ``unreadable`` are left as they are."""

    column: str
    rows: int
    unreadable: int


def sealed_columns() -> list[SealedText]:
    """Return every sealed column of every table."""
    return [
        field
        for model in apps.get_models()
        for field in model._meta.fields  # noqa: SLF001  # Django's way to the fields
        if isinstance(field, SealedText)
    ]


def rows_by_key() -> dict[int, int]:
    """Return how many sealed texts there are under each key, by its number."""
    counts: dict[int, int] = {}
    for field in sealed_columns():
        table, column = field.model._meta.db_table, field.column  # noqa: SLF001  # as above
        for head, count in read_rows(
            f"SELECT substr({column}, 1, 3), count(*) FROM {table}"  # noqa: S608  # names are ours
            f" WHERE {column} IS NOT NULL GROUP BY 1"
        ):
            number = key_of(bytes(head))
            counts[number] = counts.get(number, 0) + count
    return counts


def reseal_all(*, now: datetime, batch: int = BATCH) -> Iterator[Resealed]:
    """Seal everything anew that is not under the newest key, and yield what each batch did.

    Cut off at any point, what is done is done, and the next call goes on with the rest. A row
    that somebody writes right now is passed over and met again in another round.
    """
    for field in sealed_columns():
        yield from _reseal_column(field, batch, now)


def _reseal_column(field: SealedText, batch: int, now: datetime) -> Iterator[Resealed]:
    """Go through a column until a round finds nothing more to seal anew."""
    goes_on = True
    while goes_on:
        goes_on, unreadable = False, 0
        after: int | None = FIRST
        while after is not None:
            done, after = _reseal(field, after, batch, now)
            unreadable += done.unreadable
            if done.rows:
                goes_on = True
                yield replace(done, unreadable=0)
            elif after is None and unreadable:
                yield replace(done, unreadable=unreadable)


@transaction.atomic
def _reseal(
    field: SealedText, after: int, batch: int, now: datetime
) -> tuple[Resealed, int | None]:
    """Seal anew what is due among the next rows; the number of the last, None at the end."""
    meta = field.model._meta  # noqa: SLF001  # as above
    assert field.column is not None, "a sealed text has a column"
    found = list(
        field.model._default_manager.filter(pk__gt=after)  # noqa: SLF001  # as above
        .exclude(**{field.attname: None})
        .order_by("pk")
        .select_for_update(no_key=True, skip_locked=True, of=("self",))[:batch]
    )
    fresh: list[tuple[bytes, int]] = []
    unreadable = 0
    for instance in found:
        old: Sealed = getattr(instance, field.attname)
        if is_current(old.kept):
            continue
        try:
            fresh.append((seal(old.opened(), old.purpose, old.row), instance.pk))
        except UnreadableError:
            unreadable += 1
    name = f"{meta.label_lower}.{field.attname}"
    update_rows(meta.db_table, {field.column: "bytea", "id": "bigint"}, fresh, key=["id"])
    if fresh:
        facts = {"rows": len(fresh), "key": own_keys().newest}
        append([NewEntry(CHAIN, now, "linli", "resealed", f"column:{name}", facts)])
    last = found[-1].pk if len(found) == batch else None
    return Resealed(name, len(fresh), unreadable), last


@transaction.atomic
def note_key(number: int, verb: str, *, now: datetime) -> None:
    """Write down that a key was made or retired."""
    append([NewEntry(CHAIN, now, "linli", verb, f"key:{number}", {})])
