"""The beginning: five cards in any order, done again with the same end; each for who may do it."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from tests.browsing import Visits
from tests.lockers.demo_stage import all_simulated
from tests.lockers.tower import Tower

from linli.lockers.actions.demo_people import play_part
from linli.lockers.actions.inviting import Wish, invite
from linli.lockers.models import Cabinet
from linli.lockers.views.beginning import DEMO_RANK
from linli.people.access import count_people
from linli.people.actions import ensure_person, give_grant, make_sign_in_link
from linli.people.enums import Role
from linli.people.models import Person
from linli.places.actions import NewPlace, ensure_place
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.models import Place

KEY = "k" * 32
REAL, OTHER = "REALHOUSE", "OTHERHOUSE"
WISH = {"cabinet": "real-a", "building": REAL, "spot": "东门", "doors": "12"}


def build(code: str, now: datetime) -> Place:
    """A real building in the tower's own district."""
    above = Place.objects.get(parent=None)
    steps = (
        NewPlace(PlaceLevel(above.level), above.code, above.name),
        NewPlace(PlaceLevel.BUILDING, code, f"{code}楼"),
    )
    return ensure_place(steps, origin=PlaceOrigin.REAL, actor="linli", now=now)


def somebody(role: Role, place: Place, now: datetime) -> Person:
    person = ensure_person(handle=f"{role}-{place.code}", name="王管理", now=now)
    give_grant(person=person, role=role, place=place, until=None, granted_by=None, now=now)
    return person


