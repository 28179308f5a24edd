"""Sensors and boards that say nothing: nobody knows the door, so nothing is done at it."""

import pytest
from tests.cabinet.world import (
    CLOSE_MS,
    CLOSED,
    FILLED,
    IDLE_MS,
    MEAL,
    OPEN,
    OPEN_FILLED,
    SANITISE_MS,
    World,
    layout,
)

from linli.cabinet.inputs import BoardHeard, Effect, Lamp, Reading
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


def alone() -> World:
    """Return a cabinet of one compartment."""
    return World(layout(Fitting(1, Size.S)))


def lit() -> World:
    """Return a cabinet whose only lamp has burnt for ten seconds."""
    world = alone()
    world.deposits()
    world.senses(1, OPEN)
    world.senses(1, CLOSED)
    world.passes(IDLE_MS + 10_000)
    assert world.lamps == {1}
    return world


def test_a_compartment_that_falls_silent_is_not_given_out() -> None:
    world = World()
    world.senses(1, None)

    assert world.deposits().comp == 2


def test_a_door_that_has_fallen_silent_is_not_pulsed() -> None:
    world = World()
    world.stores()
    world.senses(1, None)

    reply = world.picks_up()

    assert (reply.result, reply.comp) == (Result.BUSY, 1)
    assert world.pulses == [1]


def test_silence_alone_writes_nothing_and_is_nothing_new_the_second_time() -> None:
    world = World()
    world.stores()

    world.senses(1, None)
    assert world.written == []
    world.wait(5_000)
    before = world.memory
    world.senses(1, None)

    assert world.memory == before


def test_the_lamp_goes_out_over_a_door_that_falls_silent() -> None:
    world = lit()

    world.senses(1, None)

    assert world.effects[0] == Lamp(1, on=False)
    assert world.written == [(EventType.SANI_END, 1, State.DIRTY, "")]
    assert world.last.data == {"dose_s": 10, "lamp_h": 0, "interrupted": True, "silent": True}
    assert world.memory.compartments[1].lamp_ms == 10_000
    world.passes(3_600_000)
    assert world.lamps == set()
    assert world.state(1) is State.DIRTY


def test_a_blocked_compartment_whose_light_was_cut_short_is_out_of_service() -> None:
    world = lit()
    world.directs(BlockCompartment(comp=1, blocked=True, reason="hinge"))

    world.senses(1, None)

    assert world.written[1:] == [(EventType.BLOCKED, 1, State.OOS, "")]


def test_the_rest_begins_anew_when_the_sensors_speak_again() -> None:
    world = lit()
    world.senses(1, None)
    world.passes(60_000)
    world.senses(1, CLOSED)

    world.passes(IDLE_MS)
    assert world.state(1) is State.SANI
    world.passes(SANITISE_MS)

    assert world.state(1) is State.FREE


@pytest.mark.parametrize(
    ("reading", "kind", "after", "facts"),
    [
        (OPEN_FILLED, EventType.FORCED, State.CHECK, {"silent": True}),
        (CLOSED, EventType.UNSURE, State.UNSURE, {"silent": True, "after": "OCC"}),
    ],
)
def test_a_stored_meal_is_settled_by_what_the_sensors_say_then(
    reading: Reading, kind: EventType, after: State, facts: dict[str, object]
) -> None:
    world = World()
    world.stores()
    world.senses(1, None)

    world.senses(1, reading)

    assert world.written == [(kind, 1, after, MEAL)]
    assert world.last.data == facts


def test_a_stored_meal_that_is_as_it_was_is_its_owners() -> None:
    world = World()
    world.stores()
    world.senses(1, None)
    world.senses(1, FILLED)

    assert world.written == []
    assert world.picks_up().result is Result.OK


def test_a_meal_that_was_put_in_while_nobody_could_tell_is_stored() -> None:
    world = World()
    world.deposits()
    world.senses(1, OPEN)
    world.senses(1, None)

    world.senses(1, FILLED)

    assert [kind for kind, *_ in world.written] == [EventType.UNSURE, EventType.DEPOSITED]
    assert world.last.data == {"unattended": True}


