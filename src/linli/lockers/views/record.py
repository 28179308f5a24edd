"""A cabinet's record: its zones' temperature as curves and in words, its lamps' runs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from linli.kernel import clock
from linli.lockers import access
from linli.lockers.forms import DAYS_BACK, read_day
from linli.lockers.queries.record import WarmthAlarm, ZoneDay, record_of
from linli.lockers.queries.supervision import bounds
from linli.lockers.rules.record import (
    HEIGHT,
    HOT_C,
    RUNS_KEPT,
    WIDTH,
    Curve,
    Hour,
    Mark,
    curve_of,
    hours_of,
    mark_of,
    y_of,
)
from linli.web.pages import page
from linli.web.problems import person_of

DOSE_MJ = 30
"""mJ/cm² that make a surface clean. Source: LOCKERS, part d; cabinet.machine.lighting."""

HOURS_NAMED = (0, 6, 12, 18, 24)
DEGREES_NAMED = (20, 40, 60, 80)


@dataclass(frozen=True, slots=True)
class ZoneDrawn:
    """One zone as its template draws it; the lowest and highest are of the whole day."""

    number: int
    set_c: float | None
    curve: Curve
    hours: list[Hour]
    alarms: tuple[tuple[WarmthAlarm, Mark | None], ...]
    lowest: float | None
    highest: float | None


@gzip_page
@never_cache
@require_safe
def record(request: HttpRequest, cabinet: str) -> HttpResponse:
    """Show what a cabinet recorded on one of the last days."""
    now = clock.now()
    places = access.buildings_to_watch(person_of(request), now=now)
    today = localdate(now)
    day = read_day(request.GET, today=today)
    found = record_of(cabinet, places, day)
    if found is None:
        raise Http404
    context = {
        "cabinet": found,
        "zones": [_drawn(one, day, now=now) for one in found.zones],
        "day": day,
        "before": day - timedelta(days=1) if day > today - DAYS_BACK else None,
        "after": day + timedelta(days=1) if day < today else None,
        "hot_c": HOT_C,
        "dose_mj": DOSE_MJ,
        "days_kept": RUNS_KEPT.days,
        "width": WIDTH,
        "height": HEIGHT,
        "across": [(f"{hour:02d}", WIDTH * hour // 24) for hour in HOURS_NAMED],
        "down": [(one, y_of(one)) for one in DEGREES_NAMED],
        "now": now,
    }
    return page(request, "lockers/record.html", context)


def _drawn(zone: ZoneDay, day: date, *, now: datetime) -> ZoneDrawn:
    begin, end = bounds(day)
    hours = hours_of(zone.readings, begin=begin, end=end)
    return ZoneDrawn(
        number=zone.zone,
        set_c=zone.set_c,
        curve=curve_of(zone.readings, begin=begin, set_c=zone.set_c),
        hours=hours,
        alarms=tuple(
            (one, mark_of(one.since, one.until, begin=begin, now=now)) for one in zone.alarms
        ),
        lowest=min((one.lowest for one in hours if one.lowest is not None), default=None),
        highest=max((one.highest for one in hours if one.highest is not None), default=None),
    )
