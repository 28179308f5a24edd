"""Keeping a tower's days once they are over, so that a page need not count a million meals."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

import msgspec
from django.db import transaction
from django.utils.timezone import localdate

from linli.ledger.actions import append
from linli.lockers.actions.entries import of_building
from linli.lockers.models import Refusal, TowerDay
from linli.lockers.queries.figures import (
    COUNTED,
    count_of,
    first_day,
    kept_days,
    towers_not_counted,
)
from linli.lockers.queries.supervision import bounds
from linli.lockers.rules.figures import RECOUNTED_FOR, Counts, days_from
from linli.places.models import Place

DAYS_AT_ONCE = 30
"""Days counted in one round of the clock, 10 to 20 ms each; the next round comes in 5 s."""

REFUSALS_KEPT = timedelta(days=90)
"""As long as a sizing looks back; by then each day of them is counted."""


def count_towers(*, now: datetime) -> int:
    """Count what is over and not counted yet, of one tower; return how many days that was.

    The days of the last week are counted anew, once each night; yesterday comes last, so that a
    tower whose past is long is come back to until all of it is counted.
    """
    today = localdate(now)
    midnight, _end = bounds(today)
    yesterday = today - timedelta(days=1)
    waiting = towers_not_counted(yesterday, since=midnight)
    if not waiting:
        return 0
    days = _due(waiting[0], yesterday, midnight)[:DAYS_AT_ONCE]
    rows = [
        _row(waiting[0], day, platform, counts, now)
        for day in days
        for platform, counts in sorted(count_of(waiting[0], day).items())
    ]
    _keep(waiting[0], days, rows, now=now)
    return len(days)


@transaction.atomic
def _keep(
    building: Place, days: Sequence[date], rows: Sequence[TowerDay], *, now: datetime
) -> None:
    TowerDay.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["building", "platform", "day"],
        update_fields=[*COUNTED, "waits", "counted_at"],
    )
    Refusal.objects.filter(cabinet__building=building, at__lt=now - REFUSALS_KEPT).delete()
    said = [[one.day, one.platform, *(getattr(one, name) for name in COUNTED)] for one in rows]
    facts = {
        "first": days[0].isoformat(),
        "last": days[-1].isoformat(),
        "days": len(days),
        "digest": sha256(msgspec.json.encode(said)).hexdigest(),
    }
    append([of_building(building.code, "figures_counted", actor="clock", facts=facts, now=now)])


def _due(building: Place, yesterday: date, midnight: datetime) -> list[date]:
    """Return the days to count, the oldest first; there is at least yesterday."""
    first = min(first_day(building) or yesterday, yesterday)
    kept = kept_days(building, first)
    anew = yesterday - RECOUNTED_FOR
    days = days_from(first, yesterday)
    return [one for one in days if one not in kept or (one > anew and kept[one] < midnight)]


def _row(building: Place, day: date, platform: str, counts: Counts, now: datetime) -> TowerDay:
    return TowerDay(
        building=building,
        platform=platform,
        day=day,
        waits=msgspec.json.encode(dict(sorted(counts.waits.items()))).decode(),
        counted_at=now,
        **{name: getattr(counts, name) for name in COUNTED},
    )
