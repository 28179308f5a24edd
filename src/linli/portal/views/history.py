"""What was done to one thing, in words."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.kernel import clock
from linli.ledger.history import history_of
from linli.people.actions.entries import name_in_ledger
from linli.portal.history_access import LONGEST_NUMBER, subject_in_reach
from linli.web.pages import page
from linli.web.problems import person_of
from linli.web.systems import HistoryKind, Words, actors, history_kinds


@never_cache
@require_safe
def history(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """List what was done to one thing, newest first."""
    viewer, now = person_of(request), clock.now()
    subject = subject_in_reach(viewer, kind, name, now=now)
    found = history_of(str(subject), before=_number(request.GET.get("before", "")))
    you, kinds, by_what = name_in_ledger(viewer), history_kinds(), actors()
    context = {
        "kind": kinds[kind].says,
        "name": subject.name,
        "entries": [
            (one.at, _("您") if one.actor == you else _who(one.actor, kinds, by_what), one.says)
            for one in found.entries
        ],
        "before": found.before,
        "now": now,
    }
    return page(request, "portal/history.html", context)


def _who(actor: str, kinds: Mapping[str, HistoryKind], by_what: Mapping[str, Words]) -> str:
    """Return whom the ledger names: by what they are, or by a kind and a number, never by name."""
    kind, _colon, number = actor.partition(":")
    if kind in kinds and number:
        return f"{kinds[kind].says} {number}"
    return str(by_what.get(actor, actor))


def _number(text: str) -> int | None:
    """Read where to go on; what is no number of an entry asks for the newest."""
    is_one = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) if is_one else None
