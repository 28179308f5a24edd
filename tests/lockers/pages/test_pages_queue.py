"""The page of a place in the queue: where one stands, when it is one's turn, how to leave."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.browsing import standing
from tests.lockers.pages.reading import Read, press, read
from tests.lockers.test_queueing import full, taken
from tests.lockers.tower import Tower, must_agree

from linli.lockers.actions.queueing import settle_queues
from linli.lockers.models import Cabinet, Deposit, QueuePlace
from linli.lockers.queue_access import place_link
from linli.lockers.rules.queueing import OFFERED_FOR
from linli.lockers.views.holder import COOKIE

AT = "/c/B-A"


@pytest.fixture
def tower(transactional_db: None, now: datetime) -> Iterator[Tower]:
    """Give a cabinet that is soon full."""
    with standing(now, doors=4) as made:
        yield made


def joins(client: Client, recipient: str = "3821") -> Read:
    """A courier finds the cabinet full and takes a place."""
    token = read(client, AT).token
    return press(client, f"{AT}/queue", recipient=recipient, size="S", token=token)


def at(number: int) -> str:
    """Return where the nth place is looked at."""
    return f"/q/{place_link(QueuePlace.objects.order_by('pk')[number].code)}"


def test_nobody_queues_by_a_damaged_form_nor_looks_by_a_damaged_link(
    client: Client, tower: Tower
) -> None:
    full(tower)
    assert press(client, f"{AT}/queue", size="S").status == 422
    assert press(client, f"{AT}/queue", size="XXL", token="t" * 20).status == 422
    assert press(client, "/c/NONE/queue", size="S", token="t" * 20).status == 404
    for link in ("/q/x", at_nobody(), f"{at_nobody()[:-1]}"):
        assert read(client, link).status == 404
        assert press(client, f"{link}/leave").status == 404
        assert press(client, f"{link}/here").status == 404
    assert not QueuePlace.objects.exists()


def at_nobody() -> str:
    """Return the signed link to a place that there never was."""
    return f"/q/{place_link('0' * 13)}"


def test_where_doors_are_free_there_is_no_queue_to_be_seen(client: Client, tower: Tower) -> None:
    assert "排队" not in read(client, AT).text
    page = joins(client)
    assert page.status == 409
    assert "现在有空的格口" in page.text
    assert page.field("recipient") == "3821"


def test_a_courier_at_a_full_cabinet_sees_the_place_move_and_has_the_door(
    client: Client, tower: Tower
) -> None:
    meals = full(tower)
    assert "排队等这台柜子" in read(client, AT).text
    Client().post(f"{AT}/queue", {"size": "S", "token": "somebody-else-waits"})
    page = joins(client)
    assert (page.status, page.door["data-stage"]) == (200, "waiting")
    assert "前面还有 1 位。" in page.text
    again = client.get(page.door["hx-get"], headers={"HX-Request": "true"})
    assert again.status_code == 204
    press(Client(), f"{at(0)}/leave")
    moved = read(client, page.door["hx-get"], **{"HX-Request": "true"})
    assert "下一个就是您。" in moved.text
    taken(tower, meals[0])
    settle_queues(now=tower.now)
    mine = read(client, page.door["hx-get"], **{"HX-Request": "true"})
    assert mine.door["data-stage"] == "offered"
    assert mine.field("recipient") == "3821"
    door = press(client, at(1), recipient="3821", token=mine.token)
    assert door.door["data-stage"] == "opening"
    assert press(client, at(1), recipient="3821", token=mine.token).door["data-link"]
    assert Deposit.objects.filter(token=mine.token).count() == 1
    assert read(client, at(1)).door["data-stage"] == "used"
    tower.a.fill(int(door.door["data-door"]))
    tower.exchange()
    must_agree(tower)


def test_what_was_typed_wrong_at_ones_turn_is_shown_again_and_the_door_stays_kept(
    client: Client, tower: Tower
) -> None:
    meals = full(tower)
    joins(client)
    taken(tower, meals[0])
    assert read(client, at(0)).door["data-stage"] == "waiting"  # to look writes nothing
    assert press(client, f"{at(0)}/here").door["data-stage"] == "offered"
    page = press(client, at(0), recipient="12", token=read(client, at(0)).token)
    assert (page.status, page.door["data-stage"]) == (422, "offered")
    assert page.field("recipient") == "12"
    assert "请输入手机尾号" in page.text


def test_whoever_comes_too_late_is_told_that_the_door_has_gone(
    client: Client, tower: Tower
) -> None:
    meals = full(tower)
    joins(client)
    joins(Client(), "0446")
    taken(tower, meals[0])
    token = press(client, f"{at(0)}/here").token
    tower.now += OFFERED_FOR
    QueuePlace.objects.filter(offered_until=None).update(seen_at=tower.now)
    page = press(client, at(0), recipient="3821", token=token)
    assert (page.status, page.door["data-stage"]) == (409, "lapsed")
    assert "已经让给下一位" in page.text


def test_one_phone_has_one_place_and_finds_the_way_back_to_it(client: Client, tower: Tower) -> None:
    full(tower)
    token = read(client, AT).token
    for _ in range(2):  # the answer was lost, with the cookie in it
        client.cookies.clear()
        press(client, f"{AT}/queue", size="S", token=token, recipient="3821")
    joins(client)
    assert QueuePlace.objects.count() == 1
    page = read(client, AT)
    assert "您在这里排队" in page.text
    assert f'href="{at(0)}"' in page.source
    assert "有 1 人在排队" in page.text
    client.cookies[COOKIE] = "forged:by:hand"
    assert "您在这里排队" not in read(client, AT).text


def test_leaving_says_where_else_there_is_room_and_a_door_elsewhere_leaves_too(
    client: Client, tower: Tower
) -> None:
    meals = full(tower)
    joins(client)
    page = press(client, f"{at(0)}/leave")
    assert page.door["data-stage"] == "left"
    assert "整栋楼现在都满了" in page.text
    assert "hx-get" not in page.door
    joins(client)
    leaves = read(client, AT).token
    taken(tower, meals[0])
    taken(tower, meals[1])
    Cabinet.objects.update(heard_at=tower.now)
    page = press(client, AT, recipient="3821", size="S", token=leaves)
    assert page.door["data-stage"] == "opening"
    assert set(QueuePlace.objects.values_list("outcome", flat=True)) == {"left"}
    must_agree_after(tower, page)


def must_agree_after(tower: Tower, page: Read) -> None:
    """Put the meal in, and compare both sides."""
    tower.a.fill(int(page.door["data-door"]))
    tower.exchange()
    must_agree(tower)


@pytest.mark.parametrize("reason", ["quarantined", "away", "silent"])
def test_each_end_and_a_silent_cabinet_is_said_in_words(
    client: Client, tower: Tower, reason: str
) -> None:
    full(tower)
    joins(client)
    tower.now += timedelta(minutes=4)
    if reason == "quarantined":
        Cabinet.objects.update(quarantined_at=tower.now)
    if reason == "silent":
        QueuePlace.objects.update(seen_at=tower.now, begun_at=tower.now - timedelta(hours=1))
    settle_queues(now=tower.now)
    page = read(client, at(0), accept_language="zh-hans")
    said = {
        "quarantined": "这台柜子暂停使用，不再排队",
        "away": "这一页很久没有打开",
        "silent": "这台柜子暂时没有联网，空出来的格口",
    }
    assert said[reason] in page.text
    assert "hx-get" not in page.door
