"""Heaters and the record of warmth: hot enough, never too hot, off where anything is unknown."""

import json
from math import inf, nan

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cabinet.world import CLOSED, FILLED, MEAL, OPEN, World, layout

from linli.cabinet.inputs import Heat, Write
from linli.cabinet.machine.keeping import tenths
from linli.cabinet.memory import Fitting, Zone
from linli.wire.messages import Event, EventType, Purpose, Size

ZONE = Zone(1)
HEATED = layout(
    Fitting(1, Size.S, zone=1), Fitting(2, Size.S, zone=1), Fitting(3, Size.S), zones=(ZONE,)
)
MINUTE_MS = 60_000


def heated(celsius: float = 50.0) -> World:
    """Return a cabinet whose zone is as warm as this."""
    world = World(HEATED)
    world.warms(celsius)
    return world


def told(world: World, *kinds: EventType) -> list[Event]:
    """Return the lines of these kinds."""
    return [line for line in world.lines if line.type in kinds]


def test_a_start_switches_every_heater_off_before_anything_else() -> None:
    world = heated()
    assert world.heaters == {1}

    world.boot()

    assert Heat(1, on=False) in world.effects[:2]
    assert world.heaters == set()


def test_without_a_thermometer_nothing_is_heated() -> None:
    world = World(HEATED)

    world.passes(60 * MINUTE_MS)

    assert world.heaters == set()


def test_a_heater_is_switched_on_once_the_lines_are_durable() -> None:
    world = heated()

    kinds = [type(one) for one in world.effects]
    assert kinds == [Write, Heat]


@pytest.mark.parametrize(
    ("celsius", "before", "after"),
    [
        (62.9, False, True),
        (63.0, False, False),
        (64.9, False, False),
        (63.0, True, True),
        (64.9, True, True),
        (65.0, True, False),
        (75.0, True, False),
    ],
)
def test_a_heater_keeps_its_zone_between_two_temperatures(
    celsius: float,
    before: bool,  # noqa: FBT001  # a parameter
    after: bool,  # noqa: FBT001  # a parameter
) -> None:
    world = heated(50.0 if before else 70.0)
    assert (world.heaters == {1}) is before

    world.warms(celsius)

    assert (world.heaters == {1}) is after


def test_a_heater_is_told_again_each_minute_what_it_was_told() -> None:
    world = heated()
    world.wait(10_000)
    world.warms(51.0)
    assert world.effects == []
    world.wait(25_000)
    world.warms(51.0)
    world.wait(25_000)

    world.warms(51.0)

    assert world.effects == [Heat(1, on=True)]


@pytest.mark.parametrize("celsius", [None, nan, inf, -3276.8, 850.0, 125.1, -40.1])
def test_a_thermometer_that_says_nothing_or_nonsense_costs_the_heat_at_once(
    celsius: float | None,
) -> None:
    world = heated()

    world.warms(celsius)

    assert world.effects == [Heat(1, on=False)]


def test_a_thermometer_that_is_not_heard_for_half_a_minute_costs_the_heat() -> None:
    world = heated()
    world.passes(29_999)
    assert world.heaters == {1}

    world.passes(1)

    assert world.heaters == set()
    world.warms(50.0)
    assert world.heaters == {1}


def test_a_zone_that_is_not_ours_means_nothing() -> None:
    world = World(HEATED)
    before = world.memory

    world.warms(50.0, zone=2)

    assert (world.effects, world.memory) == ([], before)


# --- doors: I14 ------------------------------------------------------------------------------


def test_a_door_that_stands_open_for_a_minute_costs_its_zone_the_heat() -> None:
    world = heated()
    world.senses(1, OPEN)
    world.is_kept(50.0, 55_000)
    world.passes(4_999)
    assert world.heaters == {1}

    world.passes(1)
    assert world.heaters == set()
    world.warms(50.0)
    assert world.heaters == set()

    world.senses(1, CLOSED)
    assert world.heaters == {1}


def test_a_door_of_another_zone_costs_nothing() -> None:
    world = heated()
    world.senses(3, OPEN)

    world.is_kept(50.0, 5 * MINUTE_MS)

    assert world.heaters == {1}


def test_a_door_that_falls_silent_may_be_open() -> None:
    world = heated()
    world.senses(2, None)
    world.is_kept(50.0, 55_000)
    assert world.heaters == {1}

    world.passes(5_000)
    assert world.heaters == set()

    world.senses(2, CLOSED)
    assert world.heaters == {1}


def test_a_door_that_is_silent_after_it_opened_has_its_minute_once() -> None:
    world = heated()
    world.senses(1, OPEN)
    world.is_kept(50.0, 30_000)
    world.senses(1, None)
    world.is_kept(50.0, 25_000)

    world.passes(5_000)

    assert world.heaters == set()


def test_a_door_that_has_not_spoken_since_the_start_lets_nothing_be_heated() -> None:
    world = heated()
    world.boot({1: CLOSED, 3: CLOSED})

    world.warms(50.0)
    assert world.heaters == set()
    world.senses(2, CLOSED)

    assert world.heaters == {1}


# --- too hot, too cold -----------------------------------------------------------------------


def test_at_the_cut_off_it_is_told_once_and_not_heated_until_it_is_cooler_than_it_should_be() -> (
    None
):
    world = heated()
    world.warms(75.0)
    assert world.heaters == set()
    assert world.last.type is EventType.TOO_HOT
    assert world.last.data == {"zone": 1, "celsius": 75.0}

    world.warms(90.0)
    world.boot()
    world.warms(76.0)
    world.warms(63.0)
    assert len(told(world, EventType.TOO_HOT)) == 1, "not even after a start"
    assert told(world, EventType.WARM_AGAIN) == []
    world.warms(62.9)

    assert len(told(world, EventType.WARM_AGAIN)) == 1
    assert world.heaters == {1}


