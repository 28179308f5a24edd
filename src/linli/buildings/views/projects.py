"""The three lists of a building: for everybody, and for who keeps them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.buildings.access import matters as access
from linli.buildings.access.matters import Keeper
from linli.buildings.actions.projects import (
    move_project,
    note_resource,
    plan_project,
    withdraw_resource,
)
from linli.buildings.enums.matters import SeatKind
from linli.buildings.enums.projects import ProjectState
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.matters import read_choice, read_number
from linli.buildings.forms.projects import read_outcome, read_project, read_resource
from linli.buildings.queries.projects import lists_of
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.web.pages import page
from linli.web.problems import known_person, on_refusal, person_of


@never_cache
@require_safe
def shown(request: HttpRequest, building: str) -> HttpResponse:
    """Show everybody what is needed, what is offered, and what is made of both."""
    now, at = clock.now(), access.committee_of(building)
    context = {
        "building": at.building,
        "lists": lists_of(at.committee, today=localdate(now)),
        "keeps": access.keeps(known_person(request), at.committee, now=now),
        "now": now,
    }
    return page(request, "buildings/projects.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: HttpRequest, building: str) -> HttpResponse:
    """Keep the lists: note and withdraw resources, plan projects and move them on."""
    now = clock.now()
    keeper = access.keeper_at(person_of(request), building, now=now)
    if request.method != "POST":
        return _kept(request, keeper)
    on_refusal(request, lambda error: _kept(request, keeper, error=error))
    match request.POST.get("then"):
        case "note":
            note_resource(keeper, read_resource(request.POST), now=now)
        case "withdraw":
            withdraw_resource(keeper, resource=read_number(request.POST, "number"), now=now)
        case "plan":
            plan_project(keeper, read_project(request.POST), now=now)
        case "move":
            to = read_choice(request.POST, "to", ProjectState)
            outcome = read_outcome(request.POST, to)
            project = read_number(request.POST, "number")
            move_project(keeper, project=project, to=to, outcome=outcome, now=now)
        case _:
            raise FormUnreadable
    return redirect("buildings:kept_projects", building)


def _kept(request: HttpRequest, keeper: Keeper, *, error: LinliError | None = None) -> HttpResponse:
    now = clock.now()
    context = {
        "building": keeper.building,
        "lists": lists_of(keeper.committee, today=localdate(now)),
        "kinds": SeatKind.choices,
        "typed": request.POST,
        "ticked_demands": set(request.POST.getlist("demand")),
        "ticked_resources": set(request.POST.getlist("resource")),
        "error": error,
        "now": now,
    }
    return page(request, "buildings/project_desk.html", context)
