"""Where the link in the message leads: where the meal is, and its door, opened by its owner."""

import random
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.errors import LinliError, Unavailable
from linli.lockers import access
from linli.lockers.actions import doors, errands, onsite
from linli.lockers.actions.reopening import reopen_emptied
from linli.lockers.actions.reports import report_meal
from linli.lockers.enums import ReportKind
from linli.lockers.errors import DoorOutOfReach, TooBusy
from linli.lockers.forms import new_token, read_choice, read_code, read_token
from linli.lockers.queries.door import (
    DepositAtDoor,
    cabinet_at_door,
    deposit_at_door,
    is_online,
)
from linli.lockers.queries.errands import ErrandNow, errand_of
from linli.lockers.queries.reports import ReportNow, last_report
from linli.lockers.queries.same_owner import others_of_owner
from linli.lockers.rules.nearness import may_be_far
from linli.lockers.rules.reopening import may_reopen
from linli.lockers.rules.resending import is_late
from linli.lockers.views.following import Shown, shown_by, told
from linli.lockers.views.stages import (
    FOLLOWED,
    FOLLOWED_FOR,
    OPENED_BY_OWNER,
    SAID,
    SETTLED,
    Meal,
    Stage,
    owner_stage,
)
from linli.web import qr
from linli.web.headers import behind_a_link
from linli.web.pages import asks_for_a_part, page, wants_json
from linli.web.problems import on_refusal


@behind_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def owner(request: HttpRequest, token: str) -> HttpResponse:
    """Show a meal to its owner; open its door when its owner stands before it."""
    now = clock.now()
    code = access.deposit_of_owner_link(token, now=now)
    if request.method != "POST":
        return _follow(request, code, token, now=now)
    on_refusal(request, lambda error: _meal(request, code, token, None, now=now, error=error))
    if request.POST.get("far") and not wants_json(request):
        deposit = deposit_at_door(code)
        if _may_be_far(deposit, now=now):
            return _page(request, deposit, shown_now(deposit, None, now=now), token, now=now)
    door = doors.pick_up(deposit=code, cid=read_token(request.POST), now=now)
    return _opened(request, door, token, now=now)


@behind_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def by_code(request: HttpRequest, cabinet: str) -> HttpResponse:
    """Ask for the 8 digits of someone without the link, and open that meal's door."""
    now = clock.now()
    if request.method != "POST":
        return _code_form(request, cabinet, now=now)
    on_refusal(request, lambda error: _code_form(request, cabinet, now=now, error=error))
    given = read_code(request.POST)
    door = doors.pick_up_by_code(cabinet=cabinet, code=given.code, cid=given.token, now=now)
    return _opened(request, door, access.owner_link(door.deposit), now=now)


@behind_a_link
@require_POST
def share(request: HttpRequest, token: str) -> HttpResponse:
    """Make the link by which a colleague may fetch the meal."""
    now = clock.now()
    code = access.deposit_of_owner_link(token, now=now)
    on_refusal(request, lambda error: _meal(request, code, token, None, now=now, error=error))
    errands.make_errand(deposit=code, now=now, chance=random.SystemRandom())
    return _meal(request, code, token, None, now=now)


@behind_a_link
@require_POST
def unshare(request: HttpRequest, token: str) -> HttpResponse:
    """Take that link back."""
    now = clock.now()
    code = access.deposit_of_owner_link(token, now=now)
    errands.revoke_errand(deposit=code, now=now)
    return _meal(request, code, token, None, now=now)


@behind_a_link
@require_POST
def reopen(request: HttpRequest, token: str) -> HttpResponse:
    """Open the door that has just closed once more, for what was forgotten behind it."""
    now = clock.now()
    code = access.deposit_of_owner_link(token, now=now)
    on_refusal(request, lambda error: _meal(request, code, token, None, now=now, error=error))
    door = reopen_emptied(deposit=code, cid=read_token(request.POST), now=now)
    if door.settled == "busy":
        return _meal(request, code, token, None, now=now, error=TooBusy())
    return _meal(request, code, token, Shown(Stage.LOOKING, now, door.comp or 0), now=now)


