"""Staff before a cabinet: recalling, disposing, clearing, and what they may not open."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from tests.cabinet.world import (
    CLOSED,
    FILLED,
    MEAL,
    OPEN,
    OPEN_FILLED,
    OTHER,
    World,
    layout,
)

from linli.cabinet.inputs import Reading
from linli.cabinet.memory import Fitting
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

REFUSED = Result.STATE


def test_a_recall_says_who_and_why_before_it_opens() -> None:
    world = World()
    world.stores()

    reply = world.staff(Purpose.RECALL, MEAL)

    assert (reply.result, reply.comp) == (Result.OK, 1)
    assert world.written == [(EventType.INTENT_S, 1, State.OPENING_S, MEAL)]
    assert world.last.data == {
        "cid": reply.cid,
        "actor": "crew",
        "purpose": "recall",
        "reason": "why",
    }


@pytest.mark.parametrize(
    ("purpose", "ending"),
    [
        (Purpose.RECALL, EventType.RECALLED),
        (Purpose.DISPOSE, EventType.DISPOSED),
        (Purpose.CLEAR, EventType.RECALLED),
    ],
)
def test_a_meal_that_staff_take_out_ends_by_their_purpose(
    purpose: Purpose, ending: EventType
) -> None:
    world = World()
    world.stores()
    world.staff(purpose, MEAL, comp=1)
    world.senses(1, OPEN_FILLED)
    assert world.written == [(EventType.OPENED, 1, State.OPEN_S, MEAL)]

    world.senses(1, CLOSED)

    assert world.written == [(ending, 1, State.DIRTY, MEAL)]
    assert world.bound(1) == ""


def test_without_a_sensor_a_recall_says_that_none_saw_it() -> None:
    world = World(layout(Fitting(1, Size.S, occupancy_sensor=False)))
    world.stores()
    world.staff(Purpose.RECALL, MEAL)
    world.senses(1, OPEN)

    world.senses(1, CLOSED)

    assert (world.last.type, world.last.data) == (EventType.RECALLED, {"verified": False})


def test_a_meal_that_staff_leave_in_stays_as_it_was() -> None:
    world = World()
    world.stores()
    world.directs(HoldDeposit(deposit=MEAL, held=True))
    world.staff(Purpose.RECALL, MEAL)
    world.senses(1, OPEN_FILLED)

    world.senses(1, FILLED)

    assert world.written == [(EventType.NOT_TAKEN, 1, State.OCC, MEAL)]
    assert world.picks_up().why is Why.HELD


def jammed() -> World:
    """Return a world in which a deposit's door has jammed before anyone saw a meal."""
    world = World()
    world.deposits()
    world.passes(5_000)
    return world


def test_a_deposit_that_staff_do_not_find_never_arrived() -> None:
    world = jammed()
    world.staff(Purpose.RECALL, MEAL)
    world.senses(1, OPEN)

    world.senses(1, CLOSED)

    assert world.written == [(EventType.CANCELLED, 1, State.DIRTY, MEAL)]
    assert world.last.data == {"why": "never_arrived"}
    assert world.deposits().why is Why.CANCELLED


def test_a_cancellation_that_waited_is_not_written_twice() -> None:
    world = jammed()
    world.senses(1, OPEN)
    world.directs(CancelDeposit(deposit=MEAL, why="expired"))
    world.senses(1, CLOSED)
    world.staff(Purpose.RECALL, MEAL)
    world.senses(1, OPEN)

    world.senses(1, CLOSED)

    assert world.written == [(EventType.CANCELLED, 1, State.DIRTY, MEAL)]


def test_a_deposit_that_staff_find_unexpectedly_is_stored() -> None:
    world = jammed()
    world.staff(Purpose.RECALL, MEAL)
    world.senses(1, OPEN_FILLED)

    world.senses(1, FILLED)

    assert world.written == [(EventType.DEPOSITED, 1, State.OCC, MEAL)]
    assert world.last.data == {"staff": True}
    assert world.picks_up().result is Result.OK


@pytest.mark.parametrize("purpose", [Purpose.RECALL, Purpose.DISPOSE, Purpose.CLEAR])
def test_a_forced_compartment_without_a_deposit_is_cleared(purpose: Purpose) -> None:
    world = World()
    world.senses(1, OPEN)
    world.senses(1, CLOSED)

    reply = world.staff(purpose, comp=1)
    world.senses(1, OPEN)
    world.senses(1, CLOSED)

    assert reply.result is Result.OK
    assert world.written == [(EventType.CLEARED, 1, State.DIRTY, "")]


def test_what_staff_leave_in_an_unbound_compartment_waits_for_staff() -> None:
    world = World()
    world.staff(Purpose.CLEAR, comp=1)
    world.senses(1, OPEN_FILLED)

    world.senses(1, FILLED)

    assert world.written == [(EventType.NOT_TAKEN, 1, State.CHECK, "")]


