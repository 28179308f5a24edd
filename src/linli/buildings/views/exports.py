"""A building's matters as a file, for a reason that is kept."""

import random

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from linli.buildings.access.matters import keeper_at, keeps_as
from linli.buildings.queries.export import matters_table
from linli.kernel import clock
from linli.web.exports import TableFormat, Taker, export
from linli.web.problems import person_of


@never_cache
@require_POST
def matters(request: HttpRequest, building: str) -> HttpResponse:
    """Send all matters of a building as a sheet or as CSV; the ledger says who took them out."""
    now = clock.now()
    keeper = keeper_at(person_of(request), building, now=now)
    role = keeps_as(keeper, now=now)
    wanted = TableFormat.CSV if request.POST.get("format") == "csv" else TableFormat.XLSX
    file = export(
        matters_table(keeper.committee),
        Taker(keeper.person, role, keeper.building, request.POST.get("reason", "")),
        as_format=wanted,
        chance=random.SystemRandom(),
        now=now,
    )
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(file.content, content_type=file.content_type, headers=headers)
