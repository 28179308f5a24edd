"""A courier who closed the wrong door on a meal: the same door once more, and what follows."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.lockers.cabinets import ScriptedLine, is_silent, says
from tests.lockers.pages.reading import Read, open_door, press, read
from tests.lockers.tower import Tower, must_agree, must_be_whole, plugged_in

from linli.ledger.models import Entry
from linli.lockers.access import courier_link, owner_link
from linli.lockers.actions.doors import recall, take_back
from linli.lockers.actions.swapping import store_elsewhere
from linli.lockers.enums import DepositState, DoorState
from linli.lockers.errors import (
    CabinetOutOfUse,
    MealEnded,
    NoCompartmentFree,
    NotStoredYet,
    ReopenTooLate,
    ReopenUnseen,
    UnknownDeposit,
)
from linli.lockers.models import Cabinet, Capacity, Compartment, Deposit, JournalLine
from linli.lockers.queries.lines import reopened_by_courier, was_seen
from linli.lockers.rules.reopening import CLOCKS_DIFFER, REOPEN_WITHIN, may_reopen
from linli.wire.messages import Result, Size

TICK = timedelta(milliseconds=1)


def reopens(client: Client, tower: Tower, deposit: str) -> Read:
    """The courier presses 放错了，重开."""
    path = f"/d/{courier_link(deposit)}/reopen"
    return press(client, path, token=tower.token())


def again(client: Client, page: Read) -> Read:
    """The page asks by itself what has become of the door."""
    return read(client, page.door["hx-get"], hx_request="true")


def taken_back(client: Client, tower: Tower) -> tuple[str, Read]:
    """Store a meal, have its door opened again, and take it out; return it and the page."""
    begun = tower.stored()
    page = reopens(client, tower, begun.deposit)
    tower.exchange()
    page = again(client, page)
    tower.a.empty(1)
    tower.exchange()
    return begun.deposit, again(client, page)


def state_of(deposit: str) -> str:
    return Deposit.objects.get(code=deposit).state


def test_a_door_is_opened_again_for_a_minute_by_either_clock(tower: Tower) -> None:
    shut = tower.now

    assert may_reopen(shut, now=shut + REOPEN_WITHIN)
    assert not may_reopen(shut, now=shut + REOPEN_WITHIN + TICK)
    assert may_reopen(shut, now=shut - CLOCKS_DIFFER)
    assert not may_reopen(shut, now=shut - CLOCKS_DIFFER - TICK)


def test_after_a_minute_only_the_front_desk_helps(client: Client, tower: Tower) -> None:
    begun = tower.stored()
    asked = len(tower.line.asked)
    tower.now += REOPEN_WITHIN + TICK

    page = reopens(client, tower, begun.deposit)

    assert page.status == 403
    assert "关门超过 60 秒" in page.text
    assert len(tower.line.asked) == asked
    with pytest.raises(ReopenTooLate):
        take_back(deposit=begun.deposit, cid="x", now=tower.now)


def test_where_no_sensor_sees_the_meal_only_staff_open_again(tower: Tower) -> None:
    begun = tower.stored()
    line = JournalLine.objects.get(deposit=begun.deposit, line__contains='"DEPOSITED"')
    blind = line.line.replace('"data":{', '"data":{"verified":false,').replace(",}", "}")
    JournalLine.objects.create(
        cabinet=line.cabinet,
        epoch=line.epoch,
        seq=line.seq + 1_000,
        deposit=line.deposit,
        line=blind,
    )

    with pytest.raises(ReopenUnseen):
        take_back(deposit=begun.deposit, cid="x", now=tower.now)

    assert not was_seen("0000000000000")
    assert not reopened_by_courier("0000000000000")


def test_what_is_not_in_or_not_any_more_is_not_opened_again(tower: Tower) -> None:
    waiting, gone, shut = tower.begun(), tower.stored(), tower.stored()
    Deposit.objects.filter(code=gone.deposit).update(
        state=DepositState.PICKED, ended_at=tower.now, comp=0
    )

    for deposit, refusal in (
        (waiting.deposit, NotStoredYet),
        (gone.deposit, MealEnded),
        ("0000000000000", UnknownDeposit),
    ):
        with pytest.raises(refusal):
            take_back(deposit=deposit, cid="x", now=tower.now)
    Cabinet.objects.update(quarantined_at=tower.now)
    with pytest.raises(CabinetOutOfUse):
        take_back(deposit=shut.deposit, cid="x", now=tower.now)


def test_the_list_of_what_was_just_stored_offers_it_for_a_minute(
    client: Client, tower: Tower
) -> None:
    link = open_door(client).door["data-link"]
    tower.a.fill(1)
    tower.exchange()

    for path in (link, link, "/c/B-A"):
        assert read(client, path).source.count(f'action="{link}/reopen"') == 1
    tower.now += REOPEN_WITHIN + TICK
    assert "放错了，重开" not in read(client, "/c/B-A").text


def test_the_same_door_opens_and_a_meal_that_is_left_stands_as_before(
    client: Client, tower: Tower
) -> None:
    begun = tower.stored()

    page = reopens(client, tower, begun.deposit)
    assert page.door["data-stage"] == "reopening"
    assert tower.a.pulses == [1, 1]
    assert client.get(page.door["hx-get"], headers={"hx-request": "true"}).status_code == 204

    tower.exchange()
    page = again(client, page)
    assert page.door["data-stage"] == "reopened"
    assert "取出或放好，关门" in page.text
    assert read(client, f"/p/{owner_link(begun.deposit)}").door["data-stage"] == "not_yet"

    tower.a.close(1)
    tower.exchange()
    page = again(client, page)
    assert "01 已存好" in page.text
    assert state_of(begun.deposit) == DepositState.STORED
    assert read(client, f"/p/{owner_link(begun.deposit)}").door["data-stage"] == "ready"
    must_agree(tower)


def test_the_ledger_says_who_asked_and_the_journal_why(client: Client, tower: Tower) -> None:
    begun = tower.stored()

    reopens(client, tower, begun.deposit)
    tower.exchange()

    entry = Entry.objects.get(verb="takeback_asked")
    assert (entry.actor, entry.subject) == ("courier", f"deposit:{begun.deposit}")
    (asked,) = JournalLine.objects.filter(line__contains='"INTENT_S"')
    assert '"actor":"courier"' in asked.line
    assert '"purpose":"recall"' in asked.line
    must_be_whole()


def test_the_same_press_twice_releases_the_lock_once(tower: Tower) -> None:
    begun = tower.stored()

    for _ in range(2):
        assert take_back(deposit=begun.deposit, cid="one-press", now=tower.now).comp == 1

    assert tower.a.pulses == [1, 1]


def test_an_answer_that_is_lost_is_settled_by_the_events(client: Client, tower: Tower) -> None:
    begun = tower.stored()
    with plugged_in(ScriptedLine(is_silent)):
        page = reopens(client, tower, begun.deposit)
    assert page.door["data-stage"] == "reopening"

    tower.now += timedelta(seconds=9)

    assert "01 已存好" in again(client, page).text
    with plugged_in(ScriptedLine(says(Result.BUSY))):
        page = reopens(client, tower, begun.deposit)
    assert "请几秒后再按一次" in page.text
    assert "01 已存好" in page.text


def test_a_meal_taken_back_ends_once_and_its_owner_is_told_to_wait(
    client: Client, tower: Tower
) -> None:
    deposit, page = taken_back(client, tower)

    assert page.door["data-stage"] == "taken_back"
    assert state_of(deposit) == DepositState.RECALLED
    owner = read(client, f"/p/{owner_link(deposit)}")
    assert owner.door["data-stage"] == "taken_back"
    assert "正在重新存放" in owner.text
    assert "01" not in read(client, "/c/B-A").text, "it is not among what was just stored"
    must_agree(tower)


def test_one_press_on_a_size_stores_it_elsewhere_for_the_same_owner(
    client: Client, tower: Tower
) -> None:
    Deposit.objects.filter(code=(first := taken_back(client, tower)[0])).update(order_no="MT-77812")
    sealed = Deposit.objects.get(code=first)
    sealed.phone = "13800003821"
    sealed.save()

    page = press(client, f"/d/{courier_link(first)}/elsewhere", token=tower.token(), size="M")
    tower.exchange()

    assert page.door["data-stage"] == "opening"
    second = Deposit.objects.exclude(code=first).get()
    assert (second.size, second.tail, second.order_no) == ("M", "3821", "MT-77812")
    assert second.phone is not None
    assert second.phone.opened() == "13800003821"
    assert state_of(first) == DepositState.RECALLED


def test_a_meal_that_staff_took_out_is_not_its_couriers_to_store_again(tower: Tower) -> None:
    begun = tower.stored()
    recall(
        actor="person:1",
        buildings=[tower.place.pk],
        deposit=begun.deposit,
        dispose=False,
        reason="超时",
        cid=tower.token(),
        now=tower.now,
    )
    tower.a.empty(1)
    tower.exchange()

    for deposit, refusal in ((begun.deposit, MealEnded), ("0000000000000", UnknownDeposit)):
        with pytest.raises(refusal):
            store_elsewhere(deposit=deposit, size=Size.S, token=tower.token(), now=tower.now)
    stored = tower.stored()
    with pytest.raises(MealEnded):
        store_elsewhere(deposit=stored.deposit, size=Size.S, token=tower.token(), now=tower.now)


def closed_on_nothing(client: Client, tower: Tower) -> Read:
    """A courier finds the compartment too small, and closes it empty."""
    page = open_door(client)
    tower.exchange()
    page = again(client, page)
    tower.a.close(1)
    tower.exchange()
    return again(client, page)


def test_too_small_is_one_press_on_another_size_and_still_one_deposit(
    client: Client, tower: Tower
) -> None:
    page = closed_on_nothing(client, tower)
    assert page.door["data-stage"] == "not_put_in"
    path = f"{page.door['data-link']}/elsewhere"

    page = press(client, path, token=tower.token(), size="L")

    assert page.door["data-stage"] == "opening"
    tower.exchange()
    deposit = Deposit.objects.get()
    assert deposit.size == "L"
    assert Compartment.objects.get(deposit=deposit.code).size == "L"
    assert Entry.objects.get(verb="size_changed").facts == '{"size":"L","was":"S"}'
    must_agree(tower)
    assert press(client, path, token=tower.token()).status == 422


def test_the_same_size_again_is_only_asked_for_again(client: Client, tower: Tower) -> None:
    page = closed_on_nothing(client, tower)

    press(client, f"{page.door['data-link']}/elsewhere", token=tower.token(), size="S")

    tower.exchange()
    assert not Entry.objects.filter(verb="size_changed").exists()
    must_agree(tower)


def test_a_swap_that_finds_nothing_says_where_there_is_room(client: Client, tower: Tower) -> None:
    page = closed_on_nothing(client, tower)
    Capacity.objects.filter(size="L").update(free=0)

    page = press(client, f"{page.door['data-link']}/elsewhere", token=tower.token(), size="L")

    assert page.status == 409
    assert "没有空的格口了" in page.text
    with pytest.raises(NoCompartmentFree):
        store_elsewhere(
            deposit=Deposit.objects.get().code, size=Size.L, token="t" * 20, now=tower.now
        )
    assert Deposit.objects.get().size == "S"


def test_a_size_is_not_changed_while_its_door_stands_open(client: Client, tower: Tower) -> None:
    page = open_door(client)
    tower.exchange()

    press(client, f"{page.door['data-link']}/elsewhere", token=tower.token(), size="L")

    assert Deposit.objects.get().size == "S"
    assert tower.a.pulses == [1]


def test_a_door_that_jams_then_is_the_staffs(client: Client, tower: Tower) -> None:
    begun = tower.stored()
    tower.a.jammed.add(1)
    page = reopens(client, tower, begun.deposit)
    tower.wait(3)
    tower.exchange()

    assert Compartment.objects.get(number=1).state == DoorState.CHECK
    assert again(client, page).door["data-stage"] == "staff"
    assert read(client, f"/p/{owner_link(begun.deposit)}").door["data-stage"] == "staff"
