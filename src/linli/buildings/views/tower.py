"""A building's space and companies in figures with their definitions, and drawn floor by floor."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.buildings.access import companies as access
from linli.buildings.access.companies import Reader
from linli.buildings.actions.companies import set_floor
from linli.buildings.enums.industries import SECTIONS
from linli.buildings.forms.companies import read_floor_number, read_square_metres
from linli.buildings.queries.company_figures import occupancy, stack
from linli.buildings.rules.floors import floor_name
from linli.buildings.rules.occupancy import GAP, HIGH, LABEL, WIDTH
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tower(request: HttpRequest, building: str) -> HttpResponse:
    """Show a building's figures and its floors; say how large a floor is."""
    now = clock.now()
    reader = access.reader_at(person_of(request), building, now=now)
    if request.method != "POST":
        return _tower(request, reader)
    keeper = reader.keeper
    on_refusal(request, lambda error: _tower(request, reader, error=error))
    number, area = read_floor_number(request.POST), read_square_metres(request.POST)
    set_floor(keeper, number=number, area=area, now=now)
    return redirect("buildings:tower", building)


def _tower(
    request: HttpRequest, reader: Reader, *, error: LinliError | None = None
) -> HttpResponse:
    today = localdate(clock.now())
    names = {one.letter: one.name for one in SECTIONS}
    figures = occupancy(reader.committee, today=today)
    drawn = stack(reader.committee, today=today) if reader.sees_tenancies else None
    context = {
        "reader": reader,
        "building": reader.building,
        "figures": figures,
        "sections": [(letter, names.get(letter, ""), count) for letter, count in figures.sections],
        "stack": drawn,
        "storeys": [] if drawn is None else [(floor_name(s.floor), s) for s in drawn.storeys],
        "width": WIDTH,
        "label": LABEL,
        "high": HIGH,
        "gap": GAP,
        "today": today,
        "typed": request.POST,
        "error": error,
    }
    return page(request, "buildings/tower.html", context)
