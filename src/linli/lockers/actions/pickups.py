"""Letting owners at their meals, and staff at what stands too long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise

from linli.ledger.actions import NewEntry, append
from linli.lockers.actions.beginning import Begun
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.enums import WAITING, DepositState
from linli.lockers.errors import (
    CabinetOutOfUse,
    CodeUsed,
    MealEnded,
    MealHeld,
    NotStoredYet,
    ReopenTooLate,
    ReopenUnseen,
    UnknownDeposit,
)
from linli.lockers.models import Deposit
from linli.lockers.queries.lines import COURIER, was_seen
from linli.lockers.rules.holding import hold_ms_of, is_too_old
from linli.lockers.rules.reopening import may_reopen
from linli.wire.messages import Purpose, Size

OWNER, COLLEAGUE = "owner", "colleague"
"""Under which name somebody who comes for a meal stands in ledger and journal."""


@dataclass(frozen=True, slots=True)
class PickupRequest:
    """Someone who may stand before the cabinet; ``purpose`` says why the door is to open.

    ``by_code_until`` is given where a signed code that ends then opens it, at its scanner.
    """

    deposit: str
    cid: str
    purpose: Purpose
    actor: str
    reason: str
    now: datetime
    by_code_until: datetime | None = None

    @property
    def is_couriers(self) -> bool:
        """Whether its courier wants a meal that is stored already out again."""
        return self.purpose is Purpose.RECALL and self.actor == COURIER


Outcome = (
    tuple[Begun, int]
    | CabinetOutOfUse
    | CodeUsed
    | MealEnded
    | MealHeld
    | NotStoredYet
    | ReopenTooLate
    | ReopenUnseen
    | UnknownDeposit
)


def begin_openings(requests: Sequence[PickupRequest]) -> list[Outcome]:
    """Decide who may be let at a stored meal, and write it down; all in one transaction.

    Returns for each the deposit and its compartment, or the reason why not. The door has not
    opened when this returns: whoever asked now asks the cabinet, and its events tell.
    """
    with transaction.atomic():
        deposits = {
            one.code: one
            for one in Deposit.objects.select_related("cabinet").filter(
                code__in={one.deposit for one in requests}
            )
        }
        lock_cabinets({one.cabinet.code for one in deposits.values()})
        outcomes = [_decide(one, deposits.get(one.deposit)) for one in requests]
        entries = [
            _entry(request, outcome[0])
            for request, outcome in zip(requests, outcomes, strict=True)
            if isinstance(outcome, tuple)
        ]
        if entries:
            append(entries)
        _note_asked(
            [
                request
                for request, outcome in zip(requests, outcomes, strict=True)
                if request.is_couriers and isinstance(outcome, tuple)
            ]
        )
    return outcomes


def _decide(request: PickupRequest, deposit: Deposit | None) -> Outcome:
    if deposit is None:
        return UnknownDeposit()
    if request.purpose == Purpose.PICKUP or request.is_couriers:
        if deposit.cabinet.quarantined_at is not None:
            return CabinetOutOfUse(cabinet=deposit.cabinet.code)
        refuse = _refusal_to_courier if request.is_couriers else _refusal_to_owner
        refusal = refuse(deposit, request.now)
    else:
        refusal = _refusal_to_staff(deposit)
    if refusal is not None:
        return refusal
    begun = Begun(
        deposit=deposit.code,
        cabinet=deposit.cabinet.code,
        cabinet_id=deposit.cabinet_id,
        epoch=deposit.cabinet.epoch,
        size=Size(deposit.size),
        codes_public=deposit.cabinet.codes_public,
    )
    return begun, deposit.comp


def _refusal_to_owner(
    deposit: Deposit, now: datetime
) -> NotStoredYet | CodeUsed | MealEnded | MealHeld | None:
    if deposit.state in WAITING:
        return NotStoredYet()
    if deposit.state == DepositState.PICKED and deposit.ended_at is not None:
        return CodeUsed(at=f"{timezone.localtime(deposit.ended_at):%H:%M}")
    if deposit.state != DepositState.STORED:
        return MealEnded(state=_words(deposit))
    assert deposit.stored_at is not None
    hold_ms = hold_ms_of(usual_ms=deposit.cabinet.hold_ms, hot_ms=deposit.hot_ms)
    if deposit.held or is_too_old(stored_at=deposit.stored_at, hold_ms=hold_ms, now=now):
        return MealHeld()
    return None


def _refusal_to_courier(
    deposit: Deposit, now: datetime
) -> MealEnded | NotStoredYet | ReopenTooLate | ReopenUnseen | None:
    """A courier has a meal out again only at once, and where a sensor tells what came of it."""
    if deposit.state in WAITING:
        return NotStoredYet()
    if deposit.state != DepositState.STORED:
        return MealEnded(state=_words(deposit))
    assert deposit.stored_at is not None
    if not may_reopen(deposit.stored_at, now=now):
        return ReopenTooLate()
    return None if was_seen(deposit.code) else ReopenUnseen()


def _refusal_to_staff(deposit: Deposit) -> MealEnded | NotStoredYet | None:
    """Staff may open whatever stands in a compartment, stored or unsure.

    Also in a quarantined cabinet: an inventory is taken by opening doors. What they do there
    stands in the cabinet's own journal until the two histories are one again.
    """
    if deposit.state == DepositState.STORED or (deposit.state in WAITING and deposit.comp):
        return None
    if deposit.state in WAITING:
        return NotStoredYet()
    return MealEnded(state=_words(deposit))


def _note_asked(requests: Sequence[PickupRequest]) -> None:
    """Remember when couriers last asked for their doors: their pages wait from then on."""
    for one in requests:
        Deposit.objects.filter(code=one.deposit).update(asked_at=one.now)


def _words(deposit: Deposit) -> str | Promise:
    return DepositState(deposit.state).label


def _entry(request: PickupRequest, begun: Begun) -> NewEntry:
    facts = {"cid": request.cid}
    if request.reason:
        facts["reason"] = request.reason
    if request.by_code_until is not None:
        facts["by_code_until"] = request.by_code_until.isoformat(timespec="seconds")
    return NewEntry(
        chain=f"cabinet/{begun.cabinet}",
        at=request.now,
        actor=request.actor,
        verb="takeback_asked" if request.is_couriers else f"{request.purpose.value}_asked",
        subject=f"deposit:{begun.deposit}",
        facts=facts,
    )
