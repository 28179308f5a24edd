"""The board: who may look and who may open, what needs a hand, and one drawing for many."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from tests.browsing import greet
from tests.lockers.cabinets import ScriptedLine, is_silent
from tests.lockers.pages.reading import press, read
from tests.lockers.tower import TIMES, Tower, plugged_in

from linli.lockers.actions.alarms import settle_alarms
from linli.lockers.actions.towers import NewTower, put_up
from linli.lockers.enums import DepositState, DoorState
from linli.lockers.models import Cabinet, Compartment, Deposit
from linli.lockers.queries.board import BoardDoor
from linli.lockers.views import board as views
from linli.lockers.views import tiles
from linli.people.actions import ensure_person, give_grant
from linli.people.actions.owner import steward
from linli.people.enums import Role
from linli.people.models import Person
from linli.wire.messages import Purpose


@pytest.fixture
def crew(client: Client, tower: Tower) -> Person:
    """Sign in who runs the tower."""
    cache.clear()
    steward(tower.place, now=tower.now)
    person = Person.objects.get()
    client.force_login(person)
    return person


def opens(client: Client, number: int, **fields: str) -> str:
    """Send the drawer's form; returns what the page says."""
    path = f"/board/B-A/{number}"
    return press(client, path, token=read(client, path).token, **fields).text


@pytest.mark.parametrize("path", ["/board/", "/board/doors", "/board/B-A/1"])
def test_a_stranger_is_told_to_sign_in(client: Client, tower: Tower, path: str) -> None:
    page = read(client, path)

    assert page.status == 403
    assert "要先登录" in page.text


@pytest.mark.parametrize("path", ["/board/", "/board/doors", "/board/B-A/1"])
def test_someone_without_rights_sees_nothing(client: Client, tower: Tower, path: str) -> None:
    client.force_login(ensure_person(handle="guest", name="客人", now=tower.now))

    page = read(client, path)

    assert page.status == 403
    assert "没有这里的权限" in page.text


def test_property_watches_and_opens_nothing(client: Client, tower: Tower) -> None:
    person = ensure_person(handle="wang", name="王经理", now=tower.now)
    give_grant(
        person=person,
        role=Role.PROPERTY,
        place=tower.place,
        until=None,
        granted_by=None,
        now=tower.now,
    )
    client.force_login(person)
    tower.stored()
    asked = len(tower.line.asked)

    assert read(client, "/board/").status == 200
    assert 'action="/board/' not in read(client, "/board/B-A/1").source
    refused = press(client, "/board/B-A/1", reason="看看", token="t" * 20)

    assert refused.status == 403
    assert len(tower.line.asked) == asked


def test_every_compartment_is_there_with_a_colour_and_a_word(
    client: Client, tower: Tower, crew: Person
) -> None:
    tower.stored()

    page = read(client, "/board/")

    assert page.source.count('class="tile ') == 12
    assert 'class="tile tile-meal" id="B-A-1" href="/board/B-A/1"><b>01</b>存</a>' in page.source
    assert "今日存餐 1" in page.text
    assert "现在没有要处理的" in page.text


def test_a_board_that_shows_what_is_so_gets_nothing(
    client: Client, tower: Tower, crew: Person
) -> None:
    page = read(client, "/board/")
    version = page.source.split("/board/doors?v=")[1].split('"')[0]

    same = client.get(f"/board/doors?v={version}")
    tower.stored()
    changed = client.get(f"/board/doors?v={version}")

    assert same.status_code == 204
    assert changed.status_code == 200
    assert "tile-meal" in changed.content.decode()
    assert "<html" not in changed.content.decode()


def test_a_meal_grows_old_on_the_board_without_any_event(
    client: Client, tower: Tower, crew: Person
) -> None:
    tower.stored()
    page = read(client, "/board/")
    version = page.source.split("/board/doors?v=")[1].split('"')[0]
    tower.now += timedelta(hours=2, seconds=1)
    greet(tower)
    settle_alarms(now=tower.now)
    client.force_login(crew)  # nobody looked for half an hour

    answer = client.get(f"/board/doors?v={version}")

    assert "超时" in answer.content.decode()
    assert "召回" in answer.content.decode()


