"""Rooms and gatherings in the matrix: who may ask what, what there is, and more of it."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from tests.server.matrix_people import ELSEWHERE
from tests.server.matrix_rules import KEEP_HERE, NO, Wall, anyone, nobody, only, says

from linli.buildings.access.lounge import Booker, booking_link, room_door
from linli.buildings.access.matters import Keeper
from linli.buildings.actions.bookings import NewBooking, Visitor, book
from linli.buildings.actions.rooms import NewRoom, add_room
from linli.buildings.enums.lounge import Audience, BookingState
from linli.buildings.models import Booking, Committee, Room
from linli.kernel import clock

if TYPE_CHECKING:
    from tests.server.matrix_world import World

LINK = "its address is its key"
LISTS = {"buildings:rooms", "buildings:kept_rooms"}
"""Pages that say more where there is more."""

NOT_ON_A_PAGE: dict[str, tuple[str, ...]] = {}
"""Forms that no page of this world shows."""

ROOM = NewRoom(
    "会客厅",
    20,
    "",
    time(0, 0),
    time(23, 59),
    weekends=True,
    audience=Audience.ANYONE,
    asks=False,
)


def walls() -> list[Wall]:
    """Rooms are everybody's to see, their bookings their keepers' and who has the link's."""
    here, none = {"building": "BAIYULAN"}, {"building": "NONE"}
    keep, never = only(KEEP_HERE, NO), only((), NO)
    room, gone = here | {"number": "1"}, here | {"number": "77"}
    reason = says(reason="reach")
    return [
        Wall("buildings:rooms", anyone(), None, here),
        Wall("buildings:rooms", nobody(), None, none),
        Wall("buildings:room", anyone(), None, room),
        Wall("buildings:room", nobody(), None, gone),
        Wall("buildings:book", anyone(), anyone(), room),
        Wall("buildings:book", nobody(), nobody(), gone),
        Wall("buildings:booking", anyone(), anyone(), {"token": "{lounge_booking}"}, free=LINK),
        Wall("buildings:booking", nobody(), nobody(), {"token": "{owner}"}, free=LINK),
        Wall("buildings:booking_calendar", anyone(), None, {"token": "{lounge_booking}"}),
        Wall("buildings:booking_calendar", nobody(), None, {"token": "{owner}"}),
        Wall("buildings:room_door", anyone(), anyone(), {"token": "{lounge_door}"}, free=LINK),
        Wall("buildings:room_door", nobody(), nobody(), {"token": "{owner}"}, free=LINK),
        Wall("buildings:kept_rooms", keep, keep, here),
        Wall("buildings:kept_rooms", never, never, none),
        Wall("buildings:kept_room", keep, keep, room),
        Wall("buildings:kept_room", never, never, none | {"number": "1"}),
        Wall(
            "buildings:booking_phone", keep, keep, here | {"number": "{lounge_booked}"}, body=reason
        ),
        Wall("buildings:booking_phone", never, never, none | {"number": "1"}),
    ]


def things(world: World) -> dict[str, str | int]:
    """A room of the committee's, and who has it tomorrow: pages read the clock."""
    person, now = world.people["secretary"], clock.now()
    keeper = Keeper(person, Committee.objects.get(building__code="BAIYULAN"))
    room = add_room(keeper, ROOM, now=world.now)
    noon = now.replace(hour=4, minute=0, second=0, microsecond=0) + timedelta(days=1)
    visitor = Visitor("小明", "13800003821")
    new = NewBooking("booking-of-the-world", noon, noon + timedelta(hours=1), "面谈", visitor)
    made = book(Booker(room, None, keeps=False), new, address=ELSEWHERE, now=now)
    return {
        "lounge_booking": booking_link(made.code),
        "lounge_booked": made.pk,
        "lounge_door": room_door(room),
    }


def grow(world: World, number: int) -> None:
    """One more room, and one more who has the first."""
    committee = Committee.objects.get(building__code="BAIYULAN")
    Room.objects.create(committee=committee, number=100 + number, **ROOM.fields())
    noon = clock.now() + timedelta(days=1, hours=number)
    Booking.objects.create(
        room=Room.objects.get(committee=committee, number=1),
        code=f"crowd-{number}",
        begins_at=noon,
        ends_at=noon + timedelta(minutes=30),
        purpose="面谈",
        name="某人",
        phone="13800003821",
        state=BookingState.BOOKED,
        asked_at=world.now,
    )


def histories(world: World) -> list[tuple[str, str, str]]:
    """A chain, a thing in it and what is done to that, for each kind that has a history."""
    return [("committee/BAIYULAN", "committee:BAIYULAN", "room_added")]
