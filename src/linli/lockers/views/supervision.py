"""Property's page: one building's day, the signature under it, and what is to be put right."""

import random
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.lockers import access
from linli.lockers.access import Seat
from linli.lockers.actions import supervision as actions
from linli.lockers.actions.complaints import answer_complaint, take_complaint
from linli.lockers.actions.monthly import report_month
from linli.lockers.forms import (
    DAYS_BACK,
    read_day,
    read_format,
    read_month,
    read_number,
    read_remedy,
)
from linli.lockers.queries.cleaning import cleaned_on
from linli.lockers.queries.complaints import complaints_waiting
from linli.lockers.queries.monthly import month_of
from linli.lockers.queries.supervision import (
    Day,
    bounds,
    day_of,
    days_of,
    digest_of,
    orders_of,
    signature_of,
)
from linli.lockers.rules.supervision import DEADLINES_H, REPAIR_WITHIN
from linli.lockers.views.files import as_file
from linli.people.enums import Role
from linli.people.privacy_enums import AccessReason
from linli.people.queries import may
from linli.web.exports import Cell, Table, Taker, export
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of

EXPORTED_DAYS = 31
"""A month, for the monthly report."""

MONTHS = 13
"""This month, and a year back."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def day(request: HttpRequest, tower: str) -> HttpResponse:
    """Show a building's day; sign for it, order, answer and accept what is to be put right."""
    now, person = clock.now(), person_of(request)
    seat = access.seat_at(person, tower, now=now)
    which = read_day(request.GET, today=localdate(now))
    if request.method != "POST":
        return _show(request, seat, which, now=now)
    on_refusal(request, lambda error: _show(request, seat, which, now=now, error=error))
    _do(request, tower, which, now=now)
    return _show(request, seat, which, now=now)


@never_cache
@require_POST
def exported(request: HttpRequest) -> HttpResponse:
    """Send a building's last month, day by day, as a file, for a reason that is kept."""
    now, person = clock.now(), person_of(request)
    seat = access.seat_at(person, request.POST.get("building", ""), now=now)
    today = localdate(now)
    days = [today - timedelta(days=one) for one in range(EXPORTED_DAYS)]
    file = export(
        Table("days", _columns(), [_row(one) for one in days_of(seat.building, days, now=now)]),
        Taker(seat.person, seat.role, seat.building, request.POST.get("reason", "")),
        as_format=read_format(request.POST),
        chance=random.SystemRandom(),
        now=now,
    )
    return as_file(file.content, file.name, content_type=file.content_type)


@never_cache
@require_POST
def month(request: HttpRequest) -> HttpResponse:
    """Send a building's month as PDF, for a reason that is kept, with its hash in the ledger."""
    # Loaded by who prints: 20 MB that a web process mostly does not need.
    from linli.lockers.views.month_paper import printed  # noqa: PLC0415

    now, person = clock.now(), person_of(request)
    seat = access.seat_at(person, request.POST.get("building", ""), now=now)
    first = read_month(request.POST, today=localdate(now))
    found = month_of(seat.building, first, now=now)
    taker = Taker(seat.person, seat.role, seat.building, request.POST.get("reason", ""))
    watermark, mark = report_month(found, taker, chance=random.SystemRandom(), now=now)
    return as_file(printed(found, mark=mark), f"month-{first:%Y-%m}-{watermark}.pdf")


def _do(request: HttpRequest, tower: str, which: date, *, now: datetime) -> None:
    """Do what was pressed: property alone signs, orders and accepts; the crew answers.

    Whoever stands at the front desk takes down a complaint.
    """
    person, then = person_of(request), request.POST.get("then")
    number = read_number(request.POST, "number") or 0
    if then == "answer":
        crew = access.seat_in(person, tower, access.SERVING, now=now)
        answer = read_remedy(request.POST)
        actions.answer_order(crew, number=number, answer=answer, now=now)
        return
    if then == "complain":
        seat = access.seat_at(person, tower, now=now)
        take_complaint(seat, said=read_remedy(request.POST), now=now)
        return
    if then == "reply":
        crew = access.seat_in(person, tower, access.SERVING, now=now)
        answer_complaint(crew, number=number, answer=read_remedy(request.POST), now=now)
        return
    seat = access.seat_in(person, tower, (Role.PROPERTY,), now=now)
    if then == "sign":
        actions.cosign(seat, day=which, digest=request.POST.get("digest", ""), now=now)
    elif then == "order":
        hours = read_number(request.POST, "hours") or 0
        actions.order(seat, wants=read_remedy(request.POST), hours=hours, now=now)
    elif then == "accept":
        actions.accept_answer(seat, number=number, now=now)
    else:
        actions.send_back(seat, number=number, now=now)


def _show(
    request: HttpRequest,
    seat: Seat,
    which: date,
    *,
    now: datetime,
    error: LinliError | None = None,
) -> HttpResponse:
    then = request.POST.get("then")
    known, today = day_of(seat.building, which, now=now), localdate(now)
    context = {
        "action": f"{reverse('lockers:day', args=[seat.building.code])}?day={which:%Y-%m-%d}",
        "building": seat.building,
        "known": known,
        "digest": digest_of(known.seen),
        "signature": signature_of(seat.building, which),
        "orders": orders_of(seat.building),
        "cleaned": cleaned_on(seat.building.pk, which),
        "complaints": [
            *complaints_waiting(seat.building, bounds(which)[0]),
            *known.complaints,
        ],
        "complained": request.POST.get("remedy", "") if then == "complain" else "",
        "before": which - timedelta(days=1) if which > today - DAYS_BACK else None,
        "after": which + timedelta(days=1) if which < today else None,
        "is_property": may(seat.person, Role.PROPERTY, place=seat.building, now=now),
        "may_serve": seat.may_serve,
        "hours": DEADLINES_H,
        "promised_h": REPAIR_WITHIN // timedelta(hours=1),
        "longest_min": known.repairs.longest // timedelta(minutes=1),
        "towers": [seat.building],
        "reasons": AccessReason.choices,
        "months": _months(today),
        "typed": request.POST.get("remedy", "") if then == "order" else "",
        "error": error,
        "now": now,
    }
    return page(request, "lockers/day.html", context)


def _months(today: date) -> list[date]:
    """Return the first days of this month and those before it, the newest first."""
    months = [today.replace(day=1)]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months


def _columns() -> list[str]:
    return [
        _("日期"),
        _("存餐"),
        _("按时取走"),
        _("按时取走 %"),
        _("滞留"),
        _("已提醒"),
        _("消毒次数"),
        _("温度异常"),
        _("按时修复"),
        _("超时修复"),
        _("最长修复（分钟）"),
        _("开门次数"),
        _("没打开次数"),
        _("当天整改单"),
        _("当天投诉"),
        _("还没答复的投诉"),
    ]


def _row(one: Day) -> list[Cell]:
    return [
        one.day,
        one.stored,
        one.picked,
        one.picked_percent,
        one.overdue,
        one.reminded,
        one.sanitised,
        len(one.cold),
        one.repairs.in_time,
        one.repairs.late,
        one.repairs.longest // timedelta(minutes=1),
        one.openings,
        one.jams,
        one.orders_raised,
        len(one.complaints),
        sum(each.answered_at is None for each in one.complaints),
    ]
