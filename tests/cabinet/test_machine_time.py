"""What comes of time alone: rest and light, doors left open, meals kept too long, ticks."""

import pytest
from msgspec.structs import replace
from tests.cabinet.world import (
    CLOSE_MS,
    CLOSED,
    FILLED,
    HOLD_MS,
    IDLE_MS,
    MEAL,
    NOON_MS,
    OPEN,
    OPEN_FILLED,
    OTHER,
    SANITISE_MS,
    World,
    layout,
)

from linli.cabinet.inputs import Elapsed, Lamp, Reading, Ticked
from linli.cabinet.machine import next_due_ms
from linli.cabinet.memory import RECENT_KEPT, TICKS_KEPT, Fitting
from linli.kernel.clock import Instant
from linli.wire.messages import (
    BlockCompartment,
    CancelDeposit,
    EventType,
    HoldDeposit,
    Purpose,
    Result,
    Size,
    State,
    Why,
)


def emptied(world: World) -> World:
    """Let a courier close the first door on nothing, and return the world."""
    world.deposits()
    world.senses(1, OPEN)
    world.senses(1, CLOSED)
    assert world.state(1) is State.DIRTY
    return world


def test_a_cabinet_at_rest_wants_to_be_told_of_nothing() -> None:
    world = World()

    assert next_due_ms(world.memory) is None
    assert world.happens(Elapsed()) == []


def test_nothing_is_done_before_it_is_due() -> None:
    world = emptied(World())
    due_ms = next_due_ms(world.memory)
    assert due_ms == world.now.mono_ms + IDLE_MS

    world.wait(IDLE_MS - 1)

    assert world.happens(Elapsed()) == []


