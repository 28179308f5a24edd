"""Bytes to messages and back: what is no message of ours is refused by name, whatever it is."""

import json
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.wire.messages import ACT, BODIES, DECODERS, EVENT, EVENTS, EVERY_MESSAGE, TICK, directive

from linli.wire.codec import (
    LARGEST_BATCH,
    LARGEST_MESSAGE,
    JunkError,
    MalformedError,
    TooLargeError,
    decode_act,
    decode_body,
    decode_directive,
    decode_events,
    decode_tick,
    encode,
)
from linli.wire.messages import CancelDeposit, DirectiveBody, PinKey

Decode = Callable[[bytes], msgspec.Struct]
every_decoder = pytest.mark.parametrize("decode", DECODERS, ids=lambda one: one.__name__)

EMOJI = "🍜" * 10_000

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 70), 1 << 70)
    | st.floats(allow_nan=False)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


def changed(message: msgspec.Struct, field: str, value: object) -> bytes:
    """Return a message as bytes, with another value in one field."""
    return json.dumps({**msgspec.to_builtins(message), field: value}).encode()


@pytest.mark.parametrize("message", EVERY_MESSAGE, ids=lambda one: type(one).__name__)
def test_every_message_comes_back_as_it_was_said(message: msgspec.Struct) -> None:
    (decode,) = (decode for decode, spoken in DECODERS.items() if message in spoken)

    assert decode(encode(message)) == message
    assert len(encode(message)) <= LARGEST_MESSAGE


@every_decoder
@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b" ",
        b"\x00",
        b"\xff\xfe",
        b"null",
        b"true",
        b"0",
        b"-1e999",
        b'""',
        b"[]",
        b"{}",
        b"{",
        b'{"v":1',
        b'{"v":1}{"v":1}',
        b'{"type":"nothing"}',
        b'{"type":7}',
        b'{"type":"tick","v":1,"cab":"\xed\xa0\x80"}',
        "🍜".encode(),
        '"🍜'.encode(),
        b"<html></html>",
        b"v=1&cab=HK-A",
        b"\x16\x03\x01\x02\x00",
        b"[" * 4_000,
        b'{"v":' * 800,
        b'{"data":' + b"[" * 2_000 + b"]" * 2_000 + b"}",
    ],
    ids=lambda junk: repr(junk[:12]),
)
def test_junk_is_refused(decode: Decode, junk: bytes) -> None:
    with pytest.raises(MalformedError):
        decode(junk)


@every_decoder
@settings(max_examples=50)
@given(junk=st.binary(max_size=200))
def test_bytes_by_chance_are_refused(decode: Decode, junk: bytes) -> None:
    with pytest.raises(JunkError):
        decode(junk)


@every_decoder
@settings(max_examples=50)
@given(value=json_values)
def test_json_by_chance_is_refused(decode: Decode, value: object) -> None:
    with pytest.raises(JunkError):
        decode(json.dumps(value).encode())


@every_decoder
def test_a_message_of_another_kind_is_refused(decode: Decode) -> None:
    others = [one for one in EVERY_MESSAGE if one not in DECODERS[decode]]  # type: ignore[index]  # a key
    for other in others:
        with pytest.raises(MalformedError):
            decode(encode(other))


@every_decoder
@settings(max_examples=50)
@given(data=st.data())
def test_a_message_with_one_field_by_chance_is_read_or_refused_and_nothing_else(
    decode: Decode, data: st.DataObject
) -> None:
    message = data.draw(st.sampled_from(DECODERS[decode]))  # type: ignore[index]  # a key
    field = data.draw(st.sampled_from(sorted(msgspec.to_builtins(message))))
    raw = changed(message, field, data.draw(json_values))

    try:
        read = decode(raw)
    except JunkError:
        return
    assert decode(encode(read)) == read


@every_decoder
@settings(max_examples=50)
@given(data=st.data())
def test_a_message_with_one_byte_by_chance_is_read_or_refused_and_nothing_else(
    decode: Decode, data: st.DataObject
) -> None:
    raw = bytearray(encode(data.draw(st.sampled_from(DECODERS[decode]))))  # type: ignore[index]  # a key
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))

    try:
        read = decode(bytes(raw))
    except JunkError:
        return
    assert decode(encode(read)) == read


@every_decoder
def test_a_message_cut_short_is_refused(decode: Decode) -> None:
    raw = encode(DECODERS[decode][0])  # type: ignore[index]  # a key
    for length in range(len(raw)):
        with pytest.raises(MalformedError):
            decode(raw[:length])


@every_decoder
def test_what_is_too_large_is_not_even_looked_at(decode: Decode) -> None:
    limit = LARGEST_BATCH if decode is decode_events else LARGEST_MESSAGE

    with pytest.raises(TooLargeError, match=f"at most {limit}"):
        decode(b" " * (limit + 1))
    with pytest.raises(MalformedError):
        decode(b" " * limit)


