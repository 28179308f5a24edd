"""A tower's figures for a day, a week or a month, each beside its definition; and as a file."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.kernel import clock
from linli.lockers import access
from linli.lockers.enums import Period
from linli.lockers.forms import YEARS_BACK, read_format, read_span
from linli.lockers.queries.figures import Figures, figures_of
from linli.lockers.rules.figures import NO_PLATFORM, WHOLE, Counts
from linli.lockers.views.files import as_file
from linli.people.privacy_enums import AccessReason
from linli.web.exports import Cell, Table, Taker, export
from linli.web.pages import page
from linli.web.problems import person_of


@never_cache
@require_safe
def figures(request: HttpRequest, tower: str) -> HttpResponse:
    """Show a building's figures, of all platforms and of each."""
    now = clock.now()
    seat = access.seat_at(person_of(request), tower, now=now)
    today = localdate(now)
    period, first, last = read_span(request.GET, today=today)
    found = figures_of(seat.building, first, last, now=now)
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    context = {
        "building": seat.building,
        "periods": Period.choices,
        "period": period.value,
        "day": min(last, today),
        "first": first,
        "last": last,
        "before": before if before >= today - YEARS_BACK else None,
        "after": after if after <= today else None,
        "found": found,
        "whole": found.whole,
        "orders_a_day": found.stored_a_day,
        "platforms": [(_name(found, code), counts) for code, counts in found.platforms],
        "days": _days(found) if period != Period.DAY else (),
        "towers": [seat.building],
        "reasons": AccessReason.choices,
        "now": now,
    }
    return page(request, "lockers/figures.html", context)


@never_cache
@require_POST
def exported(request: HttpRequest) -> HttpResponse:
    """Send a building's figures, day by day and platform by platform, for a kept reason."""
    now = clock.now()
    seat = access.seat_at(person_of(request), request.POST.get("building", ""), now=now)
    _period, first, last = read_span(request.POST, today=localdate(now))
    found = figures_of(seat.building, first, last, now=now)
    rows = [_row(day, _name(found, platform), one) for (day, platform), one in found.days.items()]
    file = export(
        Table("figures", _columns(), rows),
        Taker(seat.person, seat.role, seat.building, request.POST.get("reason", "")),
        as_format=read_format(request.POST),
        chance=random.SystemRandom(),
        now=now,
    )
    return as_file(file.content, file.name, content_type=file.content_type)


def _days(found: Figures) -> Iterator[tuple[date, Counts]]:
    return ((day, one) for (day, platform), one in found.days.items() if platform == WHOLE)


def _name(found: Figures, platform: str) -> str:
    """Return what people call a platform here, or what stands where there is none."""
    named = {WHOLE: _("全楼"), NO_PLATFORM: _("没有平台登记的")}
    return named.get(platform) or found.names.get(platform, platform)


def _columns() -> list[str]:
    return [
        _("日期"),
        _("外卖平台"),
        _("存餐"),
        _("取走"),
        _("召回"),
        _("处理"),
        _("还在柜里"),
        _("没有存成"),
        _("因满被拒"),
        _("因满被拒后存入"),
        _("最忙 15 分钟"),
        _("最忙从"),
        _("取餐分钟中位数"),
        _("取餐分钟九成"),
        _("同时在柜最多"),
        _("最满从"),
        _("可用格口"),
    ]


def _row(day: date, platform: str, one: Counts) -> list[Cell]:
    return [
        day,
        platform,
        one.stored,
        one.picked,
        one.recalled,
        one.disposed,
        one.standing,
        one.not_stored,
        one.full,
        one.full_later,
        one.busiest,
        one.busiest_at,
        one.wait_median,
        one.wait_p90,
        one.peak,
        one.peak_at,
        one.doors,
    ]
