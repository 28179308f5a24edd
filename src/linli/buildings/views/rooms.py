"""Rooms for everybody: which there are, when each is free, booking one, one's own booking."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.buildings.access import lounge as access
from linli.buildings.access.lounge import Booker, Doorway
from linli.buildings.access.matters import committee_of, keeps
from linli.buildings.actions.bookings import arrive_at, book, give_up
from linli.buildings.enums.lounge import Audience, BookingState
from linli.buildings.forms.lounge import monday_of, read_booking
from linli.buildings.forms.matters import new_token, read_number
from linli.buildings.queries.lounge import WEEKS_AHEAD, rooms_now, times_of, week_of
from linli.buildings.rules.bookings import HOLDING, MISSED_AFTER
from linli.buildings.views.ics import Event, calendar_file
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.web.addresses import address_of
from linli.web.headers import behind_a_link
from linli.web.pages import page
from linli.web.problems import known_person, on_refusal

MINUTES = (30, 60, 90, 120, 180, 240)
"""Lengths that a page offers."""


@never_cache
@require_safe
def listed(request: HttpRequest, building: str) -> HttpResponse:
    """List the rooms of a building, and which are free now."""
    now, at = clock.now(), committee_of(building)
    context = {
        "building": at.building,
        "rooms": rooms_now(at.committee, now=now),
        "keeps": keeps(known_person(request), at.committee, now=now),
        "now": now,
    }
    return page(request, "buildings/rooms.html", context)


@never_cache
@require_safe
def one(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Show a week of a room: what is free, and what is taken, but not by whom."""
    now, at = clock.now(), committee_of(building)
    room, person = access.room_of(at, number), known_person(request)
    today, asked = localdate(now), request.GET.get("week", "")
    monday = monday_of(asked, today=today, among=WEEKS_AHEAD)
    context = {
        "building": at.building,
        "room": room,
        "audience": Audience(room.audience).label,
        "may_book": access.may_book(room, person, is_keeper=keeps(person, at.committee, now=now)),
        "days": week_of(room, monday, now=now),
        "weeks": list(WEEKS_AHEAD),
        "week": (monday - monday_of("", today=today, among=())).days // 7,
        "today": today,
    }
    return page(request, "buildings/room.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def booked(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Book a room: when, for what, and who."""
    now, at = clock.now(), committee_of(building)
    booker = access.room_to_book(at, number, known_person(request), now=now)
    if request.method != "POST":
        return _form(request, booker)
    on_refusal(request, lambda error: _form(request, booker, error))
    made = book(booker, read_booking(request.POST), address=address_of(request), now=now)
    return redirect("buildings:booking", access.booking_link(made.code))


@behind_a_link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, token: str) -> HttpResponse:
    """Show whoever booked how it stands; let them give it up."""
    found = access.booking_of_link(token)
    if request.method != "POST":
        return _own(request, token)
    on_refusal(request, lambda error: _own(request, token, error))
    give_up(found.booking, now=clock.now())
    return redirect("buildings:booking", token)


@behind_a_link
@require_safe
def own_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Send one's own booking to one's own calendar."""
    found = access.booking_of_link(token).booking
    is_held = BookingState(found.state) in HOLDING
    event = Event(
        uid=f"booking-{found.pk}",
        title=found.purpose or found.room.name,
        begins=found.begins_at,
        ends=found.ends_at,
        changed=found.asked_at,
        sequence=0 if is_held else 1,
        is_cancelled=not is_held,
        where=f"{found.room.name} · {found.room.committee.building.name}",
    )
    building = found.room.committee.building
    return calendar_file(request, [event], name=building.name, code=building.code)


@behind_a_link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever stands at a room's door say that they are there."""
    at = access.room_of_door(token)
    if request.method != "POST":
        return _door(request, at)
    on_refusal(request, lambda error: _door(request, at, error=error))
    found = arrive_at(at.room, now=clock.now())
    return _door(request, at, until=found.ends_at)


def _form(request: HttpRequest, booker: Booker, error: LinliError | None = None) -> HttpResponse:
    room, typed = booker.room, request.POST or request.GET
    context = {
        "building": room.committee.building,
        "room": room,
        "times": times_of(room, also=typed.get("at", "")),
        "lengths": MINUTES,
        "minutes": read_number(typed, "minutes") or MINUTES[1],
        "token": request.POST.get("token") or new_token(),
        "typed": typed,
        "day": typed.get("day") or f"{localdate(clock.now()):%Y-%m-%d}",
        "error": error,
    }
    return page(request, "buildings/book.html", context)


def _own(request: HttpRequest, token: str, error: LinliError | None = None) -> HttpResponse:
    now, found = clock.now(), access.booking_of_link(token).booking
    context = {
        "building": found.room.committee.building,
        "room": found.room,
        "booking": found,
        "state": BookingState(found.state),
        "is_held": BookingState(found.state) in HOLDING and now < found.ends_at,
        "minutes": int(MISSED_AFTER.total_seconds() // 60),
        "link": request.build_absolute_uri(reverse("buildings:booking", args=[token])),
        "token": token,
        "error": error,
    }
    return page(request, "buildings/booking.html", context)


def _door(
    request: HttpRequest,
    at: Doorway,
    *,
    until: datetime | None = None,
    error: LinliError | None = None,
) -> HttpResponse:
    building = at.room.committee.building
    context = {"building": building, "room": at.room, "until": until, "error": error}
    return page(request, "buildings/door.html", context)
