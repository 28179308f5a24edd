"""Somebody with every right in the database changes the ledger: is it always found?

Rows in memory are walked by the rules that walk the database. Each round builds a ledger, takes a
checkpoint in the middle of it, lets one random tampering happen and asks whether it is found.
What the tamperer does not have is the installation's private key, nor the text that is held.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from linli.kernel.chain import link
from linli.ledger.checkpoints import NOTHING_BEFORE, BadCheckpointError, Checkpoint, read, sign
from linli.ledger.rules import Head, NewEntry, Walk, Written, content_of, extend

START = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
CHAINS = ("people", "cabinet/T-A", "cabinet/T-B")
MOST = 8
"""Entries of a chain; small, so that ends, neighbours and equals are met often."""


@dataclass(slots=True)
class Ledger:
    """Rows as the database holds them, and the text that somebody outside holds."""

    rows: list[tuple[int, Written]]
    heads: dict[int, tuple[str, Head]]
    held: str
    public: str

    def of(self, number: int) -> list[int]:
        """Return where a chain's rows are."""
        return [at for at, (chain, _) in enumerate(self.rows) if chain == number]

    def is_found(self) -> bool:
        """Whether anybody would notice."""
        try:
            held = read(self.held, key=self.public)
        except BadCheckpointError:
            return True
        walk = Walk(self.heads, [held.heads])
        for number, entry in sorted(self.rows, key=lambda row: (row[0], row[1].seq)):
            # The database gives each row the name of the chain that its number leads to.
            walk.meet(number, replace(entry, chain=self.heads.get(number, ("", None))[0]))
        return bool(walk.verified(self.heads).damage)


def build(chance: Random) -> tuple[Ledger, dict[int, int]]:
    """Return a ledger, and how far each chain was when the checkpoint was taken: at least 1."""
    key = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
    rows: list[tuple[int, Written]] = []
    heads: dict[int, tuple[str, Head]] = {}
    at_checkpoint: dict[int, int] = {}
    then: dict[str, Head] = {}
    for number, name in enumerate(CHAINS, start=1):
        written = list(extend(Head(), _entries(name, chance)))
        rows += [(number, one) for one in written]
        heads[number] = name, Head(written[-1].seq, written[-1].hash)
        upto = at_checkpoint[number] = chance.randint(1, len(written))
        then[name] = Head(upto, written[upto - 1].hash)
    public = key.public_key().public_bytes_raw().hex()
    held = sign(Checkpoint(1, START, NOTHING_BEFORE, then), key)
    return Ledger(rows, heads, held, public), at_checkpoint


def _entries(chain: str, chance: Random) -> list[NewEntry]:
    return [
        NewEntry(
            chain=chain,
            at=START + timedelta(seconds=chance.randint(0, 2)),
            actor=chance.choice(("linli", "person:1", "person:2")),
            verb=chance.choice(("tried", "done")),
            subject=chance.choice(("x", "y")),
            facts={"n": chance.randint(0, 2)},
        )
        for _ in range(chance.randint(1, MOST))
    ]


Tampering = Callable[[Ledger, dict[int, int], Random], None]


def change(ledger: Ledger, _known: dict[int, int], chance: Random) -> None:
    """Change one value of one entry."""
    at = chance.randrange(len(ledger.rows))
    number, entry = ledger.rows[at]
    name = chance.choice(("seq", "at", "actor", "verb", "subject", "facts", "prev", "hash"))
    others: dict[str, object] = {
        "seq": entry.seq + chance.choice((-1, 1, 100)),
        "at": entry.at + timedelta(microseconds=chance.choice((-1, 1))),
        "facts": entry.facts + " ",
        "prev": entry.hash,
        "hash": entry.prev,
    }
    value = others[name] if name in others else f"{getattr(entry, name)}x"
    changed: dict[str, object] = {name: value}
    ledger.rows[at] = number, replace(entry, **changed)  # type: ignore[arg-type]  # fields by name


def remove(ledger: Ledger, _known: dict[int, int], chance: Random) -> None:
    """Delete one entry."""
    del ledger.rows[chance.randrange(len(ledger.rows))]


def swap(ledger: Ledger, _known: dict[int, int], chance: Random) -> None:
    """Let two entries change places; drawn twice, one goes to another chain."""
    one, other = chance.randrange(len(ledger.rows)), chance.randrange(len(ledger.rows))
    (first, here), (second, there) = ledger.rows[one], ledger.rows[other]
    if one == other:
        ledger.rows[one] = first % len(CHAINS) + 1, here
        return
    ledger.rows[one] = first, replace(there, seq=here.seq)
    ledger.rows[other] = second, replace(here, seq=there.seq)


