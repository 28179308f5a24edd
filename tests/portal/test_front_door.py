"""The front door: strangers are shown the way, a link signs in once, home shows what there is."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.lockers.tower import Tower, building

from linli.lockers.access import owner_link
from linli.lockers.actions.doors import pick_up
from linli.people.actions import make_sign_in_link
from linli.people.actions.owner import steward
from linli.people.models import Person, SignInLink
from linli.places.enums import PlaceOrigin
from linli.places.models import Place

KEY = "k" * 32


@pytest.fixture
def owner(tower: Tower) -> Person:
    """Whoever runs the tower."""
    steward(tower.place, now=tower.now)
    return Person.objects.get()


@pytest.fixture
def link(tower: Tower, owner: Person) -> str:
    """A sign-in link, as it is printed."""
    make_sign_in_link(person=owner, token=KEY, now=tower.now)
    return f"/start?k={KEY}"


def text(client: Client, path: str) -> str:
    """What a page says."""
    return " ".join(client.get(path).content.decode().split())


def test_a_stranger_is_told_what_this_is_and_where_to_go(client: Client, tower: Tower) -> None:
    said = text(client, "/")

    assert "邻里照看楼里的外卖柜" in said
    assert "扫柜门上的二维码" in said
    assert "B-A" not in said


def test_looking_at_a_link_does_not_use_it_up(client: Client, link: str) -> None:
    client.get(link)
    client.head(link)

    assert SignInLink.objects.get().used_at is None
    assert "只能用一次" in text(client, link)


def test_a_press_signs_in_once(client: Client, link: str) -> None:
    assert client.post("/start", {"k": KEY}).headers["Location"] == "/"
    assert "打开看板" in text(client, "/")

    second = Client().post("/start", {"k": KEY})

    assert second.status_code == 409
    assert "已经用过" in second.content.decode()


@pytest.mark.parametrize("key", ["", "made-up", "😀", "x" * 10_000, "\x00"])
def test_a_link_that_was_never_made_signs_nobody_in(client: Client, link: str, key: str) -> None:
    refused = client.post("/start", {"k": key})

    assert refused.status_code == 404
    assert "不完整或不存在" in refused.content.decode()
    assert "打开看板" not in text(client, "/")


def test_a_link_of_an_hour_ago_signs_nobody_in(client: Client, tower: Tower, link: str) -> None:
    tower.now += timedelta(hours=2)

    refused = client.post("/start", {"k": KEY})

    assert refused.status_code == 403
    assert "已经过期" in refused.content.decode()


def test_nobody_is_signed_in_by_somebody_elses_page(link: str) -> None:
    forger = Client(enforce_csrf_checks=True)

    assert forger.post("/start", {"k": KEY}).status_code == 403
    assert SignInLink.objects.get().used_at is None


def test_whoever_signs_out_is_a_stranger_again(client: Client, owner: Person) -> None:
    client.force_login(owner)

    assert client.get("/signout").status_code == 405
    client.post("/signout")

    assert "打开看板" not in text(client, "/")


def test_home_shows_the_cabinets_codes(client: Client, owner: Person) -> None:
    client.force_login(owner)

    said = text(client, "/")

    assert said.count('class="qr"') == 1
    assert "B-A 柜 · 东门" in said
    assert "管理员" in said


def test_home_of_somebody_without_cabinets_says_where_they_will_appear(
    client: Client, db: None, now: datetime
) -> None:
    steward(building("EMPTY", now=now), now=now)
    client.force_login(Person.objects.get())

    said = text(client, "/")

    assert "data-empty" in said
    assert "还没有柜子" in said


def test_home_of_somebody_without_a_role_says_how_to_come_by_one(
    client: Client, tower: Tower
) -> None:
    client.force_login(Person.objects.create(handle="new", name="新人", joined_at=tower.now))

    said = text(client, "/")

    assert "data-empty" in said
    assert "您在这里还没有角色" in said
    assert 'href="/account"' in said


def test_more_cabinets_than_a_page_holds_are_counted(
    client: Client, owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.lockers.queries.home.CABINETS_SHOWN", 0)
    client.force_login(owner)

    assert "还有 1 台" in text(client, "/")


def test_messages_of_a_demo_tower_can_be_tried(client: Client, tower: Tower, owner: Person) -> None:
    client.force_login(owner)
    assert "还没有。扫下面的码存一份餐" in text(client, "/")

    begun = tower.stored()

    assert f'href="/p/{owner_link(begun.deposit)}"' in text(client, "/")


def test_a_meal_that_has_gone_has_no_link(client: Client, tower: Tower, owner: Person) -> None:
    client.force_login(owner)
    begun = tower.stored()
    pick_up(deposit=begun.deposit, cid=tower.token(), now=tower.now)
    tower.a.empty(1)
    tower.exchange()

    said = text(client, "/")

    assert "B-A · 12:00 · 已取走" in said
    assert owner_link(begun.deposit) not in said


def test_messages_of_a_real_tower_are_nobodys_but_their_owners(
    client: Client, tower: Tower, owner: Person
) -> None:
    begun = tower.stored()
    Place.objects.update(origin=PlaceOrigin.REAL)
    client.force_login(owner)

    assert begun.deposit not in text(client, "/")
