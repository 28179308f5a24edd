"""A tower's figures: days that are over as they were counted, today as it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec
from django.db.models import Min, Q
from django.utils.timezone import localdate

from linli.lockers.enums import DepositState, DoorState
from linli.lockers.models import Cabinet, Compartment, Deposit, Platform, Refusal, TowerDay
from linli.lockers.queries.supervision import bounds
from linli.lockers.rules.figures import (
    LOOKED_BACK,
    NO_PLATFORM,
    WHOLE,
    Counts,
    Stay,
    Turned,
    count_day,
    days_from,
    together,
)
from linli.places.models import Place

COUNTED = (
    "stored",
    "picked",
    "recalled",
    "disposed",
    "standing",
    "not_stored",
    "full",
    "full_later",
    "busiest",
    "busiest_at",
    "peak",
    "peak_at",
    "doors",
)
"""What a kept day and its counts call the same."""

_IN_SERVICE = ~Q(state=DoorState.OOS)


@dataclass(frozen=True, slots=True)
class Figures:
    """A tower's figures for some days.

    ``days`` holds what is known, by day and platform; ``missing`` days are over and not counted
    yet; ``names`` are the platforms' by their codes.
    """

    days: Mapping[tuple[date, str], Counts]
    missing: int
    names: Mapping[str, str]

    @property
    def whole(self) -> Counts:
        """The tower's, of all days together."""
        return together(one for (_day, platform), one in self.days.items() if platform == WHOLE)

    @property
    def day_count(self) -> int:
        """How many days stand in it, empty ones too."""
        return sum(platform == WHOLE for _day, platform in self.days)

    @property
    def stored_a_day(self) -> float | None:
        """Meals put in on a day on average; None where there is no day."""
        return round(self.whole.stored / self.day_count, 1) if self.day_count else None

    @property
    def platforms(self) -> Sequence[tuple[str, Counts]]:
        """Each platform's together, the one with most meals first."""
        codes = {platform for _day, platform in self.days} - {WHOLE}
        found = [
            (one, together(counts for (_, code), counts in self.days.items() if code == one))
            for one in codes
        ]
        return sorted(found, key=lambda one: (-one[1].stored, one[0]))


def figures_of(building: Place, first: date, last: date, *, now: datetime) -> Figures:
    """Return a tower's figures from one day to another, today's as they stand; seven queries."""
    today = localdate(now)
    kept = TowerDay.objects.filter(building=building, day__gte=first, day__lte=last)
    days = {(one.day, one.platform): counts_of(one) for one in kept.exclude(day__gte=today)}
    if first <= today <= last:
        counted = count_of(building, today)
        days |= {(today, platform): counts for platform, counts in counted.items()}
    known = {day for day, _platform in days}
    began = first_day(building)
    over = (
        [] if began is None else days_from(max(first, began), min(last, today - timedelta(days=1)))
    )
    return Figures(
        days=dict(sorted(days.items())),
        missing=sum(one not in known for one in over),
        names=dict(Platform.objects.values_list("code", "name")),
    )


def kept_days(building: Place, since: date) -> Mapping[date, datetime]:
    """Return the days that are counted, and when each was."""
    found = TowerDay.objects.filter(building=building, platform=WHOLE, day__gte=since)
    return dict(found.values_list("day", "counted_at"))


def towers_not_counted(day: date, *, since: datetime) -> list[Place]:
    """Return the places with cabinets whose day was not counted since an instant."""
    done = TowerDay.objects.filter(platform=WHOLE, day=day, counted_at__gte=since)
    with_cabinets = Cabinet.objects.values("building")
    found = Place.objects.filter(pk__in=with_cabinets).exclude(pk__in=done.values("building"))
    return list(found.order_by("pk"))


def first_day(building: Place) -> date | None:
    """Return the day of a tower's first meal."""
    first = Deposit.objects.filter(building=building).aggregate(first=Min("stored_at"))["first"]
    return localdate(first) if first else None


def count_of(building: Place, day: date) -> dict[str, Counts]:
    """Count a day of a tower from its meals, all of it and by platform; five queries."""
    begin, end = bounds(day)
    cabinets = list(Cabinet.objects.filter(building=building).values_list("pk", flat=True))
    here = Compartment.objects.filter(cabinet__in=cabinets, cabinet__revoked_at=None)
    doors = here.filter(_IN_SERVICE).count()
    stays, turned = _stays(building, begin, end), _turned(cabinets, begin, end)
    platforms = set(stays) | set(turned) | {WHOLE}
    return {
        one: count_day(
            stays.get(one, []), turned.get(one, Turned()), begin=begin, end=end, doors=doors
        )
        for one in platforms
    }


def counts_of(kept: TowerDay) -> Counts:
    """Return what was counted of a day that is kept."""
    waits = msgspec.json.decode(kept.waits, type=dict[int, int])
    return Counts(**{name: getattr(kept, name) for name in COUNTED}, waits=waits)


def _stays(building: Place, begin: datetime, end: datetime) -> dict[str, list[Stay]]:
    found = (
        Deposit.objects.filter(
            building=building, stored_at__gte=begin - LOOKED_BACK, stored_at__lt=end
        )
        .filter(Q(ended_at=None) | Q(ended_at__gt=begin))
        .order_by("stored_at")
        .values_list("platform_order__platform__code", "stored_at", "ended_at", "state")
    )
    stays: dict[str, list[Stay]] = {}
    for platform, stored_at, ended_at, state in found:
        assert stored_at is not None, "those in were asked for"
        one = Stay(stored_at, ended_at, DepositState(state))
        stays.setdefault(WHOLE, []).append(one)
        stays.setdefault(platform or NO_PLATFORM, []).append(one)
    return stays


def _turned(cabinets: Collection[int], begin: datetime, end: datetime) -> dict[str, Turned]:
    """Return who came in vain. By cabinet, as the indexes of both tables have it."""
    refusals = Refusal.objects.filter(cabinet__in=cabinets, at__gte=begin, at__lt=end)
    refused = list(refusals.values_list("platform_order__platform__code", "token"))
    # Not as a list: anybody can send more forms than a statement takes parameters.
    later = set(
        Deposit.objects.filter(
            token__in=refusals.values("token"), stored_at__isnull=False
        ).values_list("token", flat=True)
    )
    in_vain = Deposit.objects.filter(
        cabinet__in=cabinets, ended_at__gte=begin, ended_at__lt=end, stored_at=None
    ).values_list("platform_order__platform__code", flat=True)
    told: dict[str, list[tuple[int, int, int]]] = {}
    for platform, token in refused:
        _tell(told, platform, (1, int(token in later), 0))
    for platform in in_vain:
        _tell(told, platform, (0, 0, 1))
    return {
        platform: Turned(*(sum(column) for column in zip(*rows, strict=True)))
        for platform, rows in told.items()
    }


def _tell(
    told: dict[str, list[tuple[int, int, int]]], platform: str | None, row: tuple[int, int, int]
) -> None:
    for one in (WHOLE, platform or NO_PLATFORM):
        told.setdefault(one, []).append(row)
