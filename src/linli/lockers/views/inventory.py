"""A cabinet's inventory: what a person saw behind every door, said on one page."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.lockers import access
from linli.lockers.actions.inventory import take_inventory
from linli.lockers.forms import DOOR, MEAL, SAW, read_count
from linli.lockers.queries.inventory import CountSheet, count_sheet
from linli.people.actions import name_in_ledger
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def inventory(request: HttpRequest, cabinet: str) -> HttpResponse:
    """Show what is to be looked at; take what was seen, and say what happens now."""
    now, person = clock.now(), person_of(request)
    sheet = count_sheet(cabinet, access.buildings_to_watch(person, now=now))
    if sheet is None:
        raise Http404
    if request.method != "POST":
        return _show(request, sheet, now=now)
    on_refusal(request, lambda error: _show(request, sheet, now=now, error=error))
    doors, meals = read_count(request.POST)
    take_inventory(
        actor=name_in_ledger(person),
        buildings=access.buildings_for_crew(person, now=now),
        cabinet=cabinet,
        doors=doors,
        meals=meals,
        now=now,
    )
    return redirect("lockers:inventory", cabinet)


def _show(
    request: HttpRequest, sheet: CountSheet, *, now: datetime, error: LinliError | None = None
) -> HttpResponse:
    """Show the sheet with what was said on it already, so that no door is looked at twice."""
    said = request.POST.get
    context = {
        "sheet": sheet,
        "doors": [
            (name, one, said(name, "")) for one in sheet.doors for name in [f"{DOOR}{one.number}"]
        ],
        "meals": [
            (f"{MEAL}{code}", label, said(f"{MEAL}{code}", "")) for code, label in sheet.meals
        ],
        "saw": SAW,
        "may_count": access.may_serve(person_of(request), now=now),
        "error": error,
        "now": now,
    }
    return page(request, "lockers/inventory.html", context)