@behind_a_link
@require_POST
def wrong(request: HttpRequest, token: str) -> HttpResponse:
    """Take the owner's word that something is wrong with the meal."""
    now = clock.now()
    code = access.deposit_of_owner_link(token, now=now)
    on_refusal(request, lambda error: _meal(request, code, token, None, now=now, error=error))
    report_meal(deposit=code, kind=read_choice(request.POST, "kind", ReportKind), now=now)
    return _meal(request, code, token, None, now=now)


def _follow(request: HttpRequest, code: str, token: str, *, now: datetime) -> HttpResponse:
    deposit, shown = deposit_at_door(code), shown_by(request)
    answer = shown_now(deposit, shown, now=now)
    if asks_for_a_part(request) and answer == shown and not _has_news(request, code):
        return HttpResponse(status=204)
    return _page(request, deposit, answer, token, now=now)


def _opened(request: HttpRequest, door: doors.Door, token: str, *, now: datetime) -> HttpResponse:
    """Show what the cabinet said, which its events may not have told yet."""
    if wants_json(request):
        return told(door, reverse("lockers:owner", args=[token]))
    said = Shown(SAID.get(door.settled, Stage.ASKING), now, door.comp or 0)
    error = TooBusy() if door.settled == "busy" else None
    return _meal(request, door.deposit, token, said, now=now, error=error)


def _meal(
    request: HttpRequest,
    code: str,
    token: str,
    shown: Shown | None,
    *,
    now: datetime,
    error: LinliError | None = None,
) -> HttpResponse:
    deposit = deposit_at_door(code)
    return _page(request, deposit, shown_now(deposit, shown, now=now), token, now=now, error=error)


def shown_now(deposit: DepositAtDoor, shown: Shown | None, *, now: datetime) -> Shown:
    """Return what to show of a meal to who fetches it; a page opened afresh waits for nothing."""
    shown = shown or Shown(Stage.READY, now)
    too_old = deposit.hold_until is not None and deposit.hold_until <= now
    meal = Meal(
        state=deposit.state,
        door=deposit.door,
        held=deposit.held or too_old,
        placed=deposit.placed_at is not None,
        by_courier=deposit.by_courier,
        beside=deposit.beside,
    )
    stage = owner_stage(meal, seen=shown.stage, waited=shown.waited(now))
    return Shown(stage, shown.asked_at.replace(microsecond=0), deposit.comp or shown.comp)


def _page(
    request: HttpRequest,
    deposit: DepositAtDoor,
    shown: Shown,
    token: str,
    *,
    now: datetime,
    error: LinliError | None = None,
) -> HttpResponse:
    link = reverse("lockers:owner", args=[token])
    is_alone = isinstance(error, DoorOutOfReach) or not is_online(deposit.heard_at, now=now)
    errand, report = errand_of(deposit.code), last_report(deposit.code)
    waits = errand is not None and shown.stage in OPENED_BY_OWNER
    follows = shown.stage in FOLLOWED or waits or _waits_for_answer(report)
    is_slow = shown.stage not in FOLLOWED or shown.stage in _SLOWLY
    context = {
        "here": link,
        "link": link,
        "deposit": deposit,
        "errand": errand,
        "errand_link": _absolute(request, errand),
        "may_give": OPENED_BY_OWNER - {Stage.PLACED},
        "share": reverse("lockers:share", args=[token]),
        "unshare": reverse("lockers:unshare", args=[token]),
        "report": report,
        "kinds": _kinds(shown.stage, report),
        "wrong": reverse("lockers:wrong", args=[token]),
        "reopen": reverse("lockers:reopen", args=[token]),
        "may_reopen": shown.stage == Stage.PICKED and _has_just_closed(deposit, now=now),
        "others": [
            (one, reverse("lockers:owner", args=[access.owner_link(one.deposit)]))
            for one in others_of_owner(deposit.code)
        ],
        "is_late": deposit.stored_at is not None and is_late(deposit.stored_at, now=now),
        "asks": shown.stage == Stage.READY and _may_be_far(deposit, now=now),
        "is_asked": bool(request.POST.get("far")) and error is None,
        "stage": shown.stage.value,
        "settled": SETTLED.get(shown.stage, "opened"),
        "number": shown.comp,
        "column": deposit.column,
        "row": deposit.row,
        "is_alone": is_alone,
        **(_on_site(deposit) if shown.stage in OPENED_BY_OWNER else {}),
        "follow": _query(shown, report) if follows and shown.waited(now) < FOLLOWED_FOR else "",
        "is_slow": is_slow,
        "token": new_token(),
        "error": error,
        "now": now,
    }
    return page(request, "lockers/owner.html", context)


