"""Gatherings for who keeps them: planning, changing, who comes, the door, photos, feedback."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.buildings.access import lounge as access
from linli.buildings.access.lounge import Held
from linli.buildings.access.matters import Keeper, keeper_at
from linli.buildings.actions import gatherings
from linli.buildings.enums.lounge import Reach, Repeats
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.lounge import read_gathering, read_plan
from linli.buildings.forms.matters import read_choice, read_number
from linli.buildings.queries.lounge import rooms_of
from linli.buildings.queries.programme import (
    feedback_of,
    figures_of,
    occasion_row,
    participants,
    past_occasions,
    photos_of,
    programme,
)
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people.privacy import reveal
from linli.web import qr
from linli.web.pages import page
from linli.web.photos import LARGEST_PHOTO, PhotoTooLarge, PhotoUnreadable, drawn_anew
from linli.web.problems import on_refusal, person_of
from linli.web.reveal import reveal_page

Press = Callable[[Keeper, Held, HttpRequest], object]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest, building: str) -> HttpResponse:
    """List what is planned and what was held; plan a gathering."""
    now = clock.now()
    keeper = keeper_at(person_of(request), building, now=now)
    if request.method != "POST":
        return _list(request, keeper)
    on_refusal(request, lambda error: _list(request, keeper, error))
    room = access.kept_room(keeper, read_number(request.POST, "room"))
    gatherings.plan_gathering(keeper, read_gathering(request.POST, room), now=now)
    return redirect("buildings:gatherings", building)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Show one occasion with who comes; change or cancel it, show or take away a photo."""
    keeper = keeper_at(person_of(request), building, now=clock.now())
    held = access.occasion_of(keeper, number)
    if request.method != "POST":
        return _one(request, keeper, number)
    on_refusal(request, lambda error: _one(request, keeper, number, error))
    press = PRESSES.get(request.POST.get("then", ""))
    if press is None:
        raise FormUnreadable
    press(keeper, held, request)
    return redirect("buildings:gathering", building, number)


@never_cache
@require_safe
def door(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Show the code of the door on whatever stands there; it changes every minute."""
    now = clock.now()
    keeper = keeper_at(person_of(request), building, now=now)
    held = access.occasion_of(keeper, number)
    token = access.occasion_door(held.occasion, now=now)
    link = request.build_absolute_uri(reverse("buildings:arrival", args=[token]))
    context = {
        "building": keeper.building,
        "one": occasion_row(held.occasion),
        "figures": figures_of(held.occasion),
        "code": qr.svg_at_once(link, title=held.occasion.title),
    }
    return page(request, "buildings/gathering_door.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Show whoever registered: their phone whole to who says why."""
    person, now = person_of(request), clock.now()
    keeper = keeper_at(person, building, now=now)
    found = access.kept_rsvp(keeper, number).rsvp
    back = reverse("buildings:gathering", args=[building, found.occasion_id])
    text = f"{found.name or '—'} {found.phone or ''}"
    if request.method != "POST":
        return reveal_page(request, text, back=back)
    on_refusal(request, lambda problem: reveal_page(request, text, back=back, problem=problem))
    why, subject = request.POST.get("reason", ""), f"rsvp:{number}"
    whole = reveal(found.phone, by=person, reason=why, subject=subject, now=now)
    return reveal_page(request, f"{found.name} {whole}", back=back, is_whole=True)


def _change(keeper: Keeper, held: Held, request: HttpRequest) -> None:
    room = access.kept_room(keeper, read_number(request.POST, "room"))
    gatherings.change_occasion(
        keeper,
        held.occasion,
        read_plan(request.POST, room),
        reach=read_choice(request.POST, "reach", Reach),
        now=clock.now(),
    )


def _cancel(keeper: Keeper, held: Held, request: HttpRequest) -> None:
    reach = read_choice(request.POST, "reach", Reach)
    gatherings.cancel_occasion(keeper, held.occasion, reach=reach, now=clock.now())


def _add_photo(keeper: Keeper, held: Held, request: HttpRequest) -> None:
    file = request.FILES.get("photo")
    if file is None:
        raise PhotoUnreadable
    if (file.size or 0) > LARGEST_PHOTO:
        raise PhotoTooLarge
    image, agreed = drawn_anew(bytes(file.read())), request.POST.get("agreed") == "yes"
    gatherings.add_photo(keeper, held.occasion, image, agreed=agreed, now=clock.now())


def _remove_photo(keeper: Keeper, held: Held, request: HttpRequest) -> None:
    number = read_number(request.POST, "photo")
    gatherings.remove_photo(keeper, held.occasion, number, now=clock.now())


PRESSES: Mapping[str, Press] = {
    "change": _change,
    "cancel": _cancel,
    "photo": _add_photo,
    "unphoto": _remove_photo,
}
"""What each button does."""


def _list(request: HttpRequest, keeper: Keeper, error: LinliError | None = None) -> HttpResponse:
    now = clock.now()
    context = {
        "building": keeper.building,
        "coming": programme(keeper.committee, now=now),
        "past": past_occasions(keeper.committee, now=now),
        "rooms": rooms_of(keeper.committee),
        "repeats": Repeats.choices,
        "typed": request.POST,
        "typed_room": read_number(request.POST, "room"),
        "error": error,
        "now": now,
    }
    return page(request, "buildings/gatherings.html", context)


def _one(
    request: HttpRequest, keeper: Keeper, number: int, error: LinliError | None = None
) -> HttpResponse:
    now, found = clock.now(), access.occasion_of(keeper, number).occasion
    begins, ends = localtime(found.begins_at), localtime(found.ends_at)
    as_kept = {
        "title": found.title,
        "room": str(found.room.number),
        "day": f"{begins:%Y-%m-%d}",
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "seats": str(found.seats),
    }
    typed = request.POST if request.POST.get("then") == "change" else as_kept
    context = {
        "building": keeper.building,
        "one": occasion_row(found),
        "figures": figures_of(found),
        "people": participants(found),
        "feedback": feedback_of(found),
        "photos": photos_of(found),
        "rooms": rooms_of(keeper.committee),
        "reaches": Reach.choices,
        "can_change": found.cancelled_at is None and now < found.begins_at,
        "is_open": found.cancelled_at is None and now < found.ends_at,
        "typed": typed,
        "typed_room": read_number(typed, "room"),
        "error": error,
        "now": now,
    }
    return page(request, "buildings/gathering.html", context)
