"""Where the link leads that an owner gave to a colleague: the meal's door, once."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.lockers import access
from linli.lockers.actions.doors import Door
from linli.lockers.actions.errands import run_errand
from linli.lockers.errors import ErrandUsed, TooBusy
from linli.lockers.forms import new_token, read_token
from linli.lockers.queries.door import deposit_at_door, is_online
from linli.lockers.queries.errands import ErrandNow
from linli.lockers.views.following import Shown, shown_by, told
from linli.lockers.views.owner import shown_now
from linli.lockers.views.stages import FOLLOWED, FOLLOWED_FOR, SAID, SETTLED, Stage
from linli.web.headers import behind_a_link
from linli.web.pages import asks_for_a_part, page, wants_json
from linli.web.problems import on_refusal

COOKIE = "linli_errand"
KEPT_S = 4 * 3600
"""Seconds a browser is known as the one that has used the link; no meal waits longer."""


@behind_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def errand(request: HttpRequest, token: str) -> HttpResponse:
    """Show where the meal is, to whoever has the link first; open its door.

    Looking uses nothing up: messengers fetch a link's page before anybody taps it.
    """
    now = clock.now()
    found = access.errand_of_link(token, now=now)
    is_holder = _holds(request, found)
    if request.method != "POST":
        if found.used_at is not None and not is_holder:
            raise ErrandUsed
        return _follow(request, found, token, now=now)
    if found.used_at is None or is_holder:
        on_refusal(request, lambda error: _page(request, found, token, None, now=now, error=error))
    door = run_errand(errand=found.code, cid=read_token(request.POST), is_holder=is_holder, now=now)
    response = _opened(request, found, token, door, now=now)
    response.set_signed_cookie(
        COOKIE,
        found.code,
        max_age=KEPT_S,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def _holds(request: HttpRequest, found: ErrandNow) -> bool:
    if COOKIE not in request.COOKIES:
        return False
    return request.get_signed_cookie(COOKIE, "", max_age=KEPT_S) == found.code


def _follow(request: HttpRequest, found: ErrandNow, token: str, *, now: datetime) -> HttpResponse:
    shown = shown_by(request)
    answer = shown_now(deposit_at_door(found.deposit), shown, now=now)
    if asks_for_a_part(request) and answer == shown:
        return HttpResponse(status=204)
    return _page(request, found, token, shown, now=now)


def _opened(
    request: HttpRequest, found: ErrandNow, token: str, door: Door, *, now: datetime
) -> HttpResponse:
    """Show what the cabinet said, which its events may not have told yet."""
    if wants_json(request):
        return told(door, reverse("lockers:errand", args=[token]))
    said = Shown(SAID.get(door.settled, Stage.ASKING), now, door.comp or 0)
    error = TooBusy() if door.settled == "busy" else None
    return _page(request, found, token, said, now=now, error=error)


def _page(
    request: HttpRequest,
    found: ErrandNow,
    token: str,
    shown: Shown | None,
    *,
    now: datetime,
    error: LinliError | None = None,
) -> HttpResponse:
    """Show the meal as its owner sees it, without a word about the owner, and without a code.

    A code would open the door at the cabinet itself after the link was taken back.
    """
    deposit = deposit_at_door(found.deposit)
    answer = shown_now(deposit, shown, now=now)
    link = reverse("lockers:errand", args=[token])
    follows = answer.stage in FOLLOWED and answer.waited(now) < FOLLOWED_FOR
    context = {
        "here": link,
        "link": link,
        "deposit": deposit,
        "stage": answer.stage.value,
        "settled": SETTLED.get(answer.stage, "opened"),
        "number": answer.comp,
        "column": deposit.column,
        "row": deposit.row,
        "is_quiet": not is_online(deposit.heard_at, now=now),
        "follow": answer.query if follows else "",
        "token": new_token(),
        "error": error,
        "now": now,
    }
    return page(request, "lockers/errand.html", context)
