"""Rooms and gatherings in the matrix: who may ask what, what there is, and more of it."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import localdate
from tests.server.matrix_people import ELSEWHERE
from tests.server.matrix_rules import KEEP_HERE, NO, Wall, anyone, nobody, only, says

from linli.buildings.access.lounge import (
    Booker,
    booking_link,
    occasion_door,
    room_door,
    rsvp_link,
)
from linli.buildings.access.matters import Keeper
from linli.buildings.actions.bookings import NewBooking, Visitor, book
from linli.buildings.actions.gatherings import NewGathering, Plan, add_photo, plan_gathering
from linli.buildings.actions.registering import register
from linli.buildings.actions.rooms import NewRoom, add_room
from linli.buildings.enums.lounge import Audience, BookingState, Repeats, RsvpState
from linli.buildings.models import Booking, Committee, Occasion, OccasionPhoto, Room, Rsvp
from linli.kernel import clock

if TYPE_CHECKING:
    from tests.server.matrix_world import World

LINK = "its address is its key"
LISTS = {
    "buildings:gathering",
    "buildings:gatherings",
    "buildings:kept_rooms",
    "buildings:lobby",
    "buildings:occasion",
    "buildings:programme",
    "buildings:programme_calendar",
    "buildings:rooms",
}
"""Pages that say more where there is more."""

NOT_ON_A_PAGE: dict[str, tuple[str, ...]] = {}
"""Forms that no page of this world shows."""

ROOM = NewRoom(
    "大堂",
    20,
    "",
    time(0, 0),
    time(23, 59),
    weekends=True,
    audience=Audience.ANYONE,
    asks=False,
)


class DoorCode(str):
    """The code that the door of an occasion shows whenever it is asked for."""

    __slots__ = ()

    def __format__(self, _spec: str) -> str:
        return occasion_door(Occasion.objects.get(pk=int(self)), now=clock.now())


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
        *_gatherings(),
    ]


def _gatherings() -> list[Wall]:
    """What is on is everybody's to see, who comes its keepers' and who has the link's."""
    here, none = {"building": "BAIYULAN"}, {"building": "NONE"}
    keep, never = only(KEEP_HERE, NO), only((), NO)
    one, gone = here | {"number": "{occasion}"}, here | {"number": "77777"}
    reason, nowhere = says(reason="reach"), none | {"number": "1"}
    reach = says(then="cancel", reach="one")
    return [
        Wall("buildings:programme", anyone(), None, here),
        Wall("buildings:programme", nobody(), None, none),
        Wall("buildings:programme_calendar", anyone(), None, here),
        Wall("buildings:programme_calendar", nobody(), None, none),
        Wall("buildings:occasion", anyone(), anyone(), one),
        Wall("buildings:occasion", nobody(), nobody(), gone),
        Wall("buildings:occasion_photo", anyone(), None, here | {"number": "{occasion_photo}"}),
        Wall("buildings:occasion_photo", nobody(), None, gone),
        Wall("buildings:rsvp", anyone(), anyone(), {"token": "{rsvp}"}, free=LINK),
        Wall("buildings:rsvp", nobody(), nobody(), {"token": "{owner}"}, free=LINK),
        Wall("buildings:arrival", anyone(), anyone(), {"token": "{arrival}"}, free=LINK),
        Wall("buildings:arrival", nobody(), nobody(), {"token": "{owner}"}, free=LINK),
        Wall("buildings:gatherings", keep, keep, here, body=says(room="1")),
        Wall("buildings:gatherings", never, never, none),
        Wall("buildings:gathering", keep, keep, one, body=reach),
        Wall("buildings:gathering", never, never, nowhere),
        Wall("buildings:gathering_door", keep, None, one),
        Wall("buildings:gathering_door", never, None, nowhere),
        Wall("buildings:rsvp_phone", keep, keep, here | {"number": "{rsvp_row}"}, body=reason),
        Wall("buildings:rsvp_phone", never, never, nowhere),
        Wall("buildings:lobby", anyone(), None, here),
        Wall("buildings:lobby", nobody(), None, none),
        Wall("buildings:lobby_live", anyone(), None, here),
        Wall("buildings:lobby_live", nobody(), None, none),
    ]


def things(world: World) -> dict[str, str | int]:
    """A room of the committee's, and who has it tomorrow: pages read the clock."""
    person, now = world.people["secretary"], clock.now()
    keeper = Keeper(person, Committee.objects.get(building__code="BAIYULAN"))
    room = add_room(keeper, ROOM, now=world.now)
    noon = now.replace(hour=4, minute=0, second=0, microsecond=0) + timedelta(days=1)
    visitor = Visitor("Anna", "13800003821")
    new = NewBooking("booking-of-the-world", noon, noon + timedelta(hours=1), "Talk", visitor)
    made = book(Booker(room, None, keeps=False), new, address=ELSEWHERE, now=now)
    tomorrow = localdate(noon)
    plan = Plan("电梯太慢", room, tomorrow, time(14, 0), time(15, 0), 20)
    whole = NewGathering(plan, "", Repeats.ONCE, tomorrow)
    gathering = plan_gathering(keeper, whole, now=now)
    one = Occasion.objects.select_related("gathering__committee__building").get(gathering=gathering)
    rsvp = register(one, "rsvp-of-the-world", visitor, address=ELSEWHERE, now=now)
    add_photo(keeper, one, b"\xff\xd8", agreed=True, now=now)
    photo = OccasionPhoto.objects.get(occasion=one)
    return {
        "occasion": one.pk,
        "occasion_photo": photo.pk,
        "rsvp": rsvp_link(rsvp.code),
        "rsvp_row": rsvp.pk,
        "arrival": DoorCode(one.pk),
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
        purpose="Talk",
        name="Anna",
        phone="13800003821",
        state=BookingState.BOOKED,
        asked_at=world.now,
    )
    first = Occasion.objects.get(pk=world.names["occasion"])
    for at in (noon, noon - timedelta(days=9)):
        Occasion.objects.create(
            gathering=first.gathering,
            room=first.room,
            title="电梯太慢",
            begins_at=at,
            ends_at=at + timedelta(minutes=30),
            seats=9,
            changed_at=world.now,
        )
    Rsvp.objects.create(
        occasion=first,
        number=100 + number,
        code=f"crowd-{number}",
        name="Anna",
        phone="13800003821",
        state=RsvpState.SEATED,
        at=world.now,
        stars=5,
        says="电梯太慢",
    )
    OccasionPhoto.objects.create(
        occasion=first, added_at=world.now, added_by=world.people["secretary"], image=b"1"
    )


def histories(world: World) -> list[tuple[str, str, str]]:
    """A chain, a thing in it and what is done to that, for each kind that has a history."""
    return [("committee/BAIYULAN", "committee:BAIYULAN", "room_added")]
