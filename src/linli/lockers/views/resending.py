"""For whoever stands before a cabinet and has had no message."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.lockers.actions.resending import resend_message
from linli.lockers.forms import read_recipient_of
from linli.lockers.queries.door import cabinet_at_door
from linli.web.headers import behind_a_link
from linli.web.pages import page
from linli.web.problems import on_refusal


@behind_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def lost(request: HttpRequest, cabinet: str) -> HttpResponse:
    """Ask for the phone or the order, and have the message sent once more."""
    now = clock.now()
    if request.method != "POST":
        return _form(request, cabinet, now=now)
    on_refusal(request, lambda error: _form(request, cabinet, now=now, error=error))
    resend_message(
        cabinet=cabinet,
        recipient=read_recipient_of(request.POST),
        address=str(request.META.get("REMOTE_ADDR", "")),
        now=now,
    )
    return _form(request, cabinet, now=now, sent=True)


def _form(
    request: HttpRequest,
    cabinet: str,
    *,
    now: datetime,
    error: LinliError | None = None,
    sent: bool = False,
) -> HttpResponse:
    at = cabinet_at_door(cabinet, now=now)
    context = {
        "here": reverse("lockers:lost", args=[at.code]),
        "cabinet": at,
        "typed": "" if sent else request.POST.get("recipient", ""),
        "sent": sent,
        "error": error,
    }
    return page(request, "lockers/lost.html", context)
