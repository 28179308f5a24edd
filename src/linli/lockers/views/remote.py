"""How many doors one has opened from afar, and a second person's yes to more."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.lockers import access
from linli.lockers.actions.remote import KIND, agree_to_more, ask_for_more, limits, refuse_more
from linli.lockers.forms import read_number, read_reason
from linli.lockers.queries.remote import asked_for, openings_since, permitted_left
from linli.lockers.queries.towers import towers_of
from linli.lockers.rules.remote import MOST_ASKED, WINDOW
from linli.people.actions import name_in_ledger
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def openings(request: HttpRequest) -> HttpResponse:
    """Show one's openings of the hour, ask for more, and decide what others ask for."""
    now, person = clock.now(), person_of(request)
    access.buildings_for_crew(person, now=now)
    if request.method != "POST":
        return _show(request, now=now)
    on_refusal(request, lambda error: _show(request, now=now, error=error))
    then, number = request.POST.get("then"), read_number(request.POST, "number") or 0
    if then == "agree":
        agree_to_more(number, by=person, now=now)
    elif then == "refuse":
        refuse_more(number, by=person, now=now)
    else:
        seat = access.seat_at(person, request.POST.get("building", ""), now=now)
        more = read_number(request.POST, "openings") or 0
        ask_for_more(seat, openings=more, reason=read_reason(request.POST), now=now)
    return _show(request, now=now)


def _show(request: HttpRequest, *, now: datetime, error: LinliError | None = None) -> HttpResponse:
    person = person_of(request)
    buildings = access.buildings_for_crew(person, now=now)
    mine = [one for one in openings_since(now - WINDOW) if one.operator == name_in_ledger(person)]
    waiting = asked_for(KIND, person, buildings, now=now)
    context = {
        "limits": limits(),
        "opened": len(mine),
        "left": permitted_left(person, now=now),
        "waiting": waiting,
        "is_asking": any(one.is_own for one in waiting),
        "towers": towers_of(buildings),
        "most": MOST_ASKED,
        "typed": request.POST.get("reason", ""),
        "typed_openings": request.POST.get("openings", "5"),
        "error": error,
        "now": now,
    }
    return page(request, "lockers/openings.html", context)
