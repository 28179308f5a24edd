"""The server's durable orders: in order, each once, and none of them moves a lock."""

import pytest
from tests.cabinet.world import CLOSED, FILLED, MEAL, OPEN, OTHER, World, layout

from linli.cabinet.inputs import Directed, Pulse, SayApplied
from linli.cabinet.memory import LATE_DOOR_MS, Fitting, Times
from linli.wire.messages import (
    BlockCompartment,
    CancelDeposit,
    Configure,
    Directive,
    EventType,
    HoldDeposit,
    PinKey,
    Purpose,
    PutDeposit,
    Result,
    Size,
    State,
    Why,
)

CANCEL = CancelDeposit(deposit=MEAL, why="cancelled")


@pytest.mark.parametrize("dseq", [1, 3], ids=["repeated", "after a gap"])
def test_a_directive_out_of_turn_changes_nothing_and_says_how_far_we_are(dseq: int) -> None:
    world = World()
    world.directs(PutDeposit(deposit=OTHER, size=Size.S))

    applied = world.directs(CANCEL, dseq=dseq)

    assert applied == 1
    assert world.written == []


def test_a_directive_of_another_epoch_or_cabinet_changes_nothing() -> None:
    world = World()
    elsewhere = Directive(v=1, cab="HK-B", epoch=1, dseq=1, body=CANCEL)

    assert world.directs(CANCEL, epoch=2) == 0
    assert world.happens(Directed(elsewhere)) == [SayApplied(0, "")]


def test_a_directive_in_turn_is_in_force() -> None:
    world = World()

    assert world.directs(PutDeposit(deposit=MEAL, size=Size.S)) == 1
    assert world.directs(CANCEL) == 2
    assert world.memory.dseq == 2


def test_the_last_directive_is_named_by_its_mark_whichever_is_brought_next() -> None:
    """Another of the same number, by a server that was set back, is not taken for it."""
    world = World()
    first, other = (
        Directed(Directive(v=1, cab="HK-A", epoch=1, dseq=1, body=CANCEL, mark=mark * 16))
        for mark in "ab"
    )

    assert world.happens(first)[-1] == SayApplied(1, "a" * 16)
    assert world.happens(other) == [SayApplied(1, "a" * 16)]


def test_no_directive_moves_a_lock() -> None:
    world = World()
    world.stores()
    bodies = (
        PutDeposit(deposit=MEAL, size=Size.S),
        CANCEL,
        HoldDeposit(deposit=MEAL, held=True),
        BlockCompartment(comp=1, blocked=True, reason="hinge"),
        PinKey(kid=2, public="ab" * 32),
        Configure(hold_ms=1_000, close_ms=1_000, sanitise_ms=0, idle_ms=0),
    )
    for body in bodies:
        world.directs(body)

        assert not any(isinstance(one, Pulse) for one in world.effects)


def test_a_deposit_that_is_nowhere_is_refused_from_its_cancellation_on() -> None:
    world = World()

    world.directs(CANCEL)

    assert world.written == [(EventType.CANCELLED, 0, None, MEAL)]
    assert world.last.data == {"why": "cancelled"}
    assert world.deposits().why is Why.CANCELLED


def test_what_has_ended_is_not_cancelled_again() -> None:
    world = World()
    world.directs(CANCEL)
    world.directs(CANCEL)
    again = world.written
    world.stores(OTHER)
    world.picks_up(OTHER)
    world.senses(1, OPEN)
    world.senses(1, CLOSED)

    world.directs(CancelDeposit(deposit=OTHER, why="expired"))

    assert again == world.written == []


def test_a_stored_meal_is_not_cancelled() -> None:
    world = World()
    world.stores()

    world.directs(CANCEL)

    assert world.written == []
    assert world.picks_up().result is Result.OK


@pytest.mark.parametrize("before", [True, False], ids=["before it is stored", "after"])
def test_a_stored_meal_that_nobody_can_see_any_more_has_still_arrived(
    before: bool,  # noqa: FBT001  # a parameter
) -> None:
    world = World()
    world.deposits()
    world.senses(1, OPEN)
    if before:
        world.directs(CANCEL)
    world.senses(1, FILLED)
    if not before:
        world.directs(CANCEL)
    world.picks_up()
    world.passes(2_000)

    world.senses(1, CLOSED)
    world.passes(60_000)

    assert (world.state(1), world.bound(1)) == (State.UNSURE, MEAL)


