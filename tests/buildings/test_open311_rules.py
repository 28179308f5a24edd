"""What is written for other programs, what is read of theirs, and when they are asked."""

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.buildings.enums.matters import MatterState
from linli.buildings.enums.open311 import ForwardState
from linli.buildings.rules.forwarding import (
    ASKED_AT_LEAST_EACH,
    ASKED_EACH,
    LONGEST_PAUSE,
    TRIES_AT_MOST,
    asks_next,
    is_final,
    may_hand_on,
    pause_after,
    service_for,
    state_of,
    words_of,
)
from linli.buildings.rules.open311 import (
    LONGEST_SPAN,
    Numbered,
    Span,
    Value,
    as_json,
    as_xml,
    read_number,
    read_time,
    span_of,
    token_of,
    write_time,
)
from linli.buildings.rules.open311_answers import (
    Told,
    UnreadableAnswerError,
    read_marked,
    read_refusal,
    read_rows,
    read_token,
    read_told,
)
from linli.buildings.rules.open311_answers import read_number as number_in

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@given(st.text("AZ09-", max_size=15), st.integers(1, 999_999_999))
def test_a_number_that_is_written_is_read_again(code: str, number: int) -> None:
    written = Numbered(f"T{code}", number)

    assert read_number(str(written)) == written


@pytest.mark.parametrize("text", ["", "12", "TOWER", "TOWER-0", "tower-1", "T-1\n", "-1"])
def test_what_is_no_number_of_ours_is_read_as_none(text: str) -> None:
    assert read_number(text) is None


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1000, 1, 1)))  # noqa: DTZ001  # the strategy adds the zone
def test_a_time_that_is_written_is_read_again(at: datetime) -> None:
    assert read_time(write_time(at)) == at.replace(microsecond=0)


@pytest.mark.parametrize("text", ["2026-03-02", "2026-03-02T08:00:00", "soon", ""])
def test_a_time_without_a_zone_is_none(text: str) -> None:
    assert read_time(text) is None


def test_a_span_is_ninety_days_at_most_and_whole_where_one_end_is_named() -> None:
    assert span_of(None, None, now=NOON) == Span(NOON - LONGEST_SPAN, NOON)
    assert span_of(NOON, None, now=NOON) == Span(NOON, NOON + LONGEST_SPAN)
    assert span_of(NOON - LONGEST_SPAN, NOON, now=NOON) is not None
    assert span_of(NOON - LONGEST_SPAN, NOON + timedelta(seconds=1), now=NOON) is None
    assert span_of(NOON, NOON - DAY, now=NOON) is None
    assert span_of(datetime.max.replace(tzinfo=UTC), None, now=NOON) is None


def test_no_form_of_a_page_can_show_a_token_of_the_interface() -> None:
    assert token_of("a") != token_of("b")
    assert ":" in token_of("a")
    assert len(token_of("a")) <= 40


def definition() -> Value:
    return [
        {
            "attributes": [{"required": False, "order": 1, "values": [{"key": "a<b"}]}],
            "x": None,
        }
    ]


def test_both_formats_say_the_same() -> None:
    told = definition()

    assert json.loads(as_json(told)) == told
    assert as_xml("services", told) == (
        '<?xml version="1.0" encoding="utf-8"?>\n<services><service><attributes><attribute>'
        "<required>false</required><order>1</order><values><value><key>a&lt;b</key></value>"
        "</values></attribute></attributes><x /></service></services>"
    )
    assert "<required>true" in as_xml("value", {"required": True})


@given(st.text())
def test_any_words_are_xml_that_can_be_read(words: str) -> None:
    ET.fromstring(as_xml("x", {"description": words}))  # noqa: S314  # our own


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode), st.booleans())
def test_whatever_a_server_sends_is_read_or_refused(body: bytes, is_xml: bool) -> None:  # noqa: FBT001  # drawn
    try:
        rows = read_rows(body, is_xml=is_xml)
    except UnreadableAnswerError:
        return
    assert all(isinstance(value, str) for one in rows for value in one.values())


def test_entities_are_refused_before_anything_is_read() -> None:
    grows = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x><y>&a;</y></x>'

    for body in (grows, grows.replace(b"DOCTYPE", b"doctype"), grows.decode().encode("utf-16")):
        with pytest.raises(UnreadableAnswerError):
            read_rows(body, is_xml=True)
    with pytest.raises(UnreadableAnswerError):
        read_rows(b"[" * 100_000, is_xml=False)
    with pytest.raises(UnreadableAnswerError):
        read_rows(b"[1]", is_xml=False)
    assert read_refusal(b"<html>", is_xml=True) == ""


def test_answers_are_read_however_a_server_writes_them() -> None:
    one = {"service_request_id": 638344, "status": "Closed", "status_notes": None, "x": [1]}
    rows = read_rows(json.dumps(one).encode(), is_xml=False)

    assert read_told(rows, "638344") == Told("638344", is_closed=True, notes="", agency="")
    assert read_told(rows, "1") is None
    assert read_told([{"service_request_id": "1"}], "1") is None
    assert number_in(rows) == "638344"
    assert read_token(rows) == ""
    assert read_token([{"token": "t"}]) == "t"
    assert read_marked([{"description": "x"}], "mark") == ""
    assert read_marked([{"description": "a [mark]", "service_request_id": "7"}], "mark") == "7"
    assert read_refusal(b'[{"description": "no\\u202e"}]', is_xml=False) == "no"


def test_pauses_grow_to_a_limit_and_end() -> None:
    pauses = [pause_after(tries, jitter=0.0) for tries in range(1, TRIES_AT_MOST)]
    known = [one for one in pauses if one is not None]

    assert known == sorted(known)
    assert known[0] == timedelta(minutes=1)
    assert known[-1] == LONGEST_PAUSE
    assert sum(known, timedelta()) // timedelta(hours=1) == 24
    assert pause_after(3, jitter=1.0) == known[2] / 2
    assert pause_after(TRIES_AT_MOST, jitter=0.0) is None


def test_what_is_older_is_asked_for_more_seldom() -> None:
    assert asks_next(NOON, now=NOON) == ASKED_EACH
    assert asks_next(NOON, now=NOON + DAY) == timedelta(minutes=72)
    assert asks_next(NOON, now=NOON + 99 * DAY) == ASKED_AT_LEAST_EACH


def test_which_refusals_are_for_good() -> None:
    assert [one for one in (399, 400, 404, 408, 425, 429, 499, 500) if is_final(one)] == [
        400,
        404,
        499,
    ]


def test_what_is_handed_on_and_how_far_it_is() -> None:
    open_ones = (MatterState.TRIAGED, MatterState.DELIBERATING, MatterState.IN_HAND)

    assert [one for one in MatterState if may_hand_on(one, is_merged=False)] == list(open_ones)
    assert not may_hand_on(MatterState.TRIAGED, is_merged=True)
    assert state_of(reference="1", token="t") == ForwardState.OPEN  # noqa: S106  # a token of a matter
    assert state_of(reference="", token="t") == ForwardState.TAKEN  # noqa: S106  # as above
    assert state_of(reference="", token="") == ForwardState.WAITING
    assert service_for("lifts", {"lifts": "1"}, "9") == "1"
    assert service_for("lifts", {}, "9") == "9"
    assert words_of("a", "", "", "楼", "m") == "a\n楼\n[m]"
