"""A lounge for tests: rooms, bookings, gatherings and who comes to them, by the actions."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.utils.timezone import localtime
from tests.buildings.house import House

from linli.buildings.access.lounge import BOOKINGS, Booker
from linli.buildings.actions.bookings import NewBooking, Visitor, book
from linli.buildings.actions.rooms import NewRoom, add_room
from linli.buildings.enums.lounge import Audience, BookingState
from linli.buildings.forms.matters import new_token
from linli.buildings.models import Booking, Claim, Room
from linli.buildings.rules.slots import slots

HOUR = timedelta(hours=1)
PHONE = "13800003821"
ROOM = NewRoom(
    "三楼会客厅",
    20,
    "投影、白板",
    time(8, 0),
    time(22, 0),
    weekends=True,
    audience=Audience.ANYONE,
    asks=False,
)
ANNA = Visitor("安娜", PHONE)


def let(house: House, **other: object) -> Room:
    """Add a room."""
    return add_room(house.keeper, replace(ROOM, **other), now=house.now)  # type: ignore[arg-type]  # fields


def at_hour(house: House, hour: int, days: int = 1) -> datetime:
    """Return an hour of a day to come, by the clock on the wall."""
    day = localtime(house.now) + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def booked(
    house: House, room: Room, begins: datetime, *, hours: int = 1, keeps: bool = False
) -> Booking:
    """Let somebody book a room."""
    new = NewBooking(new_token(), begins, begins + hours * HOUR, "面谈", ANNA)
    person = house.person if keeps else None
    made = book(Booker(room, person, keeps), new, address="192.0.2.1", now=house.now)
    return again(made)


def again(booking: Booking) -> Booking:
    """Read a booking anew."""
    return BOOKINGS.get(pk=booking.pk)


def held(room: Room) -> list[datetime]:
    """Return the slots of a room that anything holds."""
    rows = Claim.objects.filter(resource=f"room:{room.pk}").order_by("slot")
    return list(rows.values_list("slot", flat=True))


def wanted(booking: Booking) -> list[datetime]:
    """Return the slots that a booking is for."""
    return slots(booking.begins_at, booking.ends_at)


def state(booking: Booking) -> BookingState:
    """Return how far a booking has come."""
    return BookingState(again(booking).state)


def monday(house: House) -> date:
    """Return the Monday of this week."""
    today = localtime(house.now).date()
    return today - timedelta(days=today.weekday())
