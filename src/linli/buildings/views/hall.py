"""The display in the hall: who is called where, how many wait and how long; nobody's name."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.buildings.access import matters as committees
from linli.buildings.access.matters import Visited
from linli.buildings.queries.display import Display, display_of
from linli.kernel import clock
from linli.web import qr
from linli.web.pages import page

DRAWN_FOR_S = 2
"""Seconds for which all displays of a desk share one look at it."""


@never_cache
@require_safe
def hall(request: HttpRequest, building: str) -> HttpResponse:
    """Show a desk as a hall reads it from five metres, with the code to draw a ticket."""
    at = committees.committee_of(building)
    to_draw = reverse("buildings:frontdesk", args=[at.building.code])
    context = {
        "building": at.building,
        "board": _drawn(_shown(at), at),
        "code": qr.label(request.build_absolute_uri(to_draw), title=at.building.name),
    }
    return page(request, "buildings/hall.html", context)


@never_cache
@require_safe
def hall_live(request: HttpRequest, building: str) -> HttpResponse:
    """Only the board, or 204 while it is as the page has it."""
    at = committees.committee_of(building)
    shown = _shown(at)
    if request.GET.get("v", "") == shown.version:
        return HttpResponse(status=204)
    return HttpResponse(_drawn(shown, at))


def _shown(at: Visited) -> Display:
    key = f"frontdesk/{at.committee.pk}"
    found: Display | None = cache.get(key)
    if found is None:
        found = display_of(at.committee, now=clock.now())
        cache.set(key, found, DRAWN_FOR_S)
    return found


def _drawn(shown: Display, at: Visited) -> str:
    key = f"frontdesk/{at.committee.pk}/{shown.version}/{get_language()}"
    drawn: str | None = cache.get(key)
    if drawn is None:
        context = {"shown": shown, "building": at.building}
        drawn = render_to_string("buildings/_hall.html", context)
        cache.set(key, drawn, DRAWN_FOR_S * 30)
    return drawn
