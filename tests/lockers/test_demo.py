"""The demo: where everything is simulated, doors are broken and mended, and parts are played."""

import fcntl
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings
from tests.lockers.demo_stage import Simulator, all_simulated, hearing, simulated
from tests.lockers.tower import TIMES, Tower, plugged_in

from linli.ledger.models import Entry
from linli.lockers import access
from linli.lockers.actions import peak
from linli.lockers.actions.breaking import break_door, mend_door
from linli.lockers.actions.clearing import clear_demo, restore_demo
from linli.lockers.actions.demo import LONGEST_SOCKET, open_to_hands, plant_demo
from linli.lockers.actions.demo_people import play_part
from linli.lockers.actions.towers import NewTower, put_up
from linli.lockers.errors import DemoBusy, NoDemo, NotYours
from linli.lockers.models import Alarm, Cabinet, Compartment
from linli.lockers.queries.simulated import hands_at, is_simulated, simulated_in
from linli.people.actions import ensure_person, give_grant
from linli.people.actions.owner import steward
from linli.people.enums import Role
from linli.people.models import Person
from linli.people.queries import may, places_where
from linli.places.actions import NewPlace, ensure_place
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.models import Place

pytestmark = pytest.mark.django_db

TOKEN = "t" * 32


@pytest.fixture
def tower(now: datetime, tmp_path: Path, settings: Settings) -> Iterator[Tower]:
    """Give a tower of four doors that is all simulated, in a data folder of its own."""
    settings.LINLI_DATA = tmp_path
    made = Tower(now=now)
    all_simulated(tmp_path, made)
    with plugged_in(made.line):
        made.exchange()
        yield made


@pytest.fixture
def hands(tower: Tower, tmp_path: Path) -> Iterator[Simulator]:
    path = tmp_path / "hands"
    all_simulated(tmp_path, tower, socket=str(path))
    with hearing(path) as simulator:
        yield simulator


def somebody(role: Role, place: Place, now: datetime) -> Person:
    person = ensure_person(handle=role.value, name="某人", now=now)
    give_grant(person=person, role=role, place=place, until=None, granted_by=None, now=now)
    return person


def real_block(tower: Tower) -> None:
    way = [
        NewPlace(PlaceLevel(one.level), one.code, one.name)
        for one in Place.objects.filter(code__in=tower.place.codes).order_by("path")
    ]
    block = NewPlace(PlaceLevel.BLOCK, "REALBLOCK", "真楼组")
    ensure_place((*way, block), origin=PlaceOrigin.REAL, actor="linli", now=tower.now)


def test_a_tower_whose_cabinets_are_all_simulated_is_the_demo(tower: Tower) -> None:
    crew = somebody(Role.CREW, tower.place, tower.now)

    assert access.demo_of(crew, now=tower.now).building == tower.place
    assert access.demo_to_serve(crew, now=tower.now).role is Role.CREW
    assert access.has_demo(crew, now=tower.now)


def test_who_only_watches_breaks_no_door(tower: Tower) -> None:
    watcher = somebody(Role.PROPERTY, tower.place, tower.now)

    with pytest.raises(NotYours):
        access.demo_to_serve(watcher, now=tower.now)


def test_a_person_without_a_role_there_finds_no_demo(tower: Tower) -> None:
    guest = ensure_person(handle="guest", name="客人", now=tower.now)

    assert not access.has_demo(guest, now=tower.now)
    with pytest.raises(NoDemo):
        access.demo_of(guest, now=tower.now)


def test_one_cabinet_that_is_not_simulated_ends_the_demo(tower: Tower) -> None:
    new = NewTower(building=tower.place, prefix="R", cabinets=1, doors=1, times=TIMES)
    put_up(new, now=tower.now)

    assert simulated_in(tower.place) == []
    assert access.demos() == []
    with pytest.raises(NoDemo):
        play_part(Role.CREW, tower.place, token=TOKEN, now=tower.now)
    with pytest.raises(DemoBusy):
        break_door(tower.place, by="x", now=tower.now)


def test_a_place_that_is_real_is_never_a_demo(tower: Tower) -> None:
    Place.objects.filter(pk=tower.place.pk).update(origin=PlaceOrigin.REAL)
    tower.place.refresh_from_db()

    assert not access.is_demo(tower.place)
    with pytest.raises(NoDemo):
        play_part(Role.STEWARD, tower.place, token=TOKEN, now=tower.now)


def test_a_demo_with_something_real_in_it_is_none(tower: Tower) -> None:
    real_block(tower)

    assert access.demos() == []


@pytest.mark.parametrize("said", ["", "{}", '{"board":{"kind":"wired"}}', None])
def test_whatever_is_not_said_to_be_simulated_is_not(
    tower: Tower, tmp_path: Path, said: str | None
) -> None:
    file = simulated(tmp_path, tower.a.code)
    file.unlink() if said is None else file.write_text(said)

    assert not is_simulated(tower.a.code)
    assert hands_at(tower.a.code) is None


def test_where_nothing_is_simulated_there_is_no_demo(
    tower: Tower, tmp_path: Path, settings: Settings
) -> None:
    settings.LINLI_DATA = tmp_path / "elsewhere"

    assert not access.has_demo(somebody(Role.CREW, tower.place, tower.now), now=tower.now)


