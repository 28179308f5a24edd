"""A power cut at any moment, and what the sensors say afterwards."""

import pytest
from msgspec.structs import replace
from tests.cabinet.world import CLOSED, FILLED, MEAL, OPEN, OPEN_FILLED, World, layout

from linli.cabinet.inputs import Lamp, Reading
from linli.cabinet.memory import Compartment, Fitting
from linli.wire.messages import EventType, Purpose, Result, Size, State, Why

SILENT = Reading(is_open=False, occupied=None)


def cut(state: State, reading: Reading, **known: object) -> World:
    """Return a world that starts after a power cut in this state, finding this reading."""
    return cut_at(Fitting(1, Size.S), state, reading, known)


def cut_blind(state: State, **known: object) -> World:
    """Return one whose compartment has no occupancy sensor, and is closed."""
    return cut_at(Fitting(1, Size.S, occupancy_sensor=False), state, CLOSED, known)


def cut_at(fitting: Fitting, state: State, reading: Reading, known: dict[str, object]) -> World:
    """Return a world of this compartment."""
    world = World(layout(fitting), start=False)
    one = replace(Compartment(fitting), state=state, **known)
    world.memory = replace(world.memory, compartments={1: one})
    world.boot({1: reading})
    return world


def bound(state: State) -> dict[str, object]:
    """Return what is known of a compartment in this state that has to do with a meal."""
    if state in (State.OPENING_D, State.OPEN_D):
        return {"deposit": MEAL, "purpose": Purpose.DEPOSIT, "tries": 1}
    if state in (State.OCC, State.OPENING_P, State.OPEN_P, State.OPENING_S, State.OPEN_S):
        return {"deposit": MEAL, "seen": True, "purpose": Purpose.PICKUP}
    return {}


def test_a_start_puts_every_lamp_out_and_says_so_before_anything_else() -> None:
    world = World()

    assert world.effects[:3] == [Lamp(1, on=False), Lamp(2, on=False), Lamp(3, on=False)]
    assert world.written == [(EventType.BOOTED, 0, None, "")]
    assert world.last.data == {"boot_id": "b" * 32}


def test_a_start_forgets_who_asked_and_every_tick() -> None:
    world = World()
    act = world.act(Purpose.DEPOSIT)

    world.boot()

    assert world.asks(act).result is Result.STALE
    assert world.asks(replace(act, session=world.memory.session)).result is Result.STALE


@pytest.mark.parametrize(
    ("state", "reading", "kind", "after"),
    [
        (State.OPENING_D, OPEN, EventType.OPENED, State.OPEN_D),
        (State.OPENING_P, OPEN, EventType.OPENED, State.OPEN_P),
        (State.OPENING_S, OPEN, EventType.OPENED, State.CHECK),
        (State.OPENING_D, CLOSED, EventType.UNSURE, State.UNSURE),
        (State.OPENING_P, FILLED, EventType.UNSURE, State.UNSURE),
        (State.OPENING_S, FILLED, EventType.UNSURE, State.CHECK),
        (State.OPEN_D, CLOSED, EventType.UNSURE, State.UNSURE),
        (State.OPEN_D, SILENT, EventType.UNSURE, State.UNSURE),
        (State.OPENING_P, SILENT, EventType.UNSURE, State.UNSURE),
        (State.OPEN_P, FILLED, EventType.UNSURE, State.UNSURE),
        (State.OPEN_P, SILENT, EventType.UNSURE, State.UNSURE),
        (State.OPEN_S, CLOSED, EventType.UNSURE, State.CHECK),
        (State.OPEN_S, OPEN, EventType.UNSURE, State.CHECK),
        (State.OCC, CLOSED, EventType.UNSURE, State.UNSURE),
        (State.FREE, OPEN, EventType.FORCED, State.CHECK),
        (State.FREE, FILLED, EventType.FORCED, State.CHECK),
        (State.OCC, OPEN_FILLED, EventType.FORCED, State.CHECK),
        (State.UNSURE, OPEN, EventType.FORCED, State.CHECK),
        (State.DIRTY, OPEN, EventType.FORCED, State.CHECK),
        (State.CHECK, OPEN, EventType.FORCED, State.CHECK),
        (State.OOS, OPEN, EventType.FORCED, State.OOS),
        (State.SANI, CLOSED, EventType.SANI_END, State.DIRTY),
    ],
)
def test_what_the_power_cut_left_open_is_settled_by_the_sensors(
    state: State, reading: Reading, kind: EventType, after: State
) -> None:
    known = bound(state)

    world = cut(state, reading, **known)

    deposit = known.get("deposit", "")
    assert world.written == [
        (EventType.BOOTED, 0, None, ""),
        (kind, 1, after, deposit),
    ]
    assert world.bound(1) == deposit
    assert world.pulses == []


@pytest.mark.parametrize(
    ("state", "reading"),
    [
        (State.FREE, CLOSED),
        (State.FREE, SILENT),
        (State.OCC, FILLED),
        (State.OCC, SILENT),
        (State.UNSURE, CLOSED),
        (State.CHECK, CLOSED),
        (State.OOS, CLOSED),
        (State.DIRTY, CLOSED),
        (State.OPEN_D, OPEN),
        (State.OPEN_P, OPEN_FILLED),
    ],
)
def test_what_the_sensors_confirm_stays_as_it_was(state: State, reading: Reading) -> None:
    world = cut(state, reading, **bound(state))

    assert world.written == [(EventType.BOOTED, 0, None, "")]
    assert world.state(1) is state


