"""What a crew found behind a door that nobody watched makes a meal's outcome the true one."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests.lockers.pages.reading import press, read
from tests.lockers.people import fetches, leaves, state, stores, takes
from tests.lockers.tower import Tower, must_agree, must_be_whole, plugged_in

from linli.kernel import clock
from linli.ledger.models import Entry
from linli.lockers.actions import doors
from linli.lockers.actions.asking import open_for
from linli.lockers.actions.beginning import Begun
from linli.lockers.actions.doors import Door
from linli.lockers.actions.findings import say_found
from linli.lockers.crew_errors import FindingGiven, FindingNotAsked
from linli.lockers.enums import DepositState, DoorState, FindingKind
from linli.lockers.errors import UnknownCabinet
from linli.lockers.models import Compartment, Deposit, Finding
from linli.lockers.queries.findings import question_at
from linli.lockers.queries.supervision import day_of
from linli.lockers.queries.towers import tally
from linli.lockers.rules.findings import FINDING_WITHIN
from linli.people.actions import ensure_person, give_grant
from linli.people.enums import Role
from linli.wire.messages import Purpose, Size

pytestmark = pytest.mark.django_db(transaction=True)

MEAL, NOTHING = FindingKind.MEAL, FindingKind.NOTHING


@pytest.fixture
def blind(now: datetime) -> Iterator[Tower]:
    """Give a cabinet of four doors that sees nothing but its doors."""
    made = Tower(now=now, blind=True)
    with plugged_in(made.line):
        yield made


def says(tower: Tower, found: FindingKind, deposit: str, *, building: int = 0) -> None:
    say_found(
        actor="person:1",
        buildings=[building or tower.place.pk],
        cabinet=tower.a.code,
        comp=1,
        deposit=deposit,
        found=found,
        now=tower.now,
    )


def clears(tower: Tower, comp: int = 1) -> None:
    doors.clear(
        actor="person:1",
        buildings=[tower.place.pk],
        cabinet=tower.a.code,
        comp=comp,
        reason="检查",
        cid=tower.token(),
        now=tower.now,
    )
    tower.a.close(comp)
    tower.exchange()


def opened_by_crew(tower: Tower, door: Door, *, dispose: bool = False) -> None:
    """Let the crew open a meal's door and close it again."""
    fetches(tower, door, dispose=dispose)
    tower.a.close(1)
    tower.exchange()


def jams(tower: Tower, door: Door) -> None:
    """Let an owner's lock be released and nobody see what came of it."""
    tower.a.jammed.add(1)
    takes(tower, door)
    tower.wait(3)
    tower.a.jammed.clear()
    tower.exchange()


def became(door: Door) -> str:
    return Finding.objects.get(deposit__code=door.deposit).outcome


def asked(tower: Tower) -> str:
    question = question_at(tower.a.code, 1, now=tower.now)
    return question.deposit if question else ""


@pytest.mark.parametrize("outcome", [DepositState.RECALLED, DepositState.DISPOSED])
def test_a_meal_that_never_arrived_by_its_cabinet_is_the_crews_once_it_was_found(
    blind: Tower, outcome: DepositState
) -> None:
    blind.a.jammed.add(1)
    door = leaves(blind)
    blind.wait(3)
    blind.a.jammed.clear()
    blind.exchange()
    opened_by_crew(blind, door, dispose=outcome == DepositState.DISPOSED)
    assert state(door) == DepositState.NEVER_ARRIVED
    assert asked(blind) == door.deposit

    says(blind, MEAL, door.deposit)

    assert became(door) == outcome
    assert state(door) == DepositState.NEVER_ARRIVED
    entry = Entry.objects.get(verb="crew_found")
    assert (entry.subject, entry.actor) == (f"deposit:{door.deposit}", "person:1")
    assert f'"outcome":"{outcome}","was":"NEVER_ARRIVED"' in entry.facts
    told = tally(blind.place.pk)
    assert (told.deposits["NEVER_ARRIVED"], told.deposits[outcome]) == (0, 1)
    assert told.orders[door.deposit] == [outcome]
    must_agree(blind)


def test_a_meal_that_its_owner_had_taken_counts_as_taken(blind: Tower) -> None:
    door = stores(blind)
    jams(blind, door)
    assert Compartment.objects.get(number=1).state == DoorState.UNSURE
    opened_by_crew(blind, door)
    assert state(door) == DepositState.RECALLED

    says(blind, NOTHING, door.deposit)

    assert became(door) == DepositState.PICKED
    day = day_of(blind.place, blind.now.date(), now=blind.now)
    assert (day.stored, day.picked, day.overdue) == (1, 1, 0)


def test_a_door_that_was_closed_on_nothing_had_no_meal(blind: Tower) -> None:
    door = stores(blind)
    opened_by_crew(blind, door)

    says(blind, NOTHING, door.deposit)

    assert became(door) == DepositState.NEVER_ARRIVED
    assert day_of(blind.place, blind.now.date(), now=blind.now).stored == 0


def test_nobody_knows_who_had_a_meal_behind_a_door_that_was_forced(tower: Tower) -> None:
    door = stores(tower)
    tower.a.open(1)
    tower.a.empty(1)
    tower.exchange()
    opened_by_crew(tower, door)

    says(tower, NOTHING, door.deposit)

    assert became(door) == DepositState.RECALLED


