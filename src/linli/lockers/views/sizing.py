"""How many doors a tower would need: the answer, what it rests on, and its curve."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.lockers import access
from linli.lockers.access import Seat
from linli.lockers.actions.sizing import DAYS_AT_LEAST, MEALS, make_sizing
from linli.lockers.forms import read_number
from linli.lockers.queries.sizing import doors_here, last_sizing
from linli.lockers.rules.sizing import PROMISED, TURNOVER_S, Point
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of

LEFT, RIGHT, TOP, BOTTOM = 48, 312, 16, 128
"""Edges of the curve in a drawing of 320 by 176, as on a phone; words stand outside of them."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A curve as it is drawn: its line, the promise's height, the answer's place."""

    line: str
    promised_y: float
    answer_x: float
    first: int
    last: int


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sizing(request: HttpRequest, tower: str) -> HttpResponse:
    """Show a building's newest sizing; have it reckoned again."""
    now = clock.now()
    seat = access.seat_at(person_of(request), tower, now=now)
    if request.method != "POST":
        return _show(request, seat)
    on_refusal(request, lambda error: _show(request, seat, error=error))
    is_own = request.POST.get("then") == "own"
    make_sizing(
        seat.building,
        by=seat.person,
        meals=None if is_own else read_number(request.POST, "meals") or 0,
        chance=random.SystemRandom().random,
        now=now,
    )
    return redirect("lockers:sizing", seat.building.code)


def chart_of(curve: Sequence[Point], total: int) -> Chart:
    """Return where a curve runs in the drawing: doors to the right, share upwards."""
    first, last = curve[0].doors, curve[-1].doors
    wide = max(1, last - first)

    def across(doors: int) -> float:
        return round(LEFT + (RIGHT - LEFT) * (doors - first) / wide, 1)

    def up(share: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * share, 1)

    line = " ".join(f"{across(one.doors)},{up(one.share)}" for one in curve)
    return Chart(line, up(PROMISED), min(across(total), RIGHT), first, last)


def _show(request: HttpRequest, seat: Seat, *, error: LinliError | None = None) -> HttpResponse:
    made = last_sizing(seat.building)
    found = made.kept.sizing if made else None
    least, most = MEALS
    context = {
        "building": seat.building,
        "made": made,
        "found": found,
        "share": round(100 * found.share, 1) if found else None,
        "chart": chart_of(found.curve, found.total) if found else None,
        "here": doors_here(seat.building),
        "promised": round(100 * PROMISED),
        "turnover_s": round(TURNOVER_S),
        "days_at_least": DAYS_AT_LEAST,
        "least": least,
        "most": most,
        "typed": request.POST.get("meals", ""),
        "error": error,
        "now": clock.now(),
    }
    return page(request, "lockers/sizing.html", context)