def add(ledger: Ledger, _known: dict[int, int], chance: Random) -> None:
    """Add an entry to the end of a chain, well linked, and leave the head."""
    number = chance.choice(list(ledger.heads))
    name, head = ledger.heads[number]
    new = NewEntry(name, START, "nobody", "tried", "x", {})
    ledger.rows += [(number, one) for one in extend(head, [new])]


def cut(ledger: Ledger, _known: dict[int, int], chance: Random) -> None:
    """Cut off the tail of a chain, and leave the head."""
    where = ledger.of(chance.choice(list(ledger.heads)))
    kept = chance.randrange(len(where))
    ledger.rows = [row for at, row in enumerate(ledger.rows) if at not in where[kept:]]


def roll_back(ledger: Ledger, known: dict[int, int], chance: Random) -> None:
    """Set some chains back behind the checkpoint, heads and all; perhaps to nothing."""
    for number in chance.sample(list(ledger.heads), chance.randint(1, len(ledger.heads))):
        kept = chance.randrange(known[number])
        where = ledger.of(number)
        rest = [row for at, row in enumerate(ledger.rows) if at not in where[kept:]]
        last = ledger.rows[where[kept - 1]][1] if kept else None
        name = ledger.heads[number][0]
        ledger.rows = rest
        ledger.heads[number] = name, Head(last.seq, last.hash) if last else Head()
        if last is None and chance.random() < 0.5:  # noqa: PLR2004  # one of two; a seeded source
            del ledger.heads[number]


def write_anew(ledger: Ledger, known: dict[int, int], chance: Random) -> None:
    """Change an entry that the checkpoint covers and compute the chain anew to its end."""
    number = chance.choice(list(ledger.heads))
    where = ledger.of(number)
    first = chance.randrange(known[number])
    prev = ledger.rows[where[first]][1].prev
    for at in where[first:]:
        entry = ledger.rows[at][1]
        if at == where[first]:
            entry = replace(entry, actor=entry.actor + "x")
        entry = replace(entry, prev=prev, hash=link(prev, content_of(entry)))
        ledger.rows[at] = number, entry
        prev = entry.hash
    name, head = ledger.heads[number]
    ledger.heads[number] = name, Head(head.seq, prev)


def write_anew_and_sign(ledger: Ledger, known: dict[int, int], chance: Random) -> None:
    """Compute a chain anew, and hand over a checkpoint that fits it, signed with another key."""
    write_anew(ledger, known, chance)
    forged = {
        name: Head(known[number], ledger.rows[ledger.of(number)[known[number] - 1]][1].hash)
        for number, (name, _) in ledger.heads.items()
    }
    other = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
    text = sign(Checkpoint(1, START, NOTHING_BEFORE, forged), other)
    theirs = other.public_key().public_bytes_raw().hex()
    named = text.replace(f"key {theirs}", f"key {ledger.public}")
    ledger.held = chance.choice((text, named))


def move_head(ledger: Ledger, _known: dict[int, int], chance: Random) -> None:
    """Set a head back, on or to another hash."""
    number = chance.choice(list(ledger.heads))
    name, head = ledger.heads[number]
    moved = chance.choice(
        (Head(head.seq - 1, head.hash), Head(head.seq + 1, head.hash), Head(head.seq, "f" * 64))
    )
    ledger.heads[number] = name, moved


def rename(ledger: Ledger, _known: dict[int, int], chance: Random) -> None:
    """Give a chain another name."""
    number = chance.choice(list(ledger.heads))
    name, head = ledger.heads[number]
    ledger.heads[number] = f"{name}x", head


TAMPERINGS: tuple[Tampering, ...] = (
    change,
    remove,
    swap,
    add,
    cut,
    roll_back,
    write_anew,
    write_anew_and_sign,
    move_head,
    rename,
)


def missed(rounds: int, *, seed: int) -> list[str]:
    """Return which of so many tamperings nobody would have found, each by its round and kind."""
    unseen = []
    for round_ in range(rounds):
        chance = Random(f"{seed}/{round_}")  # noqa: S311  # the same in every run
        ledger, known = build(chance)
        assert not ledger.is_found(), "what nobody touched is whole"
        tampering = TAMPERINGS[round_ % len(TAMPERINGS)]
        tampering(ledger, known, chance)
        if not ledger.is_found():
            unseen.append(f"{round_} {tampering.__name__}")
    return unseen