@pytest.mark.parametrize("found", FindingKind)
def test_what_the_crew_recalled_and_found_is_recalled(blind: Tower, found: FindingKind) -> None:
    door = stores(blind)
    if found == NOTHING:
        blind.a.open(1)
        blind.a.close(1)
        blind.exchange()
    opened_by_crew(blind, door)

    says(blind, found, door.deposit)

    assert became(door) == state(door) == DepositState.RECALLED


def test_a_meal_left_behind_by_who_was_taken_to_have_fetched_it_is_the_crews(
    blind: Tower,
) -> None:
    door = stores(blind)
    takes(blind, door)
    blind.a.close(1)
    blind.exchange()
    assert state(door) == DepositState.PICKED
    assert asked(blind) == ""
    clears(blind, 2)
    blind.wait(1)
    assert asked(blind) == ""

    clears(blind)
    says(blind, MEAL, door.deposit)

    assert became(door) == DepositState.RECALLED


def test_an_owner_who_looks_again_is_no_crew(blind: Tower) -> None:
    door = stores(blind)
    takes(blind, door)
    blind.a.close(1)
    blind.exchange()
    open_for(
        Begun("", blind.a.code, Deposit.objects.get().cabinet_id, 1, Size.S),
        purpose=Purpose.CLEAR,
        cid=blind.token(),
        now=blind.now,
        actor="owner",
        comp=1,
        reason="forgotten",
    )
    blind.a.close(1)
    blind.exchange()

    assert asked(blind) == ""


def test_a_crew_that_finds_nothing_of_what_was_taken_says_so_too(blind: Tower) -> None:
    door = stores(blind)
    takes(blind, door)
    blind.a.close(1)
    blind.exchange()
    clears(blind)

    says(blind, NOTHING, door.deposit)

    assert became(door) == DepositState.PICKED


def test_where_a_sensor_watched_nobody_is_asked(tower: Tower) -> None:
    door = stores(tower)
    fetches(tower, door)
    tower.a.empty(1)
    tower.exchange()

    assert asked(tower) == ""
    with pytest.raises(FindingNotAsked):
        says(tower, MEAL, door.deposit)


def test_a_promise_that_ended_without_a_door_is_nothing_to_find(blind: Tower) -> None:
    door = leaves(blind)
    Deposit.objects.update(state=DepositState.EXPIRED, comp=1, ended_at=blind.now)

    assert door.comp == 1
    assert asked(blind) == ""


def test_of_two_who_say_the_first_counts_and_the_other_is_told(blind: Tower) -> None:
    door = stores(blind)
    opened_by_crew(blind, door)
    says(blind, MEAL, door.deposit)

    says(blind, MEAL, door.deposit)
    with pytest.raises(FindingGiven) as caught:
        says(blind, NOTHING, door.deposit)

    assert str(caught.value) == "已经有人说过了：找到了餐。要改请联系管理员。"
    assert Entry.objects.filter(verb="crew_found").count() == 1
    kept = Finding.objects.get()
    assert str(kept) == f"{kept.deposit_id}: meal"
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.create(
            deposit=kept.deposit, found=NOTHING, outcome=DepositState.PICKED, made_at=blind.now
        )
    must_be_whole()


def test_after_half_a_day_nobody_is_asked_and_elsewhere_never(blind: Tower) -> None:
    door = stores(blind)
    opened_by_crew(blind, door)
    with pytest.raises(UnknownCabinet):
        says(blind, MEAL, door.deposit, building=99_999)
    with pytest.raises(FindingNotAsked):
        says(blind, MEAL, "0" * 13)
    blind.now += FINDING_WITHIN + timedelta(seconds=1)

    with pytest.raises(FindingNotAsked):
        says(blind, MEAL, door.deposit)


def test_the_doors_page_asks_the_crew_once_and_shows_what_was_said(
    client: Client, blind: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: blind.now)
    for handle, role in (("crew", Role.CREW), ("wang", Role.PROPERTY)):
        give_grant(
            person=ensure_person(handle=handle, name="李师傅", now=blind.now),
            role=role,
            place=blind.place,
            until=None,
            granted_by=None,
            now=blind.now,
        )
    client.force_login(ensure_person(handle="crew", name="", now=blind.now))
    door = stores(blind)
    path = f"/board/{blind.a.code}/1"
    opened = press(
        client, path, token=read(client, path).token, reason="超过保存时限", then="recall"
    )
    assert "门关好了，看看结果" in opened.text
    assert "没有传感器看着" not in read(client, path).text
    blind.a.close(1)
    blind.exchange()

    page = read(client, path)
    said = press(client, f"{path}/found", deposit=door.deposit, found="nothing")

    assert "打开这个格口时没有传感器看着。尾号 3821 的餐还在里面吗？" in page.text
    assert said.status == 302
    assert "尾号 3821：里面是空的。结局：没有存入。" in read(client, path).text
    assert press(client, f"{path}/found", deposit=door.deposit, found="both").status == 422
    again = press(client, f"{path}/found", deposit=door.deposit, found="meal")
    assert (again.status, "已经有人说过了" in again.text) == (409, True)
    property_manager = Client()
    property_manager.force_login(ensure_person(handle="wang", name="", now=blind.now))
    watched = read(property_manager, path)
    assert (watched.status, "里面是空的" in watched.text) == (200, False)
    refused = press(property_manager, f"{path}/found", deposit=door.deposit, found="meal")
    assert refused.status == 403
