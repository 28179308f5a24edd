"""How entries are hashed, and how a chain that was tampered with gives itself away."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from linli.kernel.chain import GENESIS, link
from linli.ledger.enums import DamageKind

LARGEST_ENTRY = 8 * 1024
"""Bytes of one entry's canonical JSON: an entry names facts, it carries no documents."""

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


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as it stands in the ledger; ``facts`` is the canonical JSON that was hashed."""

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


def damage_at(entry: Written, before: Head) -> DamageKind | None:
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
