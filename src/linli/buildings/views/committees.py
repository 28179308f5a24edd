"""All committees of a district with their founding dates, and one with its seats."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.buildings.access import matters as access
from linli.buildings.access.matters import Visited
from linli.buildings.actions.committees import add_seat, begin_term, end_term, found_committee
from linli.buildings.enums.matters import HowChosen, SeatKind
from linli.buildings.errors.matters import DateUnreadable, FormUnreadable
from linli.buildings.forms.matters import read_choice, read_day, read_number, read_term
from linli.buildings.queries.committees import (
    buildings_without,
    committees_in,
    past_terms,
    seats_of,
)
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people.enums import Role
from linli.people.queries import places_where
from linli.web.pages import page
from linli.web.problems import known_person, on_refusal, person_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """List the committees that somebody keeps; found one."""
    if request.method != "POST":
        return _list(request)
    on_refusal(request, lambda error: _list(request, error=error))
    now, person = clock.now(), person_of(request)
    building = access.building_to_found(person, request.POST.get("building", ""), now=now)
    on = read_day(request.POST, "on")
    if on > localdate(now) + timedelta(days=1):
        raise DateUnreadable
    found_committee(building=building, on=on, by=person, now=now)
    return redirect("buildings:committee", building.code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, building: str) -> HttpResponse:
    """Show a committee and who sits in it to everybody; let who keeps it change that."""
    now = clock.now()
    if request.method != "POST":
        return _committee(request, access.committee_of(building))
    keeper = access.keeper_at(person_of(request), building, now=now)
    on_refusal(request, lambda error: _committee(request, Visited(keeper.committee), error=error))
    then = request.POST.get("then")
    if then == "seat":
        add_seat(keeper, kind=read_choice(request.POST, "kind", SeatKind), now=now)
    elif then == "begin":
        seat, term = read_number(request.POST, "seat"), read_term(request.POST)
        begin_term(keeper, seat=seat, term=term, now=now)
    elif then == "end":
        end_term(keeper, seat=read_number(request.POST, "seat"), now=now)
    else:
        raise FormUnreadable
    return redirect("buildings:committee", building)


def _list(request: HttpRequest, *, error: LinliError | None = None) -> HttpResponse:
    now, person = clock.now(), person_of(request)
    today = localdate(now)
    found = committees_in(access.places_to_keep(person, now=now), today=today)
    context = {
        "committees": found,
        "buildings": buildings_without(places_where(person, (Role.STEWARD,), now=now)),
        "districts": access.districts_to_plan(person, now=now),
        "today": today,
        "typed": request.POST,
        "error": error,
    }
    return page(request, "buildings/committees.html", context)


def _committee(
    request: HttpRequest, at: Visited, *, error: LinliError | None = None
) -> HttpResponse:
    now, found = clock.now(), at.committee
    today = localdate(now)
    context = {
        "committee": found,
        "building": found.building,
        "seats": seats_of(found, today=today),
        "past": past_terms(found),
        "kinds": SeatKind.choices,
        "ways": HowChosen.choices,
        "keeps": access.keeps(known_person(request), found, now=now),
        "today": today,
        "typed": request.POST,
        "error": error,
    }
    return page(request, "buildings/committee.html", context)
