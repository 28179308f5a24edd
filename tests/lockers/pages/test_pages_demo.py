"""The demo's page: three live panes, buttons that only the demo has, and parts to play."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings
from tests.lockers.demo_stage import Simulator, all_simulated, hearing
from tests.lockers.pages.reading import read
from tests.lockers.people import stores
from tests.lockers.tower import Tower

from linli.lockers.enums import AlarmKind
from linli.lockers.models import Cabinet
from linli.lockers.views import demo
from linli.people.actions import ensure_person, give_grant
from linli.people.actions.owner import steward
from linli.people.enums import Role
from linli.people.models import Person
from linli.places.enums import PlaceOrigin
from linli.places.models import Place

HTMX = {"HX-Request": "true", "HX-Target": "doors"}


@pytest.fixture
def owner(client: Client, tower: Tower, settings: Settings, tmp_path: Path) -> Person:
    """Sign in who runs a tower that is all simulated."""
    cache.clear()
    settings.LINLI_DATA = tmp_path
    all_simulated(tmp_path, tower, socket=str(tmp_path / "hands"))
    steward(tower.place, now=tower.now)
    person = Person.objects.get()
    client.force_login(person)
    return person


@pytest.fixture
def hands(owner: Person, tmp_path: Path) -> Iterator[Simulator]:
    with hearing(tmp_path / "hands") as simulator:
        yield simulator


def presses(client: Client, then: str, headers: Mapping[str, str] | None = None) -> str:
    return client.post("/demo/press", {"then": then}, headers=headers).content.decode()


def test_a_stranger_is_told_to_sign_in(client: Client, tower: Tower) -> None:
    assert read(client, "/demo").status == 403


def test_where_a_tower_is_real_nobody_finds_a_demo(
    client: Client, tower: Tower, owner: Person
) -> None:
    Place.objects.filter(pk=tower.place.pk).update(origin=PlaceOrigin.REAL)

    assert [client.get(path).status_code for path in ("/demo", "/demo/live")] == [404, 404]
    assert client.post("/demo/press", {"then": "break"}).status_code == 404
    assert client.post("/demo/play", {"role": "crew"}).status_code == 404
    assert "第一分钟" not in client.get("/").content.decode()


def test_home_leads_to_three_panes(client: Client, tower: Tower, owner: Person) -> None:
    stores(tower)

    assert 'href="/demo"' in client.get("/").content.decode()
    answer = client.get("/demo")
    page = answer.content.decode()

    assert 'hx-get="/c/B-A"' in page
    assert page.count('class="tile ') == 12
    assert "尾号 3821" in page
    assert 'hx-get="/p/' in page
    assert len(answer.content) < 150_000


def test_the_panes_are_answered_with_nothing_while_nothing_moves(
    client: Client, tower: Tower, owner: Person
) -> None:
    page = client.get("/demo/live").content.decode()
    version = page.partition("?v=")[2].partition('"')[0]

    assert client.get(f"/demo/live?v={version}").status_code == 204
    stores(tower)
    assert client.get(f"/demo/live?v={version}").status_code == 200


def test_a_page_shown_in_the_phone_leaves_the_address_alone(
    client: Client, tower: Tower, owner: Person
) -> None:
    shown = client.get("/c/B-A", HTTP_HX_REQUEST="true", HTTP_HX_TARGET="phone")
    whole = client.get("/c/B-A", HTTP_HX_REQUEST="true")

    assert "HX-Reselect" not in shown.headers
    assert whole.headers["HX-Reselect"] == "#page > *"


def test_a_door_is_broken_and_mended_by_a_press(
    client: Client, tower: Tower, hands: Simulator
) -> None:
    broken = presses(client, "break", HTMX)
    number = hands.heard[0]["door"]
    assert isinstance(number, int)
    tower.a.open(number)
    tower.exchange()
    live = client.get("/demo/live").content.decode()
    tower.a.close(number)
    mended = presses(client, "mend", HTMX)
    nothing = presses(client, "none", HTMX)

    assert f"{number} 号门被弄坏了" in broken
    assert 'hx-swap-oob="true"' in broken
    assert f'<b class="word-out">{AlarmKind.FORCED.label}</b>' in live
    assert "维护员正在开门确认" in mended
    assert "no_demo" in nothing
    assert [one["on"] for one in hands.heard] == [True, False]


def test_without_javascript_a_press_shows_the_page_again(
    client: Client, tower: Tower, owner: Person, hands: Simulator
) -> None:
    assert "没有坏的门" in presses(client, "mend")
    Cabinet.objects.get().compartments.update(state="OCC")
    assert "demo_busy" in presses(client, "break")


@pytest.mark.parametrize(("begun", "says"), [(True, "开始了"), (False, "正在进行")])
def test_a_noon_begins_once(
    client: Client,
    tower: Tower,
    owner: Person,
    monkeypatch: pytest.MonkeyPatch,
    *,
    begun: bool,
    says: str,
) -> None:
    monkeypatch.setattr(demo, "begin_peak", lambda: begun)

    assert says in presses(client, "peak", HTMX)


def test_who_only_watches_has_no_buttons(client: Client, tower: Tower, owner: Person) -> None:
    watcher = ensure_person(handle="wang", name="王经理", now=tower.now)
    give_grant(
        person=watcher,
        role=Role.PROPERTY,
        place=tower.place,
        until=None,
        granted_by=None,
        now=tower.now,
    )
    client.force_login(watcher)

    assert "弄坏一扇门" not in client.get("/demo").content.decode()
    assert client.post("/demo/press", {"then": "break"}).status_code == 403


@pytest.mark.parametrize("role", ["crew", "property", "steward"])
def test_one_tap_signs_in_as_somebody_of_the_demo(
    client: Client, tower: Tower, owner: Person, role: str
) -> None:
    answer = client.post("/demo/play", {"role": role})
    played = Person.objects.get(pk=int(client.session["_auth_user_id"]))

    assert (answer.status_code, answer["Location"]) == (302, "/demo")
    assert played != owner
    assert client.get("/demo").status_code == 200
    assert client.get("/places/HONGKOU").status_code == 404


@pytest.mark.parametrize("role", ["operator", "gateway", "owner", ""])
def test_there_is_no_other_part(client: Client, tower: Tower, owner: Person, role: str) -> None:
    assert client.post("/demo/play", {"role": role}).status_code == 404
    assert int(client.session["_auth_user_id"]) == owner.pk