def test_a_door_is_broken_then_mended_and_looked_behind(tower: Tower, hands: Simulator) -> None:
    broken = break_door(tower.place, by="person:1", now=tower.now)
    tower.a.open(broken.comp)
    tower.exchange()

    assert hands.heard == [{"do": "wedge", "door": broken.comp, "on": True}]
    assert Alarm.objects.get(closed_at=None).comp == broken.comp

    tower.a.close(broken.comp)
    mended = mend_door(tower.place, by="person:1", cid=TOKEN, now=tower.now)
    tower.a.close(broken.comp)
    tower.exchange()

    assert mended == broken
    assert hands.heard[1:] == [{"do": "wedge", "door": broken.comp, "on": False}]
    assert not Alarm.objects.filter(closed_at=None).exists()
    assert mend_door(tower.place, by="person:1", cid="again", now=tower.now) is None
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"demo_door_broken", "demo_door_mended"} <= verbs


def test_a_simulator_that_does_not_answer_leaves_no_word_in_the_ledger(
    tower: Tower, tmp_path: Path
) -> None:
    with pytest.raises(DemoBusy):
        break_door(tower.place, by="person:1", now=tower.now)
    simulated(tmp_path, tower.a.code, socket=str(tmp_path / "nobody"))
    with pytest.raises(DemoBusy):
        break_door(tower.place, by="person:1", now=tower.now)

    assert not Entry.objects.filter(verb="demo_door_broken").exists()


def test_where_no_door_is_free_none_is_broken(tower: Tower, hands: Simulator) -> None:
    Compartment.objects.update(state="OCC")

    with pytest.raises(DemoBusy):
        break_door(tower.place, by="person:1", now=tower.now)
    assert hands.heard == []


@pytest.mark.parametrize("role", [Role.CREW, Role.PROPERTY, Role.STEWARD])
def test_a_player_has_a_role_at_the_demo_and_nowhere_else(tower: Tower, role: Role) -> None:
    once = play_part(role, tower.place, token=TOKEN, now=tower.now)
    twice = play_part(role, tower.place, token="u" * 32, now=tower.now)

    assert once == twice
    assert places_where(once, list(Role), now=tower.now) == [tower.place.pk]


def test_a_player_who_came_by_rights_elsewhere_is_played_by_nobody(tower: Tower) -> None:
    player = play_part(Role.CREW, tower.place, token=TOKEN, now=tower.now)
    district = Place.objects.get(parent=None)
    give_grant(
        person=player, role=Role.CREW, place=district, until=None, granted_by=None, now=tower.now
    )

    with pytest.raises(NoDemo):
        play_part(Role.CREW, tower.place, token="u" * 32, now=tower.now)


def test_there_are_no_other_parts(tower: Tower) -> None:
    with pytest.raises(NoDemo):
        play_part(Role.OPERATOR, tower.place, token=TOKEN, now=tower.now)


def test_clearing_closes_the_demo_and_keeps_what_is_real(tower: Tower) -> None:
    steward(Place.objects.get(parent=None), now=tower.now)
    owner = Person.objects.get()
    real = ensure_place(
        (
            NewPlace(PlaceLevel.DISTRICT, "HONGKOU", "虹口区"),
            NewPlace(PlaceLevel.BUILDING, "REAL", "真楼"),
        ),
        origin=PlaceOrigin.REAL,
        actor="linli",
        now=tower.now,
    )
    player = play_part(Role.CREW, tower.place, token=TOKEN, now=tower.now)
    before = Place.objects.count(), Cabinet.objects.count(), Compartment.objects.count()

    moved = clear_demo(actor="installer", now=tower.now)

    assert moved.cabinets == (tower.a.code,)
    seen = places_where(owner, [Role.STEWARD], now=tower.now)
    assert {tower.place.pk, real.pk} <= {*seen}, "its past can still be read"
    assert Place.objects.get(pk=tower.place.pk).closed_at == tower.now
    assert Place.objects.get(pk=real.pk).closed_at is None
    assert Cabinet.objects.get().revoked_at == tower.now
    assert not may(player, Role.CREW, place=tower.place, now=tower.now)
    assert access.demos() == []
    assert before == (Place.objects.count(), Cabinet.objects.count(), Compartment.objects.count())
    assert moved.meals == 0
    assert clear_demo(actor="installer", now=tower.now).buildings == ()

    assert restore_demo(actor="installer", now=tower.now).cabinets == (tower.a.code,)
    assert access.demos() == [tower.place]
    assert restore_demo(actor="installer", now=tower.now).buildings == ()


def test_a_closed_building_without_a_simulated_cabinet_is_not_put_back(
    tower: Tower, tmp_path: Path
) -> None:
    clear_demo(actor="installer", now=tower.now)
    simulated(tmp_path, tower.a.code).unlink()

    assert restore_demo(actor="installer", now=tower.now).buildings == ()


def test_a_planted_cabinet_is_opened_to_hands_once(tmp_path: Path, now: datetime) -> None:
    code, *_ = plant_demo(tmp_path, now)
    config = tmp_path / "cabinets" / code / "config.json"

    assert open_to_hands(config, tmp_path)
    first = config.stat().st_mtime_ns
    assert open_to_hands(config, tmp_path)

    assert config.stat().st_mtime_ns == first
    assert json.loads(config.read_text())["board"]["socket"] == str(tmp_path / f"{code}.hands")
    assert not open_to_hands(config, tmp_path / ("x" * LONGEST_SOCKET))


def test_one_noon_is_played_at_a_time(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LINLI_DATA = tmp_path
    (tmp_path / "run").mkdir()
    monkeypatch.setattr(sys, "executable", "/bin/true")

    assert not peak.is_playing()
    assert peak.begin_peak()
    with peak.lock_file().open("w") as held:
        assert not peak.is_playing()
        fcntl.flock(held, fcntl.LOCK_EX)
        assert peak.is_playing()
        assert not peak.begin_peak()
