"""Handing matters on by Open311: one matter, all of a building, and to which servers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.buildings.access import matters as committees
from linli.buildings.access import open311 as access
from linli.buildings.access.matters import Handled, Keeper
from linli.buildings.access.open311 import Connected
from linli.buildings.actions.endpoints import connect_endpoint, end_endpoint
from linli.buildings.actions.forwarding import hand_on, try_again
from linli.buildings.enums.kinds import MatterKind
from linli.buildings.enums.open311 import AnswerFormat
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.forwarding import field_of, read_endpoint
from linli.buildings.forms.matters import new_token, read_choice, read_number
from linli.buildings.queries.forwarding import (
    endpoints_above,
    endpoints_of,
    forwards_by,
    forwards_of,
)
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people.providers import way_out
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest, building: str) -> HttpResponse:
    """List what a building has handed on; try anew what was given up."""
    now = clock.now()
    keeper = committees.keeper_at(person_of(request), building, now=now)
    if request.method != "POST":
        return _list(request, keeper)
    on_refusal(request, lambda error: _list(request, keeper, error=error))
    one = access.handed_on(keeper, read_number(request.POST, "number"))
    try_again(keeper, one, now=now)
    return redirect("buildings:forwards", building)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Hand one matter on, to a server of the building or of what it lies in."""
    now = clock.now()
    keeper = committees.keeper_at(person_of(request), building, now=now)
    found = committees.matter_of(keeper, number)
    if request.method != "POST":
        return _one(request, keeper, found)
    on_refusal(request, lambda error: _one(request, keeper, found, error=error))
    to = access.endpoint_for(keeper, read_number(request.POST, "to"))
    kind = read_choice(request.POST, "kind", MatterKind)
    hand_on(keeper, found.matter, to=to, kind=kind, mark=new_token(), now=now)
    return redirect("buildings:handle", building, number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def endpoints(request: HttpRequest, place: str) -> HttpResponse:
    """List the servers that take matters of a place's committees; connect one, or end one."""
    now = clock.now()
    at = access.place_to_connect(person_of(request), place, now=now)
    if request.method != "POST":
        return _endpoints(request, at)
    on_refusal(request, lambda error: _endpoints(request, at, error=error))
    then = request.POST.get("then")
    if then == "connect":
        connect_endpoint(at, read_endpoint(request.POST, way_out=way_out()), now=now)
    elif then == "end":
        end_endpoint(at, number=read_number(request.POST, "number"), now=now)
    else:
        raise FormUnreadable
    return redirect("buildings:endpoints", place)


def _list(request: HttpRequest, keeper: Keeper, *, error: LinliError | None = None) -> HttpResponse:
    now = clock.now()
    context = {
        "building": keeper.building,
        "forwards": forwards_by(keeper.committee),
        "endpoints": endpoints_above(keeper.building),
        "connects": access.places_to_connect(keeper.person, keeper.building, now=now),
        "error": error,
        "now": now,
    }
    return page(request, "buildings/forwards.html", context)


def _one(
    request: HttpRequest, keeper: Keeper, found: Handled, *, error: LinliError | None = None
) -> HttpResponse:
    context = {
        "building": keeper.building,
        "matter": found.matter,
        "forwards": forwards_of(found.matter),
        "endpoints": endpoints_above(keeper.building),
        "kinds_of_matter": MatterKind.choices,
        "typed": {"kind": found.matter.kind, **request.POST.dict()},
        "error": error,
        "now": clock.now(),
    }
    return page(request, "buildings/forward.html", context)


def _endpoints(
    request: HttpRequest, at: Connected, *, error: LinliError | None = None
) -> HttpResponse:
    kinds = [
        (field_of(kind), kind.label, request.POST.get(field_of(kind), "")) for kind in MatterKind
    ]
    context = {
        "building": at.place,
        "endpoints": endpoints_of(at.place),
        "kinds": kinds,
        "formats": AnswerFormat.choices,
        "typed": request.POST,
        "error": error,
    }
    return page(request, "buildings/endpoints.html", context)