def test_a_message_may_be_as_large_as_the_limit_and_no_larger() -> None:
    raw = encode(TICK)

    assert decode_tick(raw + b" " * (LARGEST_MESSAGE - len(raw))) == TICK
    with pytest.raises(TooLargeError):
        decode_tick(raw + b" " * (LARGEST_MESSAGE - len(raw) + 1))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("v", 2),
        ("v", "1"),
        ("v", True),
        ("cab", ""),
        ("cab", "hk-a"),
        ("cab", "HK-A\n"),
        ("cab", "*"),
        ("cab", "HK.A"),
        ("cab", "H" * 17),
        ("cab", "柜"),
        ("epoch", 0),
        ("epoch", 1 << 31),
        ("epoch", 1.5),
        ("cid", ""),
        ("cid", "c" * 41),
        ("cid", EMOJI),
        ("session", "1" * 31),
        ("session", "G" * 32),
        ("tick", "2" * 17),
        ("purpose", "open"),
        ("comp", -1),
        ("comp", 256),
        ("deposit", "short"),
        ("deposit", "000000000000I"),
        ("deposit", "0000000000001\n"),
        ("size", "XL"),
        ("grant", "G" * 161),
        ("actor", "a" * 61),
        ("reason", "r" * 201),
        ("reason", None),
        ("tick", "2" * 16 + "\n"),
        ("deposit", "\n"),
    ],
)
def test_an_act_keeps_every_bound(field: str, value: object) -> None:
    with pytest.raises(JunkError):
        decode_act(changed(ACT, field, value))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seq", 0),
        ("seq", 1 << 62),
        ("mono", -1),
        ("wall", 1 << 53),
        ("wq", 3),
        ("type", "VANISHED"),
        ("comp", 256),
        ("state", "OPEN"),
        ("deposit", "x"),
        ("grant", "g" * 41),
        ("data", {str(number): number for number in range(13)}),
        ("data", {"a": None}),
        ("data", {"a": {"b": 1}}),
        ("data", []),
        ("hash", "AB" * 32),
        ("extra", 1),
    ],
)
def test_a_journal_line_keeps_every_bound(field: str, value: object) -> None:
    line = {**msgspec.to_builtins(EVENT), field: value}

    with pytest.raises(MalformedError):
        decode_events(changed(EVENTS, "events", [line]))


@pytest.mark.parametrize("count", [0, 51])
def test_a_batch_has_one_to_fifty_lines(count: int) -> None:
    small = msgspec.structs.replace(EVENT, data={})
    batch = msgspec.structs.replace(EVENTS, events=[small] * count)

    with pytest.raises(MalformedError):
        decode_events(encode(batch))


def test_fifty_ordinary_lines_fit_into_a_batch() -> None:
    ordinary = msgspec.structs.replace(EVENT, grant="a" * 24, data={"cid": "c" * 32, "actor": "c"})
    batch = msgspec.structs.replace(EVENTS, events=[ordinary] * 50)

    assert decode_events(encode(batch)) == batch


@pytest.mark.parametrize("field", ["v", "cab", "epoch", "session", "nonce"])
def test_no_field_may_be_missing(field: str) -> None:
    facts = msgspec.to_builtins(TICK)
    del facts[field]

    with pytest.raises(MalformedError):
        decode_tick(json.dumps(facts).encode())


def test_a_field_we_do_not_know_is_let_pass() -> None:
    assert decode_tick(changed(TICK, "new", {"later": [1]})) == TICK


@pytest.mark.parametrize(
    "body",
    [
        {"type": "open", "comp": 1},
        {"type": "cancel", "deposit": "0000000000001", "why": "because"},
        {"type": "block", "comp": 0, "blocked": True, "reason": ""},
        {"type": "key", "kid": 256, "public": "ef" * 32},
        {"type": "config", "hold_ms": 999, "close_ms": 1_000, "sanitise_ms": 0, "idle_ms": 0},
    ],
)
def test_a_directive_of_a_kind_or_bound_we_do_not_know_is_refused(body: dict[str, object]) -> None:
    message = directive(PinKey(kid=1, public="ef" * 32))

    with pytest.raises(MalformedError):
        decode_directive(changed(message, "body", body))


@pytest.mark.parametrize("body", BODIES, ids=lambda one: type(one).__name__)
def test_a_directives_body_comes_back_from_where_it_was_kept(body: DirectiveBody) -> None:
    assert decode_body(encode(body).decode()) == body


@pytest.mark.parametrize("junk", ["", "{}", "null", '{"type":"open"}', "🍜", " " * 5_000])
def test_a_directives_body_that_is_junk_is_refused(junk: str) -> None:
    with pytest.raises(JunkError):
        decode_body(junk)


def test_the_text_of_a_refusal_says_where_the_fault_is() -> None:
    with pytest.raises(MalformedError, match=r"\$\.body\.why"):
        decode_directive(
            encode(directive(CancelDeposit(deposit="0000000000001", why="full"))).replace(
                b'"full"', b'"none"'
            )
        )
