"""The crew opens what must be looked into, and no meal's door as if it were empty."""

import pytest
from tests.lockers.people import (
    fetches,
    leaves,
    state,
    stores,
    takes,
    verbs,
)
from tests.lockers.tower import Tower, must_agree

from linli.ledger.models import Entry
from linli.lockers.actions import doors
from linli.lockers.actions.doors import Door
from linli.lockers.enums import DepositState
from linli.lockers.errors import (
    CabinetQuiet,
    DoorOutOfOrder,
    DoorOutOfReach,
    UnknownCabinet,
)
from linli.lockers.models import Cabinet

pytestmark = pytest.mark.django_db(transaction=True)


def looks(tower: Tower, comp: int, *, cabinet: str = "T-A", building: int = 0) -> Door:
    return doors.clear(
        actor="person:1",
        buildings=[building or tower.place.pk],
        cabinet=cabinet,
        comp=comp,
        reason="检查",
        cid=tower.token(),
        now=tower.now,
    )


def test_the_crew_looks_into_a_forced_door_and_it_serves_again(tower: Tower) -> None:
    tower.a.open(2)
    tower.a.close(2)
    tower.exchange()

    assert looks(tower, 2) == Door("", 2, "opened")
    tower.a.close(2)
    tower.wait(121)
    tower.exchange()

    assert Cabinet.objects.get().compartments.get(number=2).state == "FREE"
    entry = Entry.objects.get(verb="door_asked")
    assert (entry.subject, entry.actor) == ("cabinet:T-A/2", "person:1")
    assert '"reason":"检查"' in entry.facts
    must_agree(tower)


def test_the_crew_does_not_open_the_door_of_a_meal_as_if_it_were_empty(tower: Tower) -> None:
    stores(tower)

    with pytest.raises(DoorOutOfOrder):
        looks(tower, 1)


def test_a_cabinet_at_another_building_does_not_exist_for_the_crew(tower: Tower) -> None:
    with pytest.raises(UnknownCabinet):
        looks(tower, 1, building=tower.place.pk + 1)
    with pytest.raises(UnknownCabinet):
        looks(tower, 1, cabinet="T-Z")


def test_the_crew_is_told_when_the_cabinet_is_not_heard(tower: Tower) -> None:
    door = stores(tower)
    tower.a.quiet = True

    with pytest.raises(CabinetQuiet):
        looks(tower, 2)
    with pytest.raises(CabinetQuiet):
        fetches(tower, door)
    with pytest.raises(DoorOutOfReach):
        takes(tower, door)
    assert "door_asked" not in verbs(tower)


def test_what_was_put_in_after_a_power_cut_is_stored_although_its_door_was_never_seen_open(
    tower: Tower,
) -> None:
    tower.a.jammed = {1}
    door = leaves(tower)
    tower.a.put_in(1)
    tower.a.boot()
    tower.exchange()

    assert state(door) == DepositState.STORED
    must_agree(tower)
    tower.a.jammed = set()
    takes(tower, door)
    tower.a.empty(1)
    tower.exchange()
    assert state(door) == DepositState.PICKED
    must_agree(tower)


def test_staff_open_a_jammed_door_whose_meal_nobody_has_seen(tower: Tower) -> None:
    tower.a.jammed = {1}
    door = leaves(tower)
    tower.wait(3)
    tower.exchange()
    tower.a.jammed = set()

    assert fetches(tower, door).comp == 1
    tower.a.close(1)
    tower.exchange()

    assert state(door) == DepositState.NEVER_ARRIVED
    must_agree(tower)
