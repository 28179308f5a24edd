"""What a door that opens, closes, jams or is forced means, by the state it does it in."""

import pytest
from tests.cabinet.world import (
    CLOSED,
    FILLED,
    HOLD_MS,
    MEAL,
    OPEN,
    OPEN_FILLED,
    OTHER,
    SANITISE_MS,
    World,
    layout,
)

from linli.cabinet.inputs import Lamp, Reading
from linli.cabinet.memory import Fitting
from linli.wire.messages import (
    BlockCompartment,
    CancelDeposit,
    EventType,
    Purpose,
    Result,
    Size,
    State,
)

BLIND = layout(Fitting(1, Size.S, occupancy_sensor=False, lamp=False))
NOTHING_SEEN = Reading(is_open=False, occupied=None)
BLIND_OPEN = Reading(is_open=True, occupied=None)


def test_a_reading_of_a_door_that_is_not_ours_changes_nothing() -> None:
    world = World()
    before = world.memory

    world.senses(9, OPEN)

    assert (world.memory, world.effects) == (before, [])


def test_the_same_reading_again_changes_nothing() -> None:
    world = World()
    before = world.memory

    world.senses(1, CLOSED)

    assert (world.memory, world.effects) == (before, [])


def test_a_meal_goes_in_and_out() -> None:
    world = World()
    world.deposits()
    seen = []
    for reading in (OPEN, OPEN_FILLED, FILLED):
        world.senses(1, reading)
        seen += world.written
    world.picks_up()
    for reading in (OPEN_FILLED, OPEN, CLOSED):
        world.senses(1, reading)
        seen += world.written

    assert seen == [
        (EventType.OPENED, 1, State.OPEN_D, MEAL),
        (EventType.DEPOSITED, 1, State.OCC, MEAL),
        (EventType.OPENED, 1, State.OPEN_P, MEAL),
        (EventType.PICKED, 1, State.DIRTY, MEAL),
    ]
    assert world.bound(1) == ""


def test_a_door_closed_on_nothing_lets_the_deposit_try_again() -> None:
    world = World()
    world.deposits()
    world.senses(1, OPEN)

    world.senses(1, CLOSED)

    assert world.written == [(EventType.EMPTY, 1, State.DIRTY, MEAL)]
    assert world.bound(1) == ""
    assert world.deposits().comp == 2


def test_a_cancellation_that_waited_comes_true_when_the_door_closes_on_nothing() -> None:
    world = World()
    world.deposits()
    world.senses(1, OPEN)
    world.directs(CancelDeposit(deposit=MEAL, why="expired"))
    assert world.written == []

    world.senses(1, CLOSED)

    assert world.written == [
        (EventType.EMPTY, 1, State.DIRTY, MEAL),
        (EventType.CANCELLED, 0, None, MEAL),
    ]
    assert world.last.data == {"why": "expired"}


def test_a_meal_that_is_stored_first_makes_its_cancellation_void() -> None:
    world = World()
    world.deposits()
    world.senses(1, OPEN)
    world.directs(CancelDeposit(deposit=MEAL, why="expired"))
    world.senses(1, FILLED)

    world.picks_up()
    world.senses(1, OPEN)
    world.senses(1, CLOSED)

    kinds = [line.type for line in world.lines]
    assert kinds[-1] is EventType.PICKED
    assert EventType.CANCELLED not in kinds


def test_a_meal_that_was_left_behind_stays_its_owners() -> None:
    world = World()
    world.stores()
    world.picks_up()
    world.senses(1, OPEN_FILLED)

    world.senses(1, FILLED)

    assert world.written == [(EventType.NOT_TAKEN, 1, State.OCC, MEAL)]
    assert world.picks_up().result is Result.OK


def test_without_a_sensor_a_closed_door_counts_and_the_line_says_that_none_saw_it() -> None:
    world = World(BLIND)
    world.deposits()
    world.senses(1, BLIND_OPEN)
    world.senses(1, NOTHING_SEEN)
    stored = (world.state(1), world.last.type, world.last.data)
    world.picks_up()
    world.senses(1, BLIND_OPEN)
    world.senses(1, NOTHING_SEEN)

    assert stored == (State.OCC, EventType.DEPOSITED, {"verified": False})
    assert (world.last.type, world.last.data) == (EventType.PICKED, {"verified": False})


def test_occupancy_that_no_fitted_sensor_can_have_seen_is_not_believed() -> None:
    world = World(BLIND)

    world.senses(1, FILLED)

    assert world.state(1) is State.FREE
    assert world.written == []


def test_a_sensor_that_has_fallen_silent_loses_no_meal() -> None:
    world = World()
    world.deposits()
    world.senses(1, OPEN)

    world.senses(1, NOTHING_SEEN)

    assert (world.state(1), world.last.data) == (State.OCC, {"verified": False})


def test_a_lock_that_does_not_let_go_for_two_seconds_has_jammed() -> None:
    world = World()
    world.deposits()
    world.passes(1_999)
    assert world.state(1) is State.OPENING_D

    world.passes(1)

    assert world.written == [(EventType.UNSURE, 1, State.UNSURE, MEAL)]
    assert world.last.data == {"after": "OPENING_D", "tries": 1}
    assert world.bound(1) == MEAL