def test_a_deposit_whose_door_jammed_over_nothing_never_arrived() -> None:
    world = World()
    world.deposits()
    world.passes(5_000)

    world.directs(CANCEL)

    assert world.written == [(EventType.CANCELLED, 1, State.DIRTY, MEAL)]
    assert world.last.data == {"why": "never_arrived"}


def test_a_deposit_that_was_unsure_before_the_start_never_arrived() -> None:
    world = World()
    world.deposits()
    world.boot()
    assert world.state(1) is State.UNSURE
    world.passes(LATE_DOOR_MS)

    world.directs(CANCEL)

    assert world.written == [(EventType.CANCELLED, 1, State.DIRTY, MEAL)]


def test_a_lock_released_just_before_the_start_may_still_open_so_its_deposit_has_not_ended() -> (
    None
):
    world = World()
    world.deposits()
    world.boot()

    world.directs(CANCEL)
    world.passes(LATE_DOOR_MS - 1)
    assert world.bound(1) == MEAL
    world.senses(1, OPEN)
    world.senses(1, FILLED)

    assert (world.state(1), world.bound(1)) == (State.CHECK, MEAL)


@pytest.mark.parametrize("sensor", [True, False])
def test_what_nobody_can_say_is_empty_is_not_cancelled(
    sensor: bool,  # noqa: FBT001  # a parameter
) -> None:
    world = World(layout(Fitting(1, Size.S, occupancy_sensor=sensor)))
    world.deposits()
    world.passes(5_000)
    world.senses(1, FILLED)

    world.directs(CANCEL)
    world.passes(60_000)

    assert world.state(1) is State.UNSURE
    assert world.bound(1) == MEAL


def test_a_hold_is_lifted_by_a_directive() -> None:
    world = World()
    world.stores()
    world.directs(HoldDeposit(deposit=MEAL, held=True))
    assert world.picks_up().why is Why.HELD

    world.directs(HoldDeposit(deposit=MEAL, held=False))

    assert world.picks_up().result is Result.OK


def test_the_next_meal_is_not_held_for_the_last_ones_sake() -> None:
    world = World(layout(Fitting(1, Size.S)))
    world.stores()
    world.directs(HoldDeposit(deposit=MEAL, held=True))
    world.staff(Purpose.RECALL, MEAL)
    world.senses(1, OPEN)
    world.senses(1, CLOSED)
    world.passes(60_000)

    world.stores(OTHER)

    assert world.picks_up(OTHER).result is Result.OK


def test_a_block_of_a_compartment_that_is_not_built_in_means_nothing() -> None:
    world = World()

    assert world.directs(BlockCompartment(comp=9, blocked=True, reason="")) == 1
    assert world.written == []


def test_a_free_compartment_goes_out_of_service_at_once_and_is_not_given() -> None:
    world = World()

    world.directs(BlockCompartment(comp=1, blocked=True, reason="hinge"))

    assert world.written == [(EventType.BLOCKED, 1, State.OOS, "")]
    assert world.last.data == {"reason": "hinge"}
    assert world.deposits().comp == 2


def test_a_block_that_is_repeated_is_written_once() -> None:
    world = World()
    world.directs(BlockCompartment(comp=1, blocked=True, reason="hinge"))

    world.directs(BlockCompartment(comp=1, blocked=True, reason="hinge"))

    assert world.written == []


def test_a_meal_keeps_its_compartment_in_service_until_it_is_taken() -> None:
    world = World()
    world.stores()
    world.directs(BlockCompartment(comp=1, blocked=True, reason="hinge"))
    assert world.written == []
    world.picks_up()
    world.senses(1, OPEN)

    world.senses(1, CLOSED)

    assert world.written == [
        (EventType.PICKED, 1, State.DIRTY, MEAL),
        (EventType.BLOCKED, 1, State.OOS, ""),
    ]


def test_a_compartment_put_back_into_service_rests_and_is_lit_first() -> None:
    world = World(layout(Fitting(1, Size.S)))
    world.directs(BlockCompartment(comp=1, blocked=True, reason="hinge"))

    world.directs(BlockCompartment(comp=1, blocked=False, reason="repaired"))

    assert world.written == [(EventType.UNBLOCKED, 1, State.DIRTY, "")]
    assert world.last.data == {"reason": "repaired"}
    assert world.deposits().why is Why.FULL
    world.passes(60_000)
    assert world.deposits().result is Result.OK


