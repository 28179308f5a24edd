"""A screen on a wall: a code first, and once it is confirmed the board with nothing to press."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from tests.lockers.pages.test_pages_openings import signed_in
from tests.lockers.tower import Tower

from linli.lockers.views import screens
from linli.people.enums import Role
from linli.people.models import Grant, Screen

LATER = {"HX-Request": "true"}


@pytest.fixture
def porter(tower: Tower) -> Client:
    """The browser of one of property's."""
    return signed_in(tower, "porter", Role.PROPERTY)


@pytest.fixture
def wall(tower: Tower) -> Client:
    """A screen that shows a code; nobody is signed in to it."""
    browser = Client()
    assert browser.post("/screen").headers["Location"] == "/screen"
    return browser


def code_on(wall: Client) -> str:
    found = re.search(r"[B-Z]{4}-[B-Z]{4}", wall.get("/screen").content.decode())
    assert found is not None
    return found[0]


def confirms(porter: Client, tower: Tower, code: str, **typed: str) -> object:
    until = (tower.now + timedelta(days=7)).date().isoformat()
    form = {"code": code, "name": "值班室", "place": tower.place.code, "until": until}
    return porter.post("/screen/confirm", form | typed)


def test_looking_makes_no_code_and_a_press_does(tower: Tower) -> None:
    browser = Client()

    page = browser.get("/screen")

    assert "显示代码" in page.content.decode()
    assert not Screen.objects.exists()
    cookie = browser.post("/screen").cookies[screens.COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert Screen.objects.count() == 1


def test_the_screen_shows_the_board_once_its_code_was_confirmed(
    tower: Tower, wall: Client, porter: Client
) -> None:
    assert wall.get("/screen/live?v=waiting").status_code == 204
    assert "HX-Refresh" not in wall.get("/screen/live?v=waiting").headers

    answer = confirms(porter, tower, code_on(wall).lower())

    assert getattr(answer, "headers", {})["Location"] == "/account"
    assert wall.get("/screen/live?v=waiting", headers=LATER).headers["HX-Refresh"] == "true"
    board = wall.get("/screen").content.decode()
    assert f"{tower.a.code} 柜" in board
    assert 'class="tile tile-free"' in board
    assert "值班室" in porter.get("/account").content.decode()


def test_the_screen_is_nobody_and_has_nothing_to_press(
    tower: Tower, wall: Client, porter: Client
) -> None:
    confirms(porter, tower, code_on(wall))

    board = wall.get("/screen").content.decode().split("<main", 1)[1]

    assert "<form" not in board
    assert "<a " not in board
    for path in ("/board/", f"/board/{tower.a.code}/1", "/account"):
        assert wall.get(path).status_code in {302, 403}, path


def test_what_changed_is_drawn_anew_and_what_did_not_is_not_sent(
    tower: Tower, wall: Client, porter: Client
) -> None:
    confirms(porter, tower, code_on(wall))
    version = re.search(r"live\?v=(\w+)", wall.get("/screen").content.decode())
    assert version is not None

    assert wall.get(f"/screen/live?v={version[1]}").status_code == 204
    meal = tower.stored()
    anew = wall.get(f"/screen/live?v={version[1]}")

    assert anew.status_code == 200
    assert "tile-meal" in anew.content.decode()
    assert meal.deposit not in anew.content.decode()
    cache.clear()


@pytest.mark.parametrize("how", ["ended", "no right", "over"])
def test_a_screen_that_was_ended_is_dark_at_its_next_request(
    tower: Tower, wall: Client, porter: Client, how: str
) -> None:
    confirms(porter, tower, code_on(wall))
    if how == "ended":
        porter.post("/account/screens/end", {"screen": Screen.objects.get().pk})
    elif how == "no right":
        Grant.objects.update(until=tower.now)
    else:
        Screen.objects.update(asked_at=tower.now - timedelta(days=7), ends_at=tower.now)

    board = wall.get("/screen").content.decode()

    assert f"{tower.a.code} 柜" not in board
    assert ("没有可看的柜子" if how == "no right" else "显示代码") in board
    if how != "no right":
        assert wall.get("/screen/live?v=x").headers["HX-Refresh"] == "true"


def test_a_wrong_code_leaves_what_was_typed_and_no_other_place_can_be_named(
    tower: Tower, wall: Client, porter: Client
) -> None:
    wrong = confirms(porter, tower, "BBBB-BBBB", name="前台<b>")
    elsewhere = confirms(porter, tower, code_on(wall), place="HONGKOU")
    undated = confirms(porter, tower, code_on(wall), until="昨天")

    for answer, problem in (
        (wrong, "screen_code_wrong"),
        (elsewhere, "screen_shows_nothing"),
        (undated, "date_unreadable"),
    ):
        assert getattr(answer, "status_code", 0) == 422
        assert f'data-problem="{problem}"' in getattr(answer, "content", b"").decode()
    assert "前台&lt;b&gt;" in getattr(wrong, "content", b"").decode()


def test_who_may_not_watch_confirms_nothing(tower: Tower, wall: Client) -> None:
    stranger = Client()

    assert stranger.get("/screen/confirm").status_code == 403
    assert "checkbox" not in stranger.get("/screen/confirm").content.decode()
