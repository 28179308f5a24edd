"""The owner's page: where the meal is, its door, and in every other case what to do instead."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.lockers.cabinets import ScriptedLine, is_silent
from tests.lockers.pages.reading import Read, press, read
from tests.lockers.tower import Tower, plugged_in

from linli.lockers.access import owner_link, pickup_code_of
from linli.lockers.actions.directing import withdraw_deposit
from linli.lockers.actions.doors import recall
from linli.lockers.models import CodeTries
from linli.web.look import LARGE_COOKIE

AT = "/c/B-A/pickup"


def link_of(deposit: str) -> str:
    """The address in the owner's message."""
    return f"/p/{owner_link(deposit)}"


def types(client: Client, code: str) -> Read:
    """Somebody types a pickup code."""
    return press(client, AT, code=code, token=read(client, AT).token)


def staff_takes(tower: Tower, deposit: str, *, dispose: bool) -> None:
    """A crew opens a meal's door and empties it."""
    door = recall(
        actor="crew",
        buildings=[tower.place.pk],
        deposit=deposit,
        dispose=dispose,
        reason="超过时限",
        cid=tower.token(),
        now=tower.now,
    )
    assert door.comp
    tower.a.empty(door.comp)
    tower.exchange()


@pytest.mark.parametrize("token", ["x", "%00", "A" * 10_000, "0000000000000:made-up", "😀"])
def test_a_link_that_is_none_of_ours_leads_nowhere(
    client: Client, tower: Tower, token: str
) -> None:
    page = read(client, f"/p/{token}")

    assert page.status == 404
    assert "链接不完整或已损坏" in page.text


def test_a_couriers_link_is_no_owners_link(client: Client, tower: Tower) -> None:
    token = owner_link(tower.stored().deposit)

    assert read(client, f"/p/{token}").status == 200
    assert read(client, f"/d/{token}").status == 404


def test_before_the_door_is_closed_the_owner_waits(client: Client, tower: Tower) -> None:
    begun = tower.begun()

    page = read(client, link_of(begun.deposit))

    assert page.door["data-stage"] == "not_yet"
    assert "骑手正在存餐" in page.text
    assert press(client, link_of(begun.deposit), token="t" * 20).status == 409


def test_the_owner_is_told_the_door_in_words_and_until_when(client: Client, tower: Tower) -> None:
    begun = tower.stored()
    code = pickup_code_of(begun.deposit)

    page = read(client, link_of(begun.deposit))

    assert page.door["data-stage"] == "ready"
    assert page.door["data-door"] == "1"
    assert "左起第 1 列，从上往下第 1 格" in page.text
    assert "12:00 存入 · 请在 14:00 前取走" in page.text
    assert f"{code[:4]} {code[4:]}" in page.text


def test_looking_at_the_link_opens_nothing(client: Client, tower: Tower) -> None:
    begun = tower.stored()
    asked = len(tower.line.asked)

    read(client, link_of(begun.deposit))
    client.head(link_of(begun.deposit))

    assert len(tower.line.asked) == asked


def test_a_press_opens_and_the_page_follows_until_the_meal_is_taken(
    client: Client, tower: Tower
) -> None:
    link = link_of(tower.stored().deposit)
    page = press(client, link, token=read(client, link).token)
    assert page.door["data-stage"] == "opening"
    assert page.door["data-settled"] == "opened"
    assert "没开？再开一次" in page.text
    assert client.get(page.door["hx-get"], headers={"hx-request": "true"}).status_code == 204

    tower.exchange()
    page = read(client, page.door["hx-get"], hx_request="true")
    assert page.door["data-stage"] == "open"
    assert "取出餐，关上门" in page.text

    tower.a.empty(1)
    tower.exchange()
    page = read(client, page.door["hx-get"], hx_request="true")
    assert page.door["data-stage"] == "picked"
    assert "12:00 已取走" in page.text
    assert page.query == ""


