"""Taking in what the cabinets wrote: exactly once, many cabinets in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import transaction

from linli.ledger.actions import NewEntry, append
from linli.ledger.rows import Value, insert_rows, read_rows, update_rows
from linli.lockers.actions.alarms import Alarms
from linli.lockers.actions.entries import of_cabinet
from linli.lockers.actions.parts import Parts
from linli.lockers.actions.picture import Picture
from linli.lockers.actions.record import keep_record
from linli.lockers.actions.reporting import follow_orders
from linli.lockers.actions.statements import LockedCabinet, lock_cabinets
from linli.lockers.actions.supervision import count_days
from linli.lockers.actions.telling import tell_owners
from linli.lockers.enums import AlarmKind
from linli.lockers.rules.alarms import Cause
from linli.lockers.rules.journal import Bygone, Fork, Gap, Position, judge
from linli.lockers.rules.lifecycle import DepositNow
from linli.lockers.rules.projection import Folded
from linli.wire.messages import VERSION, Ack, Event, Events, Fact, Nak, Quarantined

Answer = Ack | Nak | Quarantined | None

KEYS_READ = 1_000
"""Cabinets' keys kept ready to check with; a district's. Source: DESIGN, growing."""

_encode = msgspec.json.Encoder().encode

_LINE = {
    "cabinet_id": "bigint",
    "epoch": "integer",
    "seq": "bigint",
    "deposit": "text",
    "hash": "text",
    "line": "text",
}


def apply_events(messages: Sequence[Events], *, now: datetime) -> list[Answer]:
    """Apply journal lines of many cabinets: lines, doors, deposits and ledger in one commit.

    A line is applied if and only if it is the next one. A message that repeats what we hold
    is acknowledged again; one after a gap is answered with the line we expect; one that
    contradicts what we hold puts its cabinet into quarantine, and nothing of it is applied.
    A message that no cabinet of ours signed is answered with None: nobody learns anything.

    Args:
        messages: in the order in which they came.
        now: the instant of taking them in, aware.
    """
    assert now.tzinfo is not None
    with transaction.atomic():
        cabinets = lock_cabinets({message.cab for message in messages})
        return _TakingIn(cabinets, messages, now).answers()


class _TakingIn:
    """One transaction's work, so that what is read once serves every message."""

    def __init__(
        self, cabinets: dict[str, LockedCabinet], messages: Sequence[Events], now: datetime
    ) -> None:
        self.now = now
        self.cabinets = cabinets
        self.messages = messages
        self.signed = [
            message.cab in cabinets and _is_signed(message, cabinets[message.cab].public_key)
            for message in messages
        ]
        self.positions = {
            code: Position(one.epoch, one.applied_seq, one.head_hash)
            for code, one in cabinets.items()
        }
        self.shut = {code for code, one in cabinets.items() if one.quarantined}
        self.begun: list[LockedCabinet] = []
        self.picture = Picture(
            [
                (cabinets[message.cab], line)
                for message, signed in zip(messages, self.signed, strict=True)
                if signed
                for line in message.events
            ]
        )
        self.parts = Parts()
        self.taken: list[tuple[LockedCabinet, Sequence[Event]]] = []
        self.entries: list[NewEntry] = []
        self.lines: list[tuple[Value, ...]] = []
        self.hashes: dict[tuple[str, int], str] = {}

    def answers(self) -> list[Answer]:
        accepted: list[tuple[Events, Folded]] = []
        answers = [
            self._answer(message, accepted) if signed else None
            for message, signed in zip(self.messages, self.signed, strict=True)
        ]
        insert_rows("lockers_journalline", _LINE, self.lines)
        self.picture.save()
        self.parts.save()
        self._save_positions()
        self._settle_alarms()
        self._write_ledger(accepted)
        stored = self._stored(accepted)
        follow_orders(self._changed(accepted), stored, now=self.now)
        tell_owners(stored, now=self.now)
        return answers

    def _answer(self, message: Events, accepted: list[tuple[Events, Folded]]) -> Answer:
        cabinet = self.cabinets[message.cab]
        position = self.positions[message.cab]
        if message.cab in self.shut and not _is_counted(cabinet, message):
            return _quarantined(message, position.seq)
        verdict = judge(position, message, self._held(cabinet, message, position))
        if isinstance(verdict, Bygone):
            return _quarantined(message, position.seq)
        if isinstance(verdict, Fork):
            self._quarantine(cabinet, verdict.seq, epoch=message.epoch)
            return _quarantined(message, verdict.seq)
        if isinstance(verdict, Gap):
            return Nak(v=VERSION, cab=message.cab, epoch=message.epoch, expect=verdict.expect)
        if (foreign := self.picture.first_foreign(cabinet, verdict.lines)) is not None:
            self._quarantine(cabinet, foreign, epoch=message.epoch)
            return _quarantined(message, foreign)
        if verdict.lines:
            self._begin_epoch(cabinet)
            self._keep(cabinet, message.epoch, verdict.lines)
            last = verdict.lines[-1]
            position = Position(message.epoch, last.seq, last.hash)
            self.positions[message.cab] = position
            accepted.append((message, self.picture.take_in(cabinet, verdict.lines)))
            self.parts.take_in(cabinet, verdict.lines)
            self.taken.append((cabinet, verdict.lines))
        return Ack(
            v=VERSION, cab=message.cab, epoch=message.epoch, upto=position.seq, hash=position.head
        )

    def _held(self, cabinet: LockedCabinet, message: Events, position: Position) -> dict[int, str]:
        """Return the hashes of the lines that the message repeats, by number."""
        numbers = range(message.events[0].seq, min(message.events[-1].seq, position.seq) + 1)
        here = {
            seq: self.hashes[message.cab, seq]
            for seq in numbers
            if (message.cab, seq) in self.hashes
        }
        if len(here) == len(numbers):
            return here
        rows = read_rows(
            "SELECT seq, hash FROM lockers_journalline"
            " WHERE cabinet_id = %s AND epoch = %s AND seq {}",
            cabinet.id,
            message.epoch,
            list(numbers),
        )
        return dict(rows) | here

    def _keep(self, cabinet: LockedCabinet, epoch: int, lines: Sequence[Event]) -> None:
        """Keep new lines, to be written with all others."""
        for line in lines:
            text = _encode(line).decode()
            self.lines.append((cabinet.id, epoch, line.seq, line.deposit, line.hash, text))
            self.hashes[cabinet.code, line.seq] = line.hash

    def _quarantine(self, cabinet: LockedCabinet, seq: int, *, epoch: int) -> None:
        self.shut.add(cabinet.code)
        highest = max(epoch, cabinet.heard_epoch)
        self._save_quarantine(cabinet, since=self.now, seq=seq, heard_epoch=highest)
        self.entries.append(self._entry(cabinet.code, "cabinet_quarantined", {"seq": seq}))

    def _begin_epoch(self, cabinet: LockedCabinet) -> None:
        """The first lines after an inventory: the cabinet is in use again."""
        if cabinet.code not in self.shut:
            return
        self.shut.remove(cabinet.code)
        self.begun.append(cabinet)
        self._save_quarantine(cabinet, since=None, seq=None, heard_epoch=cabinet.heard_epoch)
        self.entries.append(self._entry(cabinet.code, "epoch_begun", {"epoch": cabinet.epoch}))

    def _save_quarantine(
        self, cabinet: LockedCabinet, *, since: datetime | None, seq: int | None, heard_epoch: int
    ) -> None:
        """Shut a cabinet, or open it again; whatever was counted before holds no more."""
        update_rows(
            "lockers_cabinet",
            {
                "quarantined_at": "timestamptz",
                "quarantine_seq": "bigint",
                "counted_at": "timestamptz",
                "heard_epoch": "integer",
                "id": "bigint",
            },
            [(since, seq, None, heard_epoch, cabinet.id)],
            key=["id"],
        )

    def _settle_alarms(self) -> None:
        """Raise and lift what the new lines, and only they, tell of; count their days."""
        newly_shut = [
            one for one in self.cabinets.values() if one.code in self.shut and not one.is_shut
        ]
        if not (self.taken or newly_shut):
            return
        count_days(self.taken, now=self.now)
        keep_record(self.taken, now=self.now)
        alarms = Alarms(self.cabinets.values(), now=self.now)
        for cabinet, lines in self.taken:
            alarms.take_in(cabinet, lines)
            alarms.settle(cabinet.id, Cause(AlarmKind.CABINET_SILENT), stands=False)
        for (cabinet_id, part), said in self.parts.said:
            alarms.take_in_part(cabinet_id, part, said)
        for cabinet in newly_shut:
            alarms.settle(cabinet.id, Cause(AlarmKind.QUARANTINED), stands=True)
        for cabinet in self.begun:
            alarms.settle(cabinet.id, Cause(AlarmKind.QUARANTINED), stands=False)
        self.entries += alarms.entries()

    def _save_positions(self) -> None:
        update_rows(
            "lockers_cabinet",
            {
                "applied_seq": "bigint",
                "head_hash": "text",
                "heard_at": "timestamptz",
                "id": "bigint",
            },
            [
                (position.seq, position.head, self.now, cabinet.id)
                for code, cabinet in self.cabinets.items()
                if (position := self.positions[code]).seq != cabinet.applied_seq
            ],
            key=["id"],
        )

    def _write_ledger(self, accepted: Sequence[tuple[Events, Folded]]) -> None:
        """Anchor each cabinet's journal: one entry a cabinet, however many lines."""
        contradictions: dict[str, list[int]] = {}
        for message, folded in accepted:
            contradictions.setdefault(message.cab, []).extend(folded.contradictions)
        for code, against in contradictions.items():
            position = self.positions[code]
            facts: dict[str, Fact] = {
                "from": self.cabinets[code].applied_seq + 1,
                "upto": position.seq,
                "hash": position.head,
                "epoch": position.epoch,
            }
            if against:
                facts["contradictions"] = ",".join(map(str, against))
            self.entries.append(self._entry(code, "journal_applied", facts))
        if self.entries:
            append(self.entries)

    def _entry(self, code: str, verb: str, facts: dict[str, Fact]) -> NewEntry:
        return of_cabinet(code, verb, actor=f"cabinet:{code}", facts=facts, now=self.now)

    def _changed(self, accepted: Sequence[tuple[Events, Folded]]) -> dict[str, DepositNow]:
        return {code: now for _, folded in accepted for code, now in folded.deposits.items()}

    def _stored(self, accepted: Sequence[tuple[Events, Folded]]) -> list[str]:
        return [code for _, folded in accepted for code in folded.stored]


def _is_counted(cabinet: LockedCabinet, message: Events) -> bool:
    """Whether these are lines of the epoch that an inventory has begun."""
    return cabinet.counted and message.epoch == cabinet.epoch


def _is_signed(message: Events, public_key: str) -> bool:
    try:
        _key(public_key).verify(bytes.fromhex(message.sig), bytes.fromhex(message.events[-1].hash))
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=KEYS_READ)
def _key(public_key: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))


def _quarantined(message: Events, seq: int) -> Quarantined:
    return Quarantined(v=VERSION, cab=message.cab, epoch=message.epoch, seq=seq)
