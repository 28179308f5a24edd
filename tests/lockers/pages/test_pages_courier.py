"""The courier's page: nothing typed is lost, no door opens twice, and every end is said."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.lockers.cabinets import ScriptedLine, is_silent, says
from tests.lockers.pages.reading import Read, open_door, press, read
from tests.lockers.tower import Tower, plugged_in

from linli.lockers.actions.directing import withdraw_deposit
from linli.lockers.actions.doors import pick_up, recall
from linli.lockers.models import Cabinet, Deposit
from linli.lockers.views.recent import COOKIE

AT = "/c/B-A"


def stores(client: Client, tower: Tower, recipient: str = "3821") -> Read:
    """A courier stores a meal; returns the page of the open door."""
    page = open_door(client, recipient)
    tower.a.fill(int(page.door["data-door"]))
    tower.exchange()
    return page


@pytest.mark.parametrize(
    "code",
    ["NONE", "b-a", "-", "%F0%9F%98%80", "B-A%00", "A" * 10_000, "..%2F..%2Fetc", "B-A' OR 1=1"],
)
def test_a_cabinet_that_is_none_is_said_to_be_none(client: Client, tower: Tower, code: str) -> None:
    page = read(client, f"/c/{code}")

    assert page.status == 404
    assert "没有" in page.text
    assert "Traceback" not in page.source
    assert len(page.source) < 10_000


def test_it_is_said_in_english_to_whoever_reads_english(client: Client, tower: Tower) -> None:
    page = read(client, "/c/NONE", accept_language="en")

    assert "There is no cabinet NONE." in page.text
    assert 'lang="en"' in page.source


def test_a_form_for_a_cabinet_that_is_none_changes_nothing(client: Client, tower: Tower) -> None:
    page = press(client, "/c/NONE", recipient="3821", size="S", token="t" * 20)

    assert page.status == 404
    assert "没有编号为 NONE 的柜子" in page.text
    assert not Deposit.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "😀😀😀😀😀",
        "123",
        "订单号一二三",
        "12345678901",
        "3821\x00",
        "9" * 10_000,
        "<b>3821</b>",
    ],
)
def test_what_cannot_be_anyone_is_refused_and_shown_again(
    client: Client, tower: Tower, typed: str
) -> None:
    token = read(client, AT).token

    page = press(client, AT, recipient=typed, size="L", token=token)

    assert page.status == 422
    assert page.field("recipient") == typed.replace("\r", "")
    assert 'value="L" checked' in " ".join(page.source.split())
    assert "请输入" in page.text or "核对" in page.text
    assert page.token != token, "nothing was done, so the next try is a new one"
    assert not Deposit.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"recipient": "3821", "size": "S"},
        {"recipient": "3821", "size": "XXL", "token": "t" * 20},
        {"recipient": "3821", "size": "S", "token": "short"},
        {"recipient": "3821", "size": "S", "token": "t" * 40},
        {"recipient": "3821", "size": "S", "token": "$" * 20},
        {},
    ],
)
def test_a_form_that_is_not_ours_is_refused(
    client: Client, tower: Tower, fields: dict[str, str]
) -> None:
    page = press(client, AT, **fields)

    assert page.status == 422
    assert "页面已失效" in page.text
    assert not Deposit.objects.exists()


def test_a_program_is_told_the_code_and_the_sentence(client: Client, tower: Tower) -> None:
    asked = {"recipient": "?", "size": "S", "token": "t" * 20}

    answer = client.post(AT, asked, headers={"accept": "application/json"})

    assert answer.status_code == 422
    assert answer.json()["code"] == "recipient_unreadable"
    assert answer.json()["says"].startswith("请输入手机尾号")


def test_a_program_is_told_the_door_and_where_to_ask_again(client: Client, tower: Tower) -> None:
    asked = {"recipient": "3821", "size": "S", "token": "t" * 20}

    answer = client.post(AT, asked, headers={"accept": "application/json"}).json()

    assert answer["door"] == 1
    assert answer["settled"] == "opened"
    assert read(client, answer["link"]).door["data-link"] == answer["link"]


def test_a_full_cabinet_says_where_else_and_keeps_what_was_typed(
    client: Client, tower: Tower
) -> None:
    for _ in range(12):
        tower.begun()

    page = open_door(client, "0446")

    assert page.status == 409
    assert "B-A 没有空的格口了" in page.text
    assert page.field("recipient") == "0446"


def test_an_order_that_is_here_already_is_refused_with_its_cabinet(
    client: Client, tower: Tower
) -> None:
    open_door(client, "MT-778123")

    page = open_door(client, "MT-778123")

    assert page.status == 409
    assert "订单 MT-778123 已经在 B-A 登记过了" in page.text


def test_a_cabinet_that_was_not_heard_lately_says_so_before_anyone_types(
    client: Client, tower: Tower
) -> None:
    tower.now += timedelta(minutes=5)

    assert "暂时没有联网" in read(client, AT).text


def test_a_cabinet_under_inventory_offers_no_button(client: Client, tower: Tower) -> None:
    Cabinet.objects.update(quarantined_at=tower.now)

    page = read(client, AT)

    assert "正在盘点" in page.text
    assert "disabled" in page.source


def test_the_smallest_size_with_room_is_chosen(client: Client, tower: Tower) -> None:
    for _ in range(8):
        tower.begun()

    source = " ".join(read(client, AT).source.split())

    assert 'value="M" checked' in source
    assert "size-none" in source


def test_whoever_has_an_order_number_gets_letters_to_type(client: Client, tower: Tower) -> None:
    assert 'inputmode="numeric"' in read(client, AT).source
    assert 'inputmode="text"' in read(client, f"{AT}?by=order").source


def test_a_courier_is_told_the_door(client: Client, tower: Tower) -> None:
    page = open_door(client)

    assert page.status == 200
    assert "01 左起第 1 列，从上往下第 1 格" in page.text
    assert "放好，关门" in page.text
    assert page.door["data-settled"] == "opened"
    assert page.door["data-state"] == "SENT"
    assert "尾号 3821" in page.text


def test_the_same_form_twice_opens_one_door(client: Client, tower: Tower) -> None:
    token = read(client, AT).token
    first = press(client, AT, recipient="3821", size="S", token=token)
    tower.exchange()

    second = press(client, AT, recipient="3821", size="S", token=token)

    assert second.door["data-link"] == first.door["data-link"]
    assert second.door["data-door"] == first.door["data-door"]
    assert tower.a.pulses == [1]
    assert Deposit.objects.count() == 1


def test_the_page_asks_again_and_gets_nothing_while_nothing_changed(
    client: Client, tower: Tower
) -> None:
    page = open_door(client)

    answer = client.get(page.door["hx-get"], headers={"hx-request": "true"})

    assert answer.status_code == 204
    assert answer.content == b""


def test_the_page_follows_the_door(client: Client, tower: Tower) -> None:
    page = open_door(client)
    tower.exchange()

    page = read(client, page.door["hx-get"], hx_request="true")

    assert page.door["data-stage"] == "open"
    assert "门开了" in page.text


def test_a_stored_meal_is_said_above_an_empty_form(client: Client, tower: Tower) -> None:
    page = stores(client, tower)

    answer = client.get(page.door["hx-get"], headers={"hx-request": "true"})
    page = read(client, AT)

    assert 'data-state="STORED"' in answer.content.decode()
    assert "已存好" in answer.content.decode()
    assert answer.headers["HX-Replace-Url"] == AT
    assert page.field("recipient") == ""
    assert "01 尾号 3821 12:00 已关门" in page.text


def test_the_last_five_are_listed_and_each_once(client: Client, tower: Tower) -> None:
    for tail in ("1111", "2222", "3333", "4444", "5555", "6666"):
        page = stores(client, tower, tail)
        read(client, page.door["data-link"])
        read(client, page.door["data-link"])

    listed = read(client, AT).text

    assert [tail for tail in ("1111", "2222", "6666") if tail in listed] == ["2222", "6666"]
    assert listed.count("6666") == 1


def test_a_list_that_we_did_not_write_is_not_shown(client: Client, tower: Tower) -> None:
    client.cookies[COOKIE] = '[["A","B-A",1,"<script>",0]]:made:up'

    page = read(client, AT)

    assert page.status == 200
    assert "刚存的" not in page.text


def test_a_silent_cabinet_is_asked_again_by_the_person_alone(client: Client, tower: Tower) -> None:
    line = ScriptedLine(is_silent, says("ok", comp=3))
    with plugged_in(line):
        page = open_door(client)
        assert page.door["data-settled"] == "asked"
        assert "再开一次" not in page.text

        tower.now += timedelta(seconds=9)
        page = read(client, page.door["hx-get"], hx_request="true")
        assert page.door["data-settled"] == "unknown"
        assert "柜子没回应，请再按一次（不会重复开）" in page.text
        assert len(line.asked) == 1

        again = press(client, f"{page.door['data-link']}/again", token=page.token)

    assert again.door["data-settled"] == "opened"
    assert "03" in again.text
    assert len({one.cid for one in line.asked}) == 2
    assert len({one.deposit for one in line.asked}) == 1


def test_asking_again_without_our_form_is_refused_beside_the_door(
    client: Client, tower: Tower
) -> None:
    page = open_door(client)
    tower.exchange()

    refused = press(client, f"{page.door['data-link']}/again", token="")

    assert refused.status == 422
    assert refused.door["data-stage"] == "open"
    assert "页面已失效" in refused.text


def test_asking_again_for_a_meal_that_is_in_shows_that_it_is_in(
    client: Client, tower: Tower
) -> None:
    page = stores(client, tower)

    again = press(client, f"{page.door['data-link']}/again", token="t" * 20)

    assert again.status == 409
    assert again.door["data-state"] == "STORED"
    assert tower.a.pulses == [1]


def test_a_jammed_door_says_how_to_help_it(client: Client, tower: Tower) -> None:
    tower.a.jammed.add(1)
    page = open_door(client)
    tower.wait(3)
    tower.exchange()

    page = read(client, page.door["data-link"])

    assert page.door["data-stage"] == "jammed"
    assert "门没弹开" in page.text
    assert "再开一次" in page.text


def test_a_door_closed_on_nothing_is_offered_again(client: Client, tower: Tower) -> None:
    page = open_door(client)
    tower.exchange()
    page = read(client, page.door["hx-get"], hx_request="true")
    tower.a.close(1)
    tower.exchange()

    page = read(client, page.door["hx-get"], hx_request="true")

    assert page.door["data-stage"] == "not_put_in"
    assert "柜子没有看到餐" in page.text


def test_a_meal_that_has_left_is_said_to_have_left(client: Client, tower: Tower) -> None:
    page = stores(client, tower)
    pick_up(deposit=Deposit.objects.get().code, cid="owner-takes-it-once", now=tower.now)
    tower.a.empty(1)
    tower.exchange()

    page = read(client, page.door["data-link"])

    assert page.door["data-stage"] == "ended"
    assert "已取走" in page.text
    assert page.query == ""


def test_a_withdrawn_deposit_says_that_nothing_was_stored(client: Client, tower: Tower) -> None:
    with plugged_in(ScriptedLine(is_silent)):
        page = open_door(client)
    withdraw_deposit(deposit=Deposit.objects.get().code, why="expired", now=tower.now)
    tower.exchange()

    page = read(client, page.door["data-link"])

    assert page.door["data-stage"] == "withdrawn"
    assert "没有存成" in page.text
    assert "存下一份" in page.text


def test_a_door_that_staff_has_taken_over_is_left_to_staff(client: Client, tower: Tower) -> None:
    tower.a.jammed.add(1)
    page = open_door(client)
    tower.wait(3)
    tower.exchange()
    recall(
        actor="crew",
        buildings=[tower.place.pk],
        deposit=Deposit.objects.get().code,
        dispose=False,
        reason="门卡住了",
        cid="crew-comes-and-looks",
        now=tower.now,
    )
    tower.exchange()

    page = read(client, page.door["data-link"])

    assert page.door["data-stage"] == "staff"
    assert "工作人员正在处理" in page.text
