"""Alarms as people read them, and what of the cabinets they are held against."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from linli.lockers.enums import AlarmKind, DepositState, DoorState
from linli.lockers.models import Alarm, Cabinet, CabinetPart, Compartment, Deposit, is_live
from linli.lockers.queries.holds import nobodys
from linli.lockers.rules.alarms import CabinetSeen, Cause, DoorSeen, PartSeen
from linli.lockers.rules.holding import hold_ms_of, is_too_old

PAGE = 50
"""Alarms on one page."""

_WRONG = (DoorState.CHECK, DoorState.UNSURE, DoorState.OOS)


@dataclass(frozen=True, slots=True)
class SeenCabinet:
    """One cabinet, by code, with all that may need a hand."""

    code: str
    seen: CabinetSeen


@dataclass(frozen=True, slots=True)
class AlarmShown:
    """One alarm with the names of its cabinet, and of who saw to it, masked."""

    number: int
    kind: AlarmKind
    cabinet: str
    spot: str
    building: str
    comp: int
    part: str
    began_at: datetime
    since: datetime
    lifted_at: datetime | None
    claimed_by: int | None
    claimer: str
    claimed_at: datetime | None
    remedier: str
    remedied_at: datetime | None
    remedy: str
    closed_at: datetime | None
    returned: int


@dataclass(frozen=True, slots=True)
class AlarmPage:
    """One page of alarms, newest first; ``before`` asks for the next, None on the last."""

    alarms: tuple[AlarmShown, ...]
    before: int | None


def open_alarms(buildings: Sequence[int]) -> list[AlarmShown]:
    """Return what needs a hand now: whole cabinets and their parts first, then the longest wait."""
    found = _in(buildings).filter(closed_at=None)
    return sorted(map(_shown, found), key=lambda one: (one.comp > 0, one.since, one.number))


def alarms_page(buildings: Sequence[int], *, is_over: bool, before: int | None) -> AlarmPage:
    """Return open or past alarms, fifty at a time, always one query."""
    found = _in(buildings).filter(closed_at__isnull=not is_over)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: PAGE + 1])
    shown = tuple(map(_shown, rows[:PAGE]))
    return AlarmPage(shown, shown[-1].number if len(rows) > PAGE else None)


def alarm_shown(number: int, buildings: Sequence[int]) -> AlarmShown | None:
    """Return one alarm, None where there is none in these buildings."""
    found = _in(buildings).filter(pk=number).first()
    return None if found is None else _shown(found)


def alarms_since(building: int, since: datetime, *, most: int) -> list[AlarmShown]:
    """Return a building's alarms that began since then, oldest first, at most so many."""
    found = _in([building]).filter(began_at__gte=since).order_by("began_at", "pk")
    return [_shown(one) for one in found[:most]]


def standing_causes(code: str = "") -> dict[str, set[Cause]]:
    """Return the causes that stand by our alarms, by cabinet; of one cabinet or of all."""
    found = Alarm.objects.filter(closed_at=None, lifted_at=None)
    if code:
        found = found.filter(cabinet__code=code)
    standing: dict[str, set[Cause]] = {}
    for cabinet, kind, comp, part in found.values_list("cabinet__code", "kind", "comp", "part"):
        standing.setdefault(cabinet, set()).add(Cause(AlarmKind(kind), comp, part))
    return standing


def cabinets_seen(code: str = "", *, now: datetime) -> list[SeenCabinet]:
    """Return what is known of one cabinet or of all: only doors and parts that are not well."""
    cabinets = Cabinet.objects.order_by("pk")
    if code:
        cabinets = cabinets.filter(code=code)
    rows = list(cabinets)
    doors = _doors(rows, now=now)
    parts: dict[int, list[PartSeen]] = {}
    for part in CabinetPart.objects.filter(cabinet__in=rows).exclude(alarm=""):
        seen = PartSeen(part.name, AlarmKind(part.alarm), part.told_at)
        parts.setdefault(part.cabinet_id, []).append(seen)
    return [
        SeenCabinet(
            one.code,
            CabinetSeen(
                heard_at=one.heard_at,
                quarantined=one.quarantined_at is not None,
                revoked=one.revoked_at is not None,
                doors=tuple(doors.get(one.pk, ())),
                parts=tuple(parts.get(one.pk, ())),
            ),
        )
        for one in rows
    ]


def out_of_service(cabinet: CabinetSeen) -> Collection[int]:
    """Return the doors that were taken out of service."""
    return [one.number for one in cabinet.doors if one.state == DoorState.OOS]


def _doors(cabinets: Sequence[Cabinet], *, now: datetime) -> dict[int, list[DoorSeen]]:
    overdue, wanted = _overdue(cabinets, now=now), _wanted(cabinets)
    kept = nobodys(cabinets)
    found = Compartment.objects.filter(cabinet__in=cabinets).filter(
        Q(state__in=_WRONG) | Q(left_open=True) | Q(deposit__in=overdue | wanted)
    )
    doors: dict[int, list[DoorSeen]] = {}
    for one in found.order_by("cabinet_id", "number"):
        doors.setdefault(one.cabinet_id, []).append(
            DoorSeen(
                one.number,
                DoorState(one.state),
                left_open=one.left_open,
                is_overdue=one.deposit in overdue,
                is_wanted=one.deposit in wanted,
                is_spare=(one.cabinet_id, one.number) in kept,
            )
        )
    return doors


def _overdue(cabinets: Sequence[Cabinet], *, now: datetime) -> set[str]:
    """Return the stored meals that stand too long, by their cabinets' word or by the time."""
    hold = {one.pk: one.hold_ms for one in cabinets}
    oldest = now - timedelta(milliseconds=min(hold.values(), default=0))
    stored = Deposit.objects.filter(is_live(), cabinet__in=cabinets, state=DepositState.STORED)
    meals = stored.filter(Q(held=True) | Q(stored_at__lte=oldest))
    return {
        one.code
        for one in meals
        if one.stored_at is not None
        if one.held
        or is_too_old(
            stored_at=one.stored_at,
            hold_ms=hold_ms_of(usual_ms=hold[one.cabinet_id], hot_ms=one.hot_ms),
            now=now,
        )
    }


def _wanted(cabinets: Sequence[Cabinet]) -> set[str]:
    """Return the stored meals that their platforms want back."""
    stored = Deposit.objects.filter(is_live(), cabinet__in=cabinets, state=DepositState.STORED)
    asked = stored.filter(platform_order__recall_asked_at__isnull=False)
    return set(asked.values_list("code", flat=True))


def _in(buildings: Sequence[int]) -> QuerySet[Alarm]:
    return Alarm.objects.select_related("cabinet__building", "claimed_by", "remedied_by").filter(
        cabinet__building__in=buildings
    )


def _shown(alarm: Alarm) -> AlarmShown:
    return AlarmShown(
        number=alarm.pk,
        kind=AlarmKind(alarm.kind),
        cabinet=alarm.cabinet.code,
        spot=alarm.cabinet.spot,
        building=alarm.cabinet.building.name,
        comp=alarm.comp,
        part=alarm.part,
        began_at=alarm.began_at,
        since=alarm.since,
        lifted_at=alarm.lifted_at,
        claimed_by=alarm.claimed_by_id,
        claimer=str(alarm.claimed_by.name) if alarm.claimed_by else "",
        claimed_at=alarm.claimed_at,
        remedier=str(alarm.remedied_by.name) if alarm.remedied_by else "",
        remedied_at=alarm.remedied_at,
        remedy=alarm.remedy,
        closed_at=alarm.closed_at,
        returned=alarm.returned,
    )
