"""Places as a table: taken out, tried, and taken in."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people.actions import name_in_ledger
from linli.people.errors import PageUnknown
from linli.places.actions.importing import has_draft, import_draft, keep_draft, try_draft
from linli.places.errors import SheetTooLarge, SheetUnreadable
from linli.places.queries.table import table_of
from linli.places.rules.importing import Plan
from linli.places.rules.rows import COLUMNS
from linli.places.sheets import LARGEST_FILE, write_csv, write_xlsx
from linli.portal import access
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of

SHOWN = 50
"""Rows of each kind on the page of a trial; the rest are counted."""

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@never_cache
@require_safe
def table(request: HttpRequest, ending: str) -> HttpResponse:
    """Send the places one looks after as a file that can be imported again."""
    yours = access.places_to_steward(person_of(request), now=clock.now())
    if ending not in TYPES:
        raise PageUnknown
    rows = table_of(yours)
    content = write_csv(rows) if ending == "csv" else write_xlsx(rows, title=_("地点"))
    name = f"linli-places-{clock.now():%Y%m%d}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=TYPES[ending], headers=headers)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file to be tried; then show what it would do. Nothing is written to any place."""
    person, now = person_of(request), clock.now()
    yours = access.places_to_steward(person, now=now)
    actor = name_in_ledger(person)
    on_refusal(request, lambda error: _show(request, error=error))
    if request.method == "POST":
        keep_draft(_content(request), actor=actor, now=now)
        return redirect("portal:places_import")
    if not has_draft(actor=actor, now=now):
        return _show(request)
    return _show(request, tried=try_draft(actor=actor, yours=yours, now=now))


@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """Do what was shown: all of it, or nothing."""
    person, now = person_of(request), clock.now()
    yours = access.places_to_steward(person, now=now)
    actor = name_in_ledger(person)
    on_refusal(request, lambda error: _again(request, actor, now, error))
    digest = request.POST.get("digest", "")
    done = import_draft(actor=actor, yours=yours, digest=digest, now=now)
    return page(request, "portal/places_import.html", {"done": done})


def _content(request: HttpRequest) -> bytes:
    file = request.FILES.get("file")
    if file is None:
        raise SheetUnreadable
    if (file.size or 0) > LARGEST_FILE:
        raise SheetTooLarge
    return bytes(file.read())


def _again(request: HttpRequest, actor: str, now: datetime, error: LinliError) -> HttpResponse:
    """Show what the file would do by now, with why it was not done."""
    if not has_draft(actor=actor, now=now):
        return _show(request, error=error)
    yours = access.places_to_steward(person_of(request), now=now)
    return _show(request, tried=try_draft(actor=actor, yours=yours, now=now), error=error)


def _show(
    request: HttpRequest, *, tried: Plan | None = None, error: LinliError | None = None
) -> HttpResponse:
    context: dict[str, object] = {"columns": COLUMNS, "error": error, "tried": tried}
    if tried is not None:
        context |= {
            "refused": tried.refused[:SHOWN],
            "refused_more": max(0, len(tried.refused) - SHOWN),
            "planted": tried.planted[:SHOWN],
            "planted_more": max(0, len(tried.planted) - SHOWN),
            "changed": tried.changed[:SHOWN],
            "changed_more": max(0, len(tried.changed) - SHOWN),
        }
    return page(request, "portal/places_import.html", context)
