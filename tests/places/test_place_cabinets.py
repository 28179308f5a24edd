"""What stands in a place that moves, merges or closes is reached as before, meals and all."""

from datetime import datetime

import pytest
from tests.lockers.tower import Tower, building

from linli.lockers.access import buildings_for_crew
from linli.lockers.actions.inviting import Wish, invite
from linli.lockers.errors import BuildingNeeded, NotYours
from linli.lockers.queries.board import board
from linli.lockers.queries.towers import building_of, tally
from linli.people.actions import ensure_person, give_grant
from linli.people.enums import Role
from linli.people.models import Person
from linli.places.actions import NewPlace, ensure_place
from linli.places.actions.moving import close_place, merge_place, move_place
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.queries import place_by_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def tower(db: None, now: datetime) -> Tower:
    """A tower with a meal in it, another building, and a subdistrict."""
    made = Tower(now=now)
    made.begun()
    building("OTHER", now=now)
    steps = (
        NewPlace(PlaceLevel.DISTRICT, "HONGKOU", "虹口区"),
        NewPlace(PlaceLevel.SUBDISTRICT, "BWT", "北外滩街道"),
    )
    ensure_place(steps, origin=PlaceOrigin.DEMO, actor="linli", now=now)
    return made


def crew_at(code: str, now: datetime) -> Person:
    person = ensure_person(handle=f"crew-{code}", name="维护", now=now)
    give_grant(
        person=person,
        role=Role.CREW,
        place=place_by_code(code),
        until=None,
        granted_by=None,
        now=now,
    )
    return person


def cabinets_of(person: Person, now: datetime) -> list[str]:
    try:
        places = buildings_for_crew(person, now=now)
    except NotYours:
        return []
    return [one.code for one in board(places, now=now).cabinets]


def test_the_cabinets_of_a_merged_building_are_served_by_the_crews_of_both(
    tower: Tower, now: datetime
) -> None:
    old, new = crew_at("TOWER", now), crew_at("OTHER", now)
    assert cabinets_of(new, now) == []

    merge_place("TOWER", into="OTHER", actor="linli", now=now)

    assert cabinets_of(old, now) == cabinets_of(new, now) == [tower.a.code]
    assert sum(tally(building_of("TOWER")).deposits.values()) == 1
    tower.begun()
    assert sum(tally(building_of("TOWER")).deposits.values()) == 2


def test_the_cabinets_of_a_building_that_moves_go_with_it(tower: Tower, now: datetime) -> None:
    there, above = crew_at("BWT", now), crew_at("HONGKOU", now)

    move_place("TOWER", to="BWT", actor="linli", now=now)

    assert cabinets_of(there, now) == cabinets_of(above, now) == [tower.a.code]


def test_in_a_closed_building_meals_go_on_and_no_new_cabinet_comes(
    tower: Tower, now: datetime
) -> None:
    own = crew_at("TOWER", now)

    close_place("TOWER", actor="linli", now=now)

    assert cabinets_of(own, now) == [tower.a.code]
    tower.begun()
    with pytest.raises(BuildingNeeded):
        invite(Wish(cabinet="NEW-A", building="TOWER"), actor="linli", now=now)
