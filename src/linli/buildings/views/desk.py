"""The secretary's desk: what is to be done, and each matter with what can be done to it now."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.buildings.access import matters as access
from linli.buildings.access.matters import Handled, Keeper
from linli.buildings.actions import handling
from linli.buildings.actions.evidence import NewEvidence, add_evidence, hide_photo
from linli.buildings.enums.board import Stage
from linli.buildings.enums.evidence import EvidenceKind
from linli.buildings.enums.matters import Exclusion, SeatKind
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.evidence import read_photo, read_photo_if_any
from linli.buildings.forms.matters import read_choice, read_day, read_number, read_words
from linli.buildings.queries.board import Board, board_of
from linli.buildings.queries.calendar import calendar_of
from linli.buildings.queries.matters import figures, matter_page
from linli.buildings.rules.calendar import LONGEST, unknown_years
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people.privacy_enums import AccessReason
from linli.web import qr
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of

ANSWER_LONGEST, REASON_LONGEST = 500, 100
"""Characters: an answer is read on a phone; a reason is a sentence."""

Press = Callable[[Keeper, Handled, HttpRequest], object]


@never_cache
@require_safe
def desk(request: HttpRequest, building: str) -> HttpResponse:
    """Show the board of a building, broken promises first; with the code for the lift."""
    now = clock.now()
    keeper = access.keeper_at(person_of(request), building, now=now)
    board = board_of(keeper.committee, today=localdate(now))
    to_raise = reverse("buildings:matters", args=[building])
    context = {
        "building": keeper.building,
        "board": board,
        "chosen": _chosen(request, board),
        "reasons": AccessReason.choices,
        "is_empty": not any(one.count for one in board.columns[:-2]),
        "steps": range(1, len(Stage) + 1),
        "figures": figures(keeper.committee, now=now),
        "code": qr.label(request.build_absolute_uri(to_raise), title=keeper.building.name),
        "now": now,
    }
    return page(request, "buildings/desk.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def handle(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Show one matter with its next steps; take one."""
    now = clock.now()
    keeper = access.keeper_at(person_of(request), building, now=now)
    found = access.matter_of(keeper, number)
    if request.method != "POST":
        return _handle(request, keeper, found)
    on_refusal(request, lambda error: _again(request, keeper, number, error))
    press = PRESSES.get(request.POST.get("then", ""))
    if press is None:
        raise FormUnreadable
    press(keeper, found, request)
    return redirect("buildings:handle", building, number)


def _chosen(request: HttpRequest, board: Board) -> Stage:
    """Return the stage that a phone shows: the one asked for, or the first with something in it."""
    asked = request.GET.get("stage")
    if asked in Stage.values:
        return Stage(asked)
    return next((one.stage for one in board.columns if one.count), Stage.RAISED)


def _promise(keeper: Keeper, one: Handled, request: HttpRequest) -> None:
    days = read_number(request.POST, "days")
    handling.promise(keeper, one.matter, days=days, now=clock.now())


def _pause(keeper: Keeper, one: Handled, request: HttpRequest) -> None:
    reason = read_words(request.POST, "reason", most=REASON_LONGEST)
    until = read_day(request.POST, "until")
    handling.pause(keeper, one.matter, until=until, reason=reason, now=clock.now())


def _answer(keeper: Keeper, one: Handled, request: HttpRequest) -> None:
    says = read_words(request.POST, "answer", most=ANSWER_LONGEST)
    handling.answer(keeper, one.matter, says=says, now=clock.now())


def _exclude(keeper: Keeper, one: Handled, request: HttpRequest) -> None:
    says = read_words(request.POST, "because", most=ANSWER_LONGEST)
    why = read_choice(request.POST, "why", Exclusion)
    handling.exclude(keeper, one.matter, why=why, says=says, now=clock.now())


def _merge(keeper: Keeper, one: Handled, request: HttpRequest) -> None:
    into = read_number(request.POST, "into")
    handling.merge(keeper, one.matter, into=into, now=clock.now())


def _give(keeper: Keeper, one: Handled, request: HttpRequest) -> None:
    handling.give_task(
        keeper,
        one.matter,
        says=read_words(request.POST, "task", most=REASON_LONGEST),
        owner=read_choice(request.POST, "owner", SeatKind),
        due_on=read_day(request.POST, "due"),
        now=clock.now(),
    )


def _finish(keeper: Keeper, one: Handled, request: HttpRequest) -> None:
    task = read_number(request.POST, "number")
    photo = read_photo_if_any(request.FILES)
    handling.finish_task(keeper, one.matter, task=task, photo=photo, now=clock.now())


def _reassign(keeper: Keeper, one: Handled, request: HttpRequest) -> None:
    task = read_number(request.POST, "task_number")
    owner = read_choice(request.POST, "new_owner", SeatKind)
    handling.reassign_task(keeper, one.matter, task=task, owner=owner, now=clock.now())


def _prove(keeper: Keeper, one: Handled, request: HttpRequest) -> None:
    kind = read_choice(request.POST, "kind", EvidenceKind)
    if kind == EvidenceKind.RAISED:
        raise FormUnreadable
    new = NewEvidence(kind, read_photo(request.FILES))
    add_evidence(keeper, one.matter, new, now=clock.now())


def _hide(keeper: Keeper, one: Handled, request: HttpRequest) -> None:
    because = read_words(request.POST, "because", most=REASON_LONGEST)
    photo = read_number(request.POST, "photo")
    hide_photo(keeper, one.matter, photo=photo, because=because, now=clock.now())


PRESSES: Mapping[str, Press] = {
    "take_up": lambda keeper, one, _: handling.take_up(keeper, one.matter, now=clock.now()),
    "deliberate": lambda keeper, one, _: handling.deliberate(keeper, one.matter, now=clock.now()),
    "promise": _promise,
    "pause": _pause,
    "resume": lambda keeper, one, _: handling.resume(keeper, one.matter, now=clock.now()),
    "answer": _answer,
    "exclude": _exclude,
    "merge": _merge,
    "unmerge": lambda keeper, one, _: handling.unmerge(keeper, one.matter, now=clock.now()),
    "give": _give,
    "finish": _finish,
    "reassign": _reassign,
    "prove": _prove,
    "hide": _hide,
}
"""What each button does."""


def _again(request: HttpRequest, keeper: Keeper, number: int, error: LinliError) -> HttpResponse:
    return _handle(request, keeper, access.matter_of(keeper, number), error=error)


def _handle(
    request: HttpRequest, keeper: Keeper, found: Handled, *, error: LinliError | None = None
) -> HttpResponse:
    now, matter = clock.now(), found.matter
    today = localdate(now)
    shown = matter_page(matter, today=today, to_all=False)
    until = max(today, shown.row.due_on or today)
    context = {
        "building": keeper.building,
        "matter": shown,
        "may": {act.value: True for act in shown.may},
        "history": matter.pk,
        "unknown_years": unknown_years(today, until, calendar_of(keeper.building)),
        "most_days": LONGEST,
        "kinds": SeatKind.choices,
        "evidence": [one for one in EvidenceKind.choices if one[0] != EvidenceKind.RAISED],
        "exclusions": Exclusion.choices,
        "open_tasks": [one for one in shown.tasks if one.done_at is None],
        "today": today,
        "typed": request.POST,
        "error": error,
        "now": now,
    }
    return page(request, "buildings/handle.html", context)
