"""Something was forgotten, or is wrong with the meal: the owner says so, and is answered."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.lockers.cabinets import ScriptedLine, says
from tests.lockers.pages.reading import Read, press, read
from tests.lockers.tower import Tower, building, must_agree, must_be_whole, plugged_in

from linli.ledger.models import Entry
from linli.lockers.access import ANSWER_SHOWN_FOR, OWNER_LINK_OUTLIVES, owner_link
from linli.lockers.actions.reopening import reopen_emptied
from linli.lockers.actions.reports import answer_report, report_meal
from linli.lockers.enums import DepositState, DoorState, ReportAnswer, ReportKind
from linli.lockers.errors import (
    CabinetOutOfUse,
    CabinetQuiet,
    CompartmentGivenOut,
    MealEnded,
    NotStoredYet,
    ReopenTooLate,
    ReportAnswered,
    SterilisingNow,
    UnknownDeposit,
)
from linli.lockers.models import Cabinet, Compartment, Deposit, MealReport
from linli.lockers.rules.reopening import REOPEN_WITHIN
from linli.people.actions import ensure_person, give_grant
from linli.people.enums import Role
from linli.wire.messages import Result

NOBODYS = "0" * 13


@pytest.fixture
def crew(tower: Tower) -> Client:
    """The browser of somebody who serves the building's cabinets."""
    person = ensure_person(handle="crew", name="李师傅", now=tower.now)
    give_grant(
        person=person,
        role=Role.CREW,
        place=tower.place,
        until=None,
        granted_by=None,
        now=tower.now,
    )
    client = Client()
    client.force_login(person)
    return client


def link_of(deposit: str) -> str:
    return f"/p/{owner_link(deposit)}"


def taken(client: Client, tower: Tower) -> str:
    """An owner takes the meal and closes the door; return the meal's code."""
    deposit = tower.stored().deposit
    press(client, link_of(deposit), token=tower.token())
    tower.a.empty(Deposit.objects.get(code=deposit).comp)
    tower.exchange()
    return deposit


def looks_again(client: Client, tower: Tower, deposit: str) -> Read:
    return press(client, f"{link_of(deposit)}/reopen", token=tower.token())


def asks(tower: Tower, deposit: str) -> None:
    reopen_emptied(deposit=deposit, cid=tower.token(), now=tower.now)


def test_only_a_meal_that_was_just_taken_has_left_something_behind(
    client: Client, tower: Tower
) -> None:
    waiting, stored, gone = tower.begun().deposit, tower.stored().deposit, taken(client, tower)

    for deposit, refusal in (
        (NOBODYS, UnknownDeposit),
        (waiting, NotStoredYet),
        (stored, MealEnded),
    ):
        with pytest.raises(refusal):
            asks(tower, deposit)
    tower.now += REOPEN_WITHIN + timedelta(seconds=1)
    with pytest.raises(ReopenTooLate):
        asks(tower, gone)
    assert "再开一次" not in read(client, link_of(gone)).text


def test_a_compartment_that_is_not_as_it_was_left_stays_shut(client: Client, tower: Tower) -> None:
    gone = taken(client, tower)
    left = Compartment.objects.filter(number=1)
    pulses = list(tower.a.pulses)

    Cabinet.objects.update(quarantined_at=tower.now)
    with pytest.raises(CabinetOutOfUse):
        asks(tower, gone)
    Cabinet.objects.update(quarantined_at=None)
    left.update(state=DoorState.SANI)
    with pytest.raises(SterilisingNow):
        asks(tower, gone)
    left.update(state=DoorState.OPENING_D, deposit=NOBODYS)
    with pytest.raises(CompartmentGivenOut):
        asks(tower, gone)
    tower.a.quiet = True
    with pytest.raises(CabinetQuiet):
        asks(tower, gone)

    assert tower.a.pulses == pulses
    assert not Entry.objects.filter(verb="reopen_asked").exists()


def test_what_was_forgotten_is_fetched_and_the_compartment_is_cleaned_as_ever(
    client: Client, tower: Tower
) -> None:
    gone = taken(client, tower)
    assert "忘了东西？再开一次" in read(client, link_of(gone)).text

    page = looks_again(client, tower, gone)
    assert page.door["data-stage"] == "looking"
    assert tower.a.pulses == [1, 1, 1]
    tower.exchange()
    assert client.get(page.door["hx-get"], headers={"hx-request": "true"}).status_code == 204
    tower.a.close(1)
    tower.exchange()
    tower.now += timedelta(seconds=9)

    assert read(client, page.door["hx-get"], hx_request="true").door["data-stage"] == "picked"
    assert Deposit.objects.get(code=gone).state == DepositState.PICKED
    assert Entry.objects.get(verb="reopen_asked").actor == "owner"
    must_agree(tower)