def test_the_same_press_twice_opens_once(client: Client, tower: Tower) -> None:
    link = link_of(tower.stored().deposit)
    token = read(client, link).token

    press(client, link, token=token)
    page = press(client, link, token=token)

    assert page.door["data-stage"] == "opening"
    assert tower.a.pulses == [1, 1], "one for the courier, one for the owner"


def test_a_program_is_told_the_door(client: Client, tower: Tower) -> None:
    link = link_of(tower.stored().deposit)

    answer = client.post(link, {"token": "t" * 20}, headers={"accept": "application/json"})

    assert answer.json() == {"door": 1, "settled": "opened", "link": link}


def test_a_press_that_is_not_ours_is_refused_beside_the_meal(client: Client, tower: Tower) -> None:
    link = link_of(tower.stored().deposit)

    page = press(client, link, token="")

    assert page.status == 422
    assert page.door["data-stage"] == "ready"
    assert "页面已失效" in page.text


def test_a_silent_cabinet_is_said_to_be_silent_after_eight_seconds(
    client: Client, tower: Tower
) -> None:
    link = link_of(tower.stored().deposit)
    with plugged_in(ScriptedLine(is_silent)):
        page = press(client, link, token=read(client, link).token)
    assert page.door["data-settled"] == "asked"

    tower.now += timedelta(seconds=9)
    page = read(client, page.door["hx-get"], hx_request="true")

    assert page.door["data-settled"] == "unknown"
    assert "柜子没回应，请再按一次（不会重复开）" in page.text
    assert "再开一次" in page.text


def test_a_quiet_cabinet_keeps_the_meal_on_the_page(client: Client, tower: Tower) -> None:
    link = link_of(tower.stored().deposit)
    token = read(client, link).token
    tower.a.quiet = True

    page = press(client, link, token=token)

    assert page.status == 503
    assert page.door["data-stage"] == "ready"
    assert "暂时没有联网" in page.text


def test_who_closes_the_door_on_the_meal_is_told(client: Client, tower: Tower) -> None:
    link = link_of(tower.stored().deposit)
    page = press(client, link, token=read(client, link).token)
    tower.exchange()
    page = read(client, page.door["hx-get"], hx_request="true")
    tower.a.close(1)
    tower.exchange()

    page = read(client, page.door["hx-get"], hx_request="true")

    assert page.door["data-stage"] == "left_inside"
    assert "餐还在里面" in page.text


def test_a_jammed_door_says_how_to_help_it(client: Client, tower: Tower) -> None:
    link = link_of(tower.stored().deposit)
    tower.a.jammed.add(1)
    press(client, link, token=read(client, link).token)
    tower.wait(3)
    tower.exchange()

    page = read(client, link)

    assert page.door["data-stage"] == "jammed"
    assert "用手按一下这扇门" in page.text


def test_a_meal_that_stood_too_long_is_not_offered(client: Client, tower: Tower) -> None:
    link = link_of(tower.stored().deposit)
    token = read(client, link).token
    tower.now += timedelta(hours=2)

    page = read(client, link)

    assert page.door["data-stage"] == "held"
    assert "不能再取" in page.text
    assert "开门" not in page.text
    assert press(client, link, token=token).status == 403


@pytest.mark.parametrize(
    ("dispose", "stage", "words"),
    [(False, "recalled", "请到物业前台领取"), (True, "disposed", "工作人员已经处理")],
)
def test_a_meal_that_staff_took_says_where_it_went(
    client: Client, tower: Tower, *, dispose: bool, stage: str, words: str
) -> None:
    begun = tower.stored()
    staff_takes(tower, begun.deposit, dispose=dispose)

    page = read(client, link_of(begun.deposit))

    assert page.door["data-stage"] == stage
    assert words in page.text


def test_a_door_in_the_hands_of_staff_is_left_to_them(client: Client, tower: Tower) -> None:
    begun = tower.stored()
    recall(
        actor="crew",
        buildings=[tower.place.pk],
        deposit=begun.deposit,
        dispose=False,
        reason="超过时限",
        cid=tower.token(),
        now=tower.now,
    )
    tower.exchange()

    page = read(client, link_of(begun.deposit))

    assert page.door["data-stage"] == "staff"
    assert "工作人员正在处理" in page.text