def test_two_who_watch_the_same_cost_one_drawing(
    client: Client, tower: Tower, crew: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/board/doors").content
    monkeypatch.setattr("linli.lockers.views.board.board", None)

    assert client.get("/board/doors").content == first


def test_a_tower_without_cabinets_says_where_they_will_appear(
    client: Client, tower: Tower, crew: Person
) -> None:
    Compartment.objects.all().delete()
    Cabinet.objects.update(building=tower.place.parent)

    page = read(client, "/board/")

    assert "data-empty" in page.source
    assert "还没有柜子" in page.text


@pytest.mark.parametrize("path", ["/board/NONE/1", "/board/B-A/13", "/board/B-A/0"])
def test_a_door_that_is_none_is_not_found(
    client: Client, tower: Tower, crew: Person, path: str
) -> None:
    assert read(client, path).status == 404


def test_a_door_that_needs_nothing_offers_nothing(
    client: Client, tower: Tower, crew: Person
) -> None:
    Compartment.objects.filter(number=5).update(state=DoorState.SANI)

    page = read(client, "/board/B-A/5")

    assert "这个格口现在不用处理" in page.text
    assert 'action="/board/' not in page.source


@pytest.mark.parametrize("reason", ["", " ", "x", "因" * 101, "\x00\x01"])
def test_no_door_opens_without_a_reason(
    client: Client, tower: Tower, crew: Person, reason: str
) -> None:
    tower.stored()
    asked = len(tower.line.asked)

    page = press(client, "/board/B-A/1", reason=reason, token="t" * 20)

    assert page.status == 422
    assert "请写明开门的原因" in page.text
    assert len(tower.line.asked) == asked


def test_a_meal_is_recalled_with_a_reason_in_the_ledger(
    client: Client, tower: Tower, crew: Person
) -> None:
    tower.stored()

    said = opens(client, 1, reason="收餐人要求", then="recall")
    tower.a.empty(1)
    tower.exchange()

    assert "柜子已开锁" in said
    assert tower.line.asked[-1].purpose == Purpose.RECALL
    assert tower.line.asked[-1].reason == "收餐人要求"
    assert tower.line.asked[-1].actor == f"person:{crew.pk}"
    assert Deposit.objects.get().state == DepositState.RECALLED


def test_a_meal_is_thrown_away_when_that_is_pressed(
    client: Client, tower: Tower, crew: Person
) -> None:
    tower.stored()

    opens(client, 1, reason="超过保存时限", then="dispose")
    tower.a.empty(1)
    tower.exchange()

    assert Deposit.objects.get().state == DepositState.DISPOSED


def test_a_forced_door_is_looked_into(client: Client, tower: Tower, crew: Person) -> None:
    tower.a.open(7)
    tower.a.close(7)
    tower.exchange()
    assert "待检查" in read(client, "/board/").text

    said = opens(client, 7, reason="清柜检查")

    assert "柜子已开锁" in said
    assert tower.line.asked[-1].purpose == Purpose.CLEAR


def test_a_silent_cabinet_lets_staff_press_again(
    client: Client, tower: Tower, crew: Person
) -> None:
    tower.stored()

    with plugged_in(ScriptedLine(is_silent)):
        said = opens(client, 1, reason="收餐人要求")

    assert "柜子没回应，请再按一次（不会重复开）" in said
    assert "开门召回" in said


def test_a_quiet_cabinet_keeps_the_reason_and_the_token(
    client: Client, tower: Tower, crew: Person
) -> None:
    tower.stored()
    token = read(client, "/board/B-A/1").token
    tower.a.quiet = True

    page = press(client, "/board/B-A/1", reason="收餐人要求", token=token)

    assert page.status == 503
    assert page.field("reason") == "收餐人要求"
    assert page.token == token


def test_a_forged_press_opens_nothing(tower: Tower, crew: Person) -> None:
    tower.stored()
    asked = len(tower.line.asked)
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(crew)

    page = press(forger, "/board/B-A/1", reason="收餐人要求", token="t" * 20)

    assert page.status == 403
    assert "刷新" in page.text
    assert len(tower.line.asked) == asked


def door(state: DoorState, **known: object) -> BoardDoor:
    """One compartment of which little is known."""
    facts = {
        "number": 1,
        "label": "",
        "since": None,
        "deposit": "",
        "overdue": False,
        "left_open": False,
    }
    return BoardDoor(state=state, **{**facts, **known})  # type: ignore[arg-type]  # as given


@pytest.mark.usefixtures("crew")
def test_more_cabinets_than_a_page_holds_come_on_the_next(
    client: Client, tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "SHOWN", 2)
    new = NewTower(building=tower.place, prefix="C", cabinets=3, doors=2, times=TIMES)
    put_up(new, now=tower.now)
    Compartment.objects.filter(cabinet__code="C-C", number=1).update(state=DoorState.UNSURE)
    settle_alarms(now=tower.now)

    first, second, other = (
        read(client, f"/board/{query}").source for query in ("", "?after=C-A", "?after=NOBODY")
    )

    assert cabinets_in(first) == ["B-A", "C-A"]
    assert 'href="/board/?after=C-A"' in first
    assert "后面还有 2 台" in first
    assert cabinets_in(second) == ["C-B", "C-C"]
    assert "后面还有" not in second
    assert "&amp;after=C-A" in second, "its doors ask for themselves"
    assert 'href="/board/"' in second
    assert "C-C" in first.partition('class="cabinets"')[0], "what needs a hand is of all"
    assert cabinets_in(other) == cabinets_in(first)


def cabinets_in(source: str) -> list[str]:
    """Return the cabinets whose doors a page shows."""
    return re.findall(r'id="([A-Z]-[A-Z])-1"', source)


def test_every_state_has_a_tile() -> None:
    for state in DoorState:
        assert tiles.tile_of(door(state)).word == state.label


def test_whatever_is_in_a_tile_is_escaped() -> None:
    drawn = tiles.tiles_drawn("/board/", "<b>", [tiles.Tile(7, '"', "<script>")])

    assert drawn == (
        '<a class="tile tile-&quot;" id="&lt;b&gt;-7" href="/board/&lt;b&gt;/7">'
        "<b>07</b>&lt;script&gt;</a>"
    )


def test_an_open_door_says_so_before_an_old_meal_does() -> None:
    assert tiles.tile_of(door(DoorState.OPEN_S, overdue=True)).kind == "open"
    assert tiles.tile_of(door(DoorState.OPEN_D, left_open=True)).word == "门未关"
    assert tiles.tile_of(door(DoorState.OCC, overdue=True)).word == "超时"


def test_a_known_meal_is_recalled_and_an_unknown_state_looked_into() -> None:
    assert tiles.help_for(door(DoorState.OCC, deposit="D")) == tiles.Help.RECALL
    assert tiles.help_for(door(DoorState.UNSURE, deposit="D")) == tiles.Help.RECALL
    assert tiles.help_for(door(DoorState.CHECK)) == tiles.Help.CLEAR
    assert tiles.help_for(door(DoorState.OPEN_P, deposit="D")) == tiles.Help.NOTHING
    assert tiles.help_for(door(DoorState.FREE)) == tiles.Help.CLEAR
    assert tiles.help_for(door(DoorState.SANI)) == tiles.Help.NOTHING


def test_more_alarms_than_anyone_works_through_are_counted(
    client: Client, tower: Tower, crew: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.lockers.views.board.ALARMS_SHOWN", 1)
    for number in (1, 2, 3):
        tower.a.open(number)
        tower.a.close(number)
    tower.exchange()

    assert "还有 2 条" in read(client, "/board/").text