def test_an_empty_compartment_rests_then_is_lit_then_is_free() -> None:
    world = emptied(World())
    world.passes(IDLE_MS)
    assert world.written == [(EventType.SANI_START, 1, State.SANI, "")]
    assert world.effects[-1] == Lamp(1, on=True)

    world.passes(SANITISE_MS - 1)
    assert world.lamps == {1}
    world.passes(1)

    assert world.written == [(EventType.SANI_END, 1, State.FREE, "")]
    assert world.last.data == {"dose_s": SANITISE_MS // 1_000, "lamp_h": 0}
    assert world.effects[0] == Lamp(1, on=False)
    assert world.deposits(OTHER).comp == 2, "the least used comes first"


@pytest.mark.parametrize(
    "fitting",
    [
        Fitting(1, Size.S, occupancy_sensor=False, lamp=True),
        Fitting(1, Size.S, occupancy_sensor=True, lamp=False),
    ],
    ids=["without a sensor", "without a lamp"],
)
def test_where_no_lamp_may_burn_a_compartment_is_free_after_its_rest(fitting: Fitting) -> None:
    world = World(layout(fitting))
    world.staff(Purpose.CLEAR, comp=1)
    world.senses(1, OPEN)
    world.senses(1, CLOSED)

    world.passes(IDLE_MS)

    assert world.written == [(EventType.SANI_END, 1, State.FREE, "")]
    assert world.last.data == {"dose_s": 0}
    assert Lamp(1, on=True) not in world.effects


def test_the_rest_begins_when_the_sensor_says_empty() -> None:
    world = emptied(World())
    world.senses(1, FILLED)
    world.passes(60_000)
    world.senses(1, CLOSED)

    world.passes(IDLE_MS - 1)
    resting = world.state(1)
    world.passes(1)

    assert (resting, world.state(1)) == (State.DIRTY, State.SANI)


@pytest.mark.parametrize("reading", [FILLED, Reading(is_open=False, occupied=None)])
def test_what_is_not_known_to_be_empty_is_never_free(reading: Reading) -> None:
    world = emptied(World())

    world.senses(1, reading)
    world.passes(86_400_000)

    assert world.state(1) is State.DIRTY
    assert world.lamps == set()


def test_a_door_left_open_is_told_once_an_opening() -> None:
    world = World()
    world.deposits()
    world.senses(1, OPEN)
    world.passes(CLOSE_MS // 2)
    world.senses(1, OPEN_FILLED)
    world.passes(CLOSE_MS // 2 - 1)
    before = world.last.type

    world.passes(1)
    assert (before, world.last.type) == (EventType.OPENED, EventType.LEFT_OPEN)
    world.passes(CLOSE_MS * 10)

    assert [line.type for line in world.lines].count(EventType.LEFT_OPEN) == 1
    assert world.written == [(EventType.LEFT_OPEN, 1, State.OPEN_D, MEAL)]


def test_the_next_opening_is_told_again() -> None:
    world = World()
    for _ in range(2):
        world.senses(1, OPEN)
        world.passes(CLOSE_MS)
        world.senses(1, CLOSED)

    assert [line.type for line in world.lines].count(EventType.LEFT_OPEN) == 2


def test_a_door_that_is_found_open_at_a_start_is_told_after_its_time() -> None:
    world = World()
    world.boot({1: OPEN, 2: CLOSED, 3: CLOSED})

    world.passes(CLOSE_MS)

    assert world.written == [(EventType.LEFT_OPEN, 1, State.CHECK, "")]


def test_a_meal_kept_too_long_is_not_given_out_any_more() -> None:
    world = World()
    world.stores()
    world.passes(HOLD_MS - 1)
    assert world.last.type is EventType.DEPOSITED

    world.passes(1)

    assert world.written == [(EventType.HOLD_EXPIRED, 1, State.OCC, MEAL)]
    assert world.last.data == {"why": "time"}
    assert world.picks_up().why is Why.HELD


def test_a_hold_limit_passes_once_even_if_the_meal_is_let_go_of() -> None:
    world = World()
    world.stores()
    world.passes(HOLD_MS)
    world.directs(HoldDeposit(deposit=MEAL, held=False))

    world.passes(HOLD_MS)

    assert [line.type for line in world.lines].count(EventType.HOLD_EXPIRED) == 1
    assert world.picks_up().result is Result.OK


def test_the_next_meal_has_a_hold_limit_of_its_own() -> None:
    world = World(layout(Fitting(1, Size.S)))
    world.stores()
    world.passes(HOLD_MS - 600_000)
    world.picks_up()
    world.senses(1, OPEN)
    world.senses(1, CLOSED)
    world.passes(60_000)
    world.deposits(OTHER)
    world.senses(1, OPEN)
    world.senses(1, FILLED)

    world.passes(HOLD_MS - 1)
    assert EventType.HOLD_EXPIRED not in [line.type for line in world.lines]

    world.passes(1)

    assert world.written == [(EventType.HOLD_EXPIRED, 1, State.OCC, OTHER)]


def test_a_meal_after_one_that_was_kept_too_long_expires_too() -> None:
    world = World(layout(Fitting(1, Size.S)))
    world.stores()
    world.passes(HOLD_MS)
    world.staff(Purpose.RECALL, MEAL)
    world.senses(1, OPEN)
    world.senses(1, CLOSED)
    world.passes(60_000)
    world.stores(OTHER)

    world.passes(HOLD_MS)

    assert world.written == [(EventType.HOLD_EXPIRED, 1, State.OCC, OTHER)]


def test_a_wall_clock_that_jumps_while_the_machine_runs_expires_nothing() -> None:
    world = World()
    world.stores()

    world.now = Instant(world.now.mono_ms + 1, NOON_MS + 10 * HOLD_MS)
    world.happens(Elapsed())

    assert world.last.type is EventType.DEPOSITED


@pytest.mark.parametrize(
    ("off_ms", "quality", "expired"),
    [
        (HOLD_MS, 2, True),
        (HOLD_MS - 1, 2, False),
        (HOLD_MS, 0, False),
        (-HOLD_MS, 2, False),
    ],
    ids=["long off", "not that long", "no clock to tell", "a clock that went back"],
)
def test_a_meal_grows_old_while_the_power_is_off(
    off_ms: int,
    quality: int,
    expired: bool,  # noqa: FBT001  # a parameter
) -> None:
    world = World()
    world.stores()
    world.now = Instant(mono_ms=50, wall_ms=world.now.wall_ms + off_ms, quality=quality)

    world.boot({1: FILLED, 2: CLOSED, 3: CLOSED})
    world.happens(Elapsed())

    assert (world.last.type is EventType.HOLD_EXPIRED) is expired


def test_a_clock_that_went_back_makes_no_meal_younger_than_the_start() -> None:
    world = World()
    world.stores()
    world.now = Instant(mono_ms=50, wall_ms=NOON_MS - 10 * HOLD_MS)
    world.boot({1: FILLED, 2: CLOSED, 3: CLOSED})

    world.passes(HOLD_MS)

    assert world.last.type is EventType.HOLD_EXPIRED


def test_the_age_is_reckoned_as_soon_as_the_clock_can_be_trusted() -> None:
    world = World()
    world.stores()
    world.now = Instant(mono_ms=50, wall_ms=0, quality=0)
    world.boot({1: FILLED, 2: CLOSED, 3: CLOSED})
    world.now = Instant(mono_ms=60_000, wall_ms=NOON_MS + HOLD_MS, quality=2)

    world.happens(Elapsed())

    assert world.written == [(EventType.HOLD_EXPIRED, 1, State.OCC, MEAL)]


def test_a_meal_stored_by_a_clock_of_no_worth_is_timed_from_the_start() -> None:
    world = World()
    world.now = Instant(world.now.mono_ms, 1_000, quality=0)
    world.stores()
    world.now = Instant(mono_ms=50, wall_ms=NOON_MS, quality=2)

    world.boot({1: FILLED, 2: CLOSED, 3: CLOSED})
    world.passes(HOLD_MS - 1)
    before = world.last.type
    world.passes(1)

    assert (before, world.last.type) == (EventType.BOOTED, EventType.HOLD_EXPIRED)


def test_the_wall_clock_in_the_journal_never_goes_back() -> None:
    world = World()
    world.now = Instant(world.now.mono_ms, NOON_MS - 5_000, quality=1)

    world.senses(1, OPEN)

    assert (world.last.wall, world.last.wq) == (NOON_MS, 1)
    assert world.last.mono == world.now.mono_ms


def test_a_blocked_compartment_finishes_its_light_and_is_out_of_service() -> None:
    world = emptied(World())
    world.passes(IDLE_MS)
    world.directs(BlockCompartment(comp=1, blocked=True, reason="hinge"))
    assert world.written == []

    world.passes(SANITISE_MS)

    assert world.written == [
        (EventType.SANI_END, 1, State.FREE, ""),
        (EventType.BLOCKED, 1, State.OOS, ""),
    ]
    assert world.last.data == {"reason": "hinge"}


def test_a_cancellation_waits_until_no_slow_door_can_open_any_more() -> None:
    world = World()
    world.deposits()
    world.passes(2_000)
    world.directs(CancelDeposit(deposit=MEAL, why="expired"))
    assert world.written == []
    world.passes(2_999)
    assert world.state(1) is State.UNSURE

    world.passes(1)

    assert world.written == [(EventType.CANCELLED, 1, State.DIRTY, MEAL)]
    assert world.last.data == {"why": "never_arrived"}


def test_of_many_things_due_each_is_done_in_its_turn() -> None:
    world = World()
    world.stores()
    world.senses(1, OPEN_FILLED)
    world.wait(HOLD_MS)

    first = [world.happens(Elapsed()), world.written][1]
    second = [world.happens(Elapsed()), world.written][1]

    assert first == [(EventType.HOLD_EXPIRED, 1, State.CHECK, MEAL)]
    assert second == [(EventType.LEFT_OPEN, 1, State.CHECK, MEAL)]
    assert next_due_ms(world.memory) is None


def test_only_the_newest_ticks_are_good_however_many_are_drawn() -> None:
    world = World()
    act = world.act(Purpose.DEPOSIT)

    for number in range(TICKS_KEPT):
        world.happens(Ticked(f"{number:016x}"))

    assert world.asks(act).result is Result.STALE
    assert len(world.memory.ticks) == TICKS_KEPT


def test_ticks_that_nobody_may_echo_are_forgotten() -> None:
    world = World()
    world.tick()
    world.wait(5_000)
    world.tick()
    assert len(world.memory.ticks) == 2

    world.wait(1)
    world.tick()

    assert len(world.memory.ticks) == 2


def test_a_number_that_is_drawn_twice_keeps_its_first_time() -> None:
    world = World()
    act = world.act(Purpose.DEPOSIT)
    world.wait(5_000)
    world.happens(Ticked(act.tick))
    world.wait(1)

    assert world.asks(act).result is Result.STALE


def test_only_so_many_ended_deposits_and_grants_are_remembered() -> None:
    world = World()
    act = world.act(Purpose.CLEAR, "", comp=1)
    for number in range(RECENT_KEPT + 1):
        world.directs(CancelDeposit(deposit=f"{number:013d}", why="expired"))
    assert len(world.memory.ended) == RECENT_KEPT
    assert "0" * 13 not in world.memory.ended

    filled = replace(world.memory, used=tuple(f"{number}" for number in range(RECENT_KEPT)))
    world.memory = filled
    world.asks(act)

    assert len(world.memory.used) == RECENT_KEPT
    assert "0" not in world.memory.used