def test_a_meal_that_never_came_says_so(client: Client, tower: Tower) -> None:
    begun = tower.begun()
    withdraw_deposit(deposit=begun.deposit, why="expired", now=tower.now)
    tower.exchange()

    page = read(client, link_of(begun.deposit))

    assert page.door["data-stage"] == "withdrawn"
    assert "没有存进柜子" in page.text


def test_a_link_says_so_for_a_while_and_then_expires(client: Client, tower: Tower) -> None:
    begun = tower.stored()
    staff_takes(tower, begun.deposit, dispose=False)
    tower.now += timedelta(minutes=16)

    page = read(client, link_of(begun.deposit))

    assert page.status == 403
    assert "已经失效" in page.text


@pytest.mark.parametrize("written", ["{0}{1}", "{0} {1}", " {0}-{1} "])
def test_the_eight_digits_open_the_door_however_they_are_written(
    client: Client, tower: Tower, written: str
) -> None:
    begun = tower.stored()
    code = pickup_code_of(begun.deposit)

    page = types(client, written.format(code[:4], code[4:]))

    assert page.status == 200
    assert page.door["data-stage"] == "opening"
    assert page.door["data-link"] == link_of(begun.deposit)


def test_digits_of_a_chinese_keyboard_are_digits(client: Client, tower: Tower) -> None:
    code = pickup_code_of(tower.stored().deposit)

    page = types(client, "".join(chr(ord("０") + int(digit)) for digit in code))  # noqa: RUF001  # meant

    assert page.door["data-stage"] == "opening"


@pytest.mark.parametrize("typed", ["", "1234567", "123456789", "abcdefgh", "😀" * 8, "1" * 10_000])
def test_what_cannot_be_a_code_counts_as_no_try(client: Client, tower: Tower, typed: str) -> None:
    page = types(client, typed)

    assert page.status == 422
    assert "取餐码是 8 位数字" in page.text
    assert page.field("code") == typed
    assert not CodeTries.objects.filter(wrong__gt=0).exists()


def test_five_wrong_codes_are_followed_by_a_pause(client: Client, tower: Tower) -> None:
    answers = [types(client, "00000000") for _ in range(5)]

    assert [one.status for one in answers] == [422, 422, 422, 422, 429]
    assert "还可以试 4 次" in answers[0].text
    assert "输错次数太多" in answers[-1].text
    assert answers[-1].field("code") == "00000000"


def test_a_code_for_a_cabinet_that_is_none_is_refused(client: Client, tower: Tower) -> None:
    page = press(client, "/c/NONE/pickup", code="12345678", token="t" * 20)

    assert page.status == 404
    assert "没有编号为 NONE 的柜子" in page.text


def test_a_quiet_cabinet_keeps_the_code_and_the_token(client: Client, tower: Tower) -> None:
    code = pickup_code_of(tower.stored().deposit)
    token = read(client, AT).token
    tower.a.quiet = True

    page = press(client, AT, code=code, token=token)

    assert page.status == 503
    assert page.field("code") == code
    assert page.token == token


def test_large_text_and_language_are_remembered(client: Client, tower: Tower) -> None:
    link = link_of(tower.stored().deposit)

    first = read(client, f"{link}?big=1&lang=en")
    later = read(client, link)

    assert client.cookies[LARGE_COOKIE].value == "1"
    assert first.text == later.text
    assert 'lang="en" class="large"' in later.source
    assert "I am here, open the door" in later.text
    assert "Normal text" in later.text


def test_a_time_is_said_in_the_owners_own_language(client: Client, tower: Tower) -> None:
    page = read(client, link_of(tower.stored().deposit), accept_language="en")

    assert "Stored 12:00 · pick it up by 14:00" in page.text
    assert "Phone ending 3821" in page.text
