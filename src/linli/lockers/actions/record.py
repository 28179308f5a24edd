"""Keeping what cabinets record of their warmth and lamps, thinned, and letting it go in time."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from django.db import transaction

from linli.ledger.actions import NewEntry
from linli.ledger.rows import Value, insert_rows
from linli.lockers.actions.entries import of_cabinet
from linli.lockers.actions.statements import LockedCabinet, moment
from linli.lockers.models import CabinetFitted, LampRun, ZoneReading
from linli.lockers.rules.record import (
    READINGS_KEPT,
    RUNS_KEPT,
    SLOT_MS,
    ReadingNow,
    reading_of,
    run_of,
    together,
)
from linli.wire.messages import Event, Hello

AT_ONCE = 500
"""Old rows let go of in one round of the clock, which comes every few seconds."""

_READING = {
    "cabinet_id": "bigint",
    "zone": "smallint",
    "slot": "bigint",
    "celsius": "double precision",
    "lowest": "double precision",
    "highest": "double precision",
}
_MERGED = (
    "ON CONFLICT (cabinet_id, zone, slot) DO UPDATE SET"
    " celsius = COALESCE(excluded.celsius, lockers_zonereading.celsius),"
    " lowest = CASE WHEN lockers_zonereading.lowest < excluded.lowest"
    " THEN lockers_zonereading.lowest"
    " ELSE COALESCE(excluded.lowest, lockers_zonereading.lowest) END,"
    " highest = CASE WHEN lockers_zonereading.highest > excluded.highest"
    " THEN lockers_zonereading.highest"
    " ELSE COALESCE(excluded.highest, lockers_zonereading.highest) END"
)
_RUN = {
    "cabinet_id": "bigint",
    "comp": "smallint",
    "ended_at": "timestamptz",
    "lit_s": "integer",
    "dose_mj": "integer",
    "lamp_h": "integer",
    "worn": "boolean",
}


def keep_record(taken: Iterable[tuple[LockedCabinet, Sequence[Event]]], *, now: datetime) -> None:
    """Keep the readings and the lamps' runs of new lines: two statements, or none."""
    now_ms = int(now.timestamp() * 1_000)
    readings: dict[tuple[int, int, int], ReadingNow] = {}
    runs: list[tuple[Value, ...]] = []
    for cabinet, lines in taken:
        for line in lines:
            if (found := reading_of(line, now_ms=now_ms)) is not None:
                zone, one = found
                key = cabinet.id, zone, one.slot
                readings[key] = together(readings[key], one) if key in readings else one
            elif (run := run_of(line)) is not None:
                ended = min(moment(line.wall) or now, now)
                runs.append((cabinet.id, line.comp, ended, *run))
    rows: list[tuple[Value, ...]] = [
        (*key, one.celsius, one.lowest, one.highest) for key, one in sorted(readings.items())
    ]
    insert_rows("lockers_zonereading", _READING, rows, otherwise=_MERGED)
    insert_rows("lockers_lamprun", _RUN, runs)


def forget_records(*, now: datetime) -> int:
    """Let go of readings and runs whose time is over, some of each; return how many."""
    oldest = int((now - READINGS_KEPT).timestamp() * 1_000) // SLOT_MS
    old_readings = ZoneReading.objects.filter(slot__lt=oldest).order_by("slot")
    old_runs = LampRun.objects.filter(ended_at__lt=now - RUNS_KEPT).order_by("ended_at")
    readings = list(old_readings.values_list("pk", flat=True)[:AT_ONCE])
    runs = list(old_runs.values_list("pk", flat=True)[:AT_ONCE])
    if not (readings or runs):
        return 0
    with transaction.atomic():
        gone = ZoneReading.objects.filter(pk__in=readings).delete()[0]
        return gone + LampRun.objects.filter(pk__in=runs).delete()[0]


def keep_fitted(
    hellos: Iterable[Hello], cabinets: dict[str, LockedCabinet], *, now: datetime
) -> list[NewEntry]:
    """Keep how cabinets say that they are built, where that is news; the caller writes the ledger.

    One query, whoever says hello; nothing where no agent tells.
    """
    told = {
        cabinets[one.cab]: msgspec.json.encode(one.fitted, order="sorted").decode()
        for one in hellos
        if one.fitted is not None and one.cab in cabinets
    }
    if not told:
        return []
    numbers = [one.id for one in told]
    kept = CabinetFitted.objects.filter(cabinet__in=numbers)
    known = dict(kept.values_list("cabinet_id", "told"))
    news = {one: text for one, text in told.items() if known.get(one.id) != text}
    for cabinet, text in news.items():
        CabinetFitted.objects.update_or_create(
            cabinet_id=cabinet.id, defaults={"told": text, "told_at": now}
        )
    return [
        of_cabinet(
            one.code, "cabinet_fitted", actor=f"cabinet:{one.code}", facts={"told": text}, now=now
        )
        for one, text in news.items()
    ]