def enter(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def said(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


@pytest.fixture
def demo(tower: Tower, settings: Settings, tmp_path: Path) -> Tower:
    """A fresh installation: its demo, and nothing else."""
    settings.LINLI_DATA = tmp_path
    Place.objects.update(origin=PlaceOrigin.DEMO)
    all_simulated(tmp_path, tower)
    return tower


@pytest.fixture
def chief(demo: Tower) -> Person:
    return somebody(Role.STEWARD, Place.objects.get(parent=None), demo.now)


def test_who_looks_after_nobody_counts_nobody(demo: Tower) -> None:
    crew = somebody(Role.CREW, demo.place, demo.now)

    assert count_people(crew, now=demo.now) == 0


def test_every_card_says_how_far_it_is(demo: Tower, chief: Person, settings: Settings) -> None:
    client = enter(chief)
    fresh = said(client, "/begin")
    assert "5 件事做好了 0 件" in fresh
    for state in ("还没有真实的楼", "除了您，还没有人有角色", "和模拟的柜子还在"):
        assert state in fresh
    assert "开头还没有做完" in said(client, "/")
    assert "还没有可以装柜子的楼" in said(client, "/begin/cabinet")

    somebody(Role.STEWARD, build(REAL, demo.now), demo.now)
    invite(Wish("REAL-A", REAL), actor="installer", now=demo.now)
    assert "登记了 1 台，还没有在线的" in said(client, "/begin")
    Cabinet.objects.filter(code="REAL-A").update(heard_at=demo.now)
    mail = settings.MESSAGES["mail"] | {"host": "secret.example.cn", "sender": "a@example.cn"}
    bots = settings.MESSAGES["bots"] | {"wecom": {"url": "https://q.example.cn", "secret": ""}}
    settings.MESSAGES = {
        **settings.MESSAGES,
        "mail": mail,
        "bots": bots,
        "staff": ["mail", "aliyun"],
    }
    assert client.post("/begin/demo").headers["Location"] == "/begin"

    done = said(client, "/begin")
    assert "5 件事做好了 5 件" in done
    for state in ("1 台真柜子在线", "1 座真实的楼", "已设好：mail、wecom_bot", "1 个人有角色"):
        assert state in done
    assert "演示收起来了" in done
    assert "linli demo reset" in done
    assert "开头还没有做完" not in said(client, "/")
    assert json.loads((settings.LINLI_DATA / "demo.json").read_text()) == {"cabinets": []}
    ways = said(client, "/begin/ways")
    assert "<code>aliyun_key_id</code>" in ways
    assert "secret.example.cn" not in ways


def test_who_may_do_nothing_of_it_is_shown_nothing(demo: Tower, chief: Person) -> None:
    real = build(REAL, demo.now)
    build(OTHER, demo.now)
    crew = enter(somebody(Role.CREW, demo.place, demo.now))
    assert [crew.get(path).status_code for path in ("/begin", "/begin/ways")] == [404, 404]
    assert crew.get("/begin/cabinet").status_code == 403
    assert crew.post("/begin/demo").status_code == 403

    neighbour = enter(somebody(Role.STEWARD, real, demo.now))
    assert f'data-card="{DEMO_RANK}"' not in said(neighbour, "/begin")
    assert neighbour.post("/begin/demo").status_code == 403
    invite(Wish("OTHER-A", OTHER), actor="installer", now=demo.now)
    Cabinet.objects.filter(code="OTHER-A").update(bus_public="theirs")
    for other in ({"building": OTHER}, {"building": demo.place.code}, {"cabinet": "OTHER-A"}):
        assert neighbour.post("/begin/cabinet", WISH | other).status_code == 403, other
    assert Cabinet.objects.get(code="OTHER-A").bus_public == "theirs"
    typed = neighbour.post("/begin/cabinet", WISH | {"doors": "many"})
    assert typed.status_code == 422
    assert 'value="东门"' in typed.content.decode()

    operator = enter(somebody(Role.OPERATOR, Place.objects.get(parent=None), demo.now))
    assert "人员</h2>" not in said(operator, "/begin")
    assert operator.post("/begin/demo").status_code in {302, 403}  # behind a second factor


def test_a_part_of_the_demo_neither_ends_it_nor_lets_cabinets_in(demo: Tower) -> None:
    player = enter(play_part(Role.STEWARD, demo.place, token="t" * 32, now=demo.now))

    told = said(player, "/begin")
    assert 'data-card="20"' in told
    assert f'data-card="{DEMO_RANK}"' not in told
    assert "data-begin" not in said(player, "/demo")
    assert player.get("/begin/cabinet").status_code == 403
    assert player.post("/begin/cabinet", WISH | {"building": demo.place.code}).status_code == 403
    assert player.post("/begin/demo").status_code == 403


def test_where_there_never_was_a_demo_there_is_none_to_clear(demo: Tower, chief: Person) -> None:
    Place.objects.update(origin=PlaceOrigin.REAL)

    assert "没有演示数据" in said(enter(chief), "/begin")
    assert enter(chief).post("/begin/demo").status_code == 404


def test_gone_through_twice_it_ends_the_same(demo: Tower, chief: Person, visit: Visits) -> None:
    build(REAL, demo.now)
    make_sign_in_link(person=chief, token=KEY, now=demo.now)
    visitor = visit(viewport={"width": 320, "height": 640})
    page = visitor.go(f"/start?k={KEY}")
    page.click("main button[type=submit]")
    page.wait_for_selector("[data-begin]")
    claims, ends = [], []
    for demo_first in (True, False):
        if demo_first:
            visitor.go("/begin")
            page.click(f"[data-card='{DEMO_RANK}'] button")
            page.wait_for_selector("text=演示收起来了")
        visitor.go("/begin/cabinet")
        for name, value in WISH.items():
            page.fill(f"[name={name}]", value)
        page.click("main form button[type=submit]")
        page.wait_for_selector("[data-claim]")
        claims.append(page.inner_text("[data-claim]"))
        assert page.locator("[data-command]").count() == 2
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        for path in ("/places/", "/begin/ways", "/people/invite", "/begin"):
            visitor.go(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        ends.append((page.inner_text("main"), _rows()))

    assert claims[0] != claims[1]
    assert ends[0] == ends[1]


def _rows() -> list[tuple[object, ...]]:
    cabinets = Cabinet.objects.order_by("code").values_list("code", "spot", "revoked_at")
    places = Place.objects.order_by("code").values_list("code", "closed_at")
    return [*cabinets, *places]
