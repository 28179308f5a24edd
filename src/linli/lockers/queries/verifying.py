"""Reading our copies of the cabinets' journals: is each whole, and what the ledger vouches for?"""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from django.db.models import QuerySet

from linli.kernel.chain import GENESIS
from linli.ledger.enums import DamageKind
from linli.ledger.models import Entry
from linli.ledger.rules import Damage
from linli.lockers.models import Cabinet, JournalLine
from linli.wire.journal import line_hash
from linli.wire.messages import Event

CHUNK = 2_000
"""Lines held at a time: about a megabyte."""

_decode = msgspec.json.Decoder(Event).decode


@dataclass(frozen=True, slots=True)
class VerifiedJournals:
    """What was read, and what was found; no ``damage`` means that every journal is whole."""

    journals: int
    lines: int
    damage: tuple[Damage, ...]


def find_journal_damage() -> VerifiedJournals:
    """Compute every line's hash again and hold it against its anchors in the ledger.

    Finds lines that were changed, removed, moved or added, a tail that was cut off, and a
    journal computed anew from some line on, because the ledger's entries name its hashes.
    The first damage of a journal is reported; what follows it proves nothing more. Linli may
    run meanwhile: a journal is read up to where its cabinet stood when we began.
    """
    lines = 0
    damage: list[Damage] = []
    cabinets = list(Cabinet.objects.order_by("pk").values_list("code", flat=True))
    for code in cabinets:
        walk = _Walk(code)
        found = walk.first_damage()
        lines += walk.lines
        if found is not None:
            damage.append(found)
    return VerifiedJournals(len(cabinets), lines, tuple(damage))


class _Walk:
    """One pass over one journal."""

    def __init__(self, code: str) -> None:
        self.lines = 0
        # The anchors first: whatever they vouch for, the cabinet's row has reached by now.
        self.anchors = dict(_anchors(code))
        self.cabinet = Cabinet.objects.get(code=code)

    def first_damage(self) -> Damage | None:
        """Read each epoch from its beginning; the closed ones end where the ledger says."""
        found: Damage | None = None
        for epoch in range(1, self.cabinet.epoch + 1):
            found = found or self._damage_in(epoch)
        return found

    def _damage_in(self, epoch: int) -> Damage | None:
        anchors = {seq: one for (era, seq), one in self.anchors.items() if era == epoch}
        is_open = epoch == self.cabinet.epoch
        head, seq = GENESIS, 0
        for line in _lines(self.cabinet, epoch).iterator(chunk_size=CHUNK):
            self.lines += 1
            if line.seq != seq + 1:
                return self._damage(DamageKind.MISSING, seq + 1)
            if not self._follows(line, head):
                return self._damage(DamageKind.CHANGED, line.seq)
            head, seq = line.hash, line.seq
            if anchors.pop(seq, head) != head:
                return self._damage(DamageKind.HEAD_MOVED, seq)
        if seq < max(self.cabinet.applied_seq if is_open else 0, *anchors, 0):
            return self._damage(DamageKind.MISSING, seq + 1)
        if is_open and head != self.cabinet.head_hash:
            return self._damage(DamageKind.HEAD_MOVED, seq)
        return None

    def _follows(self, line: JournalLine, head: str) -> bool:
        try:
            event = _decode(line.line)
        except msgspec.DecodeError:
            return False
        if (event.seq, event.hash) != (line.seq, line.hash):
            return False
        return line_hash(head, self.cabinet.code, line.epoch, event) == line.hash

    def _damage(self, kind: DamageKind, seq: int) -> Damage:
        return Damage(kind, f"journal/{self.cabinet.code}", seq)


def _lines(cabinet: Cabinet, epoch: int) -> QuerySet[JournalLine]:
    lines = JournalLine.objects.filter(cabinet=cabinet, epoch=epoch).order_by("seq")
    return lines.filter(seq__lte=cabinet.applied_seq) if epoch == cabinet.epoch else lines


def _anchors(code: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the hashes that the ledger vouches for, by epoch and number of their line.

    Entries of before there was a second epoch name none.
    """
    entries = Entry.objects.filter(
        chain__name=f"cabinet/{code}", verb="journal_applied"
    ).values_list("facts", flat=True)
    for facts in entries.iterator(chunk_size=CHUNK):
        anchor = msgspec.json.decode(facts)
        yield (anchor.get("epoch", 1), anchor["upto"]), anchor["hash"]
