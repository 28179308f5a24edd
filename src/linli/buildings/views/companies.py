"""Lists of companies: the buildings, one building's companies, whom to visit, the directory."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.buildings.access import companies as access
from linli.buildings.access.companies import Reader
from linli.buildings.access.matters import committee_of
from linli.buildings.actions.companies import add_company
from linli.buildings.enums.companies import Listing
from linli.buildings.enums.industries import SECTIONS
from linli.buildings.forms.companies import read_company, read_wanted
from linli.buildings.queries.company_figures import buildings_with_companies
from linli.buildings.queries.company_pages import (
    companies_of,
    directory_of,
    floors_of,
    plan_of,
    wanted_of,
)
from linli.buildings.rules.floors import floor_name
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.web.pages import page
from linli.web.problems import known_person, on_refusal, person_of


@never_cache
@require_safe
def buildings(request: HttpRequest) -> HttpResponse:
    """List the buildings of whose companies somebody may read."""
    now = clock.now()
    places = access.places_to_read(person_of(request), now=now)
    rows = buildings_with_companies(places, today=localdate(now))
    return page(request, "buildings/company_buildings.html", {"buildings": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest, building: str) -> HttpResponse:
    """List a building's companies, filtered; enter one."""
    now, person = clock.now(), person_of(request)
    reader = access.reader_at(person, building, now=now)
    if request.method != "POST":
        return _list(request, reader)
    keeper = reader.keeper
    on_refusal(request, lambda error: _list(request, reader, error=error))
    made = add_company(keeper, read_company(request.POST), now=now)
    return redirect("buildings:company_edit", building, made.pk)


@never_cache
@require_safe
def visits(request: HttpRequest, building: str) -> HttpResponse:
    """List whom to visit this week, in the order in which one walks."""
    now = clock.now()
    keeper = access.keeper_of_companies(person_of(request), building, now=now)
    found = plan_of(keeper.committee, today=localdate(now))
    context = {
        "building": keeper.building,
        "visits": [
            {
                "due": one,
                "floor": "" if one.floor is None else floor_name(one.floor),
                "reasons": [str(why.label).format(count=count) for why, count in one.reasons],
            }
            for one in found
        ],
    }
    return page(request, "buildings/company_visits.html", context)


@never_cache
@require_safe
def directory(request: HttpRequest, building: str) -> HttpResponse:
    """List the companies that agreed to it by name and floor, for everybody."""
    now, at = clock.now(), committee_of(building)
    reader = access.reader_of(known_person(request), at.committee, now=now)
    context = {
        "building": at.building,
        "companies": directory_of(at.committee, today=localdate(now)),
        "reads": reader is not None,
    }
    return page(request, "buildings/company_directory.html", context)


def _list(request: HttpRequest, reader: Reader, *, error: LinliError | None = None) -> HttpResponse:
    wanted = read_wanted(request.GET)
    every = companies_of(reader.committee, today=localdate(clock.now()), levels=reader.levels)
    context = {
        "reader": reader,
        "building": reader.building,
        "companies": wanted_of(every, wanted),
        "total": len(every),
        "wanted": wanted,
        "floors": [(number, floor_name(number)) for number, _area in floors_of(reader.committee)],
        "sections": SECTIONS,
        "listings": Listing.choices if reader.keeps else [],
        "typed": request.POST,
        "error": error,
    }
    return page(request, "buildings/companies.html", context)
