"""Cabinets as they are found."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from linli.lockers.models import Cabinet
from linli.places.actions.indexing import NewFindable, code_texts
from linli.places.rules.tree import codes_of

CABINET = "cabinet"
"""The kind of thing that a cabinet is."""


@dataclass(frozen=True, slots=True)
class PlacedCabinet:
    """A cabinet, where it stands, and the codes down to its building."""

    code: str
    spot: str
    building: str
    way: tuple[str, ...]


def findable_cabinet(cabinet: Cabinet) -> NewFindable:
    """Return how a cabinet is found."""
    texts = (*code_texts(cabinet.code), cabinet.spot)
    return NewFindable(cabinet.code, cabinet.building_id, texts)


def all_cabinets() -> Iterable[NewFindable]:
    """Return how every cabinet is found."""
    return (findable_cabinet(one) for one in Cabinet.objects.order_by("pk").iterator())


def placed_cabinets(codes: Collection[str]) -> list[PlacedCabinet]:
    """Return where these cabinets stand: one query."""
    rows = Cabinet.objects.filter(code__in=codes).values_list(
        "code", "spot", "building__name", "building__path"
    )
    return [
        PlacedCabinet(code, spot, building, codes_of(path)) for code, spot, building, path in rows
    ]
