"""Where the QR code on a cabinet leads: store a meal, be told its door, store the next."""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock
from linli.kernel.errors import LinliError, Unavailable
from linli.lockers import access
from linli.lockers.actions import doors, onsite
from linli.lockers.actions.correcting import correct_recipient
from linli.lockers.actions.swapping import store_elsewhere
from linli.lockers.errors import NoCompartmentFree, TooBusy
from linli.lockers.forms import new_token, read_deposit, read_recipient_of, read_size, read_token
from linli.lockers.queries.door import (
    CabinetAtDoor,
    DepositAtDoor,
    cabinet_at_door,
    deposit_at_door,
    same_tail,
)
from linli.lockers.queries.queue import place_held
from linli.lockers.queue_access import place_link
from linli.lockers.rules.offline import is_heard_again
from linli.lockers.rules.reopening import may_reopen
from linli.lockers.views.following import Shown, shown_by, told
from linli.lockers.views.holder import found_a_door, holder_of
from linli.lockers.views.recent import Recent, forget, recent_of, remember
from linli.lockers.views.stages import (
    FOLLOWED,
    FOLLOWED_FOR,
    SAID,
    SETTLED,
    Meal,
    Stage,
    courier_stage,
)
from linli.web import qr
from linli.web.headers import behind_a_link
from linli.web.pages import asks_for_a_part, kept_page, page, wants_json
from linli.web.problems import on_refusal
from linli.web.templatetags.linli import door as padded
from linli.web.words import when
from linli.wire.messages import Size

DOOR = "lockers/courier_door.html"
SIZE_NAMES = {Size.S: _("小"), Size.M: _("中"), Size.L: _("大")}


@behind_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def courier(request: HttpRequest, cabinet: str) -> HttpResponse:
    """Ask for whom and how large; then open a door."""
    now = clock.now()
    if request.method != "POST":
        return courier_form(request, cabinet, now=now)
    on_refusal(request, lambda error: courier_form(request, cabinet, now=now, error=error))
    given = read_deposit(request.POST)
    door = doors.deposit_at_door(
        cabinet=cabinet, recipient=given.recipient, size=given.size, token=given.token, now=now
    )
    found_a_door(request, now=now)
    return opened(request, door, access.courier_link(door.deposit), now=now)


@behind_a_link
@require_safe
def courier_door(request: HttpRequest, token: str) -> HttpResponse:
    """One meal's door, for a page that asks again until it is stored."""
    now = clock.now()
    code, shown = access.deposit_of_courier_link(token, now=now), shown_by(request)
    deposit = deposit_at_door(code, said=shown.comp if shown else 0)
    answer = _shown_now(deposit, shown, now=now)
    if asks_for_a_part(request) and answer == shown:
        return HttpResponse(status=204)
    return _door(request, deposit, answer, token, now=now)


