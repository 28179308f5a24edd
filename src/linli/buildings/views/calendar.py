"""Which days of a year are worked: typed from the State Council's announcement."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.buildings.access import matters as access
from linli.buildings.access.matters import Planned
from linli.buildings.actions.calendar import write_year
from linli.buildings.forms.matters import read_days, read_year, years_to_write
from linli.buildings.queries.calendar import written_year
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def year(request: HttpRequest, district: str, year: int) -> HttpResponse:
    """Show a year's days off and made-up days in a district; write them anew."""
    now, person = clock.now(), person_of(request)
    planned = access.district_to_plan(person, district, now=now)
    known = read_year(year, today=localdate(now))
    if request.method != "POST":
        return _year(request, planned, known)
    on_refusal(request, lambda error: _year(request, planned, known, error=error))
    write_year(
        district=planned.district,
        year=known,
        off=read_days(request.POST, "off", year=known),
        worked=read_days(request.POST, "worked", year=known),
        by=person,
        now=now,
    )
    return redirect("buildings:calendar", district, known)


def _year(
    request: HttpRequest, planned: Planned, year: int, *, error: LinliError | None = None
) -> HttpResponse:
    written = written_year(planned.district, year)
    context = {
        "district": planned.district,
        "year": year,
        "years": years_to_write(localdate(clock.now())),
        "is_written": written is not None,
        "off": request.POST.get("off", written.off if written else ""),
        "worked": request.POST.get("worked", written.worked if written else ""),
        "error": error,
    }
    return page(request, "buildings/calendar.html", context)
