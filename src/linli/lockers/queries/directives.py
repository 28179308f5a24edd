"""Which directives are still on their way down."""

from dataclasses import dataclass

from django.db.models import F

from linli.lockers.models import Cabinet, Directive

AT_ONCE = 20
"""Directives read for one cabinet in one round; each is answered before the next is sent."""


@dataclass(frozen=True, slots=True)
class Pending:
    """One directive as the wire wants it; ``body`` is JSON."""

    cabinet: str
    epoch: int
    dseq: int
    body: str
    mark: str


def pending() -> list[Pending]:
    """Return the next directives of every cabinet that lags, in order; one query when none."""
    behind = Cabinet.objects.filter(dseq__gt=F("applied_dseq")).values_list(
        "pk", "code", "epoch", "applied_dseq"
    )
    return [
        Pending(cabinet=code, epoch=epoch, dseq=dseq, body=body, mark=mark)
        for pk, code, epoch, applied in list(behind)
        for dseq, body, mark in Directive.objects.filter(
            cabinet=pk, dseq__gt=applied, dseq__lte=applied + AT_ONCE
        )
        .order_by("dseq")
        .values_list("dseq", "body", "mark")
    ]
