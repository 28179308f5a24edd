"""What a desk's secretary keeps: windows, the catalogue, and a month in figures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.buildings.access import frontdesk as access
from linli.buildings.access import matters as committees
from linli.buildings.access.frontdesk import Offered
from linli.buildings.access.matters import Keeper
from linli.buildings.actions import services
from linli.buildings.enums.frontdesk import ServiceKind
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.frontdesk import WINDOW_LONGEST, WINDOWS_MOST, read_service, read_whole
from linli.buildings.forms.matters import read_words
from linli.buildings.queries.frontdesk import catalogue, figures, hall_of, numbers_of
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.web import qr
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of

NEW = "new"
"""In an address, instead of a letter: a service that is not there yet."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: HttpRequest, building: str) -> HttpResponse:
    """Show a desk's windows, services and figures; open or close a window."""
    now = clock.now()
    keeper = committees.keeper_at(person_of(request), building, now=now)
    if request.method != "POST":
        return _kept(request, keeper)
    on_refusal(request, lambda error: _kept(request, keeper, error=error))
    number = read_whole(request.POST, "number", 1, WINDOWS_MOST)
    then = request.POST.get("then")
    if then == "open":
        name = read_words(request.POST, "name", most=WINDOW_LONGEST)
        services.open_window(keeper, number=number, name=name, now=now)
    elif then == "close":
        services.close_window(keeper, number=number, now=now)
    else:
        raise FormUnreadable
    return redirect("buildings:services", building)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edited(request: HttpRequest, building: str, letter: str) -> HttpResponse:
    """Write one service of the catalogue, an old one or a new; take it out."""
    now = clock.now()
    keeper = committees.keeper_at(person_of(request), building, now=now)
    one = None if letter == NEW else access.service_kept(keeper, letter)
    if request.method != "POST":
        return _edited(request, keeper, one)
    on_refusal(request, lambda error: _edited(request, keeper, one, error=error))
    if one is not None and request.POST.get("then") == "withdraw":
        services.withdraw_service(keeper, one.service, now=now)
        return redirect("buildings:services", building)
    new = read_service(request.POST, request.POST.getlist("window"))
    if one is None:
        services.add_service(keeper, new, now=now)
    else:
        services.change_service(keeper, one.service, new, now=now)
    return redirect("buildings:services", building)


def _kept(request: HttpRequest, keeper: Keeper, *, error: LinliError | None = None) -> HttpResponse:
    now = clock.now()
    hall = hall_of(keeper.committee, now=now)
    to_draw = reverse("buildings:frontdesk", args=[keeper.building.code])
    context = {
        "building": keeper.building,
        "windows": hall.windows,
        "services": catalogue(keeper.committee, hall),
        "figures": figures(keeper.committee, now=now),
        "code": qr.label(request.build_absolute_uri(to_draw), title=keeper.building.name),
        "typed": request.POST,
        "error": error,
        "now": now,
    }
    return page(request, "buildings/services.html", context)


def _edited(
    request: HttpRequest, keeper: Keeper, one: Offered | None, *, error: LinliError | None = None
) -> HttpResponse:
    now = clock.now()
    ticked = set(request.POST.getlist("window"))
    if one is not None and request.method != "POST":
        ticked = {str(each) for each in numbers_of(one.service)}
    context = {
        "building": keeper.building,
        "service": None if one is None else one.service,
        "kinds": ServiceKind.choices,
        "windows": [
            (each, str(each.number) in ticked)
            for each in hall_of(keeper.committee, now=now).windows
        ],
        "typed": request.POST if request.method == "POST" else _typed(one),
        "error": error,
        "now": now,
    }
    return page(request, "buildings/service_edit.html", context)


def _typed(one: Offered | None) -> dict[str, object]:
    if one is None:
        return {"minutes": 10}
    found = one.service
    return {
        "kind": found.kind,
        "name": found.name,
        "about": found.about,
        "bring": found.bring,
        "fee": found.fee,
        "yuan": "" if found.yuan is None else found.yuan,
        "basis": found.legal_basis,
        "minutes": found.minutes,
    }
