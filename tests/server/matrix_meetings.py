"""Meetings in the matrix: who may ask what, what there is, and more of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.server.matrix_rules import KEEP_HERE, NO, Wall, anyone, nobody, only, says

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.meetings import NewMeeting, call_meeting
from linli.buildings.models import AgendaItem, Attendance, Committee, Meeting, MinuteNote, Seat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.server.matrix_world import World

HOUR = timedelta(hours=1)
LISTS = {"buildings:meeting", "buildings:meetings", "buildings:meetings_ics"}
"""Pages that say more where there is more."""

NOT_ON_A_PAGE: Mapping[str, tuple[str, ...]] = {}
"""Forms that no page of this world shows."""


def walls() -> list[Wall]:
    """Meetings are everybody's to read and to put into a calendar, and their keepers' to keep."""
    here, none = {"building": "BAIYULAN"}, {"building": "NONE"}
    keep, never = only(KEEP_HERE, NO), only((), NO)
    meeting = here | {"number": "{meeting}"}
    return [
        Wall("buildings:meetings", anyone(), keep, here),
        Wall("buildings:meetings", nobody(), never, none),
        Wall("buildings:meetings_ics", anyone(), None, here),
        Wall("buildings:meeting", anyone(), keep, meeting, body=says(then="attend")),
        Wall("buildings:meeting", nobody(), never, none | {"number": "1"}),
        Wall("buildings:invitation", anyone(), None, meeting),
        Wall("buildings:invitation", nobody(), None, here | {"number": "900"}),
    ]


def things(world: World) -> dict[str, str | int]:
    """A meeting that has begun."""
    committee = Committee.objects.get(building__code="BAIYULAN")
    keeper, then = Keeper(world.people["secretary"], committee), world.now - HOUR
    new = NewMeeting("Q3", "12F", world.now, world.now + HOUR, "Tea")
    made = call_meeting(keeper, new, now=then)
    signed = {
        "signed_at": world.now,
        "signed_by": keeper.person,
        "minutes": "Done",
        "seats_held": 9,
    }
    Meeting.objects.filter(pk=made.pk).update(**signed)
    return {"meeting": made.number}


def grow(world: World, number: int) -> None:
    """One more meeting; one more point, who came and note of the first."""
    committee, now = Committee.objects.get(building__code="BAIYULAN"), world.now
    person = world.people["secretary"]
    Meeting.objects.create(
        committee=committee,
        number=100 + number,
        title="Q3",
        where="12F",
        begins_at=now + number * HOUR,
        ends_at=now + number * HOUR + HOUR,
        called_at=now,
        called_by=person,
    )
    first = Meeting.objects.get(committee=committee, number=world.names["meeting"])
    AgendaItem.objects.create(
        meeting=first, position=100 + number, matter=committee.matters.order_by("pk")[0]
    )
    seat = Seat.objects.create(committee=committee, kind="company", number=100 + number)
    Attendance.objects.create(meeting=first, seat=seat)
    MinuteNote.objects.create(meeting=first, says="East door", at=now, noted_by=person)


def histories(world: World) -> list[tuple[str, str, str]]:
    """Meetings have their history with their committee's."""
    del world
    return []
