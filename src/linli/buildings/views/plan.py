"""The plan of a building: a stack of floors with what is open on each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.buildings.access import matters as access
from linli.buildings.access.matters import Visited
from linli.buildings.actions.plan import set_floors
from linli.buildings.forms.plan import read_floors
from linli.buildings.queries.plan import plan_of
from linli.buildings.rules.plan import DEEPEST, TALLEST, WIDE
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.web.pages import page
from linli.web.problems import known_person, on_refusal, person_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stack(request: HttpRequest, building: str) -> HttpResponse:
    """Show everybody where the open matters are; let who keeps the committee say which floors."""
    now = clock.now()
    if request.method != "POST":
        return _stack(request, access.committee_of(building))
    keeper = access.keeper_at(person_of(request), building, now=now)
    on_refusal(request, lambda error: _stack(request, Visited(keeper.committee), error=error))
    lowest, highest = read_floors(request.POST)
    set_floors(keeper, lowest=lowest, highest=highest, now=now)
    return redirect("buildings:plan", building)


def _stack(request: HttpRequest, at: Visited, *, error: LinliError | None = None) -> HttpResponse:
    now = clock.now()
    context = {
        "building": at.building,
        "committee": at.committee,
        "plan": plan_of(at.committee, today=localdate(now)),
        "wide": WIDE,
        "deepest": DEEPEST,
        "tallest": TALLEST,
        "keeps": access.keeps(known_person(request), at.committee, now=now),
        "typed": request.POST,
        "error": error,
        "now": now,
    }
    return page(request, "buildings/plan.html", context)
