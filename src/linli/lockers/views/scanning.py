"""The page on which a courier scans an order's code instead of typing its number.

The form before it stays as light as it is: the camera, its script and its permission are this
page's alone, and without script a photograph does the same.
"""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.lockers import access
from linli.lockers.actions.scanning import look_up
from linli.lockers.courier_errors import NoOrderInCode
from linli.lockers.queries.door import cabinet_at_door
from linli.lockers.rules.recipients import read_recipient
from linli.lockers.rules.scanning import candidates, our_order
from linli.lockers.views.courier import courier_form
from linli.web.addresses import address_of
from linli.web.barcodes import PictureUnreadable, codes_in, takes_a_picture
from linli.web.headers import behind_a_link, with_camera
from linli.web.pages import page
from linli.web.problems import on_refusal


@behind_a_link
@with_camera
@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: HttpRequest, cabinet: str) -> HttpResponse:
    """Look for a code; with what it says, go to its order or fill in the courier's form."""
    now = clock.now()
    if request.method != "POST":
        return _page(request, cabinet, now=now)
    takes_a_picture(request)
    on_refusal(request, lambda error: _page(request, cabinet, now=now, error=error))
    at = cabinet_at_door(cabinet, now=now)
    texts = _texts(request)
    token = next(filter(None, map(our_order, texts)), "")
    if not token:
        found = candidates(texts)
        order = look_up(found, cabinet=at.code, address=address_of(request), now=now)
        if order is None:
            return courier_form(request, at.code, now=now, scanned=_typed(found))
        token = access.order_link(order, now=now)
    return HttpResponseRedirect(f"{reverse('lockers:order', args=[token])}?at={at.code}")


def _texts(request: HttpRequest) -> Sequence[str]:
    """Return what the page's script has read, or what a picture says."""
    if said := request.POST.get("code", ""):
        return [said]
    picture = request.FILES.get("picture")
    if picture is None:
        raise PictureUnreadable
    return codes_in(picture)


def _typed(found: Sequence[str]) -> str:
    """Return what is filled in: the first that can be somebody, to be looked at before it is sent.

    Raises:
        NoOrderInCode: none can.
    """
    for one in found:
        try:
            read_recipient(one)
        except LinliError:
            continue
        return one
    raise NoOrderInCode


def _page(
    request: HttpRequest, cabinet: str, *, now: datetime, error: LinliError | None = None
) -> HttpResponse:
    at = cabinet_at_door(cabinet, now=now)
    context = {
        "here": reverse("lockers:scan", args=[at.code]),
        "cabinet": at,
        "error": error,
    }
    return page(request, "lockers/scan.html", context)
