"""What is to be looked at when a cabinet is counted: every door, and every meal without one."""

from collections.abc import Sequence
from dataclasses import dataclass

from linli.lockers.enums import DoorState
from linli.lockers.models import Cabinet, Compartment, Deposit, is_live
from linli.lockers.queries.door import label_of


@dataclass(frozen=True, slots=True)
class CountedDoor:
    """A compartment as the books have it; ``label`` is empty where they know of no meal."""

    number: int
    state: DoorState
    label: str


@dataclass(frozen=True, slots=True)
class CountSheet:
    """A cabinet to be counted. ``is_due``: it is in quarantine; ``is_done``: it was counted."""

    code: str
    spot: str
    building: str
    is_due: bool
    is_done: bool
    doors: tuple[CountedDoor, ...]
    meals: tuple[tuple[str, str], ...]
    """Of meals that are behind no door by the books: code and label."""


def count_sheet(cabinet: str, buildings: Sequence[int]) -> CountSheet | None:
    """Return what is to be looked at in a cabinet of these buildings, None where there is none."""
    cabinets = Cabinet.objects.select_related("building")
    found = cabinets.filter(code=cabinet, building__in=buildings).first()
    if found is None:
        return None
    meals = Deposit.objects.filter(is_live(), cabinet=found).order_by("pk")
    labels = {one.code: (one.comp, label_of(one.tail, one.order_no)) for one in meals}
    behind = {comp: label for comp, label in labels.values() if comp}
    return CountSheet(
        code=found.code,
        spot=found.spot,
        building=found.building.name,
        is_due=found.quarantined_at is not None and found.counted_at is None,
        is_done=found.counted_at is not None,
        doors=tuple(
            CountedDoor(one.number, DoorState(one.state), behind.get(one.number, ""))
            for one in Compartment.objects.filter(cabinet=found).order_by("number")
        ),
        meals=tuple((code, label) for code, (comp, label) in labels.items() if not comp),
    )
