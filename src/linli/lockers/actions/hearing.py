"""Hearing from cabinets: that they are there, and whether their history is still ours."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from linli.kernel.chain import GENESIS
from linli.ledger.actions import append
from linli.lockers.actions.alarms import Alarms
from linli.lockers.actions.entries import of_cabinet
from linli.lockers.actions.granting import grant_key
from linli.lockers.actions.record import keep_fitted
from linli.lockers.actions.standing import Standing, stand
from linli.lockers.actions.statements import LockedCabinet, lock_cabinets
from linli.lockers.enums import AlarmKind
from linli.lockers.models import Cabinet, JournalLine
from linli.lockers.rules.alarms import Cause
from linli.wire.epoch import new_epoch
from linli.wire.messages import VERSION, Ack, Down, Hello, Nak, Quarantined

Answer = Down | None


def hear(hellos: Sequence[Hello], *, now: datetime) -> list[Answer]:
    """Note who is there and answer with how far we hold each journal.

    A cabinet that has lines we lack is asked for the first of them: after we were set back
    to an old backup nothing else would make it send again what it knows as acknowledged.

    A cabinet whose last line is not the one we hold at that number has been set back to an
    old image: it is put into quarantine until a person has taken an inventory. A shorter
    journal alone proves nothing, because a hello may come after the lines that were written
    after it; a cabinet that was set back writes a line of its own when it starts. After the
    inventory it is told to begin a new epoch. An unknown cabinet is answered with None.
    """
    with transaction.atomic():
        cabinets = lock_cabinets({hello.cab for hello in hellos})
        answers = [_hear(hello, cabinets.get(hello.cab), now) for hello in hellos]
        _settle_alarms(cabinets, answers, now)
        append(keep_fitted(hellos, cabinets, now=now))
        return answers


def _hear(hello: Hello, cabinet: LockedCabinet | None, now: datetime) -> Answer:
    if cabinet is None:
        return None
    if hello.epoch < cabinet.epoch:
        return _hear_bygone(hello, cabinet, now)
    if hello.epoch > cabinet.epoch:
        return _quarantine(hello, cabinet, now)
    Cabinet.objects.filter(pk=cabinet.id).update(heard_at=now, boot_id=hello.boot_id)
    stand(Standing(hello.cab, hello.applied_dseq, hello.applied_mark), now=now)
    if cabinet.is_shut or _differs(hello, cabinet):
        return _quarantine(hello, cabinet, now)
    if hello.last_seq > cabinet.applied_seq:
        return Nak(v=VERSION, cab=hello.cab, epoch=cabinet.epoch, expect=cabinet.applied_seq + 1)
    return Ack(
        v=VERSION,
        cab=hello.cab,
        epoch=cabinet.epoch,
        upto=cabinet.applied_seq,
        hash=cabinet.head_hash,
    )


def _hear_bygone(hello: Hello, cabinet: LockedCabinet, now: datetime) -> Answer:
    """Hear a cabinet that speaks of an epoch that an inventory has closed.

    Until it has begun the new one it is told to, again and again. After that an old epoch is
    an old image put back, unless it is the last word of the agent that was told.
    """
    if cabinet.counted:
        Cabinet.objects.filter(pk=cabinet.id).update(heard_at=now, left_session=hello.session)
        row = Cabinet.objects.get(pk=cabinet.id)
        return new_epoch(
            hello.cab,
            after=hello.epoch,
            begins=row.epoch,
            dseq=row.applied_dseq,
            mark=row.applied_mark,
            key=grant_key(),
        )
    if hello.session == cabinet.left_session:
        return Quarantined(v=VERSION, cab=hello.cab, epoch=hello.epoch, seq=hello.last_seq)
    return _quarantine(hello, cabinet, now)


def _settle_alarms(
    cabinets: dict[str, LockedCabinet], answers: Sequence[Answer], now: datetime
) -> None:
    """Note that who was silent is heard, and who is shut out."""
    alarms = Alarms(cabinets.values(), now=now)
    for cabinet in cabinets.values():
        alarms.settle(cabinet.id, Cause(AlarmKind.CABINET_SILENT), stands=False)
    told = {answer.cab for answer in answers if isinstance(answer, Quarantined)}
    shut = Cabinet.objects.filter(code__in=told).exclude(quarantined_at=None)
    for number in shut.values_list("pk", flat=True):
        alarms.settle(number, Cause(AlarmKind.QUARANTINED), stands=True)
    append(alarms.entries())


def _differs(hello: Hello, cabinet: LockedCabinet) -> bool:
    return (
        hello.last_seq <= cabinet.applied_seq
        and _hash_at(hello.last_seq, cabinet) != hello.head_hash
    )


def _hash_at(seq: int, cabinet: LockedCabinet) -> str | None:
    """Return the hash of the line that we hold at this number."""
    if seq == cabinet.applied_seq:
        return cabinet.head_hash
    if seq == 0:
        return GENESIS
    held = JournalLine.objects.filter(cabinet=cabinet.id, epoch=cabinet.epoch, seq=seq)
    return held.values_list("hash", flat=True).first()


def _quarantine(hello: Hello, cabinet: LockedCabinet, now: datetime) -> Quarantined:
    """Shut the cabinet, unless it is shut already; whatever was counted before holds no more."""
    rows = Cabinet.objects.filter(pk=cabinet.id)
    rows.update(heard_at=now, counted_at=None, heard_epoch=max(hello.epoch, cabinet.heard_epoch))
    if rows.filter(quarantined_at=None).update(quarantined_at=now, quarantine_seq=hello.last_seq):
        code, actor = cabinet.code, f"cabinet:{cabinet.code}"
        facts = {"seq": hello.last_seq, "held": cabinet.applied_seq}
        append([of_cabinet(code, "cabinet_quarantined", actor=actor, facts=facts, now=now)])
    return Quarantined(v=VERSION, cab=hello.cab, epoch=hello.epoch, seq=hello.last_seq)
