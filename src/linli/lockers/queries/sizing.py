"""A tower's own noons, for a sizing, and the sizings that were made."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import msgspec
from django.utils.timezone import get_current_timezone, localtime

from linli.lockers.errors import UnknownTower
from linli.lockers.models import Cabinet, Compartment, Deposit, Refusal, TowerSizing
from linli.lockers.queries.supervision import bounds
from linli.lockers.rules.noons import Meal, Noon
from linli.lockers.rules.sizing import Sizing
from linli.places.models import Place
from linli.wire.messages import Size

LOOKS_BACK = timedelta(days=90)
"""A quarter: enough noons for one in twenty, and not yet another tower."""

NOON = (time(10), time(15))
"""Meals that come within are a noon's: two hours more than the rush has to either side."""

FEWEST_MEALS = 10
"""With fewer a day is no noon: a holiday, or a cabinet that was out of use."""

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class OwnNoons:
    """A tower's noons. Every day with a meal is in one of three: ``noons``, and those left out.

    ``weekend`` days and ``few`` days of too few meals; ``refused`` of the meals were refused.
    """

    noons: Sequence[Noon]
    weekend: int
    few: int
    refused: int

    @property
    def meals(self) -> float:
        """Meals of a noon on average; 0 where there is none."""
        return sum(map(len, self.noons)) / len(self.noons) if self.noons else 0.0


class Kept(msgspec.Struct, frozen=True):
    """What a sizing came to, and of what: as it is kept."""

    sizing: Sizing
    days: int
    weekend: int
    few: int
    refused: int


@dataclass(frozen=True, slots=True)
class SizingMade:
    """One sizing, and when it was made."""

    made_at: datetime
    is_own: bool
    meals: float
    kept: Kept


def own_noons(building: Place, *, now: datetime) -> OwnNoons:
    """Return a tower's noons of the last quarter, today's left out; two queries.

    What was refused because nothing was free came, too, and would have stayed.
    """
    today, _end = bounds(localtime(now).date())
    since = today - LOOKS_BACK
    stored = Deposit.objects.filter(
        building=building, stored_at__gte=since, stored_at__lt=today
    ).values_list("token", "stored_at", "ended_at", "size")
    cabinets = Cabinet.objects.filter(building=building).values("pk")
    turned = Refusal.objects.filter(cabinet__in=cabinets, at__gte=since, at__lt=today)
    known = {token: (at, ended, size) for token, at, ended, size in stored if at}
    refused = [
        (at, None, size)
        for token, at, size in turned.values_list("token", "at", "size")
        if token not in known
    ]
    days: dict[date, list[Meal]] = {}
    zone = get_current_timezone()
    for at, ended, size in (*known.values(), *refused):
        here = at.astimezone(zone)
        if NOON[0] <= here.time() < NOON[1]:
            stays = (ended - at).total_seconds() if ended else None
            second = here.hour * 3600 + here.minute * 60 + here.second
            days.setdefault(here.date(), []).append(Meal(second, stays, Size(size)))
    kinds = Counter(_kind(day.weekday(), len(meals)) for day, meals in days.items())
    noons = [
        meals for day, meals in sorted(days.items()) if _kind(day.weekday(), len(meals)) == "noon"
    ]
    return OwnNoons(noons, kinds["weekend"], kinds["few"], len(refused))


def last_sizing(building: Place) -> SizingMade | None:
    """Return the newest sizing of a tower."""
    found = TowerSizing.objects.filter(building=building).order_by("-made_at", "-pk").first()
    if found is None:
        return None
    kept = msgspec.json.decode(found.result, type=Kept)
    return SizingMade(found.made_at, found.is_own, found.meals, kept)


def doors_here(building: Place) -> tuple[int, int, int]:
    """Return how many doors of each size a tower has, whatever their state."""
    here = Compartment.objects.filter(cabinet__building=building, cabinet__revoked_at=None)
    counted = Counter(here.values_list("size", flat=True))
    return counted["S"], counted["M"], counted["L"]


def tower_named(code: str) -> Place:
    """Return the place of this code.

    Raises:
        UnknownTower: there is none.
    """
    found = Place.objects.filter(code=code).first()
    if found is None:
        raise UnknownTower(tower=code[:32])
    return found


def _kind(weekday: int, meals: int) -> str:
    if weekday >= SATURDAY:
        return "weekend"
    return "few" if meals < FEWEST_MEALS else "noon"
