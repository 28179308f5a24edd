"""The roster of a building, for who keeps it or is on it: a week, and one shift of it."""

from collections.abc import Callable, Mapping
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import get_current_timezone, localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.buildings.access import roster as access
from linli.buildings.access.matters import Keeper, keeper_at
from linli.buildings.access.roster import Placed, Reader
from linli.buildings.actions import duties, shifts
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.matters import read_number
from linli.buildings.forms.roster import read_month, read_span, read_week
from linli.buildings.queries.calendar import calendar_of
from linli.buildings.queries.roster import DAY, windows_of
from linli.buildings.queries.roster_choice import choices_for, shift_cell
from linli.buildings.queries.roster_week import week_of
from linli.buildings.rules.calendar import unknown_years
from linli.buildings.rules.roster import DAYS_A_WEEK, weekday_on
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people.privacy_enums import AccessReason
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of

Press = Callable[[Keeper, Placed, HttpRequest], object]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def week(request: HttpRequest, building: str) -> HttpResponse:
    """Show a week, gaps first; copy the week before it, make shifts, add one by hand."""
    now, person = clock.now(), person_of(request)
    if request.method != "POST":
        return _week(request, access.reader_at(person, building, now=now))
    keeper = keeper_at(person, building, now=now)
    reader = Reader(person, keeper.committee, None, keeps=True)
    on_refusal(request, lambda error: _week(request, reader, error=error))
    then, today = request.POST.get("then"), localdate(now)
    monday = read_week(request.POST, today=today)
    if then == "copy":
        shifts.copy_week(keeper, monday=monday, now=now)
    elif then == "make":
        first, last = read_month(request.POST, today=today)
        shifts.make_shifts(keeper, first=first, last=last, now=now)
        monday = read_week({"week": first.isoformat()}, today=today)
    elif then == "add":
        window = access.window_of(keeper, read_number(request.POST, "window"))
        span = read_span(request.POST)
        shifts.add_shift(keeper, window, span, now=now)
        monday = read_week({"week": request.POST["day"]}, today=today)
    else:
        raise FormUnreadable
    return _to_week(building, monday)


def _to_week(building: str, monday: date) -> HttpResponse:
    return redirect(reverse("buildings:roster", args=[building]) + f"?week={monday.isoformat()}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def shift(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Show one shift with who could take it, and why others cannot; give, take, move, drop it."""
    now = clock.now()
    keeper = keeper_at(person_of(request), building, now=now)
    found = access.shift_of(keeper, number)
    if request.method != "POST":
        return _shift(request, keeper, found)
    on_refusal(
        request,
        lambda error: _shift(request, keeper, access.shift_of(keeper, number), error=error),
    )
    press = PRESSES.get(request.POST.get("then", ""))
    if press is None:
        raise FormUnreadable
    press(keeper, found, request)
    return _to_week(building, localdate(found.shift.begins_at))


def _give(keeper: Keeper, one: Placed, request: HttpRequest) -> None:
    duties.give(
        keeper,
        one.shift,
        access.member_of(keeper, read_number(request.POST, "member")).member,
        insists=request.POST.get("insists") == "yes",
        now=clock.now(),
    )


PRESSES: Mapping[str, Press] = {
    "give": _give,
    "take": lambda keeper, one, _: duties.take_away(keeper, one.shift, now=clock.now()),
    "change": lambda keeper, one, request: shifts.change_shift(
        keeper, one.shift, read_span(request.POST), now=clock.now()
    ),
    "drop": lambda keeper, one, _: shifts.drop_shift(keeper, one.shift, now=clock.now()),
}
"""What each button does."""


def _week(request: HttpRequest, reader: Reader, *, error: LinliError | None = None) -> HttpResponse:
    now = clock.now()
    today = localdate(now)
    monday = read_week(request.POST or request.GET, today=today)
    calendar = calendar_of(reader.building)
    days = [monday + DAY * at for at in range(DAYS_A_WEEK)]
    off = [one for one in days if weekday_on(one, calendar) is None]
    context = {
        "building": reader.building,
        "week": week_of(reader.committee, monday, off=off, person=reader.person.pk, now=now),
        "windows": windows_of(reader.committee) if reader.keeps else (),
        "keeps": reader.keeps,
        "is_member": reader.member is not None,
        "monday": monday,
        "before": monday - DAYS_A_WEEK * DAY,
        "after": monday + DAYS_A_WEEK * DAY,
        "unknown_years": unknown_years(monday, days[-1], calendar),
        "reasons": AccessReason.choices if reader.keeps else (),
        "today": today,
        "typed": request.POST,
        "error": error,
        "now": now,
    }
    return page(request, "buildings/roster_week.html", context)


def _shift(
    request: HttpRequest, keeper: Keeper, found: Placed, *, error: LinliError | None = None
) -> HttpResponse:
    now, one = clock.now(), found.shift
    zone = get_current_timezone()
    context = {
        "building": keeper.building,
        "shift": shift_cell(keeper.committee, one, person=keeper.person.pk, now=now),
        "choices": choices_for(keeper.committee, one),
        "chosen": read_number(request.POST, "member"),
        "begins": one.begins_at.astimezone(zone),
        "ends": one.ends_at.astimezone(zone),
        "typed": request.POST,
        "error": error,
        "now": now,
    }
    return page(request, "buildings/roster_shift.html", context)