def test_a_door_that_stands_open_already_is_taken_over_without_a_pulse() -> None:
    world = World()
    world.stores()
    pulses = len(world.pulses)
    world.senses(1, OPEN_FILLED)

    reply = world.staff(Purpose.RECALL, MEAL)

    assert (reply.result, reply.comp) == (Result.OK, 1)
    assert world.written == [
        (EventType.INTENT_S, 1, State.OPENING_S, MEAL),
        (EventType.OPENED, 1, State.OPEN_S, MEAL),
    ]
    assert world.last.data == {"already": True}
    assert len(world.pulses) == pulses
    world.senses(1, CLOSED)
    assert world.last.type is EventType.RECALLED


def out_of_service(world: World) -> None:
    world.directs(BlockCompartment(comp=1, blocked=True, reason="hinge"))


def dirty(world: World) -> None:
    world.deposits()
    world.senses(1, OPEN)
    world.senses(1, CLOSED)


def free(_world: World) -> None:
    """As it is."""


@pytest.mark.parametrize("become", [free, dirty, out_of_service])
def test_an_empty_compartment_is_opened_to_be_cleared_and_for_nothing_else(
    become: Callable[[World], None],
) -> None:
    world = World()
    become(world)

    recall = world.staff(Purpose.RECALL, comp=1)
    clear = world.staff(Purpose.CLEAR, comp=1)

    assert (recall.result, recall.why) == (REFUSED, Why.WRONG_STATE)
    assert clear.result is Result.OK


def test_what_is_out_of_service_is_out_of_service_after_it_was_cleared() -> None:
    world = World()
    out_of_service(world)
    world.staff(Purpose.CLEAR, comp=1)
    world.senses(1, OPEN)

    world.senses(1, CLOSED)

    assert world.written == [
        (EventType.CLEARED, 1, State.DIRTY, ""),
        (EventType.BLOCKED, 1, State.OOS, ""),
    ]


def test_nothing_is_opened_while_the_lamp_burns() -> None:
    world = World()
    dirty(world)
    world.passes(1_000)
    assert world.lamps == {1}

    reply = world.staff(Purpose.CLEAR, comp=1)

    assert (reply.result, reply.why) == (REFUSED, Why.WRONG_STATE)


@pytest.mark.parametrize(
    ("deposit", "comp", "why"),
    [
        ("", 0, Why.NO_SUCH_COMPARTMENT),
        ("", 9, Why.NO_SUCH_COMPARTMENT),
        (MEAL, 9, Why.NO_SUCH_COMPARTMENT),
        (OTHER, 0, Why.UNKNOWN_DEPOSIT),
        (OTHER, 1, Why.UNKNOWN_DEPOSIT),
        (MEAL, 2, Why.UNKNOWN_DEPOSIT),
        ("", 1, Why.WRONG_STATE),
    ],
)
def test_staff_must_name_what_is_there(deposit: str, comp: int, why: Why) -> None:
    world = World()
    world.stores()

    reply = world.staff(Purpose.CLEAR, deposit, comp)

    assert (reply.result, reply.why) == (REFUSED, why)
    assert world.pulses == [1]


def test_a_meal_behind_a_forced_door_is_named_or_not_touched() -> None:
    world = World()
    world.stores()
    world.senses(1, OPEN_FILLED)
    world.senses(1, FILLED)

    reply = world.staff(Purpose.CLEAR, comp=1)

    assert (reply.result, reply.why) == (REFUSED, Why.WRONG_STATE)
    assert world.bound(1) == MEAL


def test_staff_who_press_again_before_an_open_door_are_told_which_it_is() -> None:
    world = World()
    world.stores()
    world.staff(Purpose.RECALL, MEAL)

    opening = world.staff(Purpose.RECALL, MEAL)
    world.senses(1, OPEN_FILLED)
    standing_open = world.staff(Purpose.DISPOSE, MEAL)

    assert [(one.result, one.comp) for one in (opening, standing_open)] == [(Result.DUP, 1)] * 2


def test_staff_wait_while_someone_else_has_the_door() -> None:
    world = World()
    world.deposits()

    assert world.staff(Purpose.RECALL, MEAL).result is Result.BUSY


def test_staff_wait_until_the_sensors_have_spoken() -> None:
    world = World()
    world.stores()
    world.boot({})

    assert world.staff(Purpose.RECALL, MEAL).result is Result.BUSY
    world.senses(1, Reading(is_open=False, occupied=True))
    assert world.staff(Purpose.RECALL, MEAL).result is Result.OK


def test_a_grant_of_staff_acts_once() -> None:
    world = World()
    act = replace(world.act(Purpose.CLEAR, "", comp=1), reason="look")
    world.asks(act)

    reply = world.asks(replace(world.act(Purpose.CLEAR, "", comp=2), grant=act.grant))

    assert (reply.result, reply.why) == (REFUSED, Why.BAD_GRANT)
    assert world.pulses == [1]
