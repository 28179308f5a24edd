"""What was done to one thing, in words."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.kernel import clock
from linli.ledger.history import history_of
from linli.people.actions.entries import name_in_ledger
from linli.portal.history_access import LONGEST_NUMBER, subject_in_reach
from linli.web.pages import page
from linli.web.problems import person_of

KINDS = {
    "cabinet": gettext_lazy("柜子"),
    "deposit": gettext_lazy("存餐"),
    "person": gettext_lazy("人员"),
}

ACTORS = {
    "linli": gettext_lazy("系统"),
    "clock": gettext_lazy("定时任务"),
    "installer": gettext_lazy("安装人员"),
    "courier": gettext_lazy("骑手"),
    "owner": gettext_lazy("收餐人"),
    "anyone": gettext_lazy("来者"),
}
"""Whom the ledger names by what they are; all others by a kind and a number, never by name."""


@never_cache
@require_safe
def history(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """List what was done to one thing, newest first."""
    viewer, now = person_of(request), clock.now()
    subject = subject_in_reach(viewer, kind, name, now=now)
    found = history_of(str(subject), before=_number(request.GET.get("before", "")))
    you = name_in_ledger(viewer)
    context = {
        "kind": KINDS[kind],
        "name": subject.name,
        "entries": [(one.at, _who(one.actor, you), one.says) for one in found.entries],
        "before": found.before,
        "now": now,
    }
    return page(request, "portal/history.html", context)


def _who(actor: str, you: str) -> str:
    if actor == you:
        return _("您")
    kind, _colon, number = actor.partition(":")
    if kind in KINDS and number:
        return f"{KINDS[kind]} {number}"
    return str(ACTORS.get(actor, actor))


def _number(text: str) -> int | None:
    """Read where to go on; what is no number of an entry asks for the newest."""
    is_one = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) if is_one else None
