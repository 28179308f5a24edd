"""Reading the ledger: is every chain whole?"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from django.db import connection

from linli.ledger.checkpoints import Checkpoint
from linli.ledger.models import Checkpoint as CheckpointRow
from linli.ledger.rules import Head, Verified, Walk, Written

CHUNK = 5_000
"""Entries read at a time: a few megabytes, and no transaction stays open for a writer to meet."""

_NO_INSTANT = datetime.min.replace(tzinfo=UTC)


def find_damage(held: Sequence[Checkpoint] = ()) -> Verified:
    """Read the whole ledger, compute every hash again, and name what does not fit.

    Linli may run meanwhile: heads are read first, and what is written after that is held
    against the heads at the end. Finds entries that were changed, removed, moved or added by
    any other way than ``append``, a tail that was cut off, and a head that was set. A chain
    that was computed anew to its end, or set back with its head, is found by what somebody
    outside holds. At most 100 findings are kept. 100,000 entries take 0.8 s.

    Args:
        held: checkpoints that were kept elsewhere, their signatures verified.
    """
    walk = Walk(_heads(), [one.heads for one in held])
    for number, entry in _entries():
        walk.meet(number, entry)
    return walk.verified(_heads())


def last_checkpoint() -> str | None:
    """Return the text of the latest checkpoint, None before the first."""
    return CheckpointRow.objects.order_by("-number").values_list("text", flat=True).first()


def heads_by_name() -> dict[str, Head]:
    """Return every chain that has an entry, by its name, as of one instant."""
    return {name: head for name, head in _heads().values() if head.seq}


def _heads() -> dict[int, tuple[str, Head]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name, seq, head FROM ledger_chain")
        return {number: (name, Head(seq, head)) for number, name, seq, head in cursor.fetchall()}


def _entries() -> Iterator[tuple[int, Written]]:
    """Yield every entry with its chain's number; an entry without a chain names none."""
    after = (0, 0)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT e.chain_id, coalesce(c.name, ''), e.seq, CAST(e.at AS text), e.actor,"
                " e.verb, e.subject, e.facts, e.prev, e.hash"
                " FROM ledger_entry e LEFT JOIN ledger_chain c ON c.id = e.chain_id"
                " WHERE (e.chain_id, e.seq) > (%s, %s) ORDER BY e.chain_id, e.seq LIMIT %s",
                [*after, CHUNK],
            )
            rows = cursor.fetchall()
        for number, name, seq, at, *words in rows:
            yield number, Written(name, seq, _instant(at), *words)
        if len(rows) < CHUNK:
            return
        after = rows[-1][0], rows[-1][2]


def _instant(text: str) -> datetime:
    """Read an instant as either engine writes it; one that is none cannot have been hashed."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return _NO_INSTANT
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
