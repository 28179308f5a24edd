"""How long a meal may wait: two hours, or four while nothing denies that it was kept hot."""

import pytest
from msgspec.structs import replace
from tests.cabinet.world import CLOSED, FILLED, HOLD_MS, MEAL, NOON_MS, OPEN, World, layout

from linli.cabinet.machine.keeping import hold_limit_ms
from linli.cabinet.memory import Compartment, Fitting, Times, Zone, refitted
from linli.kernel.clock import Instant
from linli.wire.messages import EventType, Size, Why

HEATED = layout(Fitting(1, Size.S, zone=1), Fitting(2, Size.S), zones=(Zone(1),))
MINUTE_MS = 60_000
HOUR_MS = 3_600_000


def stored(celsius: float | None = 64.0) -> World:
    """Return a cabinet with a meal that was put into a zone as warm as this."""
    world = World(HEATED)
    if celsius is not None:
        world.warms(celsius)
    assert world.stores() == 1
    return world


def is_expired(world: World) -> bool:
    return any(line.type is EventType.HOLD_EXPIRED for line in world.lines)


def restarts(world: World, off_ms: int, quality: int = 2) -> None:
    """Let the power fail for so long."""
    world.now = Instant(50, world.now.wall_ms + off_ms, quality)
    world.boot({1: FILLED, 2: CLOSED})


@pytest.mark.parametrize(
    ("hold_ms", "warm", "limit_ms"),
    [
        (2 * HOUR_MS, None, 2 * HOUR_MS),
        (2 * HOUR_MS, False, 2 * HOUR_MS),
        (2 * HOUR_MS, True, 4 * HOUR_MS),
        (HOUR_MS, True, 2 * HOUR_MS),
        (3 * HOUR_MS, True, 4 * HOUR_MS),
        (5 * HOUR_MS, True, 5 * HOUR_MS),
    ],
)
def test_warmth_doubles_the_time_up_to_four_hours(
    hold_ms: int,
    warm: bool | None,  # noqa: FBT001  # a parameter
    limit_ms: int,
) -> None:
    one = Compartment(Fitting(1, Size.S), warm=warm)

    assert hold_limit_ms(one, Times(hold_ms, 1, 1, 1)) == limit_ms


def test_a_meal_in_no_zone_is_stored_without_a_word_on_warmth() -> None:
    world = World(layout(Fitting(1, Size.S)))
    world.stores()

    assert world.last.data == {}


@pytest.mark.parametrize("celsius", [None, 59.9])
def test_a_meal_that_was_not_put_into_warmth_has_two_hours(celsius: float | None) -> None:
    world = stored(celsius)
    facts = {} if celsius is None else {"zone": 1, "celsius": celsius, "warm": False}
    assert world.last.data == facts

    world.is_kept(65.0, HOLD_MS)
    world.passes(5_000)

    (line,) = (line for line in world.lines if line.type is EventType.HOLD_EXPIRED)
    assert line.data == {"why": "time"}


def test_a_meal_that_was_kept_hot_has_four_hours() -> None:
    world = stored(60.0)
    assert world.last.data == {"zone": 1, "celsius": 60.0, "warm": True, "hold_s": 14_400}
    world.is_kept(60.0, 2 * HOLD_MS - 5_000)
    assert not is_expired(world)

    world.passes(5_000)

    assert world.last.data == {"why": "time"}
    assert world.picks_up().why is Why.HELD


def test_a_word_of_the_thermometer_that_is_too_old_proves_nothing() -> None:
    world = World(HEATED)
    world.warms(64.0)
    world.deposits()
    world.senses(1, OPEN)
    world.wait(30_000)

    world.senses(1, FILLED)

    assert world.last.data == {}


def test_once_it_was_below_two_hours_count_and_it_is_written_at_once() -> None:
    world = stored()
    world.is_kept(64.0, 3 * HOUR_MS)
    assert not is_expired(world)

    world.wait(5_000)
    world.warms(59.9)
    assert [kind for kind, *_ in world.written] == [EventType.WARMTH]
    assert (world.last.data["warm"], world.last.data["lowest"]) == (False, 59.9)
    world.passes(0)

    assert world.last.type is EventType.HOLD_EXPIRED
    assert world.last.data == {"why": "cold"}


