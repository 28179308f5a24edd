"""A cabinet's layout, written and drawn, and the cabinets of a hall side by side."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.lockers import access
from linli.lockers.access import Seat
from linli.lockers.actions.fitting_out import change_layout, move_left
from linli.lockers.queries.fitting_out import Columns, LaidOut, hall_of, laid_out
from linli.lockers.rules.layout import DOORS_AT_MOST
from linli.lockers.views.tiles import kind_of
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of

CHARACTERS_MOST = 8 * DOORS_AT_MOST
"""Of a written layout: a number, a size and a space for each door, and as much again."""


@gzip_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def layout(request: HttpRequest, cabinet: str) -> HttpResponse:
    """Show how a cabinet's doors stand, and change that."""
    now, person = clock.now(), person_of(request)
    places = access.buildings_to_watch(person, now=now)
    found = laid_out(cabinet, places)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _show(request, found, now=now)
    on_refusal(request, lambda error: _show(request, found, now=now, error=error))
    seat = access.seat_in(person, found.tower, access.SERVING, now=now)
    text = request.POST.get("layout", "")[:CHARACTERS_MOST]
    change_layout(seat, cabinet=cabinet, text=text, now=now)
    return _show(request, laid_out(cabinet, places) or found, now=now, is_done=True)


@gzip_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hall(request: HttpRequest, tower: str) -> HttpResponse:
    """Show the cabinets of a building side by side, and move one to the left."""
    now, person = clock.now(), person_of(request)
    seat = access.seat_at(person, tower, now=now)
    if request.method != "POST":
        return _hall(request, seat)
    on_refusal(request, lambda error: _hall(request, seat, error=error))
    crew = access.seat_in(person, tower, access.SERVING, now=now)
    move_left(crew, cabinet=request.POST.get("cabinet", ""), now=now)
    return _hall(request, seat)


def _show(
    request: HttpRequest,
    found: LaidOut,
    *,
    now: datetime,
    error: LinliError | None = None,
    is_done: bool = False,
) -> HttpResponse:
    context = {
        "action": reverse("lockers:layout", args=[found.code]),
        "cabinet": found,
        "columns": _drawn(found.columns),
        "typed": request.POST.get("layout", found.text) if error else found.text,
        "lines": max(4, len(found.columns) + 1),
        "may_change": access.may_serve(person_of(request), now=now),
        "is_done": is_done,
        "error": error,
    }
    return page(request, "lockers/layout.html", context)


def _hall(request: HttpRequest, seat: Seat, *, error: LinliError | None = None) -> HttpResponse:
    context = {
        "action": reverse("lockers:hall", args=[seat.building.code]),
        "building": seat.building.name,
        "cabinets": [(one, _drawn(one.columns)) for one in hall_of(seat.building.pk)],
        "may_change": seat.may_serve,
        "error": error,
    }
    return page(request, "lockers/hall.html", context)


def _drawn(columns: Columns) -> list[list[tuple[int, str, str, str]]]:
    """Return the doors as their template draws them: number, size, colour and word."""
    return [
        [
            (one.place.number, one.place.size.value, kind_of(one.state), str(one.state.label))
            for one in column
        ]
        for column in columns
    ]
