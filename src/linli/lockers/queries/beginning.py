"""What the cards of the beginning say of cabinets: real ones, and what is left of the demo."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from linli.lockers.models import Cabinet
from linli.lockers.queries.door import is_online
from linli.lockers.queries.simulated import is_simulated, simulates
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.models import Place


@dataclass(frozen=True, slots=True)
class RealCabinets:
    """How many cabinets that are not simulated are known, and how many of them are online."""

    known: int
    online: int


def real_cabinets(places: Collection[int], *, now: datetime) -> RealCabinets:
    """Count the real cabinets in use at these places: one query."""
    found = Cabinet.objects.filter(building__in=places, revoked_at=None)
    any_simulated = simulates()
    real = [
        heard_at
        for code, heard_at in found.values_list("code", "heard_at")
        if not (any_simulated and is_simulated(code))
    ]
    online = sum(is_online(heard_at, now=now) for heard_at in real)
    return RealCabinets(known=len(real), online=online)


def was_cleared(places: Collection[int]) -> bool:
    """Whether a demo that stood at one of these places was cleared away."""
    closed = Place.objects.filter(
        pk__in=places, level=PlaceLevel.BUILDING, origin=PlaceOrigin.DEMO, cabinets__isnull=False
    )
    return closed.exclude(closed_at=None).exists()
