"""A cabinet's doors that people keep out of use: which, why, and bringing them back."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.lockers import access
from linli.lockers.actions.holds import hold_doors, lift_doors
from linli.lockers.enums import HoldKind
from linli.lockers.forms import read_choice, read_doors, read_reason
from linli.lockers.queries.holds import HoldsOf, holds_of
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def holds(request: HttpRequest, cabinet: str) -> HttpResponse:
    """Show which doors of a cabinet are kept out of use; keep more, or bring some back."""
    now, person = clock.now(), person_of(request)
    places = access.buildings_to_watch(person, now=now)
    found = holds_of(cabinet, places)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _show(request, found, now=now)
    on_refusal(request, lambda error: _show(request, found, now=now, error=error))
    seat = access.seat_in(person, found.tower, access.SERVING, now=now)
    reason, doors = read_reason(request.POST), read_doors(request.POST.getlist("door"))
    if request.POST.get("then") == "lift":
        lift_doors(seat, cabinet=cabinet, doors=doors, reason=reason, now=now)
    else:
        kind = read_choice(request.POST, "kind", HoldKind)
        hold_doors(seat, cabinet=cabinet, doors=doors, kind=kind, reason=reason, now=now)
    return _show(request, holds_of(cabinet, places) or found, now=now)


def _show(
    request: HttpRequest, found: HoldsOf, *, now: datetime, error: LinliError | None = None
) -> HttpResponse:
    context = {
        "action": reverse("lockers:holds", args=[found.code]),
        "cabinet": found,
        "out": [one for one in found.doors if one.is_out],
        "in_use": [one for one in found.doors if not one.is_out],
        "kinds": HoldKind.choices,
        "may_hold": access.may_serve(person_of(request), now=now),
        "typed": request.POST.get("reason", "") if error else "",
        "ticked": set(request.POST.getlist("door")) if error else set(),
        "chosen_kind": request.POST.get("kind", "") if error else "",
        "then": request.POST.get("then", ""),
        "error": error,
        "now": now,
    }
    return page(request, "lockers/holds.html", context)
