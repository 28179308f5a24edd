"""A lounge for tests: rooms, bookings, gatherings and who comes to them, by the actions."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.utils.timezone import localtime
from tests.buildings.house import House

from linli.buildings.access.lounge import BOOKINGS, OCCASIONS, Booker
from linli.buildings.actions.bookings import NewBooking, Visitor, book
from linli.buildings.actions.gatherings import NewGathering, Plan, plan_gathering
from linli.buildings.actions.registering import register
from linli.buildings.actions.rooms import NewRoom, add_room
from linli.buildings.enums.lounge import Audience, BookingState, Repeats, RsvpState
from linli.buildings.forms.matters import new_token
from linli.buildings.models import Booking, Claim, Occasion, Room, Rsvp
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


def planned(
    house: House, room: Room, *, hour: int = 14, seats: int = 2, **other: object
) -> list[Occasion]:
    """Plan a gathering, and return its occasions."""
    begins = at_hour(house, hour)
    plan = Plan("读书会", room, begins.date(), time(hour), time(hour + 1), seats)
    new = NewGathering(plan, "一起读一本书", Repeats.ONCE, begins.date())
    made = plan_gathering(house.keeper, replace(new, **other), now=house.now)  # type: ignore[arg-type]  # fields
    return list(OCCASIONS.filter(gathering=made).order_by("begins_at"))


def comes(occasion: Occasion, now: datetime, phone: str = "", code: str = "") -> Rsvp:
    """Let somebody register."""
    visitor = Visitor("安娜", phone)
    return register(occasion, code or new_token(), visitor, address="192.0.2.1", now=now)


def standing(rsvp: Rsvp) -> RsvpState:
    """Return how far somebody has come."""
    return RsvpState(Rsvp.objects.get(pk=rsvp.pk).state)


def seats_of(occasion: Occasion) -> set[str]:
    """Return who holds a seat at an occasion, by the claims."""
    rows = Claim.objects.filter(resource=f"seats:{occasion.pk}")
    return set(rows.values_list("holder", flat=True))
