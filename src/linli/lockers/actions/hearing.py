"""Hearing from cabinets: that they are there, and whether their history is still ours."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least

from linli.ledger.actions import NewEntry, append
from linli.lockers.actions.statements import LockedCabinet, lock_cabinets
from linli.lockers.models import Cabinet
from linli.wire.messages import VERSION, Ack, Hello, Quarantined


def hear(hellos: Sequence[Hello], *, now: datetime) -> list[Ack | Quarantined | None]:
    """Note who is there and answer with how far we hold each journal.

    A cabinet whose journal is shorter than our copy, or whose last line is not the one we
    hold, has been set back to an old image: it is put into quarantine until a person has
    taken an inventory. An unknown cabinet is answered with None.
    """
    with transaction.atomic():
        cabinets = lock_cabinets({hello.cab for hello in hellos})
        return [_hear(hello, cabinets.get(hello.cab), now) for hello in hellos]


def _hear(hello: Hello, cabinet: LockedCabinet | None, now: datetime) -> Ack | Quarantined | None:
    if cabinet is None:
        return None
    Cabinet.objects.filter(pk=cabinet.id).update(
        heard_at=now,
        boot_id=hello.boot_id,
        applied_dseq=Least(F("dseq"), hello.applied_dseq),
    )
    if cabinet.quarantined or _differs(hello, cabinet):
        if not cabinet.quarantined:
            _quarantine(hello, cabinet, now)
        return Quarantined(v=VERSION, cab=hello.cab, epoch=hello.epoch, seq=hello.last_seq)
    return Ack(
        v=VERSION,
        cab=hello.cab,
        epoch=cabinet.epoch,
        upto=cabinet.applied_seq,
        hash=cabinet.head_hash,
    )


def _differs(hello: Hello, cabinet: LockedCabinet) -> bool:
    if hello.epoch != cabinet.epoch or hello.last_seq < cabinet.applied_seq:
        return True
    return hello.last_seq == cabinet.applied_seq and hello.head_hash != cabinet.head_hash


def _quarantine(hello: Hello, cabinet: LockedCabinet, now: datetime) -> None:
    Cabinet.objects.filter(pk=cabinet.id).update(quarantined_at=now, quarantine_seq=hello.last_seq)
    append(
        [
            NewEntry(
                chain=f"cabinet/{cabinet.code}",
                at=now,
                actor=f"cabinet:{cabinet.code}",
                verb="cabinet_quarantined",
                subject=f"cabinet:{cabinet.code}",
                facts={"seq": hello.last_seq, "held": cabinet.applied_seq},
            )
        ]
    )
