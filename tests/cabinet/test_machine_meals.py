"""Couriers and owners before a cabinet: who gets which door, and who is told what instead."""

import pytest
from msgspec.structs import replace
from tests.cabinet.world import (
    CLOSED,
    FILLED,
    MEAL,
    OPEN,
    OPEN_FILLED,
    OTHER,
    THIRD,
    World,
    layout,
)

from linli.cabinet.inputs import Pulse, Reading, Say, Write
from linli.cabinet.memory import Fitting
from linli.wire.grant import grant_id
from linli.wire.messages import (
    CancelDeposit,
    EventType,
    HoldDeposit,
    Purpose,
    Result,
    Size,
    State,
    Why,
)

REFUSED = Result.STATE


def test_a_deposit_opens_one_door_and_says_who_may_and_by_which_word() -> None:
    world = World()
    act = world.act(Purpose.DEPOSIT)

    reply = world.asks(act)

    assert (reply.result, reply.comp, reply.why) == (Result.OK, 1, Why.NONE)
    assert world.written == [(EventType.INTENT_D, 1, State.OPENING_D, MEAL)]
    assert world.last.grant == grant_id(act.grant)
    assert world.last.data == {"cid": act.cid, "actor": "courier"}
    kinds = [type(one) for one in world.effects]
    assert kinds == [Write, Pulse, Say]


def test_a_deposit_without_a_name_is_refused() -> None:
    reply = World().deposits("")

    assert (reply.result, reply.why) == (REFUSED, Why.UNKNOWN_DEPOSIT)


@pytest.mark.parametrize(
    ("needed", "given"), [(Size.S, 3), (Size.M, 2), (Size.L, 1)], ids=["S", "M", "L"]
)
def test_the_smallest_that_fits_is_given(needed: Size, given: int) -> None:
    world = World(layout(Fitting(1, Size.L), Fitting(2, Size.M), Fitting(3, Size.S)))

    assert world.deposits(size=needed).comp == given


def test_a_small_lock_is_given_to_a_small_meal_however_worn_it_is() -> None:
    world = World(layout(Fitting(1, Size.S), Fitting(2, Size.M)))
    world.stores()
    world.picks_up()
    world.senses(1, OPEN)
    world.senses(1, CLOSED)
    world.passes(60_000)

    assert world.deposits(OTHER).comp == 1


def test_among_equals_the_least_used_lock_is_given_and_then_the_lowest_number() -> None:
    world = World()
    first = world.stores()
    world.picks_up()
    for reading in (OPEN_FILLED, OPEN, CLOSED):
        world.senses(first, reading)
    world.passes(60_000)
    assert world.state(first) is State.FREE

    given = [world.deposits(OTHER).comp, world.deposits(THIRD).comp]

    assert (first, given) == (1, [2, 3])


@pytest.mark.parametrize(
    "reading",
    [OPEN, FILLED, Reading(is_open=False, occupied=None)],
    ids=["open", "occupied", "silent"],
)
def test_what_is_not_known_to_be_closed_and_empty_is_not_given(reading: Reading) -> None:
    world = World(layout(Fitting(1, Size.S)))
    world.senses(1, reading)

    reply = world.deposits()

    assert (reply.result, reply.why, reply.comp) == (REFUSED, Why.FULL, 0)


def test_a_compartment_whose_sensors_have_not_spoken_is_not_given() -> None:
    world = World()
    world.boot({2: CLOSED})

    assert world.deposits().comp == 2
    assert world.deposits(OTHER).why is Why.FULL


def test_a_full_cabinet_says_so_and_binds_nothing() -> None:
    world = World(layout(Fitting(1, Size.S)))
    world.deposits()

    reply = world.deposits(OTHER)

    assert (reply.result, reply.why) == (REFUSED, Why.FULL)
    assert world.bound(1) == MEAL


def test_a_courier_who_presses_again_before_an_open_door_is_told_which_it_is() -> None:
    world = World()
    world.deposits()

    opening = world.deposits()
    world.senses(1, OPEN)
    standing_open = world.deposits()

    assert [(one.result, one.comp) for one in (opening, standing_open)] == [(Result.DUP, 1)] * 2
    assert world.pulses == [1]


def test_a_grant_that_has_acted_does_not_act_in_another_compartment() -> None:
    world = World()
    act = world.act(Purpose.DEPOSIT)
    world.asks(act)
    world.senses(1, OPEN)
    world.senses(1, CLOSED)
    assert world.bound(1) == ""

    reply = world.asks(replace(world.act(Purpose.DEPOSIT), grant=act.grant))

    assert (reply.result, reply.why) == (REFUSED, Why.BAD_GRANT)
    assert [world.bound(comp) for comp in (1, 2, 3)] == ["", "", ""]


