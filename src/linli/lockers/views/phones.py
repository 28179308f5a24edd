"""The phone number of who waits for a meal: masked, and whole for the crew who says why."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.kernel import clock
from linli.lockers import access
from linli.lockers.actions.revealing import reveal_phone
from linli.lockers.queries.phones import phone_behind
from linli.people.privacy_errors import NothingToReveal
from linli.web.problems import on_refusal, person_of
from linli.web.reveal import reveal_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest, cabinet: str, number: int) -> HttpResponse:
    """Show the phone of the meal behind a door."""
    person, now = person_of(request), clock.now()
    buildings = access.buildings_for_crew(person, now=now)
    found = phone_behind(buildings, cabinet, number)
    if found is None:
        raise NothingToReveal
    deposit, masked = found
    back = reverse("lockers:board_door", args=[cabinet, number])
    if request.method != "POST":
        return reveal_page(request, masked, back=back)
    on_refusal(request, lambda problem: reveal_page(request, masked, back=back, problem=problem))
    whole = reveal_phone(
        by=person,
        buildings=buildings,
        deposit=deposit,
        reason=request.POST.get("reason", ""),
        now=now,
    )
    return reveal_page(request, whole, back=back, is_whole=True)
