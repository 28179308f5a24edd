"""Doors whose locks stick: tried again, given up, and never pulsed by a grant that has acted."""

from msgspec.structs import replace
from tests.cabinet.world import FILLED, MEAL, OPEN, OPEN_FILLED, OTHER, World, layout

from linli.cabinet.memory import LATE_DOOR_MS, TRIES, Fitting
from linli.wire.messages import CancelDeposit, EventType, Purpose, Result, Size, State, Why

REFUSED = Result.STATE


def jam(world: World, times: int) -> None:
    """Let a courier press in vain so often."""
    for _ in range(times):
        assert world.deposits().result is Result.OK
        world.passes(2_000)


def test_a_jammed_door_is_tried_again_for_the_same_courier() -> None:
    world = World()
    world.deposits()
    world.passes(2_000)
    assert world.state(1) is State.UNSURE

    reply = world.deposits()

    assert (reply.result, reply.comp) == (Result.OK, 1)
    assert world.pulses == [1, 1]


def test_a_grant_acts_once_even_on_a_jammed_door() -> None:
    world = World()
    act = world.act(Purpose.DEPOSIT)
    world.asks(act)
    world.passes(2_000)

    reply = world.asks(replace(world.act(Purpose.DEPOSIT), grant=act.grant))

    assert (reply.result, reply.why) == (REFUSED, Why.BAD_GRANT)
    assert world.pulses == [1]


def test_a_door_that_jams_three_times_is_out_of_service_and_the_courier_gets_another() -> None:
    world = World()
    jam(world, TRIES)
    world.passes(LATE_DOOR_MS)

    fourth = world.deposits()

    assert (fourth.result, fourth.why, fourth.comp) == (REFUSED, Why.WRONG_STATE, 1)
    assert world.written == [
        (EventType.EMPTY, 1, State.DIRTY, MEAL),
        (EventType.BLOCKED, 1, State.OOS, ""),
    ]
    assert world.deposits().comp == 2


def test_a_door_that_jammed_three_times_is_not_given_up_while_its_latch_may_still_open() -> None:
    world = World()
    jam(world, TRIES)

    fourth = world.deposits()
    assert (fourth.result, world.state(1)) == (Result.BUSY, State.UNSURE)
    for reading in (OPEN, OPEN_FILLED, FILLED):
        world.senses(1, reading)

    assert (world.state(1), world.bound(1)) == (State.OCC, MEAL)


def test_a_door_that_jams_and_cannot_say_that_it_is_empty_waits_for_staff() -> None:
    world = World(layout(Fitting(1, Size.S, occupancy_sensor=False)))
    jam(world, TRIES)

    fourth = world.deposits()

    assert fourth.why is Why.WRONG_STATE
    assert world.written == [(EventType.BLOCKED, 1, State.CHECK, MEAL)]
    assert world.staff(Purpose.RECALL, MEAL).result is Result.OK


def test_an_owner_whose_door_jams_three_times_must_be_helped() -> None:
    world = World()
    world.stores()
    for _ in range(TRIES):
        assert world.picks_up().result is Result.OK
        world.passes(2_000)

    fourth = world.picks_up()
    world.senses(1, OPEN_FILLED)

    assert (fourth.result, fourth.why) == (REFUSED, Why.WRONG_STATE)
    assert (world.state(1), world.bound(1)) == (State.CHECK, MEAL)
    assert world.last.type is EventType.FORCED, "nobody's door any more, however late it opens"


def test_the_next_deposit_has_all_its_tries() -> None:
    world = World(layout(Fitting(1, Size.S)))
    jam(world, TRIES)
    world.directs(CancelDeposit(deposit=MEAL, why="expired"))
    world.passes(60_000)
    assert world.state(1) is State.FREE
    world.deposits(OTHER)
    world.passes(2_000)

    assert world.deposits(OTHER).result is Result.OK


def test_tries_are_counted_from_the_last_time_the_door_opened() -> None:
    world = World()
    jam(world, TRIES - 1)
    world.deposits()
    for reading in (OPEN, OPEN_FILLED, FILLED):
        world.senses(1, reading)

    world.picks_up()
    world.passes(2_000)

    assert world.picks_up().result is Result.OK


def test_a_courier_whose_compartment_was_forced_is_refused() -> None:
    world = World()
    jam(world, 1)
    world.passes(5_000)
    world.senses(1, OPEN)

    reply = world.deposits()

    assert (reply.result, reply.why) == (REFUSED, Why.WRONG_STATE)


def test_a_meal_that_was_never_seen_is_not_given_out() -> None:
    world = World()
    jam(world, 1)

    reply = world.picks_up()

    assert (reply.result, reply.why) == (REFUSED, Why.WRONG_STATE)
