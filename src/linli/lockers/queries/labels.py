"""What is stuck on the cabinets of a building: their codes, where they stand, their doors."""

from collections.abc import Sequence
from dataclasses import dataclass

from linli.lockers.models import Cabinet, Compartment
from linli.places.models import Place


@dataclass(frozen=True, slots=True)
class Labelled:
    """A cabinet that has labels, and the numbers of its doors."""

    code: str
    spot: str
    building: str
    doors: Sequence[int]


def labelled(building: Place) -> list[Labelled]:
    """Return the cabinets in use in a building, in the order of their codes."""
    doors: dict[int, list[int]] = {}
    numbers = Compartment.objects.filter(cabinet__building=building).order_by("number")
    for cabinet, number in numbers.values_list("cabinet_id", "number"):
        doors.setdefault(cabinet, []).append(number)
    return [
        Labelled(code, spot, building.name, doors.get(cabinet, []))
        for cabinet, code, spot in Cabinet.objects.filter(building=building, revoked_at=None)
        .order_by("code")
        .values_list("pk", "code", "spot")
    ]
