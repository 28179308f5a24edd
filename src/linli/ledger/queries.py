"""Reading the ledger: is every chain whole?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

from linli.ledger.enums import DamageKind
from linli.ledger.rules import Damage, Head, Written, damage_at

CHUNK = 5_000
"""Entries read at a time: a few megabytes, and no transaction stays open for a writer to meet."""

MOST_DAMAGE = 100
"""Findings reported; whoever has so many needs a backup, not a longer list."""


_NO_INSTANT = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Verified:
    """What was read, and what was found; no ``damage`` means that every chain is whole."""

    chains: int
    entries: int
    damage: tuple[Damage, ...]


def find_damage() -> Verified:
    """Read the whole ledger, compute every hash again, and name what does not fit.

    Linli may run meanwhile: heads are read first, and what is written after that is held
    against the heads at the end. Finds entries that were changed, removed, moved or added by
    any other way than ``append``, a tail that was cut off, and a head that was set. It cannot
    find a chain that was computed anew from some entry to its end: only a copy of an earlier
    head outside this database does. At most 100 findings are kept. 100,000 entries take 0.8 s.
    """
    return _Walk().verified()


class _Walk:
    """One pass over all chains, in order of chain and number."""

    def __init__(self) -> None:
        self.heads = _heads()
        self.reached: dict[int, Head] = {}
        self.entries = 0
        self.damage: list[Damage] = []

    def verified(self) -> Verified:
        for number, entry in _entries():
            self.entries += 1
            self._meet(number, entry)
        self._meet_heads()
        kept = sorted(self.damage, key=lambda one: (one.chain, one.seq))[:MOST_DAMAGE]
        return Verified(len(self.heads), self.entries, tuple(kept))

    def _meet(self, number: int, entry: Written) -> None:
        if not entry.chain:
            self._note(DamageKind.ORPHAN, f"#{number}", entry.seq)
            return
        if kind := damage_at(entry, self.reached.get(number, Head())):
            self._note(kind, entry.chain, entry.seq)
        self.reached[number] = Head(entry.seq, entry.hash)
        name, head = self.heads.get(number, (entry.chain, Head()))
        if head.seq == entry.seq and head.hash != entry.hash:
            self._note(DamageKind.HEAD_MOVED, name, entry.seq)

    def _meet_heads(self) -> None:
        """Hold each chain's last entry against its head, now that all entries were read."""
        for number, (name, now) in _heads().items():
            _, before = self.heads.get(number, (name, Head()))
            reached = self.reached.get(number, Head())
            if reached.seq < before.seq:
                self._note(DamageKind.MISSING, name, reached.seq + 1)
            if now.seq < reached.seq:
                self._note(DamageKind.HEAD_MOVED, name, now.seq)

    def _note(self, kind: DamageKind, chain: str, seq: int) -> None:
        if len(self.damage) < MOST_DAMAGE:
            self.damage.append(Damage(kind, chain, seq))


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
