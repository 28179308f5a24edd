"""Alarms: open and past ones, each with who sees to it, and all of them as a file."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.lockers import access
from linli.lockers.actions.alarms import claim_alarm, remedy_alarm
from linli.lockers.forms import DIGITS_OF_A_ROW, read_format, read_number, read_remedy
from linli.lockers.queries.alarms import AlarmShown, alarm_shown, alarms_page, alarms_since
from linli.lockers.queries.towers import towers_of
from linli.lockers.views.board import INTO_THE_DRAWER
from linli.lockers.views.files import as_file
from linli.lockers.views.tiles import alarm_kind, alarm_place
from linli.people.privacy_enums import AccessReason
from linli.web.exports import MOST_ROWS, Cell, Table, Taker, export
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of

EXPORTED = timedelta(days=92)
"""The longest quarter: what a report asks for."""


@never_cache
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Show the alarms of one's buildings, open or past, newest first."""
    now = clock.now()
    buildings = access.buildings_to_watch(person_of(request), now=now)
    is_over = request.GET.get("past") == "1"
    before = read_number(request.GET, "before")
    found = alarms_page(buildings, is_over=is_over, before=before)
    context = {
        "alarms": [(one, alarm_kind(one.kind), alarm_place(one)) for one in found.alarms],
        "before": found.before,
        "is_over": is_over,
        "towers": towers_of(buildings),
        "reasons": AccessReason.choices,
        "now": now,
    }
    return page(request, "lockers/alarms.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one_alarm(request: HttpRequest, number: int) -> HttpResponse:
    """One alarm: who sees to it, since when, and what was done."""
    now, person = clock.now(), person_of(request)
    watched = access.buildings_to_watch(person, now=now)
    _find(number, watched)
    if request.method != "POST":
        return _show(request, number, watched, now=now)
    on_refusal(request, lambda error: _show(request, number, watched, now=now, error=error))
    served = access.buildings_for_crew(person, now=now)
    if request.POST.get("then") == "claim":
        claim_alarm(alarm=number, by=person, buildings=served, now=now)
    else:
        remedy = read_remedy(request.POST)
        remedy_alarm(alarm=number, by=person, remedy=remedy, buildings=served, now=now)
    return _show(request, number, watched, now=now)


@never_cache
@require_POST
def exported(request: HttpRequest) -> HttpResponse:
    """Send a building's alarms of the last quarter as a file, for a reason that is kept."""
    now, person = clock.now(), person_of(request)
    seat = access.seat_at(person, request.POST.get("building", ""), now=now)
    found = alarms_since(seat.building.pk, now - EXPORTED, most=MOST_ROWS + 1)
    file = export(
        Table("alarms", _columns(), [_row(one) for one in found]),
        Taker(seat.person, seat.role, seat.building, request.POST.get("reason", "")),
        as_format=read_format(request.POST),
        chance=random.SystemRandom(),
        now=now,
    )
    return as_file(file.content, file.name, content_type=file.content_type)


def _find(number: int, buildings: Sequence[int]) -> AlarmShown:
    is_number = len(str(number)) < DIGITS_OF_A_ROW
    alarm = alarm_shown(number, buildings) if is_number else None
    if alarm is None:
        raise Http404
    return alarm


def _show(
    request: HttpRequest,
    number: int,
    buildings: Sequence[int],
    *,
    now: datetime,
    error: LinliError | None = None,
) -> HttpResponse:
    person = person_of(request)
    alarm = _find(number, buildings)
    may_act = access.may_serve(person, now=now)
    context = {
        "action": reverse("lockers:alarm", args=[number]),
        "alarm": alarm,
        "kind": alarm_kind(alarm.kind),
        "place": alarm_place(alarm),
        "may_act": may_act and alarm.closed_at is None,
        "is_mine": alarm.claimed_by == person.pk,
        "typed": request.POST.get("remedy", ""),
        "error": error,
        "now": now,
    }
    response = page(request, "lockers/alarm.html", context)
    for name, value in INTO_THE_DRAWER.items():
        response.headers[name] = value
    return response


def _columns() -> list[str]:
    return [
        _("编号"),
        _("告警"),
        _("柜子"),
        _("格口"),
        _("部件"),
        _("首次发生"),
        _("恢复时间"),
        _("认领人"),
        _("认领时间"),
        _("处理人"),
        _("处理时间"),
        _("怎么处理的"),
        _("关闭时间"),
        _("又出现次数"),
    ]


def _row(one: AlarmShown) -> list[Cell]:
    return [
        one.number,
        str(one.kind.label),
        one.cabinet,
        one.comp or None,
        str(alarm_place(one)),
        one.began_at,
        one.lifted_at,
        one.claimer,
        one.claimed_at,
        one.remedier,
        one.remedied_at,
        one.remedy,
        one.closed_at,
        one.returned,
    ]
