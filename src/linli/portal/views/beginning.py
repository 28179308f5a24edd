"""The beginning: what an installation starts with, on cards that can be done again at any time."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.kernel import clock
from linli.people.queries import acting_as
from linli.portal.access import check_begins
from linli.portal.beginning import ways_out
from linli.web.pages import page
from linli.web.problems import person_of
from linli.web.systems import Viewer, beginning_for


@never_cache
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Show every card of what one may do, in whichever role."""
    cards = beginning_for(_viewer(request))
    done = sum(one.is_done for one in cards)
    return page(request, "portal/begin.html", {"cards": cards, "done": done})


@never_cache
@require_safe
def begin_ways(request: HttpRequest) -> HttpResponse:
    """Show each way that messages can take, and which settings it lacks."""
    now = _viewer(request).now
    return page(request, "portal/begin_ways.html", {"ways": ways_out(now=now)})


def _viewer(request: HttpRequest) -> Viewer:
    """Return who may see these pages, as all that they are."""
    person, now = person_of(request), clock.now()
    held = acting_as(person, now=now)
    check_begins(held)
    return Viewer(person, held, now)
