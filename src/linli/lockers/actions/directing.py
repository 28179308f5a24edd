"""Durable orders to cabinets: numbered without a gap, resent until they are in force."""

from datetime import datetime, timedelta
from secrets import token_hex
from typing import Literal

import msgspec
from django.db import transaction
from django.db.models import F, Q

from linli.ledger.actions import NewEntry, append
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.enums import WAITING
from linli.lockers.models import Cabinet, Deposit, Directive, is_live
from linli.wire.messages import BlockCompartment, CancelDeposit, DirectiveBody

PATIENCE = timedelta(seconds=60)
"""A courier who was promised a door and did not use it has gone. Source: docs/decisions/0005."""

AT_ONCE = 100
"""Deposits withdrawn in one round of the clock; the next round comes within seconds."""


def direct(
    *, cabinet: Cabinet, body: DirectiveBody, actor: str, subject: str, now: datetime
) -> None:
    """Give a cabinet its next directive; the caller holds a transaction."""
    Cabinet.objects.filter(pk=cabinet.pk).update(dseq=F("dseq") + 1)
    cabinet.refresh_from_db(fields=["dseq"])
    encoded = msgspec.json.encode(body).decode()
    Directive.objects.create(
        cabinet=cabinet, dseq=cabinet.dseq, mark=token_hex(8), body=encoded, made_at=now
    )
    append(
        [
            NewEntry(
                chain=f"cabinet/{cabinet.code}",
                at=now,
                actor=actor,
                verb="directive_made",
                subject=subject,
                facts={"dseq": cabinet.dseq, "body": encoded},
            )
        ]
    )


def withdraw_deposit(
    *, deposit: str, why: Literal["expired", "cancelled", "full"], now: datetime
) -> None:
    """Ask the cabinet to refuse a deposit that is not in; its event ends it, not we.

    So an open that is still on its way cannot bring back what was withdrawn: the cabinet
    decides the order of the two.
    """
    with transaction.atomic():
        found = Deposit.objects.select_related("cabinet").get(code=deposit)
        lock_cabinets([found.cabinet.code])
        waiting = Deposit.objects.filter(pk=found.pk, state__in=WAITING).update(withdrawn_at=now)
        if waiting:
            direct(
                cabinet=found.cabinet,
                body=CancelDeposit(deposit=deposit, why=why),
                actor="clock" if why == "expired" else "courier",
                subject=f"deposit:{deposit}",
                now=now,
            )


def withdraw_forgotten(*, now: datetime) -> int:
    """Withdraw deposits whose door nobody asked for or used within 60 s; return how many.

    A courier who holds a signed code may still be on the way to the scanner: such a deposit
    waits until the code has ended, and 60 s more. A cabinet ignores the order while the meal
    may be going in, so it is given again a minute later, once the cabinet has taken in what
    it was told before.
    """
    limit = now - PATIENCE
    forgotten = (
        Deposit.objects.filter(is_live(), state__in=WAITING, asked_at__lt=limit)
        .filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__lt=limit))
        .filter(Q(token_until__isnull=True) | Q(token_until__lt=limit))
        .filter(cabinet__applied_dseq=F("cabinet__dseq"), cabinet__quarantined_at=None)
        .order_by("asked_at")
        .values_list("code", flat=True)
    )
    codes = list(forgotten[:AT_ONCE])
    for code in codes:
        withdraw_deposit(deposit=code, why="expired", now=now)
    return len(codes)


def block_compartment(
    *, cabinet: Cabinet, comp: int, blocked: bool, reason: str, actor: str, now: datetime
) -> None:
    """Take a compartment out of service, or back into it."""
    with transaction.atomic():
        direct(
            cabinet=cabinet,
            body=BlockCompartment(comp=comp, blocked=blocked, reason=reason),
            actor=actor,
            subject=f"cabinet:{cabinet.code}",
            now=now,
        )
