"""What lines make of a zone, a board, a keypad: the last record, and an alarm while it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.lockers.journals import line

from linli.lockers.enums import PartAlarm, PartKind
from linli.lockers.rules.parts import (
    LONGEST_NAME,
    TOLD_OF_PARTS,
    PartNow,
    cooled_zone,
    part_after,
    part_of,
)
from linli.wire.messages import Event, EventType, Fact

ALL = st.sampled_from(sorted(EventType))


def told(kind: EventType, *, wall: int = 1_000, **data: Fact) -> Event:
    """A line about a part, with these facts."""
    return told_with(kind, data, wall=wall)


def told_with(kind: EventType, data: dict[str, Fact], *, wall: int = 1_000) -> Event:
    """A line about a part."""
    return replace(line(kind, data=data), wall=wall)


def after(*lines: Event) -> PartNow:
    """A part after some lines."""
    part = PartNow()
    for one in lines:
        part = part_after(part, one)
    return part


@pytest.mark.parametrize(
    ("kind", "data", "part"),
    [
        (EventType.WARMTH, {"zone": 2}, (PartKind.ZONE, "2")),
        (EventType.TOO_HOT, {"zone": 2}, (PartKind.ZONE, "2")),
        (EventType.BOARD_SILENT, {"board": "left"}, (PartKind.BOARD, "left")),
        (EventType.WRONG_CODES, {"today": 5}, (PartKind.KEYPAD, "")),
        (EventType.WARMTH, {}, None),
        (EventType.BOARD_BACK, {"zone": 1}, None),
        (EventType.OPENED, {"zone": 1}, None),
    ],
)
def test_a_line_is_about_the_part_that_it_names(
    kind: EventType, data: dict[str, Fact], part: tuple[PartKind, str] | None
) -> None:
    assert part_of(told_with(kind, data)) == part


def test_no_name_is_longer_or_stranger_than_a_row_can_hold() -> None:
    assert part_of(told(EventType.BOARD_SILENT, board="a\0" * 100)) == (
        PartKind.BOARD,
        "a" * LONGEST_NAME,
    )


def test_a_record_is_kept_and_alarms_nobody() -> None:
    assert after(told(EventType.WARMTH, celsius=63.5)) == PartNow(celsius=63.5, told_ms=1_000)


def test_an_alarm_stands_through_records_and_repetitions_until_it_is_over() -> None:
    cold = told(EventType.TOO_COLD, celsius=54)
    record = told(EventType.WARMTH, wall=2_000, celsius=55)
    again = told(EventType.TOO_COLD, wall=3_000, celsius=53)
    over = told(EventType.WARM_AGAIN, wall=4_000, celsius=61)

    assert after(cold, record) == PartNow(55, PartAlarm.TOO_COLD, 1_000, 2_000)
    assert after(cold, record, again) == PartNow(53, PartAlarm.TOO_COLD, 1_000, 3_000)
    assert after(cold, record, again, over) == PartNow(61, None, 0, 4_000)


def test_another_alarm_begins_anew() -> None:
    hot = told(EventType.TOO_HOT, wall=2_000, celsius=76)

    part = after(told(EventType.TOO_COLD, celsius=50), hot)

    assert (part.alarm, part.since_ms) == (PartAlarm.TOO_HOT, 2_000)


def test_a_thermometer_that_says_nothing_is_an_alarm_until_it_says_something() -> None:
    silent = told(EventType.WARMTH, wall=2_000, silent=True)
    speaks = told(EventType.WARMTH, wall=3_000, celsius=62)

    assert after(told(EventType.WARMTH, celsius=63), silent) == PartNow(
        63, PartAlarm.SILENT, 2_000, 2_000
    )
    assert after(silent, speaks) == PartNow(62, None, 0, 3_000)


def test_a_board_is_silent_until_it_is_back() -> None:
    silent, back = told(EventType.BOARD_SILENT), told(EventType.BOARD_BACK)

    assert after(silent).alarm is PartAlarm.BOARD_SILENT
    assert after(silent, back).alarm is None


@pytest.mark.parametrize("celsius", [True, "63", 10**400, -273, 1e9])
def test_what_is_no_temperature_is_not_kept(celsius: Fact) -> None:
    part = after(told(EventType.TOO_HOT, celsius=celsius))

    assert part.celsius is None
    assert part.alarm is PartAlarm.TOO_HOT


def test_a_clock_that_was_never_set_still_dates_an_alarm() -> None:
    assert after(told(EventType.BOARD_SILENT, wall=0)).since_ms == 1


@pytest.mark.parametrize(
    ("kind", "data", "zone"),
    [
        (EventType.WARMTH, {"zone": 1, "warm": False}, 1),
        (EventType.WARMTH, {"zone": 1, "warm": True}, None),
        (EventType.WARMTH, {"zone": 1}, None),
        (EventType.WARMTH, {"zone": "1", "warm": False}, None),
        (EventType.TOO_COLD, {"zone": 1, "warm": False}, None),
    ],
)
def test_only_a_record_denies_that_a_zone_was_hot(
    kind: EventType, data: dict[str, Fact], zone: int | None
) -> None:
    assert cooled_zone(told_with(kind, data)) == zone


@given(st.lists(ALL, max_size=6), st.integers(0, 3))
def test_an_alarm_always_has_a_beginning_and_no_alarm_has_none(
    kinds: list[EventType], wall: int
) -> None:
    part = after(*(told(kind, wall=wall) for kind in kinds if kind in TOLD_OF_PARTS))

    assert bool(part.since_ms) == (part.alarm is not None)
