"""What leaves a roster: opening hours for everybody, calendars, a table for who keeps it."""

from datetime import datetime
from random import SystemRandom
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import get_current_timezone_name, localdate
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import conditional_page, require_POST, require_safe

from linli.buildings.access import roster as access
from linli.buildings.access.matters import Keeper, committee_of, keeper_at
from linli.buildings.forms.roster import read_week
from linli.buildings.queries.feeds import member_events, open_days, window_events
from linli.buildings.queries.roster import DAY, day_begins
from linli.buildings.queries.roster_week import cells_in
from linli.buildings.rules.ical import Event, calendar_file
from linli.buildings.rules.roster import DAYS_A_WEEK
from linli.kernel import clock
from linli.web.exports import Table, TableFormat, Taker, export
from linli.web.headers import behind_a_link
from linli.web.pages import page
from linli.web.problems import person_of


@never_cache
@require_safe
def hours(request: HttpRequest, building: str) -> HttpResponse:
    """Say when the windows of a building are open, to everybody."""
    now, at = clock.now(), committee_of(building)
    context = {
        "building": at.building,
        "days": open_days(at.committee, now=now),
        "today": localdate(now),
    }
    return page(request, "buildings/hours.html", context)


@conditional_page
@require_safe
def hours_feed(_request: HttpRequest, building: str) -> HttpResponse:
    """Say the same to a calendar: who is there is in neither."""
    at = committee_of(building)
    name = gettext("{building} 窗口开放时间").format(building=at.building.name)
    return _calendar(name, window_events(at.committee, now=clock.now()))


@behind_a_link
@conditional_page
@require_safe
def duty_feed(_request: HttpRequest, token: str) -> HttpResponse:
    """Tell the calendar of a member their duties, by the link that is theirs."""
    member = access.member_of_feed(token).member
    name = gettext("{building} 我的班").format(building=member.committee.building.name)
    return _calendar(name, member_events(member, now=clock.now()))


def _calendar(name: str, events: list[Event]) -> HttpResponse:
    zone = ZoneInfo(get_current_timezone_name())
    return HttpResponse(
        calendar_file(name, events, zone), content_type="text/calendar; charset=utf-8"
    )


@never_cache
@require_POST
def table(request: HttpRequest, building: str) -> HttpResponse:
    """Give a week as a sheet, to who keeps the roster and says why."""
    now = clock.now()
    keeper = keeper_at(person_of(request), building, now=now)
    monday = read_week(request.POST, today=localdate(now))
    taker = Taker(
        keeper.person,
        access.keeping_role(keeper, now=now),
        keeper.building,
        request.POST.get("reason", ""),
    )
    made = export(
        Table(f"roster-{monday.isoformat()}", _columns(), _rows(keeper, day_begins(monday), now)),
        taker,
        as_format=TableFormat.XLSX,
        chance=SystemRandom(),
        now=now,
    )
    return HttpResponse(
        made.content,
        content_type=made.content_type,
        headers={"Content-Disposition": f'attachment; filename="{made.name}"'},
    )


def _columns() -> list[str]:
    return [gettext("窗口"), gettext("开始"), gettext("结束"), gettext("值班人员"), gettext("到岗")]


def _rows(keeper: Keeper, begins: datetime, now: datetime) -> list[list[str | datetime]]:
    ends = begins + DAYS_A_WEEK * DAY
    cells = cells_in(keeper.committee, begins, ends, person=keeper.person.pk, now=now)
    return [
        [
            f"{one.number} {one.window}",
            one.begins_at,
            one.ends_at,
            one.who or gettext("缺人"),
            "" if one.is_gap else str(one.attendance.label),
        ]
        for one in cells
    ]
