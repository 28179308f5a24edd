"""Committees and matters in the matrix: who may ask what, what there is, and more of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.server.matrix_people import ELSEWHERE
from tests.server.matrix_rules import (
    KEEP,
    KEEP_HERE,
    NO,
    OVER_US,
    Wall,
    anyone,
    nobody,
    only,
    says,
)

from linli.buildings.access.matters import Keeper, voice_link
from linli.buildings.actions.committees import found_committee
from linli.buildings.actions.evidence import add_photo
from linli.buildings.actions.handling import take_up
from linli.buildings.actions.raising import NewMatter, NewVoice, raise_matter
from linli.buildings.enums.evidence import EvidenceKind
from linli.buildings.enums.matters import HowChosen, MatterState, SeatKind, VoiceKind
from linli.buildings.models import (
    Committee,
    Evidence,
    Matter,
    Project,
    ProjectDemand,
    ProjectResource,
    Resource,
    Seat,
    Task,
    Term,
    Voice,
)
from linli.places.actions import NewPlace, ensure_place
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.models import Place

if TYPE_CHECKING:
    from tests.server.matrix_world import World

PHOTO = b"\xff\xd8\xff\xd9"
"""What a browser takes for a picture, if an empty one."""

LINK = "its address is its key"
HERE, NONE = {"building": "BAIYULAN"}, {"building": "NONE"}
LISTS = {
    "buildings:committee",
    "buildings:committees",
    "buildings:desk",
    "buildings:handle",
    "buildings:kept_projects",
    "buildings:matter",
    "buildings:matters",
    "buildings:plan",
    "buildings:projects",
    "buildings:voice",
}
"""Pages that say more where there is more."""

NOT_ON_A_PAGE = {"buildings:voice": ("then",)}
"""Forms that no page of this world shows."""


def walls() -> list[Wall]:
    """Committees: their words are everybody's, their desk its keepers'."""
    return [*_shown(), *_photos(), *_kept()]


def _shown() -> list[Wall]:
    """What a building has for everybody, and what is for whoever raised something."""
    keep, never = only(KEEP_HERE, NO), only((), NO)
    term = says(then="seat", kind="party")
    return [
        Wall("buildings:matters", anyone(), None, HERE),
        Wall("buildings:matters", nobody(), None, NONE),
        Wall("buildings:raise", anyone(), anyone(), HERE),
        Wall("buildings:raise", nobody(), nobody(), NONE),
        Wall("buildings:matter", anyone(), anyone(), HERE | {"number": "{matter}"}),
        Wall("buildings:matter", nobody(), nobody(), HERE | {"number": "{unread}"}),
        Wall("buildings:voice", anyone(), anyone(), {"token": "{voice}"}, free=LINK),
        Wall("buildings:voice", nobody(), nobody(), {"token": "{owner}"}, free=LINK),
        Wall("buildings:plan", anyone(), keep, HERE, body=says(lowest="-2", highest="30")),
        Wall("buildings:plan", nobody(), never, NONE),
        Wall("buildings:projects", anyone(), None, HERE),
        Wall("buildings:projects", nobody(), None, NONE),
        Wall("buildings:committee", anyone(), keep, HERE, body=term),
        Wall("buildings:committee", nobody(), never, NONE),
    ]


def _photos() -> list[Wall]:
    """A photo of a matter, by each of the ways to it."""
    photo = {"photo": "{evidence}"}
    ours, unread = HERE | {"number": "{matter}"}, HERE | {"number": "{unread}"}
    walls = [
        Wall("buildings:photo", anyone(), None, ours | photo),
        Wall("buildings:photo", nobody(), None, unread | photo),
        Wall("buildings:handle_photo", only(KEEP_HERE, NO), None, ours | photo),
        Wall("buildings:handle_photo", only((), NO), None, NONE | {"number": "1", "photo": "1"}),
    ]
    for token, rule in (("{voice}", anyone()), ("{owner}", nobody())):
        walls.append(Wall("buildings:voice_photo", rule, None, {"token": token} | photo))
    return walls


def _kept() -> list[Wall]:
    """What is for whoever keeps a committee, or looks after a district."""
    keep, never = only(KEEP_HERE, NO), only((), NO)
    offered = says(then="note", what="会议室", offerer="某银行")
    plan = only({"district_steward"}, NO)
    found = only(OVER_US | {"stand_in"}, NO)
    return [
        Wall("buildings:export", None, keep, HERE, body=says(reason="report", format="csv")),
        Wall("buildings:export", None, never, NONE),
        Wall("buildings:kept_projects", keep, keep, HERE, body=offered),
        Wall("buildings:kept_projects", never, never, NONE),
        Wall("buildings:committees", only(KEEP, NO), found, body=says(building="BAIYULAN")),
        Wall("buildings:desk", keep, None, HERE),
        Wall("buildings:desk", never, None, NONE),
        Wall("buildings:handle", keep, keep, HERE | {"number": "{matter}"}),
        Wall("buildings:handle", never, never, NONE | {"number": "1"}),
        Wall("buildings:calendar", plan, plan, {"district": "HONGKOU", "year": "2026"}),
        Wall("buildings:calendar", never, never, {"district": "NONE", "year": "2026"}),
    ]


def things(world: World) -> dict[str, str | int]:
    """The committee of the building: one matter that was taken up, one that nobody has read."""
    building = Place.objects.get(code="BAIYULAN")
    person = world.people["secretary"]
    committee = found_committee(building=building, on=world.now.date(), by=person, now=world.now)
    voices = [
        raise_matter(
            committee,
            NewMatter(f"matter-of-the-world-{at}", "电梯太慢", "", "大堂"),
            NewVoice(f"voice-of-the-world-{at}", f"browser-{at}", "12F", is_hidden=True),
            address=ELSEWHERE,
            now=world.now,
        )
        for at in range(2)
    ]
    taken_up, unread = (voice.matter for voice in voices)
    add_photo(voices[0], PHOTO, address=ELSEWHERE, now=world.now)
    take_up(Keeper(person, committee), taken_up, now=world.now)
    return {
        "matter": taken_up.number,
        "evidence": Evidence.objects.get().pk,
        "unread": unread.number,
        "matter_row": taken_up.pk,
        "voice": voice_link(voices[0].code),
    }


def grow(world: World, number: int) -> None:
    """One more matter with a task and a project, one more who sits there, one committee more."""
    now, committee = world.now, Committee.objects.get(building__code="BAIYULAN")
    made = Matter.objects.create(
        committee=committee,
        number=100 + number,
        token=f"crowd-{number}",
        title="电梯太慢",
        floor=3,
        raised_at=now,
        taken_up_at=now,
        state=MatterState.TRIAGED,
    )
    first = committee.matters.get(number=world.names["matter"])
    for matter, kind in ((made, VoiceKind.RAISER), (first, VoiceKind.SUPPORTER)):
        code = f"crowd-{number}-{kind}"
        Voice.objects.create(matter=matter, kind=kind, code=code, browser=code, at=now)
    Evidence.objects.create(
        matter=first,
        kind=EvidenceKind.AFTER,
        digest=f"{number}",
        image=PHOTO,
        taken_at=now,
        given_by=world.people["secretary"],
    )
    Task.objects.create(
        matter=first, says="看一看", owner=SeatKind.OWNER, due_on=now.date(), made_at=now
    )
    _project(world, committee, made)
    _seat(world, committee, 100 + number)
    steps = (
        NewPlace(PlaceLevel.DISTRICT, "HONGKOU", ""),
        NewPlace(PlaceLevel.BUILDING, f"COMMITTEE-{number}", f"{number} 号楼"),
    )
    place = ensure_place(steps, origin=PlaceOrigin.DEMO, actor="linli", now=now)
    Committee.objects.create(building=place, founded_on=now.date())


def _project(world: World, committee: Committee, demand: Matter) -> None:
    """One more project, made of a demand and of what is offered."""
    now = world.now
    resource = Resource.objects.create(
        committee=committee,
        says="会议室",
        offerer="某银行",
        noted_by=world.people["secretary"],
        noted_at=now,
    )
    project = Project.objects.create(
        committee=committee,
        title="外卖柜进楼",
        owner=SeatKind.OWNER,
        begins_on=now.date(),
        due_on=now.date(),
        made_at=now,
    )
    ProjectDemand.objects.create(project=project, matter=demand)
    ProjectResource.objects.create(project=project, resource=resource)


def _seat(world: World, committee: Committee, number: int) -> None:
    """One more seat, with whoever sits in it and whoever did."""
    now = world.now
    seat = Seat.objects.create(committee=committee, kind=SeatKind.PARTY, number=number)
    for ended in (None, now):
        Term.objects.create(
            seat=seat,
            holder="某人",
            how=HowChosen.NAMED,
            begins_on=now.date(),
            ends_on=now.date() + timedelta(days=9),
            noted_by=world.people["secretary"],
            noted_at=now,
            ended_at=ended,
        )


def histories(world: World) -> list[tuple[str, str, str]]:
    """A chain, a thing in it and what is done to that, for each kind that has a history."""
    matter = world.names["matter_row"]
    return [
        ("committee/BAIYULAN", "committee:BAIYULAN", "seat_added"),
        ("committee/BAIYULAN", f"matter:{matter}", "matter_supported"),
    ]
