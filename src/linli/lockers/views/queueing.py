"""A courier's place in the queue of a full cabinet: it moves, has its turn, and can be left."""

import random
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.errors import LinliError, Unavailable
from linli.lockers import access
from linli.lockers.actions import doors, queueing
from linli.lockers.forms import new_token, read_recipient_of, read_size, read_token
from linli.lockers.queries.door import cabinet_at_door
from linli.lockers.queries.neighbours import where_else
from linli.lockers.queries.queue import PlaceNow
from linli.lockers.queue_access import place_link, place_of_link
from linli.lockers.rules.queueing import OFFERED_FOR
from linli.lockers.views.courier import courier_form, opened
from linli.lockers.views.holder import TYPED_LONGEST, Holder, holder_of, keep_holder
from linli.lockers.views.stages import FOLLOWED_FOR
from linli.web.headers import behind_a_link
from linli.web.pages import asks_for_a_part, page
from linli.web.problems import on_refusal


@behind_a_link
@require_POST
def join(request: HttpRequest, cabinet: str) -> HttpResponse:
    """Take a place, or come back to the one that this phone has."""
    now = clock.now()
    on_refusal(request, lambda error: courier_form(request, cabinet, now=now, error=error))
    known = holder_of(request)
    name = known.name if known else read_token(request.POST)
    place = queueing.take_place(
        cabinet=cabinet,
        holder=name,
        size=read_size(request.POST),
        now=now,
        chance=random.SystemRandom(),
    )
    typed = request.POST.get("recipient", "")[:TYPED_LONGEST]
    response = _page(request, queueing.look(place=place, now=now), now=now, typed=typed)
    keep_holder(request, response, Holder(name, typed))
    return response


@behind_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, token: str) -> HttpResponse:
    """Show how many are before; when the turn has come, open the door that is kept."""
    now, code = clock.now(), place_of_link(token)
    if request.method == "POST":
        return _deposit(request, code, now=now)
    found = queueing.place_called(code)
    if asks_for_a_part(request) and request.GET.get("seen") == _seen(found):
        return HttpResponse(status=204)
    return _page(request, found, now=now)


@behind_a_link
@require_POST
def here(request: HttpRequest, token: str) -> HttpResponse:
    """Say that the page is still looked at: by its script now and then, or by a press."""
    now, code = clock.now(), place_of_link(token)
    return _page(request, queueing.look(place=code, now=now), now=now)


@behind_a_link
@require_POST
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Give the place up, and be told where else there is room."""
    now, code = clock.now(), place_of_link(token)
    queueing.leave_place(place=code, now=now)
    return _page(request, queueing.look(place=code, now=now), now=now)


def _deposit(request: HttpRequest, code: str, *, now: datetime) -> HttpResponse:
    found = queueing.look(place=code, now=now)
    on_refusal(
        request,
        lambda error: _page(request, queueing.look(place=code, now=now), now=now, error=error),
    )
    form, recipient = read_token(request.POST), read_recipient_of(request.POST)
    door = doors.deposit_at_door(
        cabinet=found.cabinet,
        recipient=recipient,
        size=found.size,
        token=form,
        now=now,
        place=code,
    )
    queueing.leave_all(holder=found.holder, now=now)
    return opened(request, door, access.courier_link(door.deposit), now=now)


def _stage(found: PlaceNow) -> str:
    if found.outcome is not None:
        return found.outcome.value
    return "offered" if found.offered_until is not None else "waiting"


def _seen(found: PlaceNow) -> str:
    """Return what the page shows, in a word that it sends along when it asks again."""
    return f"{_stage(found)}-{found.ahead}"


def _page(  # what the page shows
    request: HttpRequest,
    found: PlaceNow,
    *,
    now: datetime,
    error: LinliError | None = None,
    typed: str = "",
) -> HttpResponse:
    token = place_link(found.code)
    address = reverse("lockers:place", args=[token])
    is_over, posted = found.outcome is not None, request.POST
    follows = not is_over and now - found.begun_at < FOLLOWED_FOR
    keeps_token = isinstance(error, Unavailable) and posted.get("token")
    known = holder_of(request)
    elsewhere = where_else(found.cabinet_id, found.building_id, size=found.size)
    context = {
        "here": address,
        "cabinet": cabinet_at_door(found.cabinet, now=now),
        "stage": _stage(found),
        "position": found.ahead + 1,
        "ahead": found.ahead,
        "until": f"{localtime(found.offered_until):%H:%M:%S}" if found.offered_until else "",
        "seconds": int(OFFERED_FOR.total_seconds()),
        "leave": reverse("lockers:leave_place", args=[token]),
        "stays": reverse("lockers:keep_place", args=[token]),
        "elsewhere": elsewhere,
        "follow": f"{address}?seen={_seen(found)}" if follows else "",
        "typed": posted.get("recipient", "") or typed or (known.typed if known else ""),
        "token": posted["token"] if keeps_token else new_token(),
        "error": error,
    }
    return page(request, "lockers/queue.html", context)