@pytest.mark.parametrize("celsius", [75.0, 79.0])
def test_the_cut_off_counts_even_where_the_set_point_is_above_it(celsius: float) -> None:
    world = World(layout(Fitting(1, Size.S, zone=1), zones=(Zone(1, set_c=80.0),)))
    world.warms(70.0)
    assert world.heaters == {1}

    world.warms(celsius)

    assert world.heaters == set()


def test_too_cold_for_a_meal_is_told_after_ten_minutes_once_and_when_it_is_over() -> None:
    world = heated(64.0)
    world.stores()
    world.is_kept(59.9, 10 * MINUTE_MS)
    assert told(world, EventType.TOO_COLD) == []

    world.is_kept(59.9, 5_000)
    (line,) = told(world, EventType.TOO_COLD)
    assert (line.comp, line.data) == (0, {"zone": 1, "celsius": 59.9})
    world.is_kept(59.9, 20 * MINUTE_MS)
    world.boot({1: FILLED, 2: CLOSED, 3: CLOSED})
    world.is_kept(59.9, 20 * MINUTE_MS)
    assert len(told(world, EventType.TOO_COLD)) == 1, "not even after a start"

    world.warms(60.0)

    assert told(world, EventType.WARM_AGAIN)[0].data == {"zone": 1, "celsius": 60.0}
    world.warms(61.0)
    assert len(told(world, EventType.WARM_AGAIN)) == 1


def test_a_zone_without_a_meal_may_be_cold() -> None:
    world = heated(20.0)
    world.stores()
    world.is_kept(20.0, 8 * MINUTE_MS)
    world.picks_up()
    world.senses(1, OPEN)
    world.senses(1, CLOSED)

    world.is_kept(20.0, 60 * MINUTE_MS)

    assert told(world, EventType.TOO_COLD) == []


def test_a_zone_that_was_hot_again_has_its_ten_minutes_anew() -> None:
    world = heated(64.0)
    world.stores()
    for _ in range(3):
        world.is_kept(59.0, 9 * MINUTE_MS)
        world.warms(60.0)

    assert told(world, EventType.TOO_COLD) == []


def test_what_no_thermometer_says_is_no_cold() -> None:
    world = heated(64.0)
    world.stores()
    world.is_kept(59.0, 9 * MINUTE_MS)
    world.warms(None)

    world.passes(60 * MINUTE_MS)

    assert told(world, EventType.TOO_COLD) == []


def test_a_zone_that_falls_from_too_hot_to_too_cold_is_told_both() -> None:
    world = heated(64.0)
    world.stores()
    world.warms(59.0)
    world.warms(80.0)
    world.is_kept(50.0, 11 * MINUTE_MS)
    world.warms(80.0)

    kinds = (EventType.TOO_HOT, EventType.TOO_COLD, EventType.WARM_AGAIN)
    assert [line.type for line in told(world, *kinds)] == [
        EventType.TOO_HOT,
        EventType.WARM_AGAIN,
        EventType.TOO_COLD,
        EventType.WARM_AGAIN,
        EventType.TOO_HOT,
    ]


# --- the record ------------------------------------------------------------------------------


def test_the_record_has_a_line_each_five_minutes_with_what_was_between() -> None:
    world = heated(61.04)
    (first,) = told(world, EventType.WARMTH)
    world.is_kept(66.0, MINUTE_MS)
    world.is_kept(58.0, MINUTE_MS)
    world.is_kept(64.0, 2 * MINUTE_MS + 55_000)
    assert told(world, EventType.WARMTH) == [first]

    world.is_kept(64.0, 5_000)

    assert (first.comp, first.state, first.deposit) == (0, None, "")
    assert first.data == {
        "zone": 1,
        "celsius": 61.0,
        "lowest": 61.0,
        "highest": 61.0,
        "warm": True,
    }
    assert told(world, EventType.WARMTH)[1].data == {
        "zone": 1,
        "celsius": 64.0,
        "lowest": 58.0,
        "highest": 66.0,
        "warm": True,
    }
    world.is_kept(62.0, 5 * MINUTE_MS)
    assert told(world, EventType.WARMTH)[2].data["highest"] == 62.0


def test_a_gap_in_the_record_is_written_once_and_so_is_its_end() -> None:
    world = heated(64.0)
    world.warms(None)
    world.passes(10 * MINUTE_MS - 1)
    assert len(told(world, EventType.WARMTH)) == 1
    world.passes(1)
    assert world.last.data == {"zone": 1, "warm": False, "silent": True}

    world.passes(600 * MINUTE_MS)
    assert len(told(world, EventType.WARMTH)) == 2
    world.warms(63.5)
    world.warms(63.5)

    assert len(told(world, EventType.WARMTH)) == 3
    assert world.lines[-1].data["celsius"] == 63.5


@given(st.floats(-40, 125))
def test_a_temperature_is_hashed_alike_on_both_sides(celsius: float) -> None:
    raw = msgspec.json.encode(tenths(celsius))

    there = msgspec.json.decode(raw, type=str | int | float | bool)

    assert msgspec.json.encode(there) == raw
    assert json.dumps(json.loads(raw)).encode() == raw
    assert raw != b"-0.0"


def test_an_empty_zone_is_as_good_as_any() -> None:
    world = World(layout(Fitting(1, Size.S), zones=(ZONE,)))

    world.warms(50.0)
    world.passes(20_000)

    assert world.heaters == {1}
    assert world.staff(Purpose.CLEAR, comp=1).comp == 1
    assert world.bound(1) != MEAL
