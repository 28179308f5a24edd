"""No message came, several came, or it is late: what an owner finds at the cabinet."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.lockers.pages.reading import Read, press, read
from tests.lockers.tower import Tower, must_be_whole

from linli.ledger.models import Entry
from linli.lockers.access import owner_link
from linli.lockers.actions.beginning import Begun
from linli.lockers.actions.resending import resend_message
from linli.lockers.errors import UnknownCabinet
from linli.lockers.models import Deposit
from linli.lockers.queries.same_owner import others_of_owner
from linli.lockers.rules.nearness import JUST_IN
from linli.lockers.rules.recipients import Recipient
from linli.lockers.rules.resending import LATE_AFTER, PER_ADDRESS, PER_OWNER, is_late
from linli.notices.models import Notice

PHONE, OTHERS = "13800003821", "13900003821"
LOST = "/c/B-A/lost"


def stores(tower: Tower, phone: str = PHONE, order_no: str = "") -> str:
    """A courier who knows the whole number stores a meal."""
    (begun,) = tower.begins(tower.request(phone=phone, order_no=order_no))
    assert isinstance(begun, Begun)
    tower.a.fill(tower.opened(begun))
    tower.exchange()
    return begun.deposit


def says(client: Client, typed: str) -> Read:
    return press(client, LOST, recipient=typed)


@pytest.mark.parametrize("typed", ["3821", "", "12345678901", "订单", "\x00" * 11])
def test_who_types_less_than_a_whole_number_is_asked_for_it(
    client: Client, tower: Tower, typed: str
) -> None:
    stores(tower)
    before = Notice.objects.values_list("pk", flat=True).get()

    page = says(client, typed)

    assert page.status == 422
    assert Notice.objects.values_list("pk", flat=True).get() == before


def test_a_cabinet_that_there_is_not_sends_nothing(client: Client, tower: Tower) -> None:
    assert read(client, "/c/NONE/lost").status == 404
    with pytest.raises(UnknownCabinet):
        resend_message(
            cabinet="NONE", recipient=Recipient(phone=PHONE), address="::1", now=tower.now
        )


def test_whoever_asks_is_answered_the_same(client: Client, tower: Tower) -> None:
    stores(tower)

    answers = {says(client, typed).text for typed in (PHONE, OTHERS, "MT-00001")}

    assert len(answers) == 1
    assert "消息已经再发一次" in answers.pop()
    assert "没收到消息？" in read(client, "/c/B-A/pickup").text


@pytest.mark.parametrize("typed", [PHONE, "MT-77812"])
def test_the_message_comes_again_to_the_owner_alone(
    client: Client, tower: Tower, typed: str
) -> None:
    mine, theirs = stores(tower, order_no="MT-77812"), stores(tower, OTHERS)
    Deposit.objects.filter(code=mine).update(tail="3821")
    first = {one.deposit: one.pk for one in Notice.objects.all()}

    says(client, typed)

    then = {one.deposit: one.pk for one in Notice.objects.all()}
    assert then[mine] > max(first.values())
    assert then[theirs] == first[theirs]
    entry = Entry.objects.get(verb="message_resent")
    assert (entry.subject, entry.facts) == (f"deposit:{mine}", "{}")
    must_be_whole()


def test_asking_stops_for_one_owner_and_for_one_address(client: Client, tower: Tower) -> None:
    for _ in range(PER_OWNER.most):
        assert says(client, PHONE).status == 200

    assert says(client, PHONE).status == 429
    for number in range(PER_ADDRESS.most - PER_OWNER.most - 1):
        assert says(client, f"1390000{number:04d}").status == 200
    page = says(client, OTHERS)
    assert page.status == 429
    assert "试的次数太多了" in page.text


def test_meals_of_one_phone_are_on_one_page_and_open_with_one_press_each(
    client: Client, tower: Tower
) -> None:
    first, second, stranger = stores(tower), stores(tower), stores(tower, OTHERS)
    only_a_tail = tower.stored().deposit

    page = read(client, f"/p/{owner_link(first)}")
    assert "这台柜子里还有您的餐 02" in page.text
    assert "开 03" not in page.text
    assert [one.deposit for one in others_of_owner(first)] == [second]
    assert others_of_owner(stranger) == []
    assert others_of_owner(only_a_tail) == []

    page = press(client, f"/p/{owner_link(second)}", token=page.token)

    assert page.door["data-stage"] == "opening"
    assert page.door["data-door"] == "2"
    assert "这台柜子里还有您的餐 01" in page.text


def test_a_number_that_cannot_be_read_is_nobodys(tower: Tower) -> None:
    first, second = stores(tower), stores(tower)
    Deposit.objects.filter(code=first).update(phone=b"\x02torn")

    assert others_of_owner(first) == []
    assert others_of_owner(second) == []


def test_whoever_was_told_a_moment_ago_is_asked_once_whether_they_are_there(
    client: Client, tower: Tower
) -> None:
    link = f"/p/{owner_link(tower.stored().deposit)}"
    page = read(client, link)
    assert 'name="far"' in page.source

    page = press(client, link, token=page.token, far="1")
    assert "确定在柜前？" in page.text
    assert 'name="far"' not in page.source
    assert tower.a.pulses == [1]

    assert press(client, link, token=page.token).door["data-stage"] == "opening"
    assert tower.a.pulses == [1, 1]


def test_after_a_minute_and_a_half_nobody_is_asked_nor_is_a_program(
    client: Client, tower: Tower
) -> None:
    first, second = (f"/p/{owner_link(tower.stored().deposit)}" for _ in range(2))
    asked = {"token": tower.token(), "far": "1"}
    answer = client.post(first, asked, headers={"accept": "application/json"}).json()
    assert answer["settled"] == "opened"

    tower.now += JUST_IN

    page = read(client, second)
    assert 'name="far"' not in page.source
    page = press(client, second, token=page.token, far="1")
    assert page.door["data-stage"] == "opening"


def test_a_late_owner_is_told_what_happens_then(client: Client, tower: Tower) -> None:
    link = f"/p/{owner_link(tower.stored().deposit)}"
    stored = tower.now
    assert not is_late(stored, now=stored + LATE_AFTER - timedelta(seconds=1))
    assert "放了 30 分钟以上" not in read(client, link).text

    tower.now += LATE_AFTER

    assert "过了 14:00 就不能再开门，工作人员会取出处理" in read(client, link).text