def test_a_lock_that_jams_for_an_owner_keeps_the_meal_theirs() -> None:
    world = World()
    world.stores()
    world.picks_up()

    world.passes(2_000)

    assert world.written == [(EventType.UNSURE, 1, State.UNSURE, MEAL)]


def test_a_lock_that_jams_for_staff_must_be_looked_into() -> None:
    world = World()
    world.stores()
    world.staff(Purpose.RECALL, MEAL)

    world.passes(2_000)

    assert world.written == [(EventType.UNSURE, 1, State.CHECK, MEAL)]


@pytest.mark.parametrize(
    ("purpose", "state"),
    [
        (Purpose.DEPOSIT, State.OPEN_D),
        (Purpose.PICKUP, State.OPEN_P),
        (Purpose.RECALL, State.OPEN_S),
    ],
)
def test_a_slow_door_is_still_the_door_of_whoever_asked(purpose: Purpose, state: State) -> None:
    world = World()
    if purpose is not Purpose.DEPOSIT:
        world.stores()
    world.asks(world.act(purpose))
    world.passes(4_999)

    world.senses(1, OPEN_FILLED)

    assert world.written == [(EventType.OPENED, 1, state, MEAL)]
    assert world.last.data == {"late": True}


@pytest.mark.parametrize("purpose", [Purpose.DEPOSIT, Purpose.PICKUP, Purpose.RECALL])
def test_a_jammed_door_that_opens_five_seconds_later_was_forced(purpose: Purpose) -> None:
    world = World()
    if purpose is not Purpose.DEPOSIT:
        world.stores()
    world.asks(world.act(purpose))
    world.passes(5_000)

    world.senses(1, OPEN)

    assert world.written == [(EventType.FORCED, 1, State.CHECK, MEAL)]
    assert world.bound(1) == MEAL


def test_a_door_that_was_opened_once_is_not_slow_the_second_time() -> None:
    world = World()
    world.stores()
    world.picks_up()
    for reading in (OPEN_FILLED, FILLED):
        world.senses(1, reading)

    world.senses(1, OPEN_FILLED)

    assert world.written == [(EventType.FORCED, 1, State.CHECK, MEAL)]


def test_a_free_compartment_that_opens_was_forced() -> None:
    world = World()

    world.senses(1, OPEN)

    assert world.written == [(EventType.FORCED, 1, State.CHECK, "")]


def test_a_meal_whose_door_is_forced_stays_bound_and_each_opening_is_written() -> None:
    world = World()
    world.stores()

    world.senses(1, OPEN_FILLED)
    first = world.written
    world.senses(1, FILLED)
    closed = world.written
    world.senses(1, OPEN_FILLED)

    assert first == world.written == [(EventType.FORCED, 1, State.CHECK, MEAL)]
    assert closed == []


def test_a_dirty_compartment_that_opens_was_forced() -> None:
    world = World()
    world.deposits()
    world.senses(1, OPEN)
    world.senses(1, CLOSED)
    assert world.state(1) is State.DIRTY

    world.senses(1, OPEN)

    assert world.written == [(EventType.FORCED, 1, State.CHECK, "")]


def test_a_door_out_of_service_that_opens_stays_out_of_service() -> None:
    world = World()
    world.directs(BlockCompartment(comp=1, blocked=True, reason="hinge"))

    world.senses(1, OPEN)

    assert world.written == [(EventType.FORCED, 1, State.OOS, "")]


def lit() -> World:
    """Return a world in which the first compartment's lamp burns."""
    world = World()
    world.deposits()
    world.senses(1, OPEN)
    world.senses(1, CLOSED)
    world.passes(1_000)
    assert (world.state(1), world.lamps) == (State.SANI, {1})
    return world


@pytest.mark.parametrize(
    ("reading", "facts"),
    [(OPEN, {}), (FILLED, {"occupied": True}), (NOTHING_SEEN, {"silent": True})],
    ids=["open", "occupied", "silent"],
)
def test_the_lamp_goes_off_first_when_anyone_could_be_under_it(
    reading: Reading, facts: dict[str, bool]
) -> None:
    world = lit()

    world.senses(1, reading)

    assert world.effects[0] == Lamp(1, on=False)
    assert world.written == [(EventType.FORCED, 1, State.CHECK, "")]
    assert world.last.data == facts
    world.passes(SANITISE_MS)
    assert world.state(1) is State.CHECK


def test_what_appears_behind_a_closed_door_must_be_looked_into() -> None:
    world = World()

    world.senses(1, FILLED)

    assert world.written == [(EventType.FORCED, 1, State.CHECK, "")]
    assert world.last.data == {"occupied": True}


def test_a_sensor_that_falls_silent_over_a_free_compartment_alarms_nobody() -> None:
    world = World()

    world.senses(1, NOTHING_SEEN)

    assert (world.state(1), world.written) == (State.FREE, [])


def test_a_sensor_that_flickers_over_a_stored_meal_alarms_nobody() -> None:
    world = World()
    world.stores()

    world.senses(1, CLOSED)

    assert (world.state(1), world.written) == (State.OCC, [])


def test_each_line_stands_on_the_one_before() -> None:
    world = World()
    world.stores()
    world.stores(OTHER)
    world.passes(HOLD_MS)

    assert [line.seq for line in world.lines] == list(range(1, len(world.lines) + 1))
    assert (world.memory.seq, world.memory.head) == (world.last.seq, world.last.hash)
    assert len({line.hash for line in world.lines}) == len(world.lines)
