"""Cabinets as they stand: one with its doors, boards and own word, and a hall of several."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import F, QuerySet

from linli.lockers.enums import DoorState
from linli.lockers.models import Cabinet, Compartment
from linli.lockers.queries.record import fitted_of
from linli.lockers.rules.fitting_out import Disagreement, DoorStanding, disagreement, wired, written
from linli.lockers.rules.layout import DoorPlace
from linli.wire.messages import Size

Columns = tuple[tuple[DoorStanding, ...], ...]


@dataclass(frozen=True, slots=True)
class LaidOut:
    """One cabinet as it stands. ``differs`` is None where it has not told how it is built."""

    code: str
    spot: str
    building: str
    tower: str
    columns: Columns
    text: str
    differs: Disagreement | None
    boards: Mapping[str, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class InHall:
    """One cabinet of a hall."""

    code: str
    spot: str
    columns: Columns


def standing_doors(cabinet: int) -> list[DoorStanding]:
    """Return a cabinet's doors, by number."""
    return [one for _cabinet, one in _doors([cabinet])]


def laid_out(code: str, places: Collection[int]) -> LaidOut | None:
    """Return a cabinet as it stands, None where none of these places has it; three queries."""
    found = Cabinet.objects.select_related("building").filter(code=code, building__in=places)
    cabinet = found.first()
    if cabinet is None:
        return None
    doors = standing_doors(cabinet.pk)
    fitted = fitted_of(cabinet.pk)
    here = [one.place for one in doors]
    return LaidOut(
        code=cabinet.code,
        spot=cabinet.spot,
        building=cabinet.building.name,
        tower=cabinet.building.code,
        columns=_columns(doors),
        text=written(here),
        differs=None if fitted is None else disagreement(here, fitted),
        boards={} if fitted is None else wired(fitted, {one.number for one in here}),
    )


def hall_of(building: int) -> list[InHall]:
    """Return a building's cabinets in the order in which they stand; two queries."""
    cabinets = list(_in_order(building).values_list("pk", "code", "spot"))
    doors: dict[int, list[DoorStanding]] = defaultdict(list)
    for cabinet, one in _doors([pk for pk, *_words in cabinets]):
        doors[cabinet].append(one)
    return [InHall(code, spot, _columns(doors[pk])) for pk, code, spot in cabinets]


def order_of_hall(building: int) -> list[str]:
    """Return the codes of a building's cabinets from the left; by code where nobody said."""
    return list(_in_order(building).values_list("code", flat=True))


def _in_order(building: int) -> QuerySet[Cabinet]:
    cabinets = Cabinet.objects.filter(building=building, revoked_at=None)
    return cabinets.order_by(F("position").asc(nulls_last=True), "code")


def _doors(cabinets: Collection[int]) -> list[tuple[int, DoorStanding]]:
    rows = Compartment.objects.filter(cabinet__in=cabinets).order_by("cabinet_id", "number")
    return [
        (
            one.cabinet_id,
            DoorStanding(
                DoorPlace(one.number, Size(one.size), one.column, one.row),
                DoorState(one.state),
                one.deposit,
            ),
        )
        for one in rows
    ]


def _columns(doors: list[DoorStanding]) -> Columns:
    columns: dict[int, list[DoorStanding]] = defaultdict(list)
    for one in sorted(doors, key=lambda one: (one.place.column, one.place.row)):
        columns[one.place.column].append(one)
    return tuple(tuple(columns[column]) for column in sorted(columns))
