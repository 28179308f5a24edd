"""What a screen in the lobby shows: what is on, which rooms are free. Public, and nobody's name."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.buildings.access.matters import Visited, committee_of
from linli.buildings.queries.lounge import rooms_now
from linli.buildings.queries.programme import today_s
from linli.kernel import clock
from linli.web import qr
from linli.web.pages import page

VERSION_DIGITS = 16


@never_cache
@require_safe
def lobby(request: HttpRequest, building: str) -> HttpResponse:
    """Show the programme of today, the rooms that are free, and where to register."""
    at = committee_of(building)
    context = {"building": at.building, "shown": _shown(request, at)[1]}
    return page(request, "buildings/lobby.html", context)


@never_cache
@require_safe
def live(request: HttpRequest, building: str) -> HttpResponse:
    """Only what is shown, or 204 while it is as the page has it."""
    version, shown = _shown(request, committee_of(building))
    if request.GET.get("v") == version:
        return HttpResponse(status=204)
    return HttpResponse(shown)


def _shown(request: HttpRequest, at: Visited) -> tuple[str, str]:
    """Return what is shown, and what changes when that does: it is drawn without it first."""
    now = clock.now()
    today = today_s(at.committee, now=now)
    following = next((one for one in today if one.begins_at > now), None)
    code = ""
    if following is not None:
        path = reverse("buildings:occasion", args=[at.building.code, following.id])
        code = qr.label(request.build_absolute_uri(path), title=following.title)
    context = {
        "building": at.building,
        "today": localtime(now).date(),
        "occasions": today,
        "rooms": rooms_now(at.committee, now=now),
        "next": following,
        "code": code,
    }
    drawn = render_to_string("buildings/_lobby.html", context)
    version = hashlib.sha256(drawn.encode()).hexdigest()[:VERSION_DIGITS]
    return version, render_to_string("buildings/_lobby.html", context | {"version": version})
