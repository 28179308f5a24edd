"""Changing a cabinet's layout and the order in which cabinets stand in a hall."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from linli.ledger.actions import append
from linli.lockers.access import Seat
from linli.lockers.actions.entries import of_building, of_cabinet
from linli.lockers.actions.seated import lock_cabinet_of
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.crew_errors import (
    DoorsNotEmpty,
    DoorsNotOut,
    DoorsStillFitted,
    LayoutSame,
    LayoutUnreadable,
)
from linli.lockers.enums import DoorState
from linli.lockers.models import Cabinet, Capacity, Compartment, DoorHold
from linli.lockers.queries.fitting_out import order_of_hall, standing_doors
from linli.lockers.queries.record import fitted_of
from linli.lockers.rules.capacity import SIZES
from linli.lockers.rules.fitting_out import (
    Change,
    Objection,
    Unreadable,
    change_of,
    in_hall,
    objections,
    read_layout,
    written,
)
from linli.people.actions import name_in_ledger

_REFUSALS = {
    Objection.MEAL: DoorsNotEmpty,
    Objection.IN_USE: DoorsNotOut,
    Objection.STILL_THERE: DoorsStillFitted,
}


def change_layout(seat: Seat, *, cabinet: str, text: str, now: datetime) -> None:
    """Lay out a cabinet's doors as it was written; what is new rests until the cabinet has it.

    Raises:
        UnknownCabinet: none of the building. LayoutUnreadable: no layout. LayoutSame: no change.
        DoorsNotEmpty, DoorsNotOut, DoorsStillFitted: a door keeps it from being made now.
    """
    try:
        wanted = read_layout(text)
    except Unreadable as wrong:
        raise LayoutUnreadable(what=str(wrong)) from wrong
    with transaction.atomic():
        found = lock_cabinet_of(seat, cabinet)
        standing = standing_doors(found.pk)
        change = change_of(standing, wanted)
        if change.is_none:
            raise LayoutSame
        has_run = bool(found.applied_seq) or found.heard_at is not None
        against = objections(standing, change, has_run=has_run, fitted=fitted_of(found.pk))
        for why, refusal in _REFUSALS.items():
            if doors := [number for number, reason in against.items() if reason is why]:
                raise refusal(doors=_listed(doors))
        _make(found, change, seat, now, has_run=has_run)
        facts = {
            "layout": written(wanted).replace("\n", " | "),
            "doors": len(wanted),
            "added": len(change.added),
            "removed": len(change.removed),
        }
        actor = name_in_ledger(seat.person)
        append([of_cabinet(cabinet, "layout_changed", actor=actor, facts=facts, now=now)])


def move_left(seat: Seat, *, cabinet: str, now: datetime) -> None:
    """Let a cabinet stand one place further left in its hall; the first one stays.

    Raises:
        UnknownCabinet: none of the building.
    """
    with transaction.atomic():
        lock_cabinet_of(seat, cabinet)
        order = in_hall(order_of_hall(seat.building.pk), cabinet)
        lock_cabinets(order)
        for position, code in enumerate(order, start=1):
            Cabinet.objects.filter(code=code).update(position=position)
        building, actor = seat.building.code, name_in_ledger(seat.person)
        facts = {"order": " ".join(order)}
        append([of_building(building, "hall_arranged", actor=actor, facts=facts, now=now)])


def _make(found: Cabinet, change: Change, seat: Seat, now: datetime, *, has_run: bool) -> None:
    here = Compartment.objects.filter(cabinet=found)
    here.filter(number__in=change.removed).delete()
    held = DoorHold.objects.filter(cabinet=found, comp__in=change.removed, lifted_at=None)
    held.update(lifted_at=now, lifted_by=seat.person)
    for one in {*change.resized, *change.moved}:
        here.filter(number=one.number).update(size=one.size, column=one.column, row=one.row)
    # What is built into a running cabinet rests there before it is given out: see its journal.
    state = DoorState.DIRTY if has_run else DoorState.FREE
    Compartment.objects.bulk_create(
        Compartment(
            cabinet=found,
            number=one.number,
            size=one.size,
            column=one.column,
            row=one.row,
            state=state,
        )
        for one in change.added
    )
    for size in SIZES:
        free = here.filter(size=size, state=DoorState.FREE).count()
        Capacity.objects.filter(cabinet=found, size=size).update(free=free)


def _listed(numbers: Sequence[int]) -> str:
    return "、".join(f"{one:02d}" for one in numbers)
