"""Fills a ledger and verifies it; run as ``python -m bench.keeping`` in a room."""

import time
from datetime import timedelta
from typing import Any

from bench.parts import obey
from linli.kernel import clock
from linli.server.worker import load

AT_ONCE = 5_000
"""Entries of one commit: below that the disk's syncs would be most of the time."""

CHAINS = 50
"""As many cabinets; an entry is as large as that of a deposit."""


def fill(*, entries: int) -> dict[str, Any]:
    """Add so many entries like those of deposits, and say how large the database is now."""
    from django.db import connection, transaction  # noqa: PLC0415  # needs Django loaded

    from linli.ledger.actions import NewEntry, append  # noqa: PLC0415

    now = clock.now()
    for first in range(0, entries, AT_ONCE):
        new = [
            NewEntry(
                chain=f"cabinet/BENCH-{number % CHAINS}",
                at=now + timedelta(milliseconds=number),
                actor="courier",
                verb="deposit_begun",
                subject=f"deposit:{number * 2654435761 % 2**64:013X}",
                facts={"size": "S", "cid": f"form-{number:032d}"},
            )
            for number in range(first, min(first + AT_ONCE, entries))
        ]
        with transaction.atomic():
            append(new)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        (size,) = cursor.fetchone()
    return {"bytes": size}


def verify() -> dict[str, Any]:
    """Verify the ledger and say how long it took."""
    from linli.ledger.queries import find_damage  # noqa: PLC0415  # needs Django loaded

    began = time.perf_counter()
    found = find_damage()
    assert not found.damage, found.damage[:3]
    return {"entries": found.entries, "seconds": time.perf_counter() - began}


def prepare() -> dict[str, Any]:
    """Make the tables."""
    from bench.planting import migrate  # noqa: PLC0415  # needs Django loaded

    migrate()
    return {}


def handle(do: str, **how: Any) -> dict[str, Any]:  # noqa: ANN401  # as JSON has it
    """Do one wish of the bench."""
    wishes: dict[str, Any] = {
        "prepare": prepare,
        "fill": fill,
        "verify": verify,
    }
    told: dict[str, Any] = wishes[do](**how)
    return told


if __name__ == "__main__":
    load()
    obey(handle)
