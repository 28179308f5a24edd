"""Which directives are in force at a cabinet: its word, held against what it was given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.ledger.actions import NewEntry, append
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.models import Cabinet, Directive


@dataclass(frozen=True, slots=True)
class Standing:
    """What a cabinet, by code, says of the last directive in force: its number and its mark.

    ``mark`` is empty where none is in force, and from a cabinet that knows of no marks.
    """

    cabinet: str
    dseq: int
    mark: str


def note_applied(said: Sequence[Standing], *, now: datetime) -> None:
    """Remember how far cabinets say their directives are in force, when they answer one.

    An answer that comes late takes nothing back: only a hello does, which the cabinet says by
    itself and again and again.
    """
    with transaction.atomic():
        lock_cabinets({one.cabinet for one in said})
        for one in said:
            if Cabinet.objects.filter(code=one.cabinet, applied_dseq__lt=one.dseq).exists():
                stand(one, now=now)


def stand(said: Standing, *, now: datetime) -> None:
    """Take a cabinet's word, whose row the caller holds, for where it stands.

    A server that was set back to an old backup gives numbers anew which the cabinet has used
    up. The mark betrays it: then nothing that we wait for was ever applied there, and all of it
    is numbered again after the cabinet's last. A foreign mark with a number below what is in
    force here is a word from long ago.
    """
    row = Cabinet.objects.get(code=said.cabinet)
    if (said.dseq, said.mark) == (row.applied_dseq, row.applied_mark):
        return
    if _is_ours(row, said):
        _go_on(row, said, waiting_after=said.dseq, now=now)
    elif said.dseq >= row.applied_dseq:
        _go_on(row, said, waiting_after=row.applied_dseq, now=now)


def _is_ours(cabinet: Cabinet, said: Standing) -> bool:
    """Say whether the directive that the cabinet names is the one that we made."""
    if said.dseq == 0:
        return True
    ours = Directive.objects.filter(cabinet=cabinet, dseq=said.dseq)
    mark = ours.values_list("mark", flat=True).first()
    return mark is not None and said.mark in ("", mark)


def _go_on(cabinet: Cabinet, said: Standing, *, waiting_after: int, now: datetime) -> None:
    """Let the directives after this number follow, without a gap, what the cabinet has applied.

    Those that move up are moved from the last on, and then those that move down from the first
    on: so no two ever have the same number.
    """
    waiting = Directive.objects.filter(cabinet=cabinet, dseq__gt=waiting_after).order_by("dseq")
    targets = [(one, number) for number, one in enumerate(waiting, said.dseq + 1)]
    up = [(one, number) for one, number in targets if number > one.dseq]
    down = [(one, number) for one, number in targets if number < one.dseq]
    if up or down:
        _write_renumbering(cabinet, said, targets, now)
    for one, number in [*reversed(up), *down]:
        one.dseq = number
        one.save(update_fields=["dseq"])
    Cabinet.objects.filter(pk=cabinet.pk).update(
        dseq=said.dseq + len(targets), applied_dseq=said.dseq, applied_mark=said.mark
    )


def _write_renumbering(
    cabinet: Cabinet,
    said: Standing,
    targets: Sequence[tuple[Directive, int]],
    now: datetime,
) -> None:
    append(
        [
            NewEntry(
                chain=f"cabinet/{cabinet.code}",
                at=now,
                actor=f"cabinet:{cabinet.code}",
                verb="directives_renumbered",
                subject=f"cabinet:{cabinet.code}",
                facts={
                    "applied": said.dseq,
                    "held": cabinet.applied_dseq,
                    "first": targets[0][0].dseq,
                    "count": len(targets),
                },
            )
        ]
    )
