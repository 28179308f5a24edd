"""What cabinets say of their zones and boards stands in the tables, and counts for their meals."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.lockers.people import stores, takes
from tests.lockers.tower import Tower, must_agree, plugged_in

from linli.cabinet.inputs import BoardHeard
from linli.lockers.actions.doors import Door
from linli.lockers.errors import MealHeld
from linli.lockers.models import CabinetPart, Deposit
from linli.lockers.queries.board import board
from linli.lockers.queries.door import deposit_at_door

pytestmark = pytest.mark.django_db(transaction=True)

HOUR_S = 3_600


@pytest.fixture
def heated(now: datetime) -> Iterator[Tower]:
    """Give a tower whose cabinet has one zone, which is hot."""
    made = Tower(now=now, heated=True)
    made.a.warm(1, 64.0)
    with plugged_in(made.line):
        made.exchange()
        yield made


def keeps(tower: Tower, celsius: float, *, hours: float) -> None:
    """Let the thermometer speak every few seconds for a while."""
    for _ in range(int(hours * HOUR_S / 20)):
        tower.wait(20)
        tower.a.warm(1, celsius)
    tower.exchange()


def zone() -> CabinetPart:
    return CabinetPart.objects.get(kind="zone", name="1")


def until(door: Door) -> datetime | None:
    return deposit_at_door(door.deposit).hold_until


def test_a_zones_last_record_stands_there(heated: Tower) -> None:
    keeps(heated, 66.5, hours=0.2)

    assert (zone().celsius, zone().alarm) == (66.5, "")
    assert heated.now - zone().told_at < timedelta(minutes=5)
    must_agree(heated)


def test_an_alarm_stands_until_the_zone_is_warm_again(heated: Tower) -> None:
    stores(heated)
    keeps(heated, 55.0, hours=0.25)
    assert (zone().alarm, str(zone())) == ("TOO_COLD", "T-A zone 1")

    (part,) = board([heated.place.pk], now=heated.now).cabinets[0].parts
    assert (part.alarm, part.since) == ("TOO_COLD", zone().since)

    keeps(heated, 62.0, hours=0.1)
    assert (zone().alarm, zone().since) == ("", None)


def test_a_silent_board_is_known_by_its_name_until_it_is_back(tower: Tower) -> None:
    tower.a.happens(BoardHeard("left", silent=True))
    tower.exchange()
    part = CabinetPart.objects.get(kind="board")
    assert (part.name, part.alarm) == ("left", "BOARD_SILENT")

    tower.a.happens(BoardHeard("left", silent=False))
    tower.exchange()
    assert CabinetPart.objects.get(kind="board").alarm == ""


def test_guesses_at_the_keypad_are_shown_for_an_hour(tower: Tower) -> None:
    for _ in range(5):
        tower.a.type("00000000")
    tower.exchange()

    (part,) = board([tower.place.pk], now=tower.now).cabinets[0].parts
    later = board([tower.place.pk], now=tower.now + timedelta(hours=1, seconds=1))

    assert part.alarm == "WRONG_CODES"
    assert later.cabinets[0].parts == ()


def test_lines_about_no_part_ask_nothing_of_the_table(tower: Tower) -> None:
    with CaptureQueriesContext(connection) as asked:
        stores(tower)

    assert len(asked) > 0
    assert not [one["sql"] for one in asked if "cabinetpart" in one["sql"]]


def test_a_meal_that_is_kept_hot_may_stand_for_four_hours(heated: Tower) -> None:
    door = stores(heated)
    assert until(door) == heated.now + timedelta(hours=4)
    assert deposit_at_door(door.deposit).celsius == 64.0

    keeps(heated, 64.0, hours=3)

    assert takes(heated, door).settled == "opened"
    assert board([heated.place.pk], now=heated.now).overdue == 0


def test_a_meal_that_was_not_kept_hot_may_stand_for_two(heated: Tower) -> None:
    door, stored_at = stores(heated), heated.now
    keeps(heated, 64.0, hours=1)

    keeps(heated, 58.0, hours=0.1)

    assert until(door) == stored_at + timedelta(hours=2)
    assert deposit_at_door(door.deposit).celsius is None
    keeps(heated, 64.0, hours=1)
    with pytest.raises(MealHeld):
        takes(heated, door)


def test_a_meal_that_came_into_a_cold_zone_may_stand_for_two_hours(heated: Tower) -> None:
    keeps(heated, 40.0, hours=0.01)

    door = stores(heated)

    assert until(door) == heated.now + timedelta(hours=2)
    assert Deposit.objects.get(code=door.deposit).hot_ms is None


def test_a_meal_that_is_stored_and_cools_within_one_batch_is_not_kept_hot(heated: Tower) -> None:
    begun = heated.begun()
    heated.a.fill(heated.opened(begun))
    heated.wait(20)
    heated.a.warm(1, 50.0)

    heated.exchange()

    assert Deposit.objects.get(code=begun.deposit).hot_ms is None
