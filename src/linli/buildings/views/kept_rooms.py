"""Rooms for who keeps them: what each is, what is to be confirmed, and who has which."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.buildings.access import lounge as access
from linli.buildings.access.matters import Keeper, keeper_at
from linli.buildings.actions import bookings, rooms
from linli.buildings.enums.lounge import Audience
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.lounge import read_room
from linli.buildings.forms.matters import read_number
from linli.buildings.queries.lounge import bookings_to_keep, rooms_of
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.people.privacy import reveal
from linli.web import qr
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of
from linli.web.reveal import reveal_page

Press = Callable[[Keeper, HttpRequest], object]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest, building: str) -> HttpResponse:
    """Show the rooms and their bookings; add a room, change or close one, confirm or refuse."""
    keeper = keeper_at(person_of(request), building, now=clock.now())
    if request.method != "POST":
        return _list(request, keeper)
    on_refusal(request, lambda error: _list(request, keeper, error))
    press = PRESSES.get(request.POST.get("then", ""))
    if press is None:
        raise FormUnreadable
    press(keeper, request)
    return redirect("buildings:kept_rooms", building)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Show one room with the code for its door; change or close it."""
    now = clock.now()
    keeper = keeper_at(person_of(request), building, now=now)
    room = access.kept_room(keeper, number).room
    if request.method != "POST":
        return _room(request, keeper, number)
    on_refusal(request, lambda error: _room(request, keeper, number, error))
    if request.POST.get("then") == "close":
        rooms.close_room(keeper, room, now=now)
        return redirect("buildings:kept_rooms", building)
    rooms.change_room(keeper, room, read_room(request.POST), now=now)
    return redirect("buildings:kept_room", building, number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Show whoever has a room: their phone whole to who says why."""
    person, now = person_of(request), clock.now()
    keeper = keeper_at(person, building, now=now)
    found = access.kept_booking(keeper, number).booking
    back, text = reverse("buildings:kept_rooms", args=[building]), f"{found.name} {found.phone}"
    if request.method != "POST":
        return reveal_page(request, text, back=back)
    on_refusal(request, lambda problem: reveal_page(request, text, back=back, problem=problem))
    why, subject = request.POST.get("reason", ""), f"booking:{number}"
    whole = reveal(found.phone, by=person, reason=why, subject=subject, now=now)
    return reveal_page(request, f"{found.name} {whole}", back=back, is_whole=True)


def _of(keeper: Keeper, request: HttpRequest) -> access.Guest:
    return access.kept_booking(keeper, read_number(request.POST, "booking"))


PRESSES: Mapping[str, Press] = {
    "add": lambda keeper, request: rooms.add_room(keeper, read_room(request.POST), now=clock.now()),
    "confirm": lambda keeper, request: bookings.confirm(
        keeper, _of(keeper, request).booking, now=clock.now()
    ),
    "refuse": lambda keeper, request: bookings.refuse(
        keeper, _of(keeper, request).booking, now=clock.now()
    ),
    "give_up": lambda keeper, request: bookings.give_up(
        _of(keeper, request).booking, now=clock.now(), keeper=keeper
    ),
}
"""What each button does."""


def _list(request: HttpRequest, keeper: Keeper, error: LinliError | None = None) -> HttpResponse:
    now = clock.now()
    context = {
        "building": keeper.building,
        "rooms": rooms_of(keeper.committee),
        "bookings": bookings_to_keep(keeper.committee, now=now),
        "audiences": Audience.choices,
        "typed": request.POST,
        "error": error,
        "now": now,
    }
    return page(request, "buildings/kept_rooms.html", context)


def _room(
    request: HttpRequest, keeper: Keeper, number: int, error: LinliError | None = None
) -> HttpResponse:
    room = access.kept_room(keeper, number).room
    as_typed = {
        "name": room.name,
        "seats": room.seats,
        "holds": room.holds,
        "opens": f"{room.opens:%H:%M}",
        "closes": f"{room.closes:%H:%M}",
        "weekends": "yes" if room.weekends else "no",
        "audience": room.audience,
        "asks": "yes" if room.asks else "no",
    }
    at = reverse("buildings:room_door", args=[access.room_door(room)])
    context = {
        "building": keeper.building,
        "room": room,
        "code": qr.svg(request.build_absolute_uri(at), title=room.name),
        "audiences": Audience.choices,
        "typed": request.POST or as_typed,
        "error": error,
    }
    return page(request, "buildings/kept_room.html", context)
