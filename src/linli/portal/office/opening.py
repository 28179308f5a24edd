"""How a row that is about a person is opened: for a reason, which the ledger keeps."""

from datetime import datetime, timedelta

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people import privacy
from linli.people.privacy_enums import AccessReason
from linli.portal.office.columns import Shown
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of

STAYS_OPEN = timedelta(minutes=10)
"""As long as one looks at a row and comes back to it; then the reason is asked anew."""

_OPENED = "linli.office.opened"
"""The one row that stands open in this browser, and since when."""


def is_opened(request: HttpRequest, row: models.Model, whose: str) -> bool:
    """Whether a row may be shown: it is about nobody, or was opened here a moment ago."""
    if not whose:
        return True
    what, since = request.session.get(_OPENED, ("", ""))
    if request.method == "POST" or what != _name(row):
        return False
    return clock.now() - datetime.fromisoformat(since) < STAYS_OPEN


def answer_unopened(request: HttpRequest, row: models.Model, shown: Shown) -> HttpResponse:
    """Ask why a row is to be opened, or open it for the reason that is given."""
    if request.method != "POST":
        return _ask(request, row, shown)
    on_refusal(request, lambda problem: _ask(request, row, shown, problem))
    now = clock.now()
    privacy.note_opened(
        what=_name(row),
        subject=shown.whose.format_map(_Row(row)),
        by=person_of(request),
        reason=request.POST.get("reason", ""),
        now=now,
    )
    request.session[_OPENED] = (_name(row), now.isoformat())
    return redirect(request.path)


def _ask(
    request: HttpRequest, row: models.Model, shown: Shown, problem: LinliError | None = None
) -> HttpResponse:
    context = {
        "says": shown.says,
        "number": row.pk,
        "reasons": AccessReason.choices,
        "minutes": int(STAYS_OPEN.total_seconds() // 60),
        "problem": problem,
        "here": request.path,
    }
    response = page(request, "portal/office/ask.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _name(row: models.Model) -> str:
    return f"{row._meta.label} {row.pk}"  # noqa: SLF001  # Django's way to a table's name


class _Row(dict[str, object]):
    """What ``whose`` is filled in from: the row's own columns."""

    def __init__(self, row: models.Model) -> None:
        super().__init__()
        self.row = row

    def __missing__(self, name: str) -> object:
        return getattr(self.row, name)
