"""The courier typed the wrong number, or one that is two people's, or finds every cabinet full."""

import pytest
from django.test import Client
from tests.lockers.pages.reading import Read, open_door, press, read
from tests.lockers.tower import Tower, building, must_be_whole, plugged_in

from linli.ledger.models import Entry
from linli.lockers.actions.correcting import correct_recipient
from linli.lockers.actions.onsite import say_placed
from linli.lockers.errors import RecipientTold, UnknownDeposit
from linli.lockers.models import Cabinet, Capacity, Deposit
from linli.lockers.queries.neighbours import where_else
from linli.lockers.rules.recipients import Recipient
from linli.notices.models import Notice
from linli.places.models import Place
from linli.wire.messages import Size

PHONE = "13800000446"


def corrects(client: Client, page: Read, typed: str) -> Read:
    return press(client, f"{page.door['data-link']}/correct", recipient=typed)


def test_a_wrong_number_is_set_right_while_the_door_is_open(client: Client, tower: Tower) -> None:
    page = open_door(client)

    page = corrects(client, page, "138 0000 0446")

    assert page.status == 200
    assert "尾号 0446" in page.text
    tower.a.fill(1)
    tower.exchange()
    told = Notice.objects.get()
    assert told.label == "0446"
    assert told.phone is not None
    assert told.phone.opened() == PHONE
    entry = Entry.objects.get(verb="corrected")
    assert (entry.actor, entry.facts) == ("courier", "{}")
    must_be_whole()


def test_a_number_can_become_an_order_and_a_phone_is_forgotten_with_it(
    client: Client, tower: Tower
) -> None:
    page = corrects(client, open_door(client), PHONE)

    corrects(client, page, "MT-77812")

    deposit = Deposit.objects.get()
    assert (deposit.order_no, deposit.tail, deposit.phone) == ("MT-77812", "", None)


def test_what_cannot_be_anyone_changes_nothing(client: Client, tower: Tower) -> None:
    page = open_door(client)

    for typed in ("", "12", "12345678901", "3821\x00"):
        assert corrects(client, page, typed).status == 422

    assert Deposit.objects.get().tail == "3821"
    with pytest.raises(UnknownDeposit):
        correct_recipient(deposit="0" * 13, recipient=Recipient(tail="1"), now=tower.now)


def test_an_order_that_is_here_already_is_refused(client: Client, tower: Tower) -> None:
    open_door(client, "MT-77812")
    page = open_door(client)

    page = corrects(client, page, "MT-77812")

    assert page.status == 409
    assert "MT-77812 已经在 B-A 登记过了" in page.text
    assert not Entry.objects.filter(verb="corrected").exists()


def test_once_somebody_was_told_the_meal_must_come_out_again(client: Client, tower: Tower) -> None:
    page = open_door(client)
    tower.a.fill(1)
    tower.exchange()

    refused = corrects(client, page, PHONE)

    assert refused.status == 409
    assert "请按“放错了，重开”取出餐" in refused.text
    assert Deposit.objects.get().tail == "3821"


def test_a_couriers_own_word_counts_as_told(tower: Tower) -> None:
    begun = tower.begun()
    Deposit.objects.update(token_until=tower.now)
    say_placed(deposit=begun.deposit, now=tower.now)

    with pytest.raises(RecipientTold):
        correct_recipient(deposit=begun.deposit, recipient=Recipient(tail="1"), now=tower.now)


def test_two_meals_with_one_tail_are_pointed_out_while_there_is_time(
    client: Client, tower: Tower
) -> None:
    assert "同尾号" not in open_door(client).text
    tower.a.fill(1)
    tower.exchange()

    page = open_door(client)

    assert "01 里有一份同尾号的餐" in page.text
    assert "同尾号" not in corrects(client, page, PHONE).text
    assert "同尾号" not in open_door(client, "MT-77812").text
    assert "同尾号" not in open_door(client, "9999").text


def full(now_tower: Tower) -> str:
    """Return what a courier is told at the first cabinet of a building that is full."""
    cabinet = Cabinet.objects.get(code=now_tower.a.code)
    Capacity.objects.filter(cabinet__building=cabinet.building).update(free=0)
    return str(where_else(cabinet.pk, cabinet.building_id, size=Size.S))


def put(place: Place, longitude: float, latitude: float) -> None:
    Place.objects.filter(pk=place.pk).update(longitude=longitude, latitude=latitude)


def test_a_full_building_sends_couriers_to_the_nearest_one_on_foot(
    client: Client, tower: Tower
) -> None:
    near, far = Tower(now=tower.now, code="SOHO"), Tower(now=tower.now, code="KERRY")
    with plugged_in(tower.line):
        put(tower.place, 121.4960, 31.2520)
        put(near.place, 121.4980, 31.2520)
        put(far.place, 121.4990, 31.2540)
        Place.objects.filter(pk=near.place.pk).update(name="SOHO 中心")

        assert full(tower) == ("这座楼都满了。最近的空格在SOHO 中心的 S-A（A 柜），步行约 4 分钟。")
        Capacity.objects.filter(cabinet__building=near.place).update(free=0)
        assert "步行约 6 分钟" in full(tower)


def test_nobody_is_sent_farther_than_ten_minutes_or_where_nobody_knows(
    client: Client, tower: Tower
) -> None:
    other = Tower(now=tower.now, code="SOHO")
    assert "整栋楼现在都满了" in full(tower)
    put(tower.place, 121.4960, 31.2520)
    assert "整栋楼现在都满了" in full(tower)
    put(other.place, 121.5050, 31.2520)
    assert "整栋楼现在都满了" in full(tower)
    put(other.place, 121.4980, 31.2520)
    assert "步行约 4 分钟" in full(tower)
    Cabinet.objects.filter(code="S-A").update(revoked_at=tower.now)
    assert "整栋楼现在都满了" in full(tower)
    assert building("SOHO", now=tower.now).pk == other.place.pk
    assert read(client, "/c/B-A").status == 200
