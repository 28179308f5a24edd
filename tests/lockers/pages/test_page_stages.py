"""The one word a page shows of a door: by what is known, and by what was shown before."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lockers.enums import LIVE, DepositState, DoorState
from linli.lockers.views.stages import (
    ANSWER_AWAITED,
    FOLLOWED,
    LOOKED_FOR,
    SETTLED,
    Meal,
    Stage,
    courier_stage,
    owner_stage,
)

SOON = timedelta(seconds=1)
LATE = ANSWER_AWAITED

meals = st.builds(
    Meal,
    state=st.sampled_from(DepositState),
    door=st.none() | st.sampled_from(DoorState),
    held=st.booleans(),
    by_code=st.booleans(),
    heard_again=st.booleans(),
    placed=st.booleans(),
    by_courier=st.booleans(),
    beside=st.none() | st.sampled_from(DoorState),
)
waits = st.sampled_from([timedelta(0), SOON, LATE, timedelta(hours=1)])


def test_a_silence_is_an_answer_after_eight_seconds() -> None:
    sent = Meal(DepositState.SENT, None)

    assert courier_stage(sent, seen=Stage.ASKING, waited=LATE - SOON) == Stage.ASKING
    assert courier_stage(sent, seen=Stage.ASKING, waited=LATE) == Stage.UNANSWERED


def test_the_cabinets_word_stands_until_its_events_come() -> None:
    sent = Meal(DepositState.SENT, None)

    assert courier_stage(sent, seen=Stage.OPENING, waited=SOON) == Stage.OPENING
    assert courier_stage(sent, seen=Stage.OPENING, waited=LATE) == Stage.UNANSWERED


def test_a_door_that_closed_on_nothing_is_told_from_one_that_never_answered() -> None:
    emptied = Meal(DepositState.OFFERED, None)

    assert courier_stage(emptied, seen=Stage.OPEN, waited=SOON) == Stage.NOT_PUT_IN
    assert courier_stage(emptied, seen=Stage.ASKING, waited=SOON) == Stage.ASKING
    assert courier_stage(emptied, seen=Stage.ASKING, waited=LATE) == Stage.NOT_PUT_IN


@pytest.mark.parametrize(
    ("state", "door", "stage"),
    [
        (DepositState.SENT, DoorState.OPENING_D, Stage.OPENING),
        (DepositState.SENT, DoorState.OPEN_D, Stage.OPEN),
        (DepositState.SENT, DoorState.UNSURE, Stage.JAMMED),
        (DepositState.SENT, DoorState.OPEN_S, Stage.STAFF),
        (DepositState.STORED, DoorState.OCC, Stage.STORED),
        (DepositState.PICKED, None, Stage.ENDED),
        (DepositState.DISPOSED, None, Stage.ENDED),
        (DepositState.CANCELLED, None, Stage.WITHDRAWN),
        (DepositState.NEVER_ARRIVED, None, Stage.WITHDRAWN),
    ],
)
def test_a_courier_is_shown_what_the_sensors_say(
    state: DepositState, door: DoorState | None, stage: Stage
) -> None:
    assert courier_stage(Meal(state, door), seen=Stage.ASKING, waited=SOON) == stage


@pytest.mark.parametrize(
    ("state", "door", "stage"),
    [
        (DepositState.SENT, DoorState.OPEN_D, Stage.NOT_YET),
        (DepositState.STORED, DoorState.OCC, Stage.READY),
        (DepositState.STORED, DoorState.OPENING_P, Stage.OPENING),
        (DepositState.STORED, DoorState.OPEN_P, Stage.OPEN),
        (DepositState.STORED, DoorState.UNSURE, Stage.JAMMED),
        (DepositState.STORED, DoorState.CHECK, Stage.STAFF),
        (DepositState.PICKED, None, Stage.PICKED),
        (DepositState.RECALLED, None, Stage.RECALLED),
        (DepositState.DISPOSED, None, Stage.DISPOSED),
        (DepositState.EXPIRED, None, Stage.WITHDRAWN),
    ],
)
def test_an_owner_is_shown_what_the_sensors_say(
    state: DepositState, door: DoorState | None, stage: Stage
) -> None:
    assert owner_stage(Meal(state, door), seen=Stage.READY, waited=SOON) == stage


def test_an_owner_who_closed_the_door_on_the_meal_is_told_so() -> None:
    shut = Meal(DepositState.STORED, DoorState.OCC)

    assert owner_stage(shut, seen=Stage.OPEN, waited=SOON) == Stage.LEFT_INSIDE
    assert owner_stage(shut, seen=Stage.ASKING, waited=SOON) == Stage.ASKING
    assert owner_stage(shut, seen=Stage.ASKING, waited=LATE) == Stage.UNANSWERED


def test_a_meal_that_stood_too_long_is_held_whatever_was_shown() -> None:
    held = Meal(DepositState.STORED, DoorState.OCC, held=True)

    assert owner_stage(held, seen=Stage.READY, waited=SOON) == Stage.HELD
    assert owner_stage(held, seen=Stage.OPEN, waited=SOON) == Stage.HELD


def test_a_held_meal_whose_door_stands_open_is_shown_open() -> None:
    opened = Meal(DepositState.STORED, DoorState.OPEN_P, held=True)

    assert owner_stage(opened, seen=Stage.READY, waited=SOON) == Stage.OPEN


SENT, OFFERED = DepositState.SENT, DepositState.OFFERED


@pytest.mark.parametrize(
    ("meal", "stage"),
    [
        (Meal(SENT, None, by_code=True), Stage.CODE),
        (Meal(OFFERED, None, by_code=True), Stage.CODE),
        (Meal(SENT, None, by_code=True, heard_again=True), Stage.BACK),
        (Meal(OFFERED, None, by_code=True, heard_again=True), Stage.NOT_PUT_IN),
        (Meal(SENT, None, by_code=True, placed=True), Stage.PLACED),
        (Meal(SENT, None, placed=True), Stage.PLACED),
        (Meal(OFFERED, None, placed=True), Stage.NOT_PUT_IN),
        (Meal(SENT, DoorState.OPEN_D, by_code=True, placed=True), Stage.OPEN),
        (Meal(DepositState.STORED, DoorState.OCC, by_code=True, placed=True), Stage.STORED),
        (Meal(DepositState.EXPIRED, None, by_code=True, placed=True), Stage.WITHDRAWN),
    ],
)
def test_a_courier_without_a_line_is_shown_the_code_until_the_cabinet_has_spoken(
    meal: Meal, stage: Stage
) -> None:
    assert courier_stage(meal, seen=Stage.CODE, waited=LATE) == stage


@pytest.mark.parametrize(
    ("meal", "stage"),
    [
        (Meal(SENT, None, placed=True), Stage.PLACED),
        (Meal(SENT, None), Stage.NOT_YET),
        (Meal(OFFERED, None, placed=True), Stage.NOT_YET),
        (Meal(SENT, DoorState.OPEN_D, placed=True), Stage.NOT_YET),
        (Meal(DepositState.STORED, DoorState.OCC, placed=True), Stage.READY),
    ],
)
def test_an_owner_is_told_the_couriers_word_until_the_cabinet_has_spoken(
    meal: Meal, stage: Stage
) -> None:
    assert owner_stage(meal, seen=Stage.READY, waited=SOON) == stage


@pytest.mark.parametrize(
    ("beside", "waited", "stage"),
    [
        (DoorState.DIRTY, SOON, Stage.LOOKING),
        (DoorState.OPEN_S, LATE, Stage.LOOKING),
        (DoorState.CHECK, SOON, Stage.PICKED),
        (DoorState.DIRTY, LATE, Stage.PICKED),
        (DoorState.OPEN_S, LOOKED_FOR, Stage.PICKED),
        (None, LATE, Stage.PICKED),
    ],
)
def test_an_owner_who_forgot_something_is_shown_the_door_while_it_is_open(
    beside: DoorState | None, waited: timedelta, stage: Stage
) -> None:
    taken = Meal(DepositState.PICKED, None, beside=beside)

    assert owner_stage(taken, seen=Stage.LOOKING, waited=waited) == stage
    assert owner_stage(taken, seen=Stage.READY, waited=waited) == Stage.PICKED


@given(meals, st.sampled_from(Stage), waits)
def test_nothing_that_ended_is_asked_for_again(meal: Meal, seen: Stage, waited: timedelta) -> None:
    for stage_of in (courier_stage, owner_stage):
        stage = stage_of(meal, seen=seen, waited=waited)
        if meal.state not in LIVE:
            assert stage not in FOLLOWED - {Stage.LOOKING}
            assert stage not in SETTLED


@given(meals, st.sampled_from(Stage), waits)
def test_a_page_that_shows_what_is_so_goes_on_showing_it(
    meal: Meal, seen: Stage, waited: timedelta
) -> None:
    for stage_of in (courier_stage, owner_stage):
        stage = stage_of(meal, seen=seen, waited=waited)

        assert stage_of(meal, seen=stage, waited=waited) == stage
