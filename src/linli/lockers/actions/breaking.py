"""Breaking a simulated cabinet's door and mending it: what the demo shows an alarm by."""

import json
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.ledger.actions import NewEntry, append
from linli.lockers.actions.doors import clear
from linli.lockers.enums import AlarmKind, DoorState
from linli.lockers.errors import DemoBusy
from linli.lockers.models import Alarm, Compartment
from linli.lockers.queries.simulated import hands_at, simulated_in
from linli.places.models import Place

ANSWERS_WITHIN_S = 2.0
"""A simulator on the same machine answers in some milliseconds."""

ACTOR = "demo"
"""Whoever presses the demo's buttons: not counted among those who open real doors from afar."""

REASON = "演示：修好了"


@dataclass(frozen=True, slots=True)
class DemoDoor:
    """One door of the demo."""

    cabinet: str
    comp: int


def break_door(building: Place, *, by: str, now: datetime) -> DemoDoor:
    """Break a free door open, so that it stays open; the cabinet itself finds out.

    Args:
        building: the demo's, as ``access`` gives it.
        by: who, as the ledger names them.
        now: the instant, aware.

    Raises:
        DemoBusy: no door is free, or the simulator does not answer.
    """
    codes = simulated_in(building)
    free = Compartment.objects.filter(cabinet__code__in=codes, state=DoorState.FREE)
    # The last door, because meals go behind the first ones.
    found = free.order_by("cabinet__code", "-number").values_list("cabinet__code", "number")
    if not found:
        raise DemoBusy
    door = DemoDoor(*found[0])
    with transaction.atomic():
        append([_entry("demo_door_broken", door, by, now)])
        _wedge(door, on=True)
    return door


def mend_door(building: Place, *, by: str, cid: str, now: datetime) -> DemoDoor | None:
    """Push the door that was broken first shut, and open it as the crew does, who look behind it.

    One at a time: two grants for doors without a meal are the same within one second, and no
    cabinet takes one twice.

    Args:
        building: the demo's, as ``access`` gives it.
        by: who, as the ledger names them.
        cid: names the command.
        now: the instant, aware.

    Returns:
        The door; None where none is broken.

    Raises:
        DemoBusy: the simulator does not answer.
        CabinetQuiet, DoorOutOfOrder: the cabinet cannot open it now.
    """
    broken = broken_doors(building)
    if not broken:
        return None
    door = broken[0]
    shut_doors([door], by=by, now=now)
    clear(
        actor=ACTOR,
        buildings=[building.pk],
        cabinet=door.cabinet,
        comp=door.comp,
        reason=REASON,
        cid=cid,
        now=now,
    )
    return door


def broken_doors(building: Place) -> list[DemoDoor]:
    """Return the doors that say they were forced, the first to say so first."""
    alarms = Alarm.objects.filter(
        cabinet__code__in=simulated_in(building),
        kind=AlarmKind.FORCED,
        lifted_at=None,
        closed_at=None,
    )
    found = alarms.order_by("pk").values_list("cabinet__code", "comp")
    return [DemoDoor(*one) for one in found]


def shut_doors(doors: Sequence[DemoDoor], *, by: str, now: datetime) -> None:
    """Push broken doors shut; somebody still has to look behind each.

    Raises:
        DemoBusy: the simulator does not answer.
    """
    for door in doors:
        with transaction.atomic():
            append([_entry("demo_door_mended", door, by, now)])
            _wedge(door, on=False)


def _entry(verb: str, door: DemoDoor, by: str, now: datetime) -> NewEntry:
    return NewEntry(
        chain=f"cabinet/{door.cabinet}",
        at=now,
        actor=by,
        verb=verb,
        subject=f"cabinet:{door.cabinet}/{door.comp}",
        facts={"comp": door.comp},
    )


def _wedge(door: DemoDoor, *, on: bool) -> None:
    """Have the simulator do it, and return once it has.

    Raises:
        DemoBusy: it is no simulated cabinet, or does not answer.
    """
    path = hands_at(door.cabinet)
    if path is None:
        raise DemoBusy
    order = json.dumps({"do": "wedge", "door": door.comp, "on": on}).encode() + b"\n"
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(ANSWERS_WITHIN_S)
            line.connect(str(path))
            line.sendall(order)
            line.shutdown(socket.SHUT_WR)
            while line.recv(4_096):  # it hangs up once it has obeyed
                pass
    except OSError as silent:
        raise DemoBusy from silent
