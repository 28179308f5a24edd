"""Taking doors out of use by hand, bringing them back, and bringing in spare ones by need."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from linli.ledger.actions import append
from linli.lockers.access import Seat
from linli.lockers.actions.directing import direct
from linli.lockers.actions.entries import of_cabinet
from linli.lockers.actions.seated import lock_cabinet_of
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.crew_errors import DoorsHeld, DoorsInUse, NoDoorsChosen
from linli.lockers.enums import DoorState, HoldKind
from linli.lockers.models import Cabinet, Capacity, Compartment, DoorHold
from linli.lockers.queries.holds import held_doors
from linli.lockers.rules.holds import REASON_OF, Wanted, wanted
from linli.people.actions import name_in_ledger
from linli.wire.messages import BlockCompartment, Size


def hold_doors(
    seat: Seat,
    *,
    cabinet: str,
    doors: Collection[int],
    kind: HoldKind,
    reason: str,
    now: datetime,
) -> None:
    """Keep doors of a cabinet out of use: all that are in use, where the whole cabinet is meant.

    A door with a meal in it goes out of use when the meal has gone.

    Raises:
        UnknownCabinet: none of the building. NoDoorsChosen: no door, or none of the cabinet.
        DoorsHeld: one of them is kept out of use already.
    """
    try:
        with transaction.atomic():
            found = lock_cabinet_of(seat, cabinet)
            numbers = _all_in_use(found) if kind is HoldKind.CABINET else set(doors)
            _must_be_doors(found, numbers)
            DoorHold.objects.bulk_create(
                DoorHold(
                    cabinet=found,
                    comp=comp,
                    kind=kind,
                    reason=reason,
                    held_by=seat.person,
                    held_at=now,
                )
                for comp in sorted(numbers)
            )
            actor = name_in_ledger(seat.person)
            facts = {"doors": _listed(numbers), "kind": kind.value, "reason": reason}
            append([of_cabinet(cabinet, "doors_held", actor=actor, facts=facts, now=now)])
            for comp in sorted(numbers):
                _block(found, comp, REASON_OF.get(kind, reason), actor, now, blocked=True)
    except IntegrityError as held:
        raise DoorsHeld from held


def lift_doors(
    seat: Seat, *, cabinet: str, doors: Collection[int], reason: str, now: datetime
) -> None:
    """Bring doors back into use: they rest, are lit, and are given out again.

    Raises:
        UnknownCabinet: none of the building. NoDoorsChosen: no door, or none of the cabinet.
        DoorsInUse: one of them is not kept out of use.
    """
    with transaction.atomic():
        found = lock_cabinet_of(seat, cabinet)
        numbers = set(doors)
        _must_be_doors(found, numbers)
        held = DoorHold.objects.filter(cabinet=found, comp__in=numbers, lifted_at=None)
        out = Compartment.objects.filter(
            cabinet=found, number__in=numbers, state=DoorState.OOS
        ).values_list("number", flat=True)
        if numbers - {*held.values_list("comp", flat=True), *out}:
            raise DoorsInUse
        held.update(lifted_at=now, lifted_by=seat.person, lifted_reason=reason)
        actor = name_in_ledger(seat.person)
        facts = {"doors": _listed(numbers), "reason": reason}
        append([of_cabinet(cabinet, "doors_lifted", actor=actor, facts=facts, now=now)])
        for comp in sorted(numbers):
            _block(found, comp, reason, actor, now, blocked=False)


def bring_in_spares(*, now: datetime) -> int:
    """Bring in one spare door of each cabinet that needs one; return how many.

    Always a few queries, whatever there is; nothing is written where nothing is needed.
    """
    spares = DoorHold.objects.filter(kind=HoldKind.SPARE, lifted_at=None)
    with_spares = Cabinet.objects.filter(
        pk__in=spares.values("cabinet"), quarantined_at=None, revoked_at=None
    )
    cabinets = {one.pk: one for one in with_spares.order_by("pk")}
    if not cabinets:
        return 0
    found = held_doors(cabinets)
    left: dict[int, dict[Size, int]] = defaultdict(dict)
    for one in Capacity.objects.filter(cabinet__in=cabinets):
        left[one.cabinet_id][Size(one.size)] = one.free - one.promised
    count = 0
    for number, cabinet in cabinets.items():
        doors = found[number]
        one_more = wanted(
            doors.doors, left=left[number], replaced=doors.replaced, is_out=doors.is_out
        )
        if one_more is not None:
            count += _bring_in(cabinet, one_more, now)
    return count


def _bring_in(cabinet: Cabinet, one: Wanted, now: datetime) -> int:
    """Bring a spare door in, unless somebody has lifted it a moment ago."""
    with transaction.atomic():
        lock_cabinets([cabinet.code])
        held = DoorHold.objects.filter(
            cabinet=cabinet, comp=one.number, kind=HoldKind.SPARE, lifted_at=None
        )
        if not held.update(lifted_at=now, replaces=one.replaces):
            return 0
        facts = {"comp": one.number, "replaces": one.replaces}
        append([of_cabinet(cabinet.code, "spare_brought_in", actor="clock", facts=facts, now=now)])
        why = f"door {one.replaces} is broken" if one.replaces else "the cabinet is full"
        _block(cabinet, one.number, why, "clock", now, blocked=False)
    return 1


def _all_in_use(cabinet: Cabinet) -> set[int]:
    """Return the doors of a cabinet that nobody keeps out of use."""
    held = DoorHold.objects.filter(cabinet=cabinet, lifted_at=None).values_list("comp", flat=True)
    return set(cabinet.compartments.values_list("number", flat=True)) - set(held)


def _must_be_doors(cabinet: Cabinet, numbers: Collection[int]) -> None:
    known = cabinet.compartments.filter(number__in=numbers).count()
    if not numbers or known < len(numbers):
        raise NoDoorsChosen


def _block(
    cabinet: Cabinet, comp: int, reason: str, actor: str, now: datetime, *, blocked: bool
) -> None:
    body = BlockCompartment(comp=comp, blocked=blocked, reason=reason)
    direct(cabinet=cabinet, body=body, actor=actor, subject=f"cabinet:{cabinet.code}", now=now)


def _listed(numbers: Collection[int]) -> str:
    return ",".join(f"{one}" for one in sorted(numbers))
