"""Doors opened from afar are counted: a second person's yes beyond three, and caps nobody lifts."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connections
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st
from tests.lockers.people import fetches, stores
from tests.lockers.tower import Tower, must_be_whole

from linli.kernel.errors import LinliError
from linli.ledger.models import Entry
from linli.lockers.access import Seat
from linli.lockers.actions import doors
from linli.lockers.actions.remote import (
    KIND,
    RemotePress,
    agree_to_more,
    ask_for_more,
    count_opening,
    refuse_more,
)
from linli.lockers.errors import (
    OpeningsFull,
    OpeningsUnreadable,
    SecondPersonNeeded,
    UnknownCabinet,
)
from linli.lockers.models import OpeningPermit, RemoteOpening
from linli.lockers.queries.remote import asked_for, permitted_left
from linli.lockers.rules.remote import WINDOW, Asked, Limits, Opened, Verdict, verdict
from linli.people.actions import ensure_person, give_grant, name_in_ledger
from linli.people.enums import Role
from linli.people.errors import OwnProposal, ProposalOver, ProposedAlready
from linli.people.models import Person, Proposal

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
FEW = Limits(alone=2, operator=3, cabinet=4, fleet=5)

needs_a_database = pytest.mark.django_db


presses = st.tuples(
    st.sampled_from([0, 1, 29, 30, 59, 60]),
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from([1, 2]),
    st.booleans(),
)


@given(st.lists(presses, max_size=30))
def test_no_hour_ever_has_more_than_the_limits(
    pressed: list[tuple[int, str, int, bool]],
) -> None:
    now, opened = NOON, list[Opened]()
    for minutes, operator, cabinet, is_permitted in pressed:
        now += timedelta(minutes=minutes)
        said = verdict(Asked(operator, cabinet, is_permitted, now), opened, FEW)
        if said in (Verdict.ALONE, Verdict.PERMITTED):
            opened.append(Opened(now, operator, cabinet, said is Verdict.ALONE))
            assert said is Verdict.ALONE or is_permitted

    for end in opened:
        hour = [one for one in opened if end.at - WINDOW < one.at <= end.at]
        assert len(hour) <= FEW.fleet
        for operator in "abc":
            own = [one for one in hour if one.operator == operator]
            assert len(own) <= FEW.operator
            assert sum(one.alone for one in own) <= FEW.alone
        for cabinet in (1, 2):
            assert sum(one.cabinet == cabinet for one in hour) <= FEW.cabinet


def opened(*operators: str, cabinet: int = 1, alone: bool = True) -> list[Opened]:
    return [Opened(NOON, one, cabinet, alone) for one in operators]


def said(before: list[Opened], *, permitted: bool = False, at: datetime = NOON) -> Verdict:
    return verdict(Asked("a", 1, permitted, at), before, FEW)


def test_each_limit_says_its_own_word() -> None:
    assert said([]) is Verdict.ALONE
    assert said(opened("a", "a")) is Verdict.NEEDS_ANOTHER
    assert said(opened("a", "a"), permitted=True) is Verdict.PERMITTED
    assert said(opened("a", "a", "a"), permitted=True) is Verdict.OPERATOR_FULL
    assert said(opened("b", "b", "c", "c"), permitted=True) is Verdict.CABINET_FULL
    assert said(opened("b", "b", "b", "c", "c", cabinet=2)) is Verdict.FLEET_FULL


def test_an_hour_later_it_counts_no_more() -> None:
    two = opened("a", "a")

    assert said(two, at=NOON + WINDOW - timedelta(microseconds=1)) is Verdict.NEEDS_ANOTHER
    assert said(two, at=NOON + WINDOW) is Verdict.ALONE


def test_what_was_agreed_to_leaves_ones_own_three_alone() -> None:
    assert said(opened("a", "a", alone=False)) is Verdict.ALONE


def crew(tower: Tower, handle: str = "li", role: Role = Role.CREW) -> Person:
    person = ensure_person(handle=handle, name="李师傅", now=tower.now)
    give_grant(
        person=person, role=role, place=tower.place, until=None, granted_by=None, now=tower.now
    )
    return person


def presses_once(tower: Tower, by: Person, cid: str = "", cabinet: str = "") -> None:
    count_opening(
        RemotePress(name_in_ledger(by), cabinet or tower.a.code, 1, cid or tower.token(), tower.now)
    )


def asks(tower: Tower, by: Person, role: Role = Role.CREW, openings: int = 2) -> int:
    seat = Seat(by, role, tower.place)
    ask_for_more(seat, openings=openings, reason="回收", now=tower.now)
    return Proposal.objects.latest("pk").pk


@needs_a_database
def test_the_fourth_within_an_hour_needs_another_person(tower: Tower) -> None:
    by = crew(tower)
    for _ in range(3):
        presses_once(tower, by)

    with pytest.raises(SecondPersonNeeded, match="已经远程开了 3 扇门"):
        presses_once(tower, by)

    assert Entry.objects.filter(verb="remote_opening_counted").count() == 3
    presses_once(tower, crew(tower, "zhang"))
    tower.wait(3_600)
    presses_once(tower, by)
    must_be_whole()


@needs_a_database
def test_the_same_press_counts_once(tower: Tower) -> None:
    by = crew(tower)
    for _ in range(5):
        presses_once(tower, by, cid="the-same-press")

    assert RemoteOpening.objects.count() == 1
    assert str(RemoteOpening.objects.get()) == f"{name_in_ledger(by)} @ {tower.a.number}"
    assert Entry.objects.filter(verb="remote_opening_counted").count() == 1


@needs_a_database
def test_a_second_persons_yes_is_for_so_many_within_an_hour(tower: Tower) -> None:
    by, over = crew(tower), crew(tower, "chen", Role.STEWARD)
    for _ in range(3):
        presses_once(tower, by)
    number = asks(tower, by)
    with pytest.raises(ProposedAlready):
        asks(tower, by)
    assert [one.openings for one in asked_for(KIND, over, [tower.place.pk], now=tower.now)] == [2]

    agree_to_more(number, by=over, now=tower.now)
    assert permitted_left(by, now=tower.now) == 2
    for _ in range(2):
        presses_once(tower, by)
    with pytest.raises(SecondPersonNeeded):
        presses_once(tower, by)

    assert str(OpeningPermit.objects.get()) == f"{by.pk} 2/2"
    with pytest.raises(ProposalOver):
        agree_to_more(number, by=over, now=tower.now)


@needs_a_database
def test_a_yes_is_for_its_building_and_ends(tower: Tower) -> None:
    by, over = crew(tower), crew(tower, "chen", Role.STEWARD)
    agree_to_more(asks(tower, by), by=over, now=tower.now)
    tower.wait(3_600)
    for _ in range(3):
        presses_once(tower, by)

    with pytest.raises(SecondPersonNeeded):
        presses_once(tower, by)


@needs_a_database
def test_a_steward_asks_the_crew_and_nobody_agrees_to_oneself(tower: Tower) -> None:
    over, by = crew(tower, "chen", Role.STEWARD), crew(tower)
    give_grant(
        person=over,
        role=Role.CREW,
        place=tower.place,
        until=None,
        granted_by=None,
        now=tower.now,
    )
    number = asks(tower, over, Role.STEWARD)

    with pytest.raises(OwnProposal):
        agree_to_more(number, by=over, now=tower.now)
    refuse_more(number, by=by, now=tower.now)

    assert not OpeningPermit.objects.exists()


@needs_a_database
@pytest.mark.parametrize("openings", [0, 21])
def test_a_yes_is_asked_for_in_measure(tower: Tower, openings: int) -> None:
    with pytest.raises(OpeningsUnreadable):
        asks(tower, crew(tower), openings=openings)


@needs_a_database
@pytest.mark.parametrize(
    ("limit", "whose"), [("operator", "您自己"), ("cabinet", "T-A"), ("fleet", "全部柜子")]
)
def test_no_yes_lifts_a_cap(tower: Tower, limit: str, whose: str) -> None:
    by = crew(tower)
    agree_to_more(asks(tower, by), by=crew(tower, "chen", Role.STEWARD), now=tower.now)
    presses_once(tower, by)

    with (
        override_settings(REMOTE_OPENINGS={**settings.REMOTE_OPENINGS, limit: 1}),
        pytest.raises(OpeningsFull, match=whose),
    ):
        presses_once(tower, by)


@needs_a_database
def test_a_cabinet_that_is_none_is_not_opened(tower: Tower) -> None:
    with pytest.raises(UnknownCabinet):
        presses_once(tower, crew(tower), cabinet="NONE")


@needs_a_database
def test_programs_of_the_installation_are_not_counted(tower: Tower) -> None:
    for _ in range(5):
        count_opening(RemotePress("replay", tower.a.code, 1, tower.token(), tower.now))

    assert not RemoteOpening.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_instant_no_more_pass_than_may(tower: Tower) -> None:
    by = crew(tower)
    refused = list[LinliError]()

    def press(number: int) -> None:
        try:
            presses_once(tower, by, cid=f"press-number-{number:08d}")
        except SecondPersonNeeded as needed:
            refused.append(needed)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(one,)) for one in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)

    assert len(refused) == 3
    assert RemoteOpening.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_meals_door_and_an_empty_one_are_counted_and_a_silent_cabinet_is_not(
    tower: Tower,
) -> None:
    door = stores(tower)
    fetches(tower, door)
    tower.a.close(1)
    tower.a.open(2)
    tower.a.close(2)
    tower.exchange()
    doors.clear(
        actor="person:1",
        buildings=[tower.place.pk],
        cabinet=tower.a.code,
        comp=2,
        reason="看看",
        cid=tower.token(),
        now=tower.now,
    )
    assert RemoteOpening.objects.count() == 2
    tower.a.quiet = True

    with pytest.raises(LinliError):
        fetches(tower, door)

    assert RemoteOpening.objects.count() == 2
