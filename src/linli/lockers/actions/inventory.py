"""A person has looked behind every door of a cabinet: its journal ends, a new epoch begins."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from linli.kernel.chain import GENESIS
from linli.ledger.actions import NewEntry, append
from linli.lockers.actions.directing import direct
from linli.lockers.actions.entries import of_cabinet
from linli.lockers.actions.queueing import settle_queue
from linli.lockers.actions.reporting import follow_orders
from linli.lockers.actions.statements import lock_cabinets, moment
from linli.lockers.crew_errors import CountIncomplete, NothingToCount
from linli.lockers.enums import WAITING, DepositState, DoorState
from linli.lockers.errors import UnknownCabinet
from linli.lockers.models import (
    Cabinet,
    CabinetPart,
    Capacity,
    Compartment,
    Deposit,
    Directive,
    Reservation,
    is_live,
)
from linli.lockers.rules.inventory import counted, next_epoch, still_holding
from linli.lockers.rules.lifecycle import DepositNow
from linli.wire import codec
from linli.wire.messages import CancelDeposit, DirectiveBody


@transaction.atomic
def take_inventory(  # who, where, what was found: each is a fact of the ledger
    *,
    actor: str,
    buildings: Sequence[int],
    cabinet: str,
    doors: Mapping[int, bool],
    meals: Mapping[str, bool],
    now: datetime,
) -> int:
    """Close the books of a cabinet in quarantine on what was found, and return its new epoch.

    Every compartment is empty and clean now: whoever counted has taken out what was there. The
    cabinet stays out of use until its first lines of the new epoch are here.

    Args:
        actor: who counted, as the ledger names people.
        buildings: where they may.
        cabinet: its code.
        doors: of each compartment by its number, whether something was in it.
        meals: of each meal that has not ended and is behind no door by our books, by its code,
            whether it was found.
        now: the instant, aware.

    Raises:
        UnknownCabinet: none at these buildings.
        NothingToCount: it is not in quarantine, or was counted.
        CountIncomplete: something was not said of every one.
    """
    row = Cabinet.objects.filter(code=cabinet, building__in=buildings).first()
    if row is None:
        raise UnknownCabinet(cabinet=cabinet[:16])
    if not lock_cabinets([cabinet])[cabinet].is_shut:
        raise NothingToCount(cabinet=cabinet)
    settle_queue(cabinet, now=now)  # else what is kept for it is given back after it is counted
    row.refresh_from_db()
    live = list(Deposit.objects.filter(is_live(), cabinet=row).order_by("pk"))
    expected = {*row.compartments.values_list("number", flat=True)}
    expected_meals = {one.code for one in live if not one.comp}
    if missing := len(expected - doors.keys()) + len(expected_meals - meals.keys()):
        raise CountIncomplete(count=missing)
    found = {one.code: doors[one.comp] if one.comp else meals[one.code] for one in live}
    _end_meals(row, live, found, actor=actor, now=now)
    _empty_doors(row, now=now)
    epoch = next_epoch(ours=row.epoch, heard=row.heard_epoch)
    facts = {
        "closed": row.epoch,
        "upto": row.applied_seq,
        "hash": row.head_hash,
        "epoch": epoch,
        "doors": len(expected),
        "found": sum(doors[one] for one in expected),
    }
    append([of_cabinet(cabinet, "inventory_taken", actor=actor, facts=facts, now=now)])
    _begin(row, epoch, actor=actor, now=now)
    return epoch


def _end_meals(
    cabinet: Cabinet,
    live: Sequence[Deposit],
    found: Mapping[str, bool],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Give each meal that had not ended what becomes of it; the ledger has an entry for each."""
    ended: dict[str, DepositNow] = {}
    entries = []
    for one in live:
        after = counted(
            DepositNow(DepositState(one.state), one.comp, _ms(one.stored_at), held=one.held),
            found=found[one.code],
            asked_ms=_ms(one.asked_at),
            now_ms=_ms(now),
        )
        one.state, one.comp = after.state, after.comp
        one.stored_at, one.ended_at = moment(after.stored_ms), moment(after.ended_ms)
        one.save(update_fields=["state", "comp", "stored_at", "ended_at"])
        if after.ended_ms:
            ended[one.code] = after
        facts = {"found": found[one.code], "outcome": after.state.value}
        subject = f"deposit:{one.code}"
        entries.append(NewEntry(f"cabinet/{cabinet.code}", now, actor, "counted", subject, facts))
    append(entries)
    follow_orders(ended, (), now=now)


def _empty_doors(cabinet: Cabinet, *, now: datetime) -> None:
    """Every compartment is free, what is promised is who still waits, and no part is in trouble."""
    Compartment.objects.filter(cabinet=cabinet).update(
        state=DoorState.FREE, deposit="", since=now, left_open=False
    )
    CabinetPart.objects.filter(cabinet=cabinet).update(alarm="", since=None)
    free = Counter(cabinet.compartments.values_list("size", flat=True))
    waiting = Deposit.objects.filter(is_live(), cabinet=cabinet)
    kept = Reservation.objects.filter(cabinet=cabinet, ended_at=None)
    promised = Counter(
        [*waiting.values_list("size", flat=True), *kept.values_list("size", flat=True)]
    )
    for one in Capacity.objects.filter(cabinet=cabinet):
        one.free, one.promised = free[one.size], promised[one.size]
        one.save(update_fields=["free", "promised"])


def _begin(cabinet: Cabinet, epoch: int, *, actor: str, now: datetime) -> None:
    """Expect the first line of the new epoch, and tell the cabinet anew what still holds."""
    told = Directive.objects.filter(cabinet=cabinet).order_by("dseq")
    last = told.filter(dseq=cabinet.dseq).values_list("mark", flat=True).first()
    bodies = [codec.decode_body(one) for one in told.values_list("body", flat=True)]
    Cabinet.objects.filter(pk=cabinet.pk).update(
        epoch=epoch,
        applied_seq=0,
        head_hash=GENESIS,
        applied_dseq=cabinet.dseq,
        applied_mark=last or "",
        counted_at=now,
    )
    for body in [*still_holding(bodies), *_refused(cabinet, now=now)]:
        direct(cabinet=cabinet, body=body, actor=actor, subject=f"cabinet:{cabinet.code}", now=now)


def _refused(cabinet: Cabinet, *, now: datetime) -> list[DirectiveBody]:
    """Return what has the cabinet refuse codes of couriers that it no longer knows as used."""
    meals = Deposit.objects.filter(cabinet=cabinet, token_until__gt=now).exclude(state__in=WAITING)
    codes = meals.order_by("pk").values_list("code", flat=True)
    return [CancelDeposit(deposit=one, why="cancelled") for one in codes]


def _ms(at: datetime | None) -> int:
    return int(at.timestamp() * 1000) if at else 0
