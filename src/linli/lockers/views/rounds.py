"""The crew's round through a building: which meals stand too long, door by door."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.lockers import access
from linli.lockers.access import Seat
from linli.lockers.actions.doors import Door, recall
from linli.lockers.actions.overdue import begin_round, end_round, must_be_on_round
from linli.lockers.forms import new_token, read_meal, read_token
from linli.lockers.queries.overdue import ladder, walk
from linli.people.actions import name_in_ledger
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recall_round(request: HttpRequest, tower: str) -> HttpResponse:
    """Show the round of a building; begin it, open one door of it, or end it."""
    now, person = clock.now(), person_of(request)
    seat = access.seat_at(person, tower, now=now)
    if request.method != "POST":
        return _show(request, seat, now=now)
    on_refusal(request, lambda error: _show(request, seat, now=now, error=error))
    buildings = access.buildings_for_crew(person, now=now)
    then, got = request.POST.get("then"), None
    if then == "begin":
        begin_round(building=seat.building, by=person, now=now)
    elif then == "end":
        end_round(building=seat.building, by=person, now=now)
    else:
        got = _open(request, seat, buildings, now=now)
    return _show(request, seat, now=now, got=got)


def _open(request: HttpRequest, seat: Seat, buildings: Sequence[int], *, now: datetime) -> Door:
    deposit = read_meal(request.POST)
    must_be_on_round(deposit, seat.building)
    return recall(
        actor=name_in_ledger(seat.person),
        buildings=buildings,
        deposit=deposit,
        dispose=False,
        reason=_("超过保存时限"),
        cid=read_token(request.POST),
        now=now,
    )


def _show(
    request: HttpRequest,
    seat: Seat,
    *,
    now: datetime,
    error: LinliError | None = None,
    got: Door | None = None,
) -> HttpResponse:
    context = {
        "action": reverse("lockers:recall_round", args=[seat.building.code]),
        "building": seat.building.name,
        "ladder": ladder(seat.building.pk, now=now),
        "walk": walk(seat.building.pk, now=now),
        "may_walk": seat.may_serve,
        "token": new_token(),
        "error": error,
        "asked": got,
        "now": now,
    }
    return page(request, "lockers/round.html", context)
