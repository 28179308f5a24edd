"""Duty rosters in the matrix: who may ask what, what there is, and more of it."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from tests.server.matrix_rules import (
    KEEP,
    KEEP_HERE,
    NO,
    Wall,
    anyone,
    nobody,
    only,
    says,
)

from linli.buildings.access.matters import Keeper
from linli.buildings.access.roster import feed_link
from linli.buildings.actions.duties import give
from linli.buildings.actions.members import Terms, add_member
from linli.buildings.enums.roster import MemberKind
from linli.buildings.models import (
    Absence,
    Committee,
    DraftDuty,
    Duty,
    RosterDraft,
    RosterMember,
    ServiceWindow,
    Shift,
    ShiftPattern,
    SwapOffer,
    Wish,
)
from linli.people.actions import ensure_person

if TYPE_CHECKING:
    from tests.server.matrix_world import World

LINK = "its address is its key"
HOUR = timedelta(hours=1)
LISTS = {
    "buildings:own_duties",
    "buildings:roster",
    "buildings:roster_shift",
    "buildings:roster_people",
    "buildings:roster_pattern",
    "buildings:roster_draft",
    "buildings:hours",
    "buildings:hours_feed",
    "buildings:duty_feed",
}
"""Pages that say more where there is more."""

NOT_ON_A_PAGE: dict[str, tuple[str, ...]] = {
    "buildings:own_duties": ("then", "member", "first", "last", "duty", "shift", "wants"),
}
"""Forms that no page of this world shows."""


def walls() -> list[Wall]:
    """Rosters: who keeps or is on one reads it; opening hours are everybody's."""
    here, none = {"building": "BAIYULAN"}, {"building": "NONE"}
    keep, never = only(KEEP_HERE, NO), only((), NO)
    serve = only(KEEP | {"officer"}, NO)
    read = only(KEEP_HERE | {"officer"}, NO)
    one = here | {"number": "{shift}"}
    window = says(then="want", window="{window}", weekday="0", begins="09:00", ends="10:00")
    return [
        Wall("buildings:own_duties", serve, serve),
        Wall("buildings:roster", read, keep, here, body=says(then="copy")),
        Wall("buildings:roster", never, never, none),
        Wall("buildings:roster_shift", keep, keep, one, body=says(then="take")),
        Wall("buildings:roster_shift", never, never, none | {"number": "1"}),
        Wall("buildings:roster_people", keep, keep, here, body=says(then="add")),
        Wall("buildings:roster_people", never, never, none),
        Wall("buildings:roster_pattern", keep, keep, here, body=window),
        Wall("buildings:roster_pattern", never, never, none),
        Wall("buildings:roster_draft", keep, keep, here),
        Wall("buildings:roster_draft", never, never, none),
        Wall("buildings:roster_table", None, keep, here, body=says(reason="report")),
        Wall("buildings:roster_table", None, never, none),
        Wall("buildings:hours", anyone(), None, here),
        Wall("buildings:hours", nobody(), None, none),
        Wall("buildings:hours_feed", anyone(), None, here),
        Wall("buildings:hours_feed", nobody(), None, none),
        Wall("buildings:duty_feed", anyone(), None, {"token": "{duty_feed}"}, free=LINK),
        Wall("buildings:duty_feed", nobody(), None, {"token": "{owner}"}, free=LINK),
    ]


def things(world: World) -> dict[str, str | int]:
    """A window with a weekly shift and one to come, which the officer has; and a proposal."""
    now, person = world.now, world.people["secretary"]
    committee = Committee.objects.get(building__code="BAIYULAN")
    keeper = Keeper(person, committee)
    window = ServiceWindow.objects.create(committee=committee, number=90, name="Talent")
    ShiftPattern.objects.create(window=window, weekday=2, begins=time(9), ends=time(12))
    terms = Terms("Li", MemberKind.STAFF, 5, frozenset({window.pk}))
    officer = world.people["officer"]
    member = add_member(keeper, person=officer.pk, terms=terms, now=now)
    begins = now + 2 * HOUR
    shift = Shift.objects.create(window=window, begins_at=begins, ends_at=begins + HOUR)
    give(keeper, shift, member, now=now)
    RosterDraft.objects.create(
        committee=committee,
        first=now.date(),
        last=now.date() + timedelta(27),
        made_at=now,
        gaps=0,
        cost=1,
        bound=0,
        took_ms=1,
    )
    return {"window": window.pk, "shift": shift.pk, "duty_feed": feed_link(member)}


def grow(world: World, number: int) -> None:
    """One more on the roster with what they said, a shift they have, one of the officer, a gap."""
    now, committee = world.now, Committee.objects.get(building__code="BAIYULAN")
    window = ServiceWindow.objects.get(pk=world.names["window"])
    handle = f"roster-{number}"
    person = ensure_person(handle=handle, name="某人", now=now)
    member = RosterMember.objects.create(
        committee=committee,
        person=person,
        kind=MemberKind.STAFF,
        called=handle,
        most_per_week=5,
        feed_code=handle,
        joined_at=now,
    )
    Wish.objects.create(member=member, weekday=1, wants=True)
    Absence.objects.create(member=member, first=now.date(), last=now.date())
    begins = now + timedelta(hours=4, minutes=10 * number)
    theirs, own, gap = (
        Shift.objects.create(
            window=window,
            begins_at=begins + timedelta(minutes=at),
            ends_at=begins + timedelta(minutes=at + 1),
        )
        for at in range(3)
    )
    duty = Duty.objects.create(shift=theirs, person=person, taken_at=now)
    SwapOffer.objects.create(duty=duty, offered_at=now)
    Duty.objects.create(shift=own, person=world.people["officer"], taken_at=now)
    draft = RosterDraft.objects.get(committee=committee)
    DraftDuty.objects.create(draft=draft, shift=gap, member=member)
    made = (number // 60, number % 60)
    ShiftPattern.objects.create(
        window=window, weekday=4, begins=time(*made), ends=time(made[0] + 1, made[1])
    )


def histories(_world: World) -> list[tuple[str, str, str]]:
    """None besides the committee's."""
    return []
