"""Gatherings for everybody: the programme, one occasion, one's own registration, the door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.buildings.access import lounge as access
from linli.buildings.access.lounge import Held
from linli.buildings.access.matters import Visited, committee_of, keeps
from linli.buildings.actions.registering import arrive, leave, rate, register, walk_in
from linli.buildings.enums.lounge import RsvpState
from linli.buildings.forms.lounge import STARS, read_rating, read_visitor
from linli.buildings.forms.matters import new_token, read_number, read_token
from linli.buildings.queries.programme import (
    for_calendar,
    occasion_row,
    photos_of,
    programme,
    waits_before,
)
from linli.buildings.rules.arrivals import HERE
from linli.buildings.views.ics import Event, calendar_file
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.web.addresses import address_of
from linli.web.headers import behind_a_link
from linli.web.pages import page
from linli.web.problems import known_person, on_refusal


@never_cache
@require_safe
def listed(request: HttpRequest, building: str) -> HttpResponse:
    """List what is on in a building."""
    now, at = clock.now(), committee_of(building)
    context = {
        "building": at.building,
        "occasions": programme(at.committee, now=now),
        "keeps": keeps(known_person(request), at.committee, now=now),
        "now": now,
    }
    return page(request, "buildings/programme.html", context)


@require_safe
def calendar(request: HttpRequest, building: str) -> HttpResponse:
    """Send what is on in a building to whose calendar asks for it, cancelled ones too."""
    at = committee_of(building)
    events = (
        Event(
            uid=f"occasion-{one.id}",
            title=one.title,
            begins=one.begins_at,
            ends=one.ends_at,
            changed=one.changed_at,
            sequence=one.sequence,
            is_cancelled=one.is_cancelled,
            where=f"{one.room} · {at.building.name}",
            words=one.words,
        )
        for one in for_calendar(at.committee, now=clock.now())
    )
    return calendar_file(request, events, name=at.building.name, code=at.building.code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def occasion(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Show one occasion to everybody; register for it."""
    at = committee_of(building)
    held = access.occasion_of(at, number)
    if request.method != "POST":
        return _occasion(request, at, held)
    on_refusal(request, lambda error: _occasion(request, at, held, error=error))
    made = register(
        held.occasion,
        read_token(request.POST),
        read_visitor(request.POST, phone_needed=False),
        address=address_of(request),
        now=clock.now(),
    )
    return redirect("buildings:rsvp", access.rsvp_link(made.code))


@require_safe
def photo(_request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Send a photo of an occasion."""
    image = access.photo_of(committee_of(building), number)
    return HttpResponse(image, content_type="image/jpeg")


@behind_a_link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rsvp(request: HttpRequest, token: str) -> HttpResponse:
    """Show whoever registered their seat; let them give it up, or say how it was."""
    found = access.rsvp_of_link(token)
    if request.method != "POST":
        return _rsvp(request, token)
    on_refusal(request, lambda error: _rsvp(request, token, error=error))
    now = clock.now()
    if request.POST.get("then") == "rate":
        rating = read_rating(request.POST)
        rate(found.rsvp, stars=rating.stars, says=rating.says, now=now)
    else:
        leave(found.rsvp, now=now)
    return redirect("buildings:rsvp", token)


@behind_a_link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def arrival(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever scanned the code at the door sign in, registered or not."""
    now = clock.now()
    held = access.occasion_of_door(token, now=now)
    if request.method != "POST":
        return _arrival(request, held)
    on_refusal(request, lambda error: _arrival(request, held, error=error))
    if request.POST.get("then") == "walk_in":
        form, address = read_token(request.POST), address_of(request)
        made = walk_in(held.occasion, form, address=address, now=now)
        return redirect("buildings:rsvp", access.rsvp_link(made.code))
    typed, address = read_number(request.POST, "number"), address_of(request)
    came = arrive(held.occasion, typed, address=address, now=now)
    return _arrival(request, held, came=came.number)


def _occasion(
    request: HttpRequest, at: Visited, held: Held, *, error: LinliError | None = None
) -> HttpResponse:
    now, found = clock.now(), held.occasion
    row = occasion_row(found)
    context = {
        "building": at.building,
        "one": row,
        "photos": photos_of(found),
        "can_register": not row.is_cancelled and now < row.begins_at,
        "is_over": now >= row.ends_at,
        "token": request.POST.get("token") or new_token(),
        "typed": request.POST,
        "keeps": keeps(known_person(request), at.committee, now=now),
        "error": error,
        "now": now,
    }
    return page(request, "buildings/occasion.html", context)


def _rsvp(request: HttpRequest, token: str, *, error: LinliError | None = None) -> HttpResponse:
    now, found = clock.now(), access.rsvp_of_link(token).rsvp
    held, state = found.occasion, RsvpState(found.state)
    is_cancelled = held.cancelled_at is not None
    is_coming = state in {RsvpState.SEATED, RsvpState.WAITING}
    context = {
        "building": held.gathering.committee.building,
        "one": occasion_row(held),
        "rsvp": found,
        "state": state,
        "before": waits_before(found) if state is RsvpState.WAITING else 0,
        "can_leave": is_coming and not is_cancelled and now < held.begins_at,
        "can_rate": state in HERE,
        "stars": STARS,
        "typed": request.POST,
        "chosen": read_number(request.POST, "stars") or found.stars,
        "link": request.build_absolute_uri(reverse("buildings:rsvp", args=[token])),
        "error": error,
        "now": now,
    }
    return page(request, "buildings/rsvp.html", context)


def _arrival(
    request: HttpRequest, held: Held, *, came: int = 0, error: LinliError | None = None
) -> HttpResponse:
    context = {
        "building": held.committee.building,
        "occasion": held.occasion,
        "came": came,
        "token": request.POST.get("token") or new_token(),
        "typed": request.POST,
        "error": error,
    }
    return page(request, "buildings/arrival.html", context)