@pytest.mark.parametrize("state", [State.OPENING_D, State.OPEN_D])
def test_a_meal_that_was_put_in_while_the_power_was_off_can_be_picked_up(state: State) -> None:
    world = cut(state, FILLED, **bound(state))

    assert world.written[1:] == [
        (EventType.UNSURE, 1, State.UNSURE, MEAL),
        (EventType.DEPOSITED, 1, State.UNSURE, MEAL),
    ]
    assert world.last.data == {"unattended": True}
    assert world.picks_up().result is Result.OK


@pytest.mark.parametrize("state", [State.OPENING_P, State.OPEN_P])
def test_a_meal_that_was_taken_while_the_power_was_off_is_picked_up(state: State) -> None:
    world = cut(state, CLOSED, **bound(state))

    assert world.written[1:] == [
        (EventType.UNSURE, 1, State.UNSURE, MEAL),
        (EventType.PICKED, 1, State.DIRTY, MEAL),
    ]
    assert world.last.data == {"unattended": True}
    assert world.bound(1) == ""
    assert world.picks_up().why is Why.UNKNOWN_DEPOSIT


@pytest.mark.parametrize("state", [State.OPENING_P, State.OPEN_P])
def test_a_meal_that_is_still_there_when_the_power_returns_stays_its_owners(state: State) -> None:
    world = cut(state, FILLED, **bound(state))

    assert world.picks_up().result is Result.OK


@pytest.mark.parametrize(
    ("state", "kind", "after"),
    [
        (State.OPEN_D, EventType.DEPOSITED, State.UNSURE),
        (State.OPEN_P, EventType.PICKED, State.DIRTY),
    ],
)
def test_without_a_sensor_a_door_that_has_opened_and_is_closed_counts_as_it_always_does(
    state: State, kind: EventType, after: State
) -> None:
    world = cut_blind(state, **bound(state))

    assert world.written[1:] == [
        (EventType.UNSURE, 1, State.UNSURE, MEAL),
        (kind, 1, after, MEAL),
    ]
    assert world.last.data == {"verified": False, "unattended": True}


@pytest.mark.parametrize("state", [State.OPENING_D, State.OPENING_P, State.OCC])
def test_without_a_sensor_a_door_that_nobody_saw_open_tells_nothing(state: State) -> None:
    world = cut_blind(state, **bound(state))

    assert EventType.DEPOSITED not in [line.type for line in world.lines]
    assert EventType.PICKED not in [line.type for line in world.lines]
    assert world.bound(1) == MEAL


def test_a_deposit_whose_door_opened_unseen_and_empty_is_asked_for_again() -> None:
    world = cut(State.OPEN_D, CLOSED, **bound(State.OPEN_D))

    assert world.deposits().result is Result.OK


def test_the_lines_of_a_start_say_that_the_power_was_off() -> None:
    assert cut(State.FREE, OPEN).last.data == {"off": True}
    assert cut(State.FREE, FILLED).last.data == {"off": True, "occupied": True}
    assert cut(State.OPENING_D, OPEN, **bound(State.OPENING_D)).last.data == {"off": True}
    assert cut(State.OPEN_P, FILLED, **bound(State.OPEN_P)).last.data == {
        "off": True,
        "after": "OPEN_P",
    }
    assert cut(State.SANI, CLOSED).last.data == {"dose_s": 0, "interrupted": True}


def test_a_lamp_that_was_cut_short_over_an_open_door_is_a_forced_door() -> None:
    world = cut(State.SANI, OPEN)

    assert world.written[1:] == [
        (EventType.SANI_END, 1, State.DIRTY, ""),
        (EventType.FORCED, 1, State.CHECK, ""),
    ]


@pytest.mark.parametrize(("reading", "after"), [(CLOSED, State.OOS), (OPEN, State.CHECK)])
def test_a_lamp_that_was_cut_short_in_a_blocked_compartment(reading: Reading, after: State) -> None:
    world = cut(State.SANI, reading, blocked=True, block_reason="hinge")

    assert world.state(1) is after


def test_nothing_is_pulsed_again_after_a_power_cut() -> None:
    world = World()
    world.deposits()

    world.boot()
    world.passes(60_000)

    assert world.pulses == [1]
    assert world.state(1) is State.UNSURE


def test_a_door_that_opens_after_a_power_cut_is_not_slow_but_forced() -> None:
    world = World()
    world.deposits()
    world.boot()

    world.senses(1, OPEN)

    assert world.written == [(EventType.FORCED, 1, State.CHECK, MEAL)]


def test_a_compartment_whose_sensors_speak_late_is_settled_then() -> None:
    world = World()
    world.deposits()
    world.boot({2: CLOSED, 3: CLOSED})
    world.passes(60_000)
    assert world.state(1) is State.OPENING_D

    world.senses(1, OPEN)

    assert world.written == [(EventType.OPENED, 1, State.OPEN_D, MEAL)]
    assert world.last.data == {"off": True}


def test_a_lamp_is_not_reckoned_to_have_burnt_while_the_sensors_are_silent() -> None:
    fitting = Fitting(1, Size.S)
    world = World(layout(fitting), start=False)
    one = Compartment(fitting, state=State.SANI)
    world.memory = replace(world.memory, compartments={1: one})

    world.boot({})
    world.passes(3_600_000)

    assert world.state(1) is State.SANI
    assert world.lamps == set()
    world.senses(1, CLOSED)
    assert world.state(1) is State.DIRTY
