"""How often the doors of some buildings failed, per cabinet and per family of lock boards."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec
from django.db.models import Count, Q, Sum

from linli.lockers.enums import AlarmKind
from linli.lockers.models import Alarm, Cabinet, CabinetDay, CabinetFitted
from linli.lockers.queries.supervision import bounds
from linli.lockers.rules.faults import Openings, family_of, together
from linli.wire.messages import Fitted

SHOWN = 100
"""Cabinets of one page, the worst first; the sums are of all."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One line: a cabinet, a family or all, in these days and in as many before."""

    name: str
    beside: str
    now: Openings
    before: Openings


@dataclass(frozen=True, slots=True)
class Faults:
    """What the page shows: ``all`` is one line; ``more`` cabinets are not listed."""

    all: tuple[Compared, ...]
    families: tuple[Compared, ...]
    cabinets: tuple[Compared, ...]
    more: int


def faults_of(places: Collection[int], *, today: date, days: int) -> Faults:
    """Return the faults of these places' cabinets in the last days; always four queries."""
    begin = today - timedelta(days=days - 1)
    before = begin - timedelta(days=days)
    cabinets = list(
        Cabinet.objects.filter(building__in=places)
        .order_by("code")
        .values_list("pk", "code", "building__name")
    )
    counted = _counted([pk for pk, *_names in cabinets], before, begin, today)
    families = _families([pk for pk, *_names in cabinets])
    by_family: dict[str, list[tuple[Openings, Openings]]] = defaultdict(list)
    lines = []
    for pk, code, building in cabinets:
        by_family[families.get(pk, "")].append(counted[pk])
        lines.append(Compared(code, building, *counted[pk]))
    lines.sort(key=lambda one: (-(one.now.rate or 0), one.name))
    return Faults(
        all=(_sum("", list(counted.values())),),
        families=tuple(_sum(name, by_family[name]) for name in sorted(by_family)),
        cabinets=tuple(lines[:SHOWN]),
        more=max(0, len(lines) - SHOWN),
    )


def _sum(name: str, some: list[tuple[Openings, Openings]]) -> Compared:
    return Compared(
        name, f"{len(some)}", together(now for now, _ in some), together(was for _, was in some)
    )


def _counted(
    cabinets: Collection[int], before: date, begin: date, today: date
) -> dict[int, tuple[Openings, Openings]]:
    """Return each cabinet's openings since ``begin``, and from ``before`` until then."""
    lately, earlier = Q(day__gte=begin), Q(day__lt=begin)
    days = {
        one["cabinet"]: one
        for one in CabinetDay.objects.filter(cabinet__in=cabinets, day__gte=before, day__lte=today)
        .values("cabinet")
        .annotate(
            opened=Sum("openings", filter=lately, default=0),
            jammed=Sum("jams", filter=lately, default=0),
            was_opened=Sum("openings", filter=earlier, default=0),
            was_jammed=Sum("jams", filter=earlier, default=0),
        )
    }
    (first, _), (middle, _), (_, end) = bounds(before), bounds(begin), bounds(today)
    silent = Alarm.objects.filter(
        cabinet__in=cabinets, kind=AlarmKind.BOARD_SILENT, began_at__gte=first, began_at__lt=end
    )
    boards = {
        one["cabinet"]: one
        for one in silent.values("cabinet").annotate(
            lately=Count("pk", filter=Q(began_at__gte=middle)),
            earlier=Count("pk", filter=Q(began_at__lt=middle)),
        )
    }
    none: dict[str, int] = defaultdict(int)
    return {
        one: (
            Openings(day["opened"], day["jammed"], board["lately"]),
            Openings(day["was_opened"], day["was_jammed"], board["earlier"]),
        )
        for one in cabinets
        for day, board in [(days.get(one, none), boards.get(one, none))]
    }


def _families(cabinets: Collection[int]) -> dict[int, str]:
    told = CabinetFitted.objects.filter(cabinet__in=cabinets).values_list("cabinet_id", "told")
    return {one: family_of(msgspec.json.decode(text, type=Fitted)) for one, text in told}
