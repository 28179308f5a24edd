"""Searching everything one may see."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.kernel import clock
from linli.web.pages import page
from linli.web.problems import person_of
from linli.web.search import LONGEST_TYPED, search


@never_cache
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Ask what is sought, and list what of it this person may see."""
    person = person_of(request)
    typed = request.GET.get("q", "")[:LONGEST_TYPED].strip()
    groups = search(person, typed, now=clock.now())
    return page(request, "portal/search.html", {"typed": typed, "groups": groups})
