"""A foreign cabinet's words are believed while it lives, and an open is never on its own."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.cabinet.config import Compartment
from linli.cabinet.drivers.foreign import (
    SILENT_S,
    TICK_LIVES_S,
    Foreign,
    JunkError,
    Topics,
    discovery,
    open_door,
)
from linli.cabinet.inputs import BoardHeard, Reading, Sensed, Warmed
from linli.wire.messages import Size

TICK = b"0123456789abcdef"
FITTED = [
    Compartment(number=1, size=Size.S, occupancy_sensor=True, lamp=True, zone=1),
    Compartment(number=2, size=Size.L, occupancy_sensor=False, lamp=False),
]
TOPICS = Topics("east/BYL-A")


def living(now_s: float = 100.0) -> Foreign:
    """Return a cabinet that has just been heard, its doors closed and empty."""
    foreign = Foreign(FITTED)
    foreign.hear(["door", "1"], b"closed", now_s)
    foreign.hear(["meal", "1"], b"none", now_s)
    foreign.hear(["door", "2"], b"closed", now_s)
    foreign.hear(["tick"], TICK, now_s)
    return foreign


def test_what_a_broker_kept_says_nothing_of_a_cabinet_that_is_away() -> None:
    foreign = Foreign(FITTED)

    assert foreign.hear(["door", "2"], b"open", 0.0, kept=True) == []

    assert foreign.readings() == {}
    with pytest.raises(TimeoutError):
        foreign.tick(0.0)


def test_a_tick_that_a_broker_kept_is_not_one() -> None:
    with pytest.raises(JunkError):
        Foreign(FITTED).hear(["tick"], TICK, 0.0, kept=True)


def test_its_first_tick_makes_what_it_said_before_count() -> None:
    foreign = Foreign(FITTED)
    foreign.hear(["door", "2"], b"open", 0.0, kept=True)

    assert foreign.hear(["tick"], TICK, 1.0) == [
        BoardHeard("mqtt", silent=False),
        Sensed(2, Reading(is_open=True, occupied=None)),
    ]


def test_a_door_with_a_sensor_for_meals_is_known_once_both_have_spoken() -> None:
    foreign = Foreign(FITTED)
    foreign.hear(["tick"], TICK, 0.0)

    assert foreign.hear(["door", "1"], b"closed", 0.0) == []
    assert foreign.hear(["meal", "1"], b"in", 0.0) == [
        Sensed(1, Reading(is_open=False, occupied=True))
    ]


def test_an_open_needs_a_tick_of_the_last_five_seconds() -> None:
    foreign = living(100.0)

    assert foreign.tick(100.0 + TICK_LIVES_S) == TICK.decode()
    with pytest.raises(TimeoutError):
        foreign.tick(100.1 + TICK_LIVES_S)


def test_a_cabinet_that_is_not_heard_is_not_known_and_not_asked() -> None:
    foreign = living(100.0)

    assert foreign.pass_time(100.0 + SILENT_S) == []
    told = foreign.pass_time(100.1 + SILENT_S)

    assert told == [
        BoardHeard("mqtt", silent=True),
        Sensed(1, None),
        Sensed(2, None),
        Warmed(1, None),
    ]
    assert foreign.pass_time(200.0) == [], "it is told once"
    assert foreign.readings() == {}


def test_a_cabinet_that_comes_back_is_as_it_last_said() -> None:
    foreign = living(100.0)
    foreign.pass_time(107.0)
    foreign.hear(["door", "2"], b"open", 108.0)

    assert Sensed(2, Reading(is_open=True, occupied=None)) in foreign.hear(["tick"], TICK, 109.0)


def test_after_a_lost_line_only_what_is_said_anew_counts() -> None:
    foreign = living(100.0)
    foreign.lose_line()

    assert foreign.hear(["tick"], TICK, 101.0) == [BoardHeard("mqtt", silent=False)]
    assert foreign.readings() == {}


def test_the_same_word_twice_is_told_once() -> None:
    foreign = living()

    assert len(foreign.hear(["door", "1"], b"open", 101.0)) == 1
    assert foreign.hear(["door", "1"], b"open", 102.0) == []


def test_temperatures_and_faults_are_passed_on() -> None:
    foreign = living()

    assert foreign.hear(["temperature", "1"], b"63.5", 101.0) == [Warmed(1, 63.5)]
    assert foreign.hear(["fault", "heater"], b"no current", 101.0) == [
        BoardHeard("heater", silent=True)
    ]
    assert foreign.hear(["fault", "heater"], b"", 102.0) == [BoardHeard("heater", silent=False)]


@pytest.mark.parametrize(
    ("said", "payload"),
    [
        (["door", "3"], b"open"),
        (["door", "x"], b"open"),
        (["door", "1"], b"ajar"),
        (["door", "1"], b"\xff"),
        (["door", "1"], b"o" * 300),
        (["meal", "1"], b"maybe"),
        (["temperature", "2"], b"60"),
        (["temperature", "1"], b"warm"),
        (["temperature", "1"], b"nan"),
        (["temperature", "1"], b"850"),
        (["tick"], b"soon"),
        (["fault", "No Name!"], b"x"),
        (["nothing"], b""),
        ([], b""),
    ],
)
def test_junk_is_refused_and_changes_nothing(said: list[str], payload: bytes) -> None:
    foreign = living()
    before = foreign.readings()

    with pytest.raises(JunkError):
        foreign.hear(said, payload, 101.0)

    assert foreign.readings() == before


@given(st.lists(st.text(max_size=8), max_size=3), st.binary(max_size=250))
def test_whatever_is_said_nothing_but_junk_is_raised(said: list[str], payload: bytes) -> None:
    with contextlib.suppress(JunkError):
        living().hear(said, payload, 101.0)


def test_an_open_carries_its_door_its_tick_and_its_name() -> None:
    assert json.loads(open_door(7, "ab", "cd")) == {"door": 7, "tick": "ab", "id": "cd"}


def test_home_assistant_finds_doors_temperatures_and_faults_and_nothing_that_opens() -> None:
    found = discovery("BYL-A", TOPICS, FITTED, "homeassistant")

    kinds = sorted(topic.split("/")[1] for topic in found)
    assert kinds == ["binary_sensor", "binary_sensor", "binary_sensor", "sensor"]
    door = json.loads(found["homeassistant/binary_sensor/linli_byl_a/door_1/config"])
    assert door["state_topic"] == "east/BYL-A/say/door/1"
    assert len({json.loads(one)["unique_id"] for one in found.values()}) == len(found)
    assert not any(b"/do/" in one for one in found.values())
