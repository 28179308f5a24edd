"""Companies as a table: taken out for a reason, tried, and taken in."""

import random
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.buildings.access import companies as access
from linli.buildings.access.companies import Reader
from linli.buildings.actions.company_importing import (
    has_table,
    import_table,
    keep_table,
    try_table,
)
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.matters import read_choice
from linli.buildings.queries.company_table import table_of
from linli.buildings.rules.company_table import COLUMNS
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people.privacy_enums import AccessReason
from linli.places.errors import SheetTooLarge, SheetUnreadable
from linli.places.sheets import LARGEST_FILE
from linli.web.exports import Table, TableFormat, Taker, export
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of

SHOWN = 50
"""Cells and companies of each kind on the page of a trial; the rest are counted."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest, building: str) -> HttpResponse:
    """Show what an uploaded table would do; take one out, try one, take it in."""
    now = clock.now()
    reader = access.reader_at(person_of(request), building, now=now)
    keeper = reader.keeper
    if request.method != "POST":
        return _show(request, reader, now=now)
    on_refusal(request, lambda error: _show(request, reader, now=now, error=error))
    then = request.POST.get("then")
    if then == "export":
        return _export(request, reader, now)
    if then == "try":
        keep_table(keeper, _content(request), now=now)
        return _show(request, reader, now=now)
    if then != "import":
        raise FormUnreadable
    done = import_table(keeper, digest=request.POST.get("digest", ""), now=now)
    return _show(request, reader, now=now, done=done)


def _export(request: HttpRequest, reader: Reader, now: datetime) -> HttpResponse:
    file = export(
        Table("companies", COLUMNS, table_of(reader.committee, today=localdate(now))),
        Taker(reader.person, reader.role, reader.building, request.POST.get("reason", "")),
        as_format=read_choice(request.POST, "format", TableFormat),
        chance=random.SystemRandom(),
        now=now,
    )
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(file.content, content_type=file.content_type, headers=headers)


def _content(request: HttpRequest) -> bytes:
    file = request.FILES.get("file")
    if file is None:
        raise SheetUnreadable
    if (file.size or 0) > LARGEST_FILE:
        raise SheetTooLarge
    return bytes(file.read())


def _show(
    request: HttpRequest,
    reader: Reader,
    *,
    now: datetime,
    done: object = None,
    error: LinliError | None = None,
) -> HttpResponse:
    keeper = reader.keeper
    tried = try_table(keeper, now=now) if has_table(keeper, now=now) else None
    context: dict[str, object] = {
        "building": reader.building,
        "columns": COLUMNS,
        "reasons": AccessReason.choices,
        "typed_reason": request.POST.get("reason", ""),
        "done": done,
        "error": error,
        "tried": tried,
    }
    if tried is not None:
        context |= {
            "refused": tried.refused[:SHOWN],
            "refused_more": max(0, len(tried.refused) - SHOWN),
            "added": tried.added[:SHOWN],
            "changed": tried.changed[:SHOWN],
        }
    return page(request, "buildings/company_table.html", context)
