"""The page of a recall round: begun, one press a door, ended; by the crew alone."""

import re

import pytest
from django.test import Client
from tests.lockers.pages.reading import press, read
from tests.lockers.tower import Tower

from linli.lockers.enums import DepositState
from linli.lockers.models import Deposit, RecallRound
from linli.people.actions import ensure_person, give_grant
from linli.people.actions.owner import steward
from linli.people.enums import Role
from linli.people.models import Person

PATH = "/board/round/BAIYULAN"


@pytest.fixture
def crew(client: Client, tower: Tower) -> Person:
    """Sign in who runs the tower, where two meals stand too long."""
    tower.stored()
    tower.stored()
    tower.wait(7_200)
    tower.exchange()
    steward(tower.place, now=tower.now)
    person = Person.objects.get()
    client.force_login(person)
    return person


def test_a_round_is_walked_with_one_press_a_door(
    client: Client, tower: Tower, crew: Person
) -> None:
    assert "B-A-01" in read(client, PATH).text
    begun = press(client, PATH, then="begin")
    assert "已取出 0 / 2" in begun.text

    deposit = re.findall(r'name="deposit"\s+value="(\w+)"', begun.source)[0]
    opened = press(client, PATH, then="open", deposit=deposit, token=begun.token)
    tower.a.empty(1)
    tower.exchange()

    assert "柜子已开锁" in opened.text
    assert tower.line.asked[-1].reason == "超过保存时限"
    assert Deposit.objects.get(code=deposit).state == DepositState.RECALLED
    assert "已取出 1 / 2" in read(client, PATH).text
    assert press(client, PATH, then="end").status == 200
    assert RecallRound.objects.get().ended_at is not None


def test_a_door_that_is_not_on_the_round_stays_shut(
    client: Client, tower: Tower, crew: Person
) -> None:
    page = press(client, PATH, then="open", deposit=Deposit.objects.all()[0].code, token="t" * 20)

    assert page.status == 404
    assert "这一轮回收已经结束" in page.text


def test_a_tower_without_old_meals_says_so(client: Client, tower: Tower, crew: Person) -> None:
    Deposit.objects.update(stored_at=tower.now, held=False)

    page = read(client, PATH)

    assert "data-empty" in page.source
    assert press(client, PATH, then="begin").status == 409


def test_property_watches_the_round_and_begins_none(tower: Tower, crew: Person) -> None:
    person = ensure_person(handle="wang", name="王经理", now=tower.now)
    give_grant(
        person=person,
        role=Role.PROPERTY,
        place=tower.place,
        until=None,
        granted_by=None,
        now=tower.now,
    )
    browser = Client()
    browser.force_login(person)

    assert "<button" not in read(browser, PATH).source.split('id="walk"')[1]
    assert press(browser, PATH, then="begin").status == 403
    assert not RecallRound.objects.exists()
