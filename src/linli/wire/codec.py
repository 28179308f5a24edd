"""Bytes to messages and back; junk is refused by name, before anything looks at it."""

from typing import TypeVar

import msgspec

from linli.wire.messages import (
    Act,
    Applied,
    Directive,
    DirectiveBody,
    Down,
    Events,
    Hello,
    Reply,
    Tick,
)

LARGEST_MESSAGE = 4_096
"""Bytes of any message but a batch of events. Source: CUSTODY, section 3."""

LARGEST_BATCH = 32_768
"""Bytes of 50 journal lines with their facts; see docs/decisions/0003."""

Message = TypeVar("Message")


class JunkError(ValueError):
    """Bytes that are no message of ours; the text says what is wrong with them."""


class TooLargeError(JunkError):
    """More bytes than the message may have."""


class MalformedError(JunkError):
    """Not JSON, or not the fields, types and bounds of the message."""


_events = msgspec.json.Decoder(Events)
_hello = msgspec.json.Decoder(Hello)
_tick = msgspec.json.Decoder(Tick)
_down: msgspec.json.Decoder[Down] = msgspec.json.Decoder(Down)
_directive = msgspec.json.Decoder(Directive)
_body: msgspec.json.Decoder[DirectiveBody] = msgspec.json.Decoder(DirectiveBody)
_applied = msgspec.json.Decoder(Applied)
_act = msgspec.json.Decoder(Act)
_reply = msgspec.json.Decoder(Reply)


def encode(message: msgspec.Struct) -> bytes:
    """Return a message as JSON bytes."""
    return msgspec.json.encode(message)


def decode_events(raw: bytes) -> Events:
    """Read ``c.<cab>.up.ev``; JunkError if it is none."""
    return _decode(_events, raw, LARGEST_BATCH)


def decode_hello(raw: bytes) -> Hello:
    """Read ``c.<cab>.up.hello``; JunkError if it is none."""
    return _decode(_hello, raw, LARGEST_MESSAGE)


def decode_tick(raw: bytes) -> Tick:
    """Read ``c.<cab>.up.tick``; JunkError if it is none."""
    return _decode(_tick, raw, LARGEST_MESSAGE)


def decode_down(raw: bytes) -> Down:
    """Read ``c.<cab>.down.ack``; JunkError if it is none."""
    return _decode(_down, raw, LARGEST_MESSAGE)


def decode_directive(raw: bytes) -> Directive:
    """Read ``c.<cab>.down.dir``; JunkError if it is none."""
    return _decode(_directive, raw, LARGEST_MESSAGE)


def decode_body(raw: str) -> DirectiveBody:
    """Read a directive's body as it is kept in the database; JunkError if it is none."""
    return _decode(_body, raw.encode(), LARGEST_MESSAGE)


def decode_applied(raw: bytes) -> Applied:
    """Read the reply to a directive; JunkError if it is none."""
    return _decode(_applied, raw, LARGEST_MESSAGE)


def decode_act(raw: bytes) -> Act:
    """Read ``c.<cab>.act``; JunkError if it is none."""
    return _decode(_act, raw, LARGEST_MESSAGE)


def decode_reply(raw: bytes) -> Reply:
    """Read the reply to an act; JunkError if it is none."""
    return _decode(_reply, raw, LARGEST_MESSAGE)


def _decode(decoder: "msgspec.json.Decoder[Message]", raw: bytes, limit: int) -> Message:
    if len(raw) > limit:
        msg = f"{len(raw)} bytes, at most {limit} are read"
        raise TooLargeError(msg)
    try:
        return decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as junk:
        raise MalformedError(str(junk)) from junk
