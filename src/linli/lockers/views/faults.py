"""Faults per 10,000 openings, with what that means written on the page."""

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from linli.kernel import clock
from linli.lockers import access
from linli.lockers.forms import read_number
from linli.lockers.queries.faults import faults_of
from linli.lockers.rules.faults import PER, PERIODS_D
from linli.web.pages import page
from linli.web.problems import person_of


@gzip_page
@never_cache
@require_safe
def faults(request: HttpRequest) -> HttpResponse:
    """Show how often the doors failed in the last week, month or quarter."""
    now = clock.now()
    places = access.buildings_to_watch(person_of(request), now=now)
    asked = read_number(request.GET, "days")
    days = asked if asked in PERIODS_D else PERIODS_D[1]
    context = {
        "found": faults_of(places, today=localdate(now), days=days),
        "days": days,
        "periods": PERIODS_D,
        "per": PER,
    }
    return page(request, "lockers/faults.html", context)
