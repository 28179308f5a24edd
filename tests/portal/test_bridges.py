"""Between cabinets and committees: a cabinet's trouble is a matter once, until it is over."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Event

import pytest
from django.test import override_settings
from tests.lockers.tower import Tower, plugged_in

from linli.buildings.access.matters import Keeper
from linli.buildings.actions import handling
from linli.buildings.actions.committees import found_committee
from linli.buildings.actions.machines import Trouble, answer_by_machine, raise_by_machine
from linli.buildings.actions.raising import NewMatter, NewVoice, raise_matter
from linli.buildings.enums.matters import Exclusion, MatterState, Verdict, VoiceKind
from linli.buildings.models import Matter, Voice
from linli.buildings.queries.matters import figures, matter_page
from linli.ledger.models import Entry
from linli.lockers.actions.alarms import settle_alarms
from linli.lockers.models import Alarm
from linli.lockers.queries.hindered import Hindered
from linli.people.actions import ensure_person
from linli.portal import bridges
from linli.portal.bridges import STANDS_FOR, carry_troubles
from linli.server import systems

pytestmark = pytest.mark.django_db

LEAK = Trouble("pump:P-1", "7", "水泵 P-1", "水泵漏水", "B1")


@pytest.fixture
def tower(now: datetime) -> Iterator[Tower]:
    """Give one cabinet of four doors in a building; the line is plugged in."""
    made = Tower(now=now)
    with plugged_in(made.line):
        yield made


def keeper(tower: Tower) -> Keeper:
    """Found a committee in the tower."""
    person = ensure_person(handle="secretary", name="某人", now=tower.now)
    committee = found_committee(building=tower.place, on=tower.now.date(), by=person, now=tower.now)
    return Keeper(person, committee)


def falls_silent(tower: Tower, *, minutes: int = 31) -> None:
    """Let nobody hear the cabinet for so long."""
    tower.greet()
    tower.wait(41)
    settle_alarms(now=tower.now)
    tower.wait(minutes * 60)


def carried(tower: Tower) -> int:
    return carry_troubles(now=tower.now)


def test_a_cabinet_that_is_silent_for_half_an_hour_is_one_matter_until_it_is_heard(
    tower: Tower,
) -> None:
    keeper(tower)
    falls_silent(tower, minutes=29)
    assert carried(tower) == 0, "the crew has half an hour"

    tower.wait(61)
    assert [carried(tower) for _each in range(3)] == [1, 0, 0]

    matter = Matter.objects.get()
    voice = Voice.objects.get()
    assert matter.title == "外卖柜 T-A 用不了：断线"
    assert (voice.kind, voice.who) == (VoiceKind.MACHINE, "外卖柜 T-A")
    assert matter_page(matter, today=tower.now.date(), to_all=True).row.supporters == 0
    assert Entry.objects.get(verb="matter_raised").actor == "cabinet:T-A"
    tower.greet()
    assert [carried(tower) for _each in range(2)] == [1, 0]
    matter.refresh_from_db()
    assert (matter.state, matter.verdict) == (MatterState.ANSWERED, Verdict.UNKNOWN)
    assert "恢复正常" in matter.answer
    assert figures(matter.committee, now=tower.now).silent == 1, "a machine calls nothing solved"


def test_a_door_that_jams_says_which_and_what_comes_later_is_another_matter(tower: Tower) -> None:
    keeper(tower)
    begun = tower.begun()
    tower.a.jammed = {1}
    for _each in range(4):
        tower.ask(begun)
        tower.wait(2)
    tower.exchange()
    tower.wait(STANDS_FOR.total_seconds())

    assert carried(tower) == 1
    assert "的 1 号格口用不了" in Matter.objects.get().title
    Alarm.objects.update(lifted_at=tower.now)
    assert carried(tower) == 0, "whoever claimed it has not said what was done"
    Alarm.objects.update(closed_at=tower.now)
    assert carried(tower) == 1

    Alarm.objects.create(
        cabinet_id=tower.a.number, kind="UNSURE", comp=1, began_at=tower.now, since=tower.now
    )
    tower.wait(STANDS_FOR.total_seconds())
    assert carried(tower) == 1
    assert [one.state for one in Matter.objects.order_by("number")] == ["answered", "raised"]


def test_the_same_trouble_that_comes_back_opens_its_matter_again(tower: Tower) -> None:
    kept = keeper(tower)
    falls_silent(tower)
    carried(tower)
    tower.greet()
    carried(tower)
    assert Matter.objects.get().taken_up_at is None
    Alarm.objects.update(closed_at=None, lifted_at=None)

    assert [carried(tower) for _each in range(2)] == [1, 0]

    again = Matter.objects.get()
    assert (again.state, again.reopened) == (MatterState.RAISED, 1), "nobody has read it yet"
    handling.take_up(kept, again, now=tower.now)
    Alarm.objects.update(closed_at=tower.now, lifted_at=tower.now)
    carried(tower)
    Alarm.objects.update(closed_at=None, lifted_at=None)
    carried(tower)
    assert Matter.objects.get().state == MatterState.TRIAGED
    verbs = Entry.objects.filter(verb="matter_reopened").values_list("actor", flat=True)
    assert list(verbs) == ["cabinet:T-A"] * 2


def test_what_the_secretary_refused_is_not_raised_again(tower: Tower) -> None:
    kept = keeper(tower)
    falls_silent(tower)
    carried(tower)
    matter = Matter.objects.get()
    handling.exclude(kept, matter, why=Exclusion.ELSEWHERE, says="已转运营方", now=tower.now)

    assert carried(tower) == 0
    tower.greet()
    assert carried(tower) == 0
    assert Matter.objects.get().state == MatterState.EXCLUDED


def test_what_lies_in_another_matter_is_left_to_who_works_on_that(tower: Tower) -> None:
    kept = keeper(tower)
    own = raise_matter(
        kept.committee,
        NewMatter("t" * 20, "外卖柜老是坏", "", ""),
        NewVoice("c" * 20, "b" * 20),
        address="192.0.2.1",
        now=tower.now,
    ).matter
    handling.take_up(kept, own, now=tower.now)
    falls_silent(tower)
    carried(tower)
    machines_own = Matter.objects.get(number=2)
    handling.merge(kept, machines_own, into=1, now=tower.now)

    assert carried(tower) == 0, "it is open where it lies"
    Matter.objects.filter(pk=own.pk).update(state=MatterState.ANSWERED, closed_at=tower.now)
    assert carried(tower) == 1, "answered, but the cabinet is as silent as before"
    assert Matter.objects.get(pk=own.pk).state == MatterState.TRIAGED
    tower.greet()
    assert carried(tower) == 0


def test_a_building_without_a_committee_has_nobody_to_tell(tower: Tower) -> None:
    falls_silent(tower)

    assert carried(tower) == 0


def test_a_promise_that_was_broken_stays_broken_though_the_machine_works_again(
    tower: Tower,
) -> None:
    kept = keeper(tower)
    assert raise_by_machine(tower.place.code, LEAK, now=tower.now)
    matter = Matter.objects.get()
    handling.take_up(kept, matter, now=tower.now)
    handling.promise(kept, matter, days=1, now=tower.now)

    later = tower.now + timedelta(days=9)
    assert carry_troubles(now=later) == 0, "no cabinet has raised it"
    for expected in (True, False):
        done = answer_by_machine(tower.place.code, LEAK.about, says="好了", now=later)
        assert done is expected

    assert Matter.objects.get().was_late


def test_what_many_doors_have_is_said_in_one_title() -> None:
    doors = tuple(range(1, 9))
    many = Hindered("TOWER", "T-A", "大堂", "1", doors, ("待检查", "停用"))

    assert bridges._title(many) == "外卖柜 T-A 有 8 个格口用不了：待检查、停用"  # noqa: SLF001  # its words


def test_a_bridge_goes_on_after_a_round_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes, stop, beats = iter((1, RuntimeError("away"), 0)), Event(), list[int]()

    def next_round(*, now: datetime) -> int:  # as the action
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def beat() -> None:
        beats.append(1)
        if len(beats) == 2:
            stop.set()

    monkeypatch.setattr(bridges, "ROUND_S", 0.001)
    monkeypatch.setattr(bridges, "close_old_connections", lambda: None)
    monkeypatch.setattr(bridges, "carry_troubles", next_round)

    bridges.run_bridges(stop, beat)

    assert len(beats) == 2


def test_a_bridge_stands_only_where_both_its_ends_are() -> None:
    assert systems.bridges() == [bridges.run_bridges]
    for alone in ((), ("lockers",), ("buildings",)):
        with override_settings(LINLI_SYSTEMS=alone):
            assert systems.bridges() == []
