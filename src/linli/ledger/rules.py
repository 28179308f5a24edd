"""How entries are hashed, and how a chain that was tampered with gives itself away."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from linli.kernel.chain import GENESIS, link
from linli.ledger.enums import DamageKind

LARGEST_ENTRY = 8 * 1024
"""Bytes of one entry's canonical JSON: an entry names facts, it carries no documents."""

MOST_DAMAGE = 100
"""Findings reported; whoever has so many needs a backup, not a longer list."""

UNDO_FOR = timedelta(minutes=10)
"""For so long whoever did something takes it back in one press; afterwards it is undone as what it
is, a new act. Long enough to see what one did, too short for others to have built on it."""

_encoder = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, slots=True)
class NewEntry:
    """One act to be written down.

    ``chain`` is what keeps its own order ("cabinet/HK-A", "people"), ``actor`` who did it
    ("person/7", "cabinet/HK-A", "linli"), ``verb`` what was done, ``subject`` to what, and
    ``facts`` whatever else must be known later, as JSON can hold it.
    """

    chain: str
    at: datetime
    actor: str
    verb: str
    subject: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of a chain: how many entries it has, and the hash of the last."""

    seq: int = 0
    hash: str = GENESIS


_NOTHING = Head()
"""Where every chain begins."""


@dataclass(slots=True)
class Written:
    """An entry as it stands in the ledger; ``facts`` is the canonical JSON that was hashed.

    Never changed, but not frozen: making a frozen one takes three times as long, and verifying
    makes one for each entry there is.
    """

    chain: str
    seq: int
    at: datetime
    actor: str
    verb: str
    subject: str
    facts: str
    prev: str
    hash: str


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong, in which chain, and at which entry of it."""

    kind: DamageKind
    chain: str
    seq: int


def is_fresh(at: datetime, *, now: datetime) -> bool:
    """Tell whether an act is so fresh that whoever did it may take it back in one press."""
    return now - at < UNDO_FOR


def content_of(entry: Written) -> bytes:
    """Return what an entry's hash covers besides the hash before it: canonical JSON."""
    return _encoder.encode(
        (entry.chain, entry.seq, entry.at, entry.actor, entry.verb, entry.subject, entry.facts)
    )


def extend(head: Head, entries: Iterable[NewEntry]) -> Iterator[Written]:
    """Yield the entries, all of one chain, as links after ``head``."""
    seq, prev = head.seq, head.hash
    for entry in entries:
        assert entry.at.tzinfo is not None
        seq += 1
        at = entry.at.astimezone(UTC)
        facts = _encoder.encode(entry.facts).decode()
        body = _encoder.encode(
            (entry.chain, seq, at, entry.actor, entry.verb, entry.subject, facts)
        )
        assert len(body) <= LARGEST_ENTRY, f"{len(body)} bytes, at most {LARGEST_ENTRY}"
        hash_ = link(prev, body)
        yield Written(
            entry.chain, seq, at, entry.actor, entry.verb, entry.subject, facts, prev, hash_
        )
        prev = hash_


def damage_at(entry: Written, before: Head | Written) -> DamageKind | None:
    """Tell what is wrong with an entry that was found after ``before``, or None.

    A gap is named once: nothing can be said about what stood on the missing ones.
    """
    if entry.seq != before.seq + 1:
        return DamageKind.MISSING
    if entry.prev != before.hash:
        return DamageKind.UNLINKED
    if entry.hash != link(entry.prev, content_of(entry)):
        return DamageKind.CHANGED
    return None


Heads = Mapping[int, tuple[str, Head]]
"""Each chain's name and head, by the chain's number."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was read, and what was found; no ``damage`` means that every chain is whole."""

    chains: int
    entries: int
    damage: tuple[Damage, ...]


class Walk:
    """One pass over all chains, in order of chain and number.

    Args:
        heads: as they were before the first entry was read.
        held: heads that somebody outside keeps, by the chain's name: what a chain was once, it
            must still begin with.
    """

    def __init__(self, heads: Heads, held: Iterable[Mapping[str, Head]] = ()) -> None:
        self._heads = heads
        self._reached: dict[int, Head | Written] = {}
        self._entries = 0
        self._damage: list[Damage] = []
        self._held: dict[str, dict[int, str]] = {}
        for one in held:
            for name, head in one.items():
                self._held.setdefault(name, {})[head.seq] = head.hash

    def meet(self, number: int, entry: Written) -> None:
        """Take the next entry, of the chain with this number; one of no chain names none."""
        self._entries += 1
        if not entry.chain:
            self._note(DamageKind.ORPHAN, f"#{number}", entry.seq)
            return
        if kind := damage_at(entry, self._reached.get(number, _NOTHING)):
            self._note(kind, entry.chain, entry.seq)
        self._reached[number] = entry
        known = self._heads.get(number)
        if known is not None and known[1].seq == entry.seq and known[1].hash != entry.hash:
            self._note(DamageKind.HEAD_MOVED, known[0], entry.seq)
        if (kept := self._held.get(entry.chain)) and kept.get(entry.seq, entry.hash) != entry.hash:
            self._note(DamageKind.DIFFERS, entry.chain, entry.seq)

    def verified(self, heads: Heads) -> Verified:
        """Hold each chain's last entry against ``heads``, read after the last entry."""
        ends: dict[str, int] = {}
        for number, (name, now) in heads.items():
            _, before = self._heads.get(number, (name, _NOTHING))
            reached = ends[name] = self._reached.get(number, _NOTHING).seq
            if reached < before.seq:
                self._note(DamageKind.MISSING, name, reached + 1)
            if now.seq < reached:
                self._note(DamageKind.HEAD_MOVED, name, now.seq)
        for name, kept in self._held.items():
            if ends.get(name, 0) < max(kept):
                self._note(DamageKind.BEHIND, name, ends.get(name, 0) + 1)
        found = sorted(self._damage, key=lambda one: (one.chain, one.seq))
        return Verified(len(self._heads), self._entries, tuple(found[:MOST_DAMAGE]))

    def _note(self, kind: DamageKind, chain: str, seq: int) -> None:
        if len(self._damage) < MOST_DAMAGE or kind in {DamageKind.BEHIND, DamageKind.DIFFERS}:
            self._damage.append(Damage(kind, chain, seq))