def test_a_meal_that_was_cold_is_not_hot_again() -> None:
    world = stored()
    world.warms(59.9)
    world.warms(64.0)

    world.is_kept(64.0, HOLD_MS)

    assert world.memory.compartments[1].expired


def test_the_next_meal_begins_a_record_of_its_own() -> None:
    world = stored()
    world.warms(59.9)
    world.picks_up()
    world.senses(1, OPEN)
    world.senses(1, CLOSED)

    assert world.memory.compartments[1].warm is None


def test_a_meal_elsewhere_does_not_care() -> None:
    world = World(HEATED)
    world.warms(59.9)
    before = len(world.lines)

    world.warms(59.0)

    assert len(world.lines) == before


@pytest.mark.parametrize(("minutes", "kept"), [(9, True), (10, False)])
def test_a_thermometer_may_be_silent_for_less_than_ten_minutes(
    minutes: int,
    kept: bool,  # noqa: FBT001  # a parameter
) -> None:
    world = stored()
    world.warms(None)

    world.passes(minutes * MINUTE_MS)
    world.warms(60.0)

    assert world.memory.compartments[1].warm is kept


def test_silence_that_ends_in_cold_breaks_the_record() -> None:
    world = stored()
    world.warms(None)
    world.passes(MINUTE_MS)

    world.warms(59.9)

    assert world.memory.compartments[1].warm is False


@pytest.mark.parametrize(
    ("off_ms", "quality", "celsius", "kept"),
    [
        (10 * MINUTE_MS, 2, 60.0, True),
        (10 * MINUTE_MS, 2, 59.9, False),
        (10 * MINUTE_MS + 1, 2, 64.0, False),
        (10 * HOUR_MS, 0, 64.0, True),
        (-10 * HOUR_MS, 2, 64.0, True),
    ],
    ids=["still hot", "cold meanwhile", "off too long", "nobody knows", "a clock that went back"],
)
def test_a_power_cut_ends_the_record_unless_the_zone_is_still_hot(
    off_ms: int,
    quality: int,
    celsius: float,
    kept: bool,  # noqa: FBT001  # a parameter
) -> None:
    world = stored()
    restarts(world, off_ms, quality)

    world.wait(10_000)
    world.warms(celsius)

    assert world.memory.compartments[1].warm is kept


def test_a_power_cut_that_was_too_long_is_written_with_the_start() -> None:
    world = stored()

    restarts(world, HOUR_MS)

    assert [kind for kind, *_ in world.written] == [EventType.BOOTED, EventType.WARMTH]
    assert world.last.data == {"zone": 1, "warm": False, "silent": True}


def test_a_thermometer_that_is_silent_for_ten_minutes_after_a_start_breaks_the_record() -> None:
    world = stored()
    restarts(world, 1_000)

    world.passes(10 * MINUTE_MS)

    assert world.last.data == {"zone": 1, "warm": False, "silent": True}
    assert world.memory.compartments[1].warm is False


def test_a_meal_whose_zone_is_gone_or_another_has_no_record_any_more() -> None:
    world = stored()
    world.memory = replace(world.memory, zones={}, warmths={})
    restarts(world, 1_000)
    assert world.memory.compartments[1].warm is False

    moved = refitted(Compartment(Fitting(1, Size.S, zone=1), warm=True), Fitting(1, Size.S, zone=2))
    assert moved.warm is False
    assert refitted(Compartment(Fitting(1, Size.S, zone=1)), Fitting(1, Size.S)).warm is None


def test_a_warm_meal_grows_old_while_the_power_is_off() -> None:
    world = stored()
    restarts(world, 2 * HOLD_MS)

    world.passes(0)

    assert is_expired(world)
    assert world.bound(1) == MEAL
    assert world.now.wall_ms == NOON_MS + 2 * HOLD_MS
