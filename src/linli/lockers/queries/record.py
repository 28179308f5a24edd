"""One cabinet's record of a day: each zone's temperature, and each lamp's runs."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from django.db.models import Count, Max

from linli.lockers.enums import AlarmKind
from linli.lockers.models import Alarm, Cabinet, CabinetFitted, LampRun, ZoneReading
from linli.lockers.queries.supervision import bounds
from linli.lockers.rules.record import SLOT_MS, ReadingNow
from linli.lockers.rules.supervision import WARMTH
from linli.wire.messages import ZONES_TOLD, Fitted

ALARMS_SHOWN = 100
"""Of one day and cabinet."""


@dataclass(frozen=True, slots=True)
class WarmthAlarm:
    """One alarm of a zone: until when, None while it stands."""

    kind: AlarmKind
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class ZoneDay:
    """One heated zone's day; ``set_c`` is None where its cabinet has not told."""

    zone: int
    set_c: float | None
    readings: tuple[ReadingNow, ...]
    alarms: tuple[WarmthAlarm, ...]


@dataclass(frozen=True, slots=True)
class LampNow:
    """One compartment's lamp: its last run, and how many there were in a month."""

    comp: int
    ended_at: datetime
    lit_s: int
    dose_mj: int | None
    lamp_h: int | None
    worn: bool
    runs: int


@dataclass(frozen=True, slots=True)
class Record:
    """What one cabinet recorded."""

    code: str
    spot: str
    building: str
    zones: tuple[ZoneDay, ...]
    lamps: tuple[LampNow, ...]


def record_of(code: str, places: Collection[int], day: date) -> Record | None:
    """Return a cabinet's record of a day, None where none of these places has it; six queries."""
    found = Cabinet.objects.select_related("building").filter(code=code, building__in=places)
    cabinet = found.first()
    if cabinet is None:
        return None
    fitted = fitted_of(cabinet.pk)
    set_c = {int(zone): celsius for zone, celsius in fitted.set_c.items()} if fitted else {}
    begin, end = bounds(day)
    readings = _readings(cabinet.pk, begin, end)
    alarms = _alarms(cabinet.pk, begin, end)
    zones = sorted({*set_c, *readings, *alarms})[:ZONES_TOLD]
    return Record(
        code=cabinet.code,
        spot=cabinet.spot,
        building=cabinet.building.name,
        zones=tuple(
            ZoneDay(one, set_c.get(one), tuple(readings[one]), tuple(alarms[one])) for one in zones
        ),
        lamps=tuple(_lamps(cabinet.pk)),
    )


def fitted_of(cabinet: int) -> Fitted | None:
    """Return how a cabinet says that it is built, None where it never has."""
    told = CabinetFitted.objects.filter(cabinet=cabinet).values_list("told", flat=True).first()
    return None if told is None else msgspec.json.decode(told, type=Fitted)


def _readings(cabinet: int, begin: datetime, end: datetime) -> dict[int, list[ReadingNow]]:
    slots = [int(one.timestamp() * 1_000) // SLOT_MS for one in (begin, end)]
    found = ZoneReading.objects.filter(cabinet=cabinet, slot__gte=slots[0], slot__lt=slots[1])
    readings: dict[int, list[ReadingNow]] = defaultdict(list)
    rows = found.order_by("zone", "slot")
    columns = rows.values_list("zone", "slot", "celsius", "lowest", "highest")
    for zone, slot, celsius, lowest, highest in columns:
        readings[zone].append(ReadingNow(slot, celsius, lowest, highest))
    return readings


def _alarms(cabinet: int, begin: datetime, end: datetime) -> dict[int, list[WarmthAlarm]]:
    """Return the alarms of warmth that stood on a day, by zone."""
    found = Alarm.objects.filter(cabinet=cabinet, kind__in=WARMTH, since__lt=end)
    found = found.exclude(lifted_at__lt=begin).order_by("since", "pk")
    alarms: dict[int, list[WarmthAlarm]] = defaultdict(list)
    for kind, part, since, until in found.values_list("kind", "part", "since", "lifted_at")[
        :ALARMS_SHOWN
    ]:
        if part.isdecimal():
            alarms[int(part)].append(WarmthAlarm(AlarmKind(kind), since, until))
    return alarms


def _lamps(cabinet: int) -> list[LampNow]:
    counted = {
        one["last"]: one["runs"]
        for one in LampRun.objects.filter(cabinet=cabinet)
        .values("comp")
        .annotate(last=Max("pk"), runs=Count("pk"))
    }
    return [
        LampNow(
            one.comp, one.ended_at, one.lit_s, one.dose_mj, one.lamp_h, one.worn, counted[one.pk]
        )
        for one in LampRun.objects.filter(pk__in=list(counted)).order_by("comp")
    ]