def test_a_block_that_has_not_come_true_is_lifted_without_a_word() -> None:
    world = World()
    world.stores()
    world.directs(BlockCompartment(comp=1, blocked=True, reason="hinge"))

    world.directs(BlockCompartment(comp=1, blocked=False, reason=""))

    assert world.written == []
    assert world.state(1) is State.OCC
    assert not world.memory.compartments[1].blocked


def test_a_compartment_that_is_in_service_is_not_put_back_into_it() -> None:
    world = World()

    world.directs(BlockCompartment(comp=1, blocked=False, reason=""))

    assert (world.state(1), world.written) == (State.FREE, [])


def test_a_door_found_open_out_of_service_may_be_put_back_and_rests_once_closed() -> None:
    world = World()
    world.directs(BlockCompartment(comp=1, blocked=True, reason="hinge"))
    world.senses(1, OPEN)
    world.directs(BlockCompartment(comp=1, blocked=False, reason=""))
    world.passes(3_600_000)
    assert world.state(1) is State.DIRTY

    world.senses(1, CLOSED)
    world.passes(60_000)

    assert world.state(1) is State.FREE


def test_at_most_two_keys_are_trusted_and_the_newest_stay() -> None:
    world = World()
    for kid in (1, 2, 3):
        world.directs(PinKey(kid=kid, public=f"{kid:064x}"))
    world.directs(PinKey(kid=2, public="ff" * 32))

    assert dict(world.memory.keys) == {3: f"{3:064x}", 2: "ff" * 32}
    world.directs(PinKey(kid=4, public="ee" * 32))
    assert set(world.memory.keys) == {2, 4}


def test_new_times_are_in_force_at_once() -> None:
    world = World()
    world.stores()
    world.directs(Configure(hold_ms=1_000, close_ms=2_000, sanitise_ms=3_000, idle_ms=4_000))

    world.passes(1_000)

    assert world.memory.times == Times(1_000, 2_000, 3_000, 4_000)
    assert world.last.type is EventType.HOLD_EXPIRED


def test_a_recall_after_a_block_ends_out_of_service() -> None:
    world = World()
    world.stores()
    world.directs(BlockCompartment(comp=1, blocked=True, reason="hinge"))
    world.staff(Purpose.RECALL, MEAL)
    world.senses(1, OPEN)

    world.senses(1, CLOSED)

    assert [one[2] for one in world.written] == [State.DIRTY, State.OOS]


@pytest.mark.parametrize("is_first_brought", [True, False])
def test_a_hold_stays_with_a_deposit_whose_compartment_was_left_empty(
    is_first_brought: bool,  # noqa: FBT001  # or held before anybody came
) -> None:
    world = World()
    if is_first_brought:
        comp = world.deposits().comp
        world.senses(comp, OPEN)
        world.directs(HoldDeposit(deposit=MEAL, held=True))
        world.senses(comp, CLOSED)
        assert world.bound(comp) == ""
    else:
        world.directs(HoldDeposit(deposit=MEAL, held=True))
    assert list(world.memory.held) == [MEAL]

    world.stores()
    assert list(world.memory.held) == []

    assert world.picks_up().why is Why.HELD
    world.directs(HoldDeposit(deposit=MEAL, held=False))
    assert world.picks_up().result is Result.OK


def test_a_hold_that_is_lifted_before_the_meal_is_in_holds_nothing() -> None:
    world = World()
    world.directs(HoldDeposit(deposit=MEAL, held=True))
    world.directs(HoldDeposit(deposit=OTHER, held=True))
    world.directs(HoldDeposit(deposit=MEAL, held=False))
    world.stores()

    assert world.memory.held == (OTHER,)
    assert world.picks_up().result is Result.OK


def test_a_hold_on_a_deposit_that_has_ended_or_is_cancelled_is_not_kept() -> None:
    world = World()
    comp = world.deposits().comp
    world.directs(HoldDeposit(deposit=MEAL, held=True))
    world.directs(CANCEL)
    world.senses(comp, OPEN)
    world.senses(comp, CLOSED)
    assert world.memory.ended[MEAL] is EventType.CANCELLED

    world.directs(HoldDeposit(deposit=MEAL, held=True))

    assert world.memory.held == ()
