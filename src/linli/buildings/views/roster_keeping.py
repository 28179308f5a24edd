"""What who keeps a roster writes down: who is on it, the week as it should be, a proposal."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.buildings.access import roster as access
from linli.buildings.access.matters import Keeper, keeper_at
from linli.buildings.actions import members, planning, shifts
from linli.buildings.enums.roster import MemberKind, Weekday
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.matters import read_day, read_number
from linli.buildings.forms.roster import read_terms, read_time, read_weekday
from linli.buildings.queries.roster import member_rows, patterns_of, windows_of
from linli.buildings.queries.roster_choice import draft_of
from linli.buildings.rules.roster import MOST_PER_WEEK
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of

Press = Callable[[Keeper, HttpRequest], object]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, building: str) -> HttpResponse:
    """List who is on a roster; add somebody, agree anew, note days away."""
    keeper = keeper_at(person_of(request), building, now=clock.now())
    if request.method != "POST":
        return _people(request, keeper)
    on_refusal(request, lambda error: _people(request, keeper, error=error))
    _press(OF_PEOPLE, keeper, request)
    return redirect("buildings:roster_people", building)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pattern(request: HttpRequest, building: str) -> HttpResponse:
    """Show the week as it should be; add a shift to it, or end one."""
    keeper = keeper_at(person_of(request), building, now=clock.now())
    if request.method != "POST":
        return _pattern(request, keeper)
    on_refusal(request, lambda error: _pattern(request, keeper, error=error))
    _press(OF_PATTERN, keeper, request)
    return redirect("buildings:roster_pattern", building)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, building: str) -> HttpResponse:
    """Show a proposal, gaps first; make one, apply it, throw it away."""
    keeper = keeper_at(person_of(request), building, now=clock.now())
    if request.method != "POST":
        return _draft(request, keeper)
    on_refusal(request, lambda error: _draft(request, keeper, error=error))
    _press(OF_DRAFT, keeper, request)
    if request.POST.get("then") == "apply":
        return redirect("buildings:roster", building)
    return redirect("buildings:roster_draft", building)


def _press(presses: Mapping[str, Press], keeper: Keeper, request: HttpRequest) -> None:
    press = presses.get(request.POST.get("then", ""))
    if press is None:
        raise FormUnreadable
    press(keeper, request)


def _add(keeper: Keeper, request: HttpRequest) -> None:
    members.add_member(
        keeper,
        person=read_number(request.POST, "person"),
        terms=read_terms(request.POST, request.POST.getlist("windows")),
        now=clock.now(),
    )


def _agree(keeper: Keeper, request: HttpRequest) -> None:
    terms = read_terms(request.POST, request.POST.getlist("windows"))
    found = access.member_of(keeper, read_number(request.POST, "member")).member
    members.change_member(keeper, found, terms=terms, now=clock.now())


def _remove(keeper: Keeper, request: HttpRequest) -> None:
    found = access.member_of(keeper, read_number(request.POST, "member")).member
    members.remove_member(keeper, found, now=clock.now())


def _away(keeper: Keeper, request: HttpRequest) -> None:
    found = access.member_of(keeper, read_number(request.POST, "member")).member
    first, last = read_day(request.POST, "first"), read_day(request.POST, "last")
    members.note_absence(found, first=first, last=last, by=keeper.person, now=clock.now())


def _back(keeper: Keeper, request: HttpRequest) -> None:
    found = access.member_of(keeper, read_number(request.POST, "member")).member
    absence = read_number(request.POST, "absence")
    members.forget_absence(found, absence=absence, by=keeper.person, now=clock.now())


def _want(keeper: Keeper, request: HttpRequest) -> None:
    shifts.add_pattern(
        keeper,
        access.window_of(keeper, read_number(request.POST, "window")),
        weekday=read_weekday(request.POST),
        begins=read_time(request.POST, "begins"),
        ends=read_time(request.POST, "ends"),
        now=clock.now(),
    )


def _end(keeper: Keeper, request: HttpRequest) -> None:
    found = access.pattern_of(keeper, read_number(request.POST, "pattern"))
    shifts.end_pattern(keeper, found, now=clock.now())


def _propose(keeper: Keeper, request: HttpRequest) -> None:
    planning.propose(keeper, first=read_day(request.POST, "first"), now=clock.now())


OF_PEOPLE: Mapping[str, Press] = {
    "add": _add,
    "agree": _agree,
    "remove": _remove,
    "away": _away,
    "back": _back,
}
OF_PATTERN: Mapping[str, Press] = {"want": _want, "end": _end}
OF_DRAFT: Mapping[str, Press] = {
    "propose": _propose,
    "apply": lambda keeper, request: planning.apply_draft(
        keeper, draft=read_number(request.POST, "draft"), now=clock.now()
    ),
    "discard": lambda keeper, request: planning.discard_draft(
        keeper, draft=read_number(request.POST, "draft"), now=clock.now()
    ),
}
"""What each button does."""


def _people(
    request: HttpRequest, keeper: Keeper, *, error: LinliError | None = None
) -> HttpResponse:
    now = clock.now()
    rows = member_rows(keeper.committee, now=now)
    on_it = {one.handle for one in rows}
    context = {
        "building": keeper.building,
        "members": rows,
        "others": [
            one for one in members.candidates(keeper.committee, now=now) if one.handle not in on_it
        ],
        "windows": windows_of(keeper.committee),
        "kinds": MemberKind.choices,
        "most": MOST_PER_WEEK,
        "today": localdate(now),
        "typed": request.POST,
        "typed_member": read_number(request.POST, "member"),
        "error": error,
    }
    return page(request, "buildings/roster_people.html", context)


def _pattern(
    request: HttpRequest, keeper: Keeper, *, error: LinliError | None = None
) -> HttpResponse:
    context = {
        "building": keeper.building,
        "patterns": patterns_of(keeper.committee),
        "windows": windows_of(keeper.committee),
        "weekdays": Weekday.choices,
        "month": localdate(clock.now()),
        "typed": request.POST,
        "error": error,
    }
    return page(request, "buildings/roster_pattern.html", context)


def _draft(
    request: HttpRequest, keeper: Keeper, *, error: LinliError | None = None
) -> HttpResponse:
    now = clock.now()
    context = {
        "building": keeper.building,
        "draft": draft_of(keeper.committee, now=now),
        "today": localdate(now),
        "days": planning.DAYS_PLANNED,
        "typed": request.POST,
        "error": error,
        "now": now,
    }
    return page(request, "buildings/roster_draft.html", context)