_SLOWLY = frozenset({Stage.NOT_YET, Stage.PLACED})
"""Stages in which minutes pass, so that the page asks each three seconds."""

_CAN_BE_WRONG = frozenset({Stage.OPEN, Stage.LEFT_INSIDE, Stage.PICKED, Stage.LOOKING})
"""Stages in which the owner has seen what is behind the door."""


def _kinds(stage: Stage, report: ReportNow | None) -> list[tuple[str, object]]:
    """Return what can be said to be wrong now: nothing while an answer is awaited."""
    if stage not in _CAN_BE_WRONG or _waits_for_answer(report):
        return []
    return [(kind.value, kind.label) for kind in ReportKind]


def _waits_for_answer(report: ReportNow | None) -> bool:
    return report is not None and report.answer is None


def _may_be_far(deposit: DepositAtDoor, *, now: datetime) -> bool:
    """Whether to ask, once, if its owner stands before the cabinet; nobody else tells us."""
    return deposit.stored_at is not None and may_be_far(deposit.stored_at, now=now)


def _has_just_closed(deposit: DepositAtDoor, *, now: datetime) -> bool:
    return deposit.ended_at is not None and may_reopen(deposit.ended_at, now=now)


def _query(shown: Shown, report: ReportNow | None) -> str:
    """Return what the page sends along; which report waits only where one does."""
    return f"{shown.query}&report={report.number}" if report and not report.answer else shown.query


def _has_news(request: HttpRequest, code: str) -> bool:
    """Whether the report that the page waits with has had its answer."""
    if not request.GET.get("report"):
        return False
    return not _waits_for_answer(last_report(code))


def _absolute(request: HttpRequest, errand: ErrandNow | None) -> str:
    """Return the whole address to give away; empty where there is none, or none any more."""
    if errand is None or errand.used_at is not None:
        return ""
    path = reverse("lockers:errand", args=[access.errand_link(errand.code)])
    return request.build_absolute_uri(path)


def _on_site(deposit: DepositAtDoor) -> dict[str, object]:
    """Return what opens the meal's door at the cabinet itself: digits and a signed code."""
    digits = access.pickup_code_of(deposit.code)
    code = onsite.owner_code(deposit)
    return {
        "pickup_code": f"{digits[:4]} {digits[4:]}",
        "code": qr.svg_at_once(code.text, title=qr.words()),
    }


def _code_form(
    request: HttpRequest, cabinet: str, *, now: datetime, error: LinliError | None = None
) -> HttpResponse:
    at = cabinet_at_door(cabinet, now=now)
    keeps_token = isinstance(error, Unavailable) and request.POST.get("token")
    context = {
        "here": reverse("lockers:by_code", args=[at.code]),
        "cabinet": at,
        "typed": request.POST.get("code", ""),
        "token": request.POST["token"] if keeps_token else new_token(),
        "error": error,
    }
    return page(request, "lockers/by_code.html", context)