def test_something_left_in_it_is_the_crews_to_look_at(client: Client, tower: Tower) -> None:
    gone = taken(client, tower)
    page = looks_again(client, tower, gone)
    tower.a.fill(1)
    tower.exchange()

    assert read(client, page.door["hx-get"], hx_request="true").door["data-stage"] == "picked"
    assert Compartment.objects.get(number=1).state == DoorState.CHECK
    must_agree(tower)


def test_a_busy_cabinet_is_asked_again_by_a_press(client: Client, tower: Tower) -> None:
    gone = taken(client, tower)

    with plugged_in(ScriptedLine(says(Result.BUSY))):
        page = looks_again(client, tower, gone)

    assert "请几秒后再按一次" in page.text
    assert page.door["data-stage"] == "picked"
    tower.now += timedelta(minutes=5)
    assert looks_again(client, tower, gone).status == 403


def reports(client: Client, deposit: str, kind: str = "missing") -> Read:
    return press(client, f"{link_of(deposit)}/wrong", kind=kind)


def test_nobody_can_say_what_is_wrong_with_a_meal_nobody_had(tower: Tower, now: datetime) -> None:
    waiting, back = tower.begun().deposit, tower.stored().deposit
    Deposit.objects.filter(code=back).update(state=DepositState.RECALLED, ended_at=now)

    for deposit, refusal in (
        (NOBODYS, UnknownDeposit),
        (waiting, NotStoredYet),
        (back, MealEnded),
    ):
        with pytest.raises(refusal):
            report_meal(deposit=deposit, kind=ReportKind.MISSING, now=now)


def test_a_report_is_a_word_of_the_list(client: Client, tower: Tower) -> None:
    assert reports(client, taken(client, tower), "rude").status == 422
    assert not MealReport.objects.exists()


def test_the_state_does_not_move_and_a_second_report_waits_for_the_first(
    client: Client, tower: Tower
) -> None:
    gone = taken(client, tower)
    assert "没有餐，或餐不对" in read(client, link_of(gone)).text

    reports(client, gone)
    page = reports(client, gone, "damaged")

    assert "12:00 您反馈了：没有餐。" in page.text
    assert "没有餐，或餐不对" not in page.text
    assert MealReport.objects.count() == 1
    assert Deposit.objects.get(code=gone).state == DepositState.PICKED
    assert Entry.objects.get(verb="meal_reported").facts == '{"kind":"missing"}'


def test_the_crew_sees_it_on_the_board_until_it_is_answered(
    client: Client, crew: Client, tower: Tower
) -> None:
    gone = taken(client, tower)
    version = read(crew, "/board/").source.split("doors?v=")[1][:32]
    page = reports(client, gone)
    number = MealReport.objects.get().pk

    board = read(crew, f"/board/doors?v={version}")
    assert board.status == 200
    assert "没有餐 B-A-01 尾号 3821" in board.text
    assert client.get(page.door["hx-get"], headers={"hx-request": "true"}).status_code == 204
    assert read(crew, f"/reports/{number}").status == 200
    assert press(crew, f"/reports/{number}", answer="rude").status == 422

    assert press(crew, f"/reports/{number}", answer="at_desk").status == 302

    assert "收餐人反馈" not in read(crew, "/board/").text
    told = read(client, page.door["hx-get"], hx_request="true")
    assert "12:00 答复：餐找到了，请到物业前台领取。" in told.text
    assert "没有餐，或餐不对" in told.text, "and may say more"
    assert press(crew, f"/reports/{number}", answer="at_desk").status == 404
    entry = Entry.objects.get(verb="report_answered")
    assert (entry.actor[:7], entry.facts) == ("person:", '{"answer":"at_desk"}')
    must_be_whole()


def test_a_crew_next_door_answers_nothing_here(client: Client, tower: Tower) -> None:
    reports(client, taken(client, tower))
    next_door = building("SOHO", now=tower.now)

    with pytest.raises(ReportAnswered):
        answer_report(
            actor="person:1",
            buildings=[next_door.pk],
            number=MealReport.objects.get().pk,
            answer=ReportAnswer.REFUND,
            now=tower.now,
        )


def test_the_link_lives_until_the_answer_was_read(client: Client, tower: Tower) -> None:
    gone = taken(client, tower)
    reports(client, gone)
    tower.now += OWNER_LINK_OUTLIVES + timedelta(hours=10)
    assert read(client, link_of(gone)).status == 200
    answer_report(
        actor="person:1",
        buildings=[tower.place.pk],
        number=MealReport.objects.get().pk,
        answer=ReportAnswer.REFUND,
        now=tower.now,
    )

    tower.now += ANSWER_SHOWN_FOR
    assert "请在外卖平台申请退款" in read(client, link_of(gone)).text
    tower.now += timedelta(seconds=1)
    assert read(client, link_of(gone)).status == 403