def test_a_meal_that_was_taken_while_nobody_could_tell_is_picked_up() -> None:
    world = World()
    world.stores()
    world.picks_up()
    world.senses(1, OPEN_FILLED)
    world.senses(1, None)

    world.senses(1, CLOSED)

    assert world.written == [
        (EventType.UNSURE, 1, State.UNSURE, MEAL),
        (EventType.PICKED, 1, State.DIRTY, MEAL),
    ]
    assert world.last.data == {"unattended": True}


def test_a_meal_taken_unseen_leaves_a_blocked_compartment_out_of_service() -> None:
    world = World()
    world.stores()
    world.picks_up()
    world.senses(1, OPEN_FILLED)
    world.senses(1, None)
    world.directs(BlockCompartment(comp=1, blocked=True, reason="hinge"))

    world.senses(1, CLOSED)

    assert world.state(1) is State.OOS


def test_a_lock_is_not_called_jammed_while_its_switch_is_silent() -> None:
    world = World()
    world.deposits()
    world.senses(1, None)
    world.passes(60_000)
    assert world.state(1) is State.OPENING_D

    world.senses(1, OPEN)

    assert world.written == [(EventType.OPENED, 1, State.OPEN_D, MEAL)]
    assert world.last.data == {"silent": True}


def test_a_deposit_is_not_said_to_be_missing_while_the_sensors_are_silent() -> None:
    world = World()
    world.deposits()
    world.passes(2_000)
    world.senses(1, None)
    world.directs(CancelDeposit(deposit=MEAL, why="expired"))
    world.passes(60_000)
    assert world.bound(1) == MEAL

    world.senses(1, CLOSED)
    world.passes(0)

    assert world.bound(1) == ""


def test_a_door_is_left_open_only_if_its_switch_says_so_and_then_since_it_was_silent() -> None:
    world = World()
    world.senses(1, OPEN)
    world.passes(CLOSE_MS // 2)
    world.senses(1, None)
    world.passes(CLOSE_MS)
    assert EventType.LEFT_OPEN not in [line.type for line in world.lines]

    world.senses(1, OPEN)
    world.passes(0)

    assert world.last.type is EventType.LEFT_OPEN


def test_a_door_that_speaks_first_long_after_the_start_may_have_been_open_all_along() -> None:
    world = World()
    world.boot({2: CLOSED, 3: CLOSED})
    world.passes(CLOSE_MS)

    world.senses(1, OPEN)
    world.passes(0)

    assert world.last.type is EventType.LEFT_OPEN


def test_staff_wait_for_a_silent_door_too() -> None:
    world = alone()
    world.senses(1, None)

    assert world.staff(Purpose.CLEAR, comp=1).result is Result.BUSY


def hears(world: World, board: str, *, silent: bool) -> list[Effect]:
    """Let a board be said to be silent or back."""
    return world.happens(BoardHeard(board, silent))


def test_a_board_that_falls_silent_or_speaks_again_is_told_once() -> None:
    world = World()
    hears(world, "left", silent=True)
    assert world.written == [(EventType.BOARD_SILENT, 0, None, "")]
    assert world.last.data == {"board": "left"}

    assert hears(world, "left", silent=True) == []
    hears(world, "right", silent=True)
    hears(world, "left", silent=False)

    assert world.written == [(EventType.BOARD_BACK, 0, None, "")]
    assert world.last.data == {"board": "left"}
    assert hears(world, "left", silent=False) == []
    assert world.memory.told.boards == ("right",)


def test_after_a_start_no_board_is_silent_until_it_is_told_anew() -> None:
    world = World()
    hears(world, "left", silent=True)

    world.boot()
    assert world.written[1:] == [(EventType.BOARD_BACK, 0, None, "")]
    assert world.last.data == {"board": "left", "off": True}
    hears(world, "left", silent=True)

    assert world.last.type is EventType.BOARD_SILENT
