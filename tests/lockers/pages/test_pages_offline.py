"""At a cabinet that nobody hears: what the courier, the owner and the crew are shown, and told."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from tests.browsing import greet
from tests.lockers.pages.reading import Read, open_door, press, read
from tests.lockers.tower import Tower, must_agree

from linli.cabinet.inputs import Refusal
from linli.ledger.models import Entry
from linli.lockers.access import owner_link, pickup_code_of
from linli.lockers.actions.alarms import settle_alarms
from linli.lockers.actions.onsite import courier_code, owner_code
from linli.lockers.enums import DepositState
from linli.lockers.models import Cabinet, CabinetPart, Deposit
from linli.lockers.queries.door import deposit_at_door
from linli.notices.models import Notice
from linli.people.actions import ensure_person, give_grant
from linli.people.actions.owner import steward
from linli.people.enums import Role
from linli.people.models import Person

AT = "/c/B-A"
FORM = {"recipient": "3821", "size": "S", "token": "t" * 20}


@pytest.fixture
def alone(tower: Tower) -> Tower:
    """Give a tower whose cabinet fell silent two minutes ago."""
    cache.clear()
    tower.a.quiet = True
    tower.now += timedelta(minutes=2)
    return tower


@pytest.fixture
def crew(client: Client, tower: Tower) -> Person:
    """Sign in who runs the tower."""
    steward(tower.place, now=tower.now)
    person = Person.objects.get()
    client.force_login(person)
    return person


def the_deposit() -> str:
    return Deposit.objects.latest("pk").code


def comes_in(tower: Tower) -> None:
    """The courier holds the phone before the scanner, and puts the meal in."""
    code = courier_code(deposit_at_door(the_deposit()), now=tower.now)
    assert code is not None
    tower.a.fill(tower.a.present(code.text).comp)


def comes_back(tower: Tower) -> None:
    """The cabinet is heard again, and says what happened meanwhile."""
    tower.a.quiet = False
    tower.now += timedelta(seconds=15)
    greet(tower)
    tower.exchange()


def says_placed(client: Client, page: Read) -> Read:
    return press(client, f"{page.door['data-link']}/placed")


def asks(client: Client, page: Read) -> int:
    """The page asks for itself; returns the status."""
    return client.get(page.door["hx-get"], headers={"hx-request": "true"}).status_code


def test_the_form_says_beforehand_that_there_will_be_a_code(client: Client, alone: Tower) -> None:
    assert "按下后会给您一个二维码" in read(client, AT).text


def test_a_cabinet_silent_for_hours_refuses_and_keeps_the_form(
    client: Client, alone: Tower
) -> None:
    alone.now += timedelta(hours=4)
    token = read(client, AT).token

    page = press(client, AT, recipient="3821", size="S", token=token)

    assert page.status == 503
    assert page.field("recipient") == "3821"
    assert page.token == token
    assert not Deposit.objects.exists()


def test_a_courier_is_shown_a_code_and_what_to_do_with_it(client: Client, alone: Tower) -> None:
    page = open_door(client)

    assert page.status == 200
    assert page.door["data-stage"] == "code"
    assert page.door["data-settled"] == "offline"
    assert page.source.count('class="qr"') == 1
    assert "把二维码对准柜子的扫码口" in page.text
    assert "12:12 前有效" in page.text
    assert asks(client, page) == 204
    assert read(client, page.door["data-link"]).door["data-stage"] == "code", "read afresh too"


def test_a_program_is_told_the_code_and_until_when(client: Client, alone: Tower) -> None:
    answer = client.post(AT, FORM, headers={"accept": "application/json"}).json()
    again = client.post(AT, FORM, headers={"accept": "application/json"}).json()

    assert (answer["door"], answer["settled"]) == (None, "offline")
    assert alone.a.present(answer["code"]).refusal is Refusal.NONE
    assert answer["code_until"] == "2026-03-02T04:12:00+00:00"
    assert again == answer


def test_a_program_that_asks_over_a_line_is_told_no_code(client: Client, tower: Tower) -> None:
    answer = client.post(AT, FORM, headers={"accept": "application/json"}).json()
    again = client.post(AT, FORM, headers={"accept": "application/json"}).json()

    assert "code" not in answer
    assert (again["settled"], "code" in again) == ("asked", False)


def test_the_couriers_word_tells_the_owner_and_leads_to_the_next_meal(
    client: Client, alone: Tower
) -> None:
    page = open_door(client)
    comes_in(alone)

    placed = says_placed(client, page)
    link = f"/p/{owner_link(the_deposit())}"
    owner = read(client, link)

    assert placed.status == 200
    assert "已放好，收餐人已收到通知" in placed.text
    assert placed.door["data-settled"] == "offline"
    assert "等柜子确认" in read(client, AT).text
    assert placed.token, "the form for the next meal"
    assert Notice.objects.get().deposit == the_deposit()
    digits = pickup_code_of(the_deposit())
    assert owner.door["data-stage"] == "placed"
    assert f"{digits[:4]} {digits[4:]}" in owner.text
    assert "柜机键盘输入" in owner.text
    assert owner.source.count('class="qr"') == 1
    assert asks(client, owner) == 204


def test_when_the_journal_comes_both_pages_say_what_it_says(client: Client, alone: Tower) -> None:
    page = open_door(client)
    comes_in(alone)
    says_placed(client, page)
    owner = read(client, f"/p/{owner_link(the_deposit())}")
    comes_back(alone)

    courier = read(client, page.door["data-link"])
    owner = read(client, owner.door["hx-get"], hx_request="true")

    assert courier.door["data-state"] == DepositState.STORED
    assert owner.door["data-stage"] == "ready"
    assert owner.door["data-door"] == "1"
    assert Notice.objects.count() == 1
    must_agree(alone)


def test_a_page_that_nobody_pressed_follows_the_journal_as_usual(
    client: Client, alone: Tower
) -> None:
    page = open_door(client)
    comes_in(alone)
    comes_back(alone)

    page = read(client, page.door["hx-get"], hx_request="true")

    assert page.door["data-state"] == DepositState.STORED
    assert "已存好" in page.text


def test_a_cabinet_that_is_back_is_asked_directly(client: Client, alone: Tower) -> None:
    page = open_door(client)
    comes_back(alone)

    page = read(client, page.door["hx-get"], hx_request="true")
    assert page.door["data-stage"] == "back"
    assert "柜子恢复联网了" in page.text

    page = press(client, f"{page.door['data-link']}/again", token=page.token)
    assert page.door["data-stage"] == "opening"
    assert alone.a.pulses == [1]


def test_a_door_that_closed_on_nothing_may_be_had_again(client: Client, alone: Tower) -> None:
    page = open_door(client)
    code = courier_code(deposit_at_door(the_deposit()), now=alone.now)
    assert code is not None
    alone.a.close(alone.a.present(code.text).comp)
    says_placed(client, page)
    comes_back(alone)

    page = read(client, page.door["data-link"])

    assert page.door["data-stage"] == "not_put_in"


def test_another_code_is_had_by_a_press(client: Client, alone: Tower) -> None:
    page = open_door(client)
    alone.now += timedelta(minutes=11)
    assert read(client, page.door["data-link"]).door["data-stage"] == "unanswered"

    page = press(client, f"{page.door['data-link']}/again", token=page.token)

    assert page.door["data-stage"] == "code"
    assert "12:23 前有效" in page.text


def test_a_word_that_comes_too_late_is_answered_with_what_is_so(
    client: Client, alone: Tower
) -> None:
    page = open_door(client)
    Deposit.objects.update(state=DepositState.EXPIRED)

    late = says_placed(client, page)

    assert late.status == 409
    assert late.door["data-stage"] == "withdrawn"
    assert "已过期" in late.text


def test_only_a_press_counts_as_the_couriers_word(client: Client, alone: Tower) -> None:
    page = open_door(client)

    assert client.get(f"{page.door['data-link']}/placed").status_code == 405
    assert press(client, "/d/made-up/placed").status == 404


def test_an_owner_may_always_scan_at_the_cabinet(client: Client, tower: Tower) -> None:
    begun = tower.stored()

    page = read(client, f"/p/{owner_link(begun.deposit)}")

    assert "<details" in page.source
    assert page.source.count('class="qr"') == 1
    assert "我在柜前，开门" in page.text
    code = owner_code(deposit_at_door(begun.deposit))
    assert tower.a.present(code.text).comp == 1


def test_at_a_cabinet_out_of_reach_the_code_comes_first_and_the_button_last(
    client: Client, tower: Tower
) -> None:
    begun = tower.stored()
    tower.now += timedelta(minutes=2)

    page = read(client, f"/p/{owner_link(begun.deposit)}")

    assert "<details" not in page.source
    assert "柜子暂时没有联网" in page.text
    assert "btn-main" not in page.source
    assert page.text.index("柜机键盘输入") < page.text.index("试试用手机开门")


def test_a_press_that_reaches_no_cabinet_shows_the_code(client: Client, tower: Tower) -> None:
    begun = tower.stored()
    link = f"/p/{owner_link(begun.deposit)}"
    token = read(client, link).token
    tower.a.quiet = True

    page = press(client, link, token=token)

    assert page.status == 503
    assert "手机开不了门" in page.text
    assert "<details" not in page.source
    assert page.source.count('class="qr"') == 1


def test_a_meal_that_is_kept_hot_says_how_hot(client: Client, tower: Tower) -> None:
    begun = tower.stored()
    CabinetPart.objects.create(
        cabinet=Cabinet.objects.get(), kind="zone", name="1", celsius=63.6, told_at=tower.now
    )
    Deposit.objects.update(hot_zone=1, hot_ms=4 * 3_600_000)

    page = read(client, f"/p/{owner_link(begun.deposit)}")

    assert "64℃ 保温中" in page.text
    assert "请在 16:00 前取走" in page.text


def test_crew_get_a_code_for_a_meal_behind_a_silent_door(
    client: Client, tower: Tower, crew: Person
) -> None:
    tower.stored()
    tower.now += timedelta(minutes=2)
    tower.a.quiet = True
    page = read(client, "/board/B-A/1")
    assert "生成召回码" in page.source
    assert "开门召回" not in page.source

    shown = press(
        client, "/board/B-A/1", reason="断网超时", then="recall_by_code", token=page.token
    )

    assert shown.source.count('class="qr"') == 1
    assert "把二维码对准 B-A 的扫码口" in shown.text
    assert "12:32 前有效" in shown.text
    assert '"reason":"断网超时"' in Entry.objects.get(verb="recall_asked").facts


def test_a_refused_opening_offers_the_code(client: Client, tower: Tower, crew: Person) -> None:
    tower.stored()
    token = read(client, "/board/B-A/1").token
    tower.a.quiet = True

    page = press(client, "/board/B-A/1", reason="超时", then="recall", token=token)

    assert page.status == 503
    assert "生成过期处理码" in page.source


def test_a_code_needs_a_reason_and_the_right_to_open(client: Client, tower: Tower) -> None:
    tower.stored()
    steward(tower.place, now=tower.now)
    client.force_login(Person.objects.get())
    token = read(client, "/board/B-A/1").token
    without = press(client, "/board/B-A/1", then="recall_by_code", token=token)
    assert without.status == 422

    person = ensure_person(handle="wang", name="王经理", now=tower.now)
    give_grant(
        person=person,
        role=Role.PROPERTY,
        place=tower.place,
        until=None,
        granted_by=None,
        now=tower.now,
    )
    client.force_login(person)
    refused = press(client, "/board/B-A/1", then="recall_by_code", reason="看看", token=token)
    assert refused.status == 403
    assert not Entry.objects.filter(verb="recall_asked").exists()


def test_the_board_shows_how_warm_each_zone_is_and_what_is_wrong(
    client: Client, tower: Tower, crew: Person
) -> None:
    cache.clear()
    cabinet = Cabinet.objects.get()
    for kind, name, celsius, alarm in (
        ("zone", "1", 63.6, ""),
        ("zone", "2", 54.0, "TOO_COLD"),
        ("board", "left", None, "BOARD_SILENT"),
        ("keypad", "", None, "WRONG_CODES"),
    ):
        CabinetPart.objects.create(
            cabinet=cabinet,
            kind=kind,
            name=name,
            celsius=celsius,
            alarm=alarm,
            since=tower.now if alarm else None,
            told_at=tower.now,
        )
    settle_alarms(now=tower.now)

    page = read(client, "/board/")

    assert "1 区 63.6 ℃ 12:00" in page.text
    assert "2 区 54.0 ℃ 温度过低 12:00" in page.text
    assert "要处理 3" in page.text
    for words in ("温度过低 B-A 2 区", "锁板没有回应 B-A 锁板 left", "多次输错取餐码 B-A 键盘"):
        assert words in page.text
