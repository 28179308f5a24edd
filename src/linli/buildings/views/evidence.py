"""The photos of matters: for everybody, for the desk, and for who raised or supports one."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.buildings.access import evidence as access
from linli.buildings.access.matters import committee_of, keeper_at, matter_of, voice_of_link
from linli.kernel import clock
from linli.web.headers import behind_a_link
from linli.web.problems import person_of


@never_cache
@require_safe
def shown(request: HttpRequest, building: str, number: int, photo: int) -> HttpResponse:  # noqa: ARG001  # a view
    """Send a photo of a matter that was taken up to anybody; hidden a moment ago, it is gone."""
    return _jpeg(access.photo_for_all(committee_of(building), number, photo))


@never_cache
@require_safe
def handled(request: HttpRequest, building: str, number: int, photo: int) -> HttpResponse:
    """Send a photo to the desk, also one that is hidden."""
    keeper = keeper_at(person_of(request), building, now=clock.now())
    return _jpeg(access.photo_for_keeper(keeper, matter_of(keeper, number), photo))


@behind_a_link
@never_cache
@require_safe
def own(request: HttpRequest, token: str, photo: int) -> HttpResponse:  # noqa: ARG001  # a view
    """Send a photo to who raised or supports its matter, by their link."""
    return _jpeg(access.photo_for_voice(voice_of_link(token), photo))


def _jpeg(image: bytes) -> HttpResponse:
    return HttpResponse(image, content_type="image/jpeg")
