"""The SQL of the hot actions, one statement for many rows, the same on both engines."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import connection

from linli.ledger.rows import read_rows


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
    codes_public: str
    queued: int
    counted: bool
    heard_epoch: int
    left_session: str

    @property
    def is_shut(self) -> bool:
        """Whether nothing that it writes is taken in: it is to be counted, and was not yet."""
        return self.quarantined and not self.counted


def lock_cabinets(codes: Collection[str]) -> dict[str, LockedCabinet]:
    """Take the rows of these cabinets, in one order everywhere, so that nobody deadlocks.

    SQLite holds the one write lock since the transaction began (BEGIN IMMEDIATE).
    """
    rows = read_rows(
        "SELECT id, code, building_id, epoch, applied_seq, head_hash, public_key,"  # noqa: S608  # only placeholders are put in
        " quarantined_at IS NOT NULL, hold_ms, codes_public, queued,"
        " counted_at IS NOT NULL, heard_epoch, left_session FROM lockers_cabinet"
        " WHERE code {} ORDER BY id" + (" FOR UPDATE" if connection.vendor == "postgresql" else ""),
        codes,
    )
    cabinets = [LockedCabinet(*row) for row in rows]
    return {one.code: one for one in cabinets}


def moment(milliseconds: int) -> datetime | None:
    """Return the instant so many milliseconds after 1970; None for 0."""
    if not milliseconds:
        return None
    seconds, rest = divmod(milliseconds, 1000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * 1000)
