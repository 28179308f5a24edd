"""Contacts bounce, boards fall silent, supplies are weak: what is believed, asked and pulsed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.cabinet.drivers.breaker import MISSES, PROBE_S, Breaker
from linli.cabinet.drivers.contact import DoorContacts
from linli.cabinet.drivers.supply import Supply
from linli.cabinet.inputs import Reading

CLOSED, OPEN = Reading(is_open=False, occupied=None), Reading(is_open=True, occupied=None)


def test_one_reading_alone_is_not_believed() -> None:
    door = DoorContacts(has_sensor=False)

    told = [door.reading, door.read(is_open=False, loaded=None), door.reading]
    assert told == [None, False, None]
    assert door.read(is_open=False, loaded=None)
    assert door.reading == CLOSED

    assert not door.read(is_open=True, loaded=None)
    assert door.unsettled
    assert not door.read(is_open=False, loaded=None)
    assert door.reading == CLOSED


def test_what_is_read_twice_is_told_once() -> None:
    door = settled()

    changes = [door.read(is_open=True, loaded=None) for _ in range(4)]

    assert changes == [False, True, False, False]
    assert door.reading == OPEN


def test_a_door_that_opens_before_a_burning_lamp_counts_at_once() -> None:
    door = settled()

    assert door.read(is_open=True, loaded=None, at_once=True)
    assert not door.read(is_open=False, loaded=None, at_once=True), "that it closed is confirmed"
    assert door.reading == OPEN


def test_a_push_counts_once_a_poll_confirms_it() -> None:
    door = settled()

    assert not door.hint(is_open=True)
    assert not door.hint(is_open=True), "the board may say it twice"
    assert door.unsettled
    assert door.read(is_open=True, loaded=None)
    assert door.reading == OPEN


def test_a_push_before_a_burning_lamp_counts_at_once() -> None:
    assert settled().hint(is_open=True, at_once=True)
    assert not settled().hint(is_open=False, at_once=True)


def test_a_silence_forgets_everything() -> None:
    door = settled()

    assert door.forget()
    assert door.reading is None
    assert not door.forget()
    assert not door.read(is_open=False, loaded=None), "it is read anew, twice"


def settled(*, has_sensor: bool = False, is_open: bool = False) -> DoorContacts:
    door = DoorContacts(has_sensor=has_sensor)
    for _ in range(2):
        door.read(is_open=is_open, loaded=False)
    return door


def test_a_door_is_not_closed_before_its_sensor_says_the_same_twice() -> None:
    """What the sensor says as the door closes decides whether a meal is inside."""
    door = settled(has_sensor=True, is_open=True)

    changes = [
        door.read(is_open=False, loaded=loaded) for loaded in (False, False, True, True, True)
    ]
    assert changes == [False, True, False, True, False]

    door = settled(has_sensor=True, is_open=True)
    changes = [
        door.read(is_open=False, loaded=loaded) for loaded in (False, True, False, True, True)
    ]
    assert changes == [False, False, False, False, True]
    assert door.reading == Reading(is_open=False, occupied=True)


def test_a_board_that_tells_no_contents_leaves_a_sensor_unknown() -> None:
    door = DoorContacts(has_sensor=True)
    for _ in range(3):
        assert not door.read(is_open=False, loaded=None)

    assert door.reading is None


@given(st.lists(st.booleans(), max_size=40))
def test_only_what_was_read_twice_in_a_row_is_ever_believed(levels: list[bool]) -> None:
    door = DoorContacts(has_sensor=False)
    twice: bool | None = None
    for before, level in zip([None, *levels], levels, strict=False):
        door.read(is_open=level, loaded=None)
        twice = level if before is level else twice
        assert (door.reading.is_open if door.reading else None) is twice


def test_two_silences_are_noise_and_the_third_is_a_silence() -> None:
    breaker = Breaker()

    assert [breaker.missed(1.0) for _ in range(MISSES + 1)] == [False, False, True, False]
    assert breaker.silent


def test_an_answer_in_between_begins_the_count_anew() -> None:
    breaker = Breaker()
    for _ in range(10):
        assert not breaker.missed(1.0)
        assert not breaker.missed(1.0)
        assert not breaker.answered()

    assert not breaker.silent


def test_a_silent_board_is_asked_only_now_and_then_and_briefly() -> None:
    breaker = Breaker()
    patience = [(breaker.patience, breaker.missed(7.0))[0] for _ in range(MISSES)]

    assert patience == [1, 2, 3]
    assert breaker.patience == 1
    assert breaker.due_s(7.1) == 7.0 + PROBE_S
    assert breaker.due_s(20.0) == 20.0

    assert breaker.answered(), "it speaks again"
    assert breaker.due_s(7.1) == 7.1


def test_a_line_that_comes_back_is_asked_a_few_times_at_once() -> None:
    breaker = Breaker()

    assert breaker.gone()
    assert not breaker.gone(), "it was said already"
    assert breaker.due_s(5.0) == 5.0
    assert not any(breaker.missed(5.0) for _ in range(MISSES)), "it was said already"
    assert breaker.due_s(5.0) == 5.0 + PROBE_S


@given(
    st.integers(1, 4),
    st.floats(0, 2, allow_nan=False),
    st.lists(st.floats(0, 1, allow_nan=False), max_size=40),
)
def test_no_more_locks_than_the_supply_bears_in_any_window(
    at_once: int, gap_s: float, pauses: list[float]
) -> None:
    supply = Supply(at_once=at_once, gap_s=gap_s)
    now_s, taken = 0.0, list[float]()
    for pause_s in pauses:
        now_s = max(now_s + pause_s, supply.ready_s())
        supply.take(now_s)
        taken.append(now_s)

    for first, after in zip(taken, taken[at_once:], strict=False):
        assert after >= first + gap_s


def test_a_pulse_before_its_time_is_our_mistake() -> None:
    supply = Supply(at_once=1, gap_s=1.0)
    supply.take(0.0)

    with pytest.raises(AssertionError):
        supply.take(0.5)