def test_a_courier_never_opens_a_compartment_with_a_meal_in_it() -> None:
    world = World()
    world.stores()

    while_stored = world.deposits()
    world.picks_up()
    while_opening = world.deposits()

    for reply in (while_stored, while_opening):
        assert (reply.result, reply.why, reply.comp) == (REFUSED, Why.ALREADY_STORED, 1)


@pytest.mark.parametrize("stored", [True, False])
def test_a_deposit_that_has_ended_here_never_comes_back(stored: bool) -> None:  # noqa: FBT001  # a parameter
    world = World()
    if stored:
        world.stores()
        world.picks_up()
        world.senses(1, OPEN)
        world.senses(1, CLOSED)
    else:
        world.directs(CancelDeposit(deposit=MEAL, why="cancelled"))

    reply = world.deposits()

    assert reply.why is (Why.ALREADY_STORED if stored else Why.CANCELLED)
    assert reply.result is REFUSED


def test_a_deposit_that_is_to_be_cancelled_is_not_tried_again() -> None:
    world = World()
    world.deposits()
    world.directs(CancelDeposit(deposit=MEAL, why="expired"))
    world.passes(2_000)
    assert world.state(1) is State.UNSURE

    reply = world.deposits()

    assert (reply.result, reply.why) == (REFUSED, Why.CANCELLED)


def test_an_owner_gets_the_door_of_their_meal() -> None:
    world = World()
    world.stores(OTHER)
    world.stores()

    reply = world.picks_up()

    assert (reply.result, reply.comp) == (Result.OK, 2)
    assert world.written == [(EventType.INTENT_P, 2, State.OPENING_P, MEAL)]
    assert world.pulses[-1] == 2


def test_an_owner_gets_no_other_door_even_if_one_is_named() -> None:
    world = World()
    world.stores(OTHER)
    world.stores()

    reply = world.asks(world.act(Purpose.PICKUP, comp=1))

    assert (reply.result, reply.why, reply.comp) == (REFUSED, Why.WRONG_STATE, 2)


@pytest.mark.parametrize("deposit", ["", OTHER])
def test_a_meal_that_is_not_here_is_unknown(deposit: str) -> None:
    world = World()
    world.stores()

    reply = world.picks_up(deposit)

    assert (reply.result, reply.why) == (REFUSED, Why.UNKNOWN_DEPOSIT)


def test_an_owner_who_presses_again_before_an_open_door_is_told_which_it_is() -> None:
    world = World()
    world.stores()
    world.picks_up()

    opening = world.picks_up()
    world.senses(1, OPEN_FILLED)
    standing_open = world.picks_up()

    assert [(one.result, one.comp) for one in (opening, standing_open)] == [(Result.DUP, 1)] * 2
    assert world.pulses == [1, 1]


def test_an_owner_waits_while_someone_else_has_the_door() -> None:
    world = World()
    world.deposits()

    before_stored = world.picks_up()
    for reading in (OPEN, FILLED):
        world.senses(1, reading)
    world.staff(Purpose.RECALL, MEAL)
    during_recall = world.picks_up()

    assert (before_stored.result, during_recall.result) == (Result.BUSY, Result.BUSY)


def test_a_door_whose_sensors_have_not_spoken_is_busy() -> None:
    world = World()
    world.stores()
    world.boot({})

    reply = world.picks_up()

    assert (reply.result, reply.comp) == (Result.BUSY, 1)
    assert world.bound(1) == MEAL


def test_a_held_meal_is_not_given_out() -> None:
    world = World()
    world.stores()
    world.directs(HoldDeposit(deposit=MEAL, held=True))

    reply = world.picks_up()

    assert (reply.result, reply.why) == (REFUSED, Why.HELD)


def test_a_meal_behind_a_forced_door_is_given_out_by_staff_alone() -> None:
    world = World()
    world.stores()
    world.senses(1, OPEN_FILLED)
    world.senses(1, FILLED)

    reply = world.picks_up()

    assert (reply.result, reply.why) == (REFUSED, Why.WRONG_STATE)
    assert world.staff(Purpose.RECALL, MEAL).result is Result.OK


def test_a_meal_that_may_or_may_not_be_there_can_be_looked_for_by_its_owner() -> None:
    world = World()
    world.stores()
    world.picks_up()
    world.passes(2_000)
    assert world.state(1) is State.UNSURE

    assert world.picks_up().result is Result.OK
