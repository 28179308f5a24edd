"""Where a platform's link leads its courier: the order is filled in, one press opens a door."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.lockers import access
from linli.lockers.actions import doors
from linli.lockers.errors import TokenUnreadable
from linli.lockers.forms import new_token, read_token
from linli.lockers.queries.orders import CabinetRoom, OrderAtDoor, rooms_of
from linli.lockers.rules.capacity import fitting
from linli.lockers.rules.recipients import Recipient
from linli.lockers.views.following import Shown
from linli.lockers.views.holder import found_a_door
from linli.lockers.views.stages import SAID, Stage
from linli.web.headers import behind_a_link
from linli.web.pages import page
from linli.web.problems import on_refusal

TAIL = 4


@behind_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, token: str) -> HttpResponse:
    """Show the order and where it may go; then open a door."""
    now = clock.now()
    found = access.order_of_link(token, now=now)
    rooms = rooms_of(found.building_id, now=now)
    if request.method != "POST":
        return _form(request, found, rooms, token, now=now)
    on_refusal(request, lambda error: _form(request, found, rooms, token, now=now, error=error))
    form, chosen = read_token(request.POST), request.POST.get("cabinet", "")
    if chosen not in {one.code for one in rooms}:
        raise TokenUnreadable
    door = doors.deposit_at_door(
        cabinet=chosen,
        recipient=Recipient(order_no=found.order_no, phone=found.phone, tail=found.phone[-TAIL:]),
        size=found.size,
        token=form,
        now=now,
        order=found.id,
    )
    found_a_door(request, now=now)
    link = reverse("lockers:courier_door", args=[access.courier_link(door.deposit)])
    shown = Shown(SAID.get(door.settled, Stage.ASKING), now, door.comp or 0)
    return HttpResponseRedirect(f"{link}?{shown.query}")


def _form(  # what the page shows
    request: HttpRequest,
    found: OrderAtDoor,
    rooms: list[CabinetRoom],
    token: str,
    *,
    now: datetime,
    error: LinliError | None = None,
) -> HttpResponse:
    choices = [(one, _left(one, found)) for one in rooms]
    open_ones = [one.code for one, left in choices if left and one.in_use]
    asked = request.POST.get("cabinet") or _before(request, open_ones) or found.reserved
    context = {
        "here": reverse("lockers:order", args=[token]),
        "order": found,
        "choices": choices,
        "chosen": asked or next(iter(open_ones), ""),
        "token": request.POST.get("token") or new_token(),
        "error": error,
        "now": now,
    }
    return page(request, "lockers/order.html", context)


def _before(request: HttpRequest, open_ones: list[str]) -> str:
    """Return the cabinet before which the order's code was scanned, if it has room."""
    at = request.GET.get("at", "")
    return at if at in open_ones else ""


def _left(room: CabinetRoom, found: OrderAtDoor) -> int:
    """Return how many doors of a cabinet are left for this order, its own among them."""
    left = sum(room.free.get(size, 0) for size in fitting(found.size))
    return left + (room.code == found.reserved)
