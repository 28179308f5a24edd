"""One good message of each kind, and what else may be said in its place."""

import msgspec

from linli.wire import codec
from linli.wire.messages import (
    Ack,
    Act,
    Applied,
    BlockCompartment,
    CancelDeposit,
    Configure,
    Directive,
    DirectiveBody,
    Event,
    Events,
    EventType,
    Hello,
    HoldDeposit,
    Nak,
    NewEpoch,
    PinKey,
    Purpose,
    PutDeposit,
    Quarantined,
    Reply,
    Result,
    Size,
    State,
    Tick,
    Why,
)

MEAL = "0000000000001"
HASH = "ab" * 32

EVENT = Event(
    seq=1,
    mono=2,
    wall=3,
    wq=2,
    type=EventType.INTENT_D,
    comp=4,
    state=State.OPENING_D,
    deposit=MEAL,
    grant="g",
    data={"cid": "c", "tries": 1, "verified": False, "celsius": 61.5},
    hash=HASH,
)
EVENTS = Events(v=1, cab="HK-A", epoch=1, prev=HASH, events=[EVENT], sig="cd" * 64)
HELLO = Hello(
    v=1,
    cab="HK-A",
    epoch=1,
    boot_id="0" * 32,
    session="1" * 32,
    first_seq=1,
    last_seq=2,
    head_hash=HASH,
    applied_dseq=0,
    fw="linli",
    free={Size.S: 1},
)
TICK = Tick(v=1, cab="HK-A", epoch=1, session="1" * 32, nonce="2" * 16)
ACK = Ack(v=1, cab="HK-A", epoch=1, upto=7, hash=HASH)
NAK = Nak(v=1, cab="HK-A", epoch=1, expect=8)
QUARANTINED = Quarantined(v=1, cab="HK-A", epoch=1, seq=9)
NEW_EPOCH = NewEpoch(v=1, cab="HK-A", epoch=1, next=2, dseq=9, mark="0" * 16, sig="0" * 128)
APPLIED = Applied(v=1, cab="HK-A", epoch=1, applied_dseq=3)
ACT = Act(
    v=1,
    cab="HK-A",
    epoch=1,
    cid="c",
    session="1" * 32,
    tick="2" * 16,
    purpose=Purpose.PICKUP,
    comp=0,
    deposit=MEAL,
    size=Size.S,
    grant="G",
    actor="owner",
    reason="",
)
REPLY = Reply(v=1, cab="HK-A", cid="c", result=Result.STATE, comp=0, why=Why.HELD)

BODIES: tuple[DirectiveBody, ...] = (
    PutDeposit(deposit=MEAL, size=Size.L),
    CancelDeposit(deposit=MEAL, why="full"),
    HoldDeposit(deposit=MEAL, held=True),
    BlockCompartment(comp=255, blocked=True, reason="门铰链坏了"),
    PinKey(kid=0, public="ef" * 32),
    Configure(hold_ms=1_000, close_ms=1_000, sanitise_ms=0, idle_ms=0),
)


def directive(body: DirectiveBody) -> Directive:
    """Return a directive of this body."""
    return Directive(v=1, cab="HK-A", epoch=1, dseq=1, body=body)


DECODERS = {
    codec.decode_events: (EVENTS,),
    codec.decode_hello: (HELLO,),
    codec.decode_tick: (TICK,),
    codec.decode_down: (ACK, NAK, QUARANTINED, NEW_EPOCH),
    codec.decode_directive: tuple(directive(body) for body in BODIES),
    codec.decode_applied: (APPLIED,),
    codec.decode_act: (ACT,),
    codec.decode_reply: (REPLY,),
}
"""Each way to read bytes, and messages it must read."""

EVERY_MESSAGE: tuple[msgspec.Struct, ...] = tuple(
    message for messages in DECODERS.values() for message in messages
)