@behind_a_link
@require_POST
def courier_again(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the cabinet once more, because a person pressed once more."""
    now = clock.now()
    code = access.deposit_of_courier_link(token, now=now)
    on_refusal(request, lambda error: _as_it_is(request, code, token, error, now=now))
    door = doors.ask_again(deposit=code, cid=read_token(request.POST), now=now)
    return opened(request, door, token, now=now)


@behind_a_link
@require_POST
def courier_placed(request: HttpRequest, token: str) -> HttpResponse:
    """Take the courier's word that the meal is in, where the cabinet cannot say so yet."""
    now = clock.now()
    code = access.deposit_of_courier_link(token, now=now)
    on_refusal(request, lambda error: _as_it_is(request, code, token, error, now=now))
    onsite.say_placed(deposit=code, now=now)
    deposit = deposit_at_door(code)
    return _door(request, deposit, _shown_now(deposit, None, now=now), token, now=now)


@behind_a_link
@require_POST
def courier_reopen(request: HttpRequest, token: str) -> HttpResponse:
    """Open the door that has just closed once more: the wrong meal, or the wrong door."""
    now = clock.now()
    code = access.deposit_of_courier_link(token, now=now)
    on_refusal(request, lambda error: _as_it_is(request, code, token, error, now=now))
    door = doors.take_back(deposit=code, cid=read_token(request.POST), now=now)
    said = Stage.STORED if door.settled == "busy" else Stage.REOPENING
    return opened(request, door, token, now=now, said=said)


@behind_a_link
@require_POST
def courier_elsewhere(request: HttpRequest, token: str) -> HttpResponse:
    """Open a door of another size, or another door, for a meal that is in the courier's hands."""
    now = clock.now()
    code = access.deposit_of_courier_link(token, now=now)
    on_refusal(request, lambda error: _as_it_is(request, code, token, error, now=now))
    door = store_elsewhere(
        deposit=code, size=read_size(request.POST), token=read_token(request.POST), now=now
    )
    return opened(request, door, access.courier_link(door.deposit), now=now)


@behind_a_link
@require_POST
def courier_correct(request: HttpRequest, token: str) -> HttpResponse:
    """Take another recipient for a meal that is not in yet."""
    now = clock.now()
    code = access.deposit_of_courier_link(token, now=now)
    on_refusal(request, lambda error: _as_it_is(request, code, token, error, now=now))
    correct_recipient(deposit=code, recipient=read_recipient_of(request.POST), now=now)
    deposit = deposit_at_door(code)
    return _door(request, deposit, _shown_now(deposit, None, now=now), token, now=now)


def courier_form(
    request: HttpRequest,
    cabinet: str,
    *,
    now: datetime,
    error: LinliError | None = None,
    stored: Mapping[str, object] | None = None,
    scanned: str = "",
) -> HttpResponse:
    """Show the form: empty, or filled in by a scan, or as it was typed where it was refused."""
    at = cabinet_at_door(cabinet, now=now)
    posted = request.POST
    first_with_room = next((size for size, left in at.free.items() if left), Size.S)
    # Where a part did not answer, nobody knows what became of the form: sent again, it must
    # be the same one. In any other refusal nothing was done, and the next try is a new one.
    keeps_token = isinstance(error, Unavailable) and posted.get("token")
    context = {
        "here": reverse("lockers:courier", args=[at.code]),
        "cabinet": at,
        "sizes": [(size.value, SIZE_NAMES[size], left) for size, left in at.free.items()],
        "chosen": posted.get("size") or first_with_room,
        "typed": posted.get("recipient", scanned),
        "by_order": "order" in (request.GET.get("by"), posted.get("by")) or bool(scanned),
        "scanned": scanned,
        "token": posted["token"] if keeps_token else new_token(),
        "error": error,
        "may_queue": not at.quarantined and _is_full(at, error),
        "place": _place_here(request, at.code),
        "recent": [
            (one, _reopening(one, now=now))
            for one in recent_of(request)
            if one.deposit != (stored or {}).get("code")
        ],
        "now": now,
        **(stored or {}),
    }
    return page(request, "lockers/courier.html", context)


def _is_full(at: CabinetAtDoor, error: LinliError | None) -> bool:
    """Whether whoever comes now finds no door, or no door of the size that was asked for."""
    return isinstance(error, NoCompartmentFree) or not any(at.free.values())


def _place_here(request: HttpRequest, cabinet: str) -> str:
    """Return the way back to the place that this phone has in the cabinet's queue, if any."""
    holder = holder_of(request)
    place = place_held(holder.name, cabinet) if holder else None
    return reverse("lockers:place", args=[place_link(place)]) if place else ""


def _reopening(meal: Recent, *, now: datetime) -> str:
    """Return where a meal's door is opened once more; empty once it is too late for that."""
    if not meal.comp or not may_reopen(meal.stored_at, now=now):
        return ""
    return reverse("lockers:courier_reopen", args=[access.courier_link(meal.deposit)])


def opened(
    request: HttpRequest,
    door: doors.Door,
    token: str,
    *,
    now: datetime,
    said: Stage | None = None,
) -> HttpResponse:
    """Show what the cabinet said, which its events may not have told yet."""
    link = reverse("lockers:courier_door", args=[token])
    if wants_json(request) and door.settled == "opened":
        return told(door, link)
    deposit = deposit_at_door(door.deposit, said=door.comp or 0)
    if wants_json(request):
        return told(door, link, onsite.courier_code(deposit, now=now))
    said = said or SAID.get(door.settled, Stage.ASKING)
    error = TooBusy() if door.settled == "busy" else None
    shown = _shown_now(deposit, Shown(said, deposit.asked_at, door.comp or 0), now=now)
    return _door(request, deposit, shown, token, now=now, error=error)


def _as_it_is(
    request: HttpRequest, code: str, token: str, error: LinliError, *, now: datetime
) -> HttpResponse:
    """Show the door as it is, and the sentence why it could not be asked for again."""
    deposit = deposit_at_door(code)
    return _door(request, deposit, _shown_now(deposit, None, now=now), token, now=now, error=error)


def _shown_now(deposit: DepositAtDoor, shown: Shown | None, *, now: datetime) -> Shown:
    """Return what to show now; a page opened afresh is taken to wait for its answer."""
    shown = shown or Shown(Stage.ASKING, deposit.asked_at)
    asked = Shown(shown.stage, deposit.asked_at.replace(microsecond=0), deposit.comp or 0)
    meal = Meal(
        state=deposit.state,
        door=deposit.door,
        by_code=deposit.token_until is not None and now < deposit.token_until,
        heard_again=is_heard_again(deposit.heard_at, asked_at=deposit.asked_at),
        placed=deposit.placed_at is not None,
        by_courier=deposit.by_courier,
    )
    stage = courier_stage(meal, seen=asked.stage, waited=asked.waited(now))
    return Shown(stage, asked.asked_at, asked.comp)


def _door(
    request: HttpRequest,
    deposit: DepositAtDoor,
    shown: Shown,
    token: str,
    *,
    now: datetime,
    error: LinliError | None = None,
) -> HttpResponse:
    """Show one meal's door; once it is in, or said to be, the form for the next."""
    since = _in_since(deposit, shown.stage)
    if since is None:
        return _not_in_yet(request, deposit, shown, token, now=now, error=error)
    meal = Recent(
        deposit=deposit.code,
        cabinet=deposit.cabinet,
        comp=shown.comp,
        label=deposit.label,
        stored_s=int(since.timestamp()),
    )
    stored = {
        "code": deposit.code,
        "reopen": _reopening(meal, now=now) if shown.stage == Stage.STORED else "",
        "link": reverse("lockers:courier_door", args=[token]),
        "deposit": deposit,
        "settled": SETTLED.get(shown.stage, "opened"),
        "stage": shown.stage.value,
        "number": shown.comp,
    }
    response = courier_form(request, deposit.cabinet, now=now, error=error, stored=stored)
    remember(request, response, meal)
    return response


def _twin(deposit: DepositAtDoor, stage: Stage) -> str:
    """Return the door of a meal that has the same tail and nothing else, as it stands on it."""
    comp = same_tail(deposit.code) if stage in (Stage.OPENING, Stage.OPEN) else 0
    return padded(comp) if comp else ""


def _in_since(deposit: DepositAtDoor, stage: Stage) -> datetime | None:
    """Return since when the meal is in, by its cabinet's word or else by its courier's."""
    if stage == Stage.STORED and deposit.comp is not None:
        return deposit.stored_at
    return deposit.placed_at if stage == Stage.PLACED else None


def _not_in_yet(
    request: HttpRequest,
    deposit: DepositAtDoor,
    shown: Shown,
    token: str,
    *,
    now: datetime,
    error: LinliError | None,
) -> HttpResponse:
    """Show the door of a meal that is not in: what hundreds see within the same minutes."""
    link = reverse("lockers:courier_door", args=[token])
    follows = shown.stage in FOLLOWED and shown.waited(now) < FOLLOWED_FOR
    look = {
        "cabinet": deposit.cabinet,
        "spot": deposit.spot,
        "building": deposit.building,
        "state": deposit.state,
        "stage": shown.stage.value,
        "settled": SETTLED.get(shown.stage, "opened"),
    }
    blanks = {
        "link": link,
        "again": reverse("lockers:courier_again", args=[token]),
        "elsewhere": reverse("lockers:courier_elsewhere", args=[token]),
        "correct": reverse("lockers:courier_correct", args=[token]),
        "twin": _twin(deposit, shown.stage),
        "label": deposit.label,
        "number": str(shown.comp or ""),
        "door": padded(shown.comp),
        "column": str(deposit.column or ""),
        "row": str(deposit.row or ""),
        "follow": shown.query if follows else "",
        "token": new_token(),
    }
    if shown.stage == Stage.CODE:
        blanks["placed"] = reverse("lockers:courier_placed", args=[token])
        code = onsite.courier_code(deposit, now=now)
        assert code is not None, "the stage says that it is alive"
        look["code"] = qr.svg_at_once(code.text, title=qr.words())
        look["until"] = when(code.until, now=now)
    if error is not None or shown.stage == Stage.CODE:
        return page(request, DOOR, {**look, **blanks, "here": link, "error": error})
    response = kept_page(request, DOOR, look, blanks, here=link)
    if shown.stage == Stage.TAKEN_BACK:
        forget(request, response, deposit.code)
    return response
