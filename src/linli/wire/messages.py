"""Every message that crosses the bus, with its bounds; what it means late, twice or never."""

from enum import StrEnum
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

VERSION: Final = 1

# ``$`` alone would let a line's end pass after the last character.
CabinetCode = Annotated[str, Meta(pattern=r"^[A-Z0-9][A-Z0-9-]{0,15}$(?!\n)")]
DepositCode = Annotated[str, Meta(pattern=r"^[0-9A-HJKMNP-TV-Z]{13}$(?!\n)")]
MaybeDeposit = Annotated[str, Meta(pattern=r"^([0-9A-HJKMNP-TV-Z]{13})?$(?!\n)")]
CompartmentNo = Annotated[int, Meta(ge=1, le=255)]
MaybeCompartment = Annotated[int, Meta(ge=0, le=255, description="0: none")]
Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
Nonce = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$(?!\n)", description="64 random bits")]
Mark = Annotated[
    str,
    Meta(
        pattern=r"^([0-9a-f]{16})?$(?!\n)",
        description="64 random bits that no two directives share; empty from who knows of none",
    ),
]
SessionId = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$(?!\n)", description="128 random bits")]
CommandId = Annotated[str, Meta(min_length=1, max_length=40)]
GrantId = Annotated[str, Meta(max_length=40)]
Sequence = Annotated[int, Meta(ge=0, lt=1 << 62)]
Epoch = Annotated[int, Meta(ge=1, lt=1 << 31)]
Milliseconds = Annotated[int, Meta(ge=0, lt=1 << 53)]
Sentence = Annotated[str, Meta(max_length=200)]


class Size(StrEnum):
    """How much room a meal needs: small, medium, large."""

    S = "S"
    M = "M"
    L = "L"


class State(StrEnum):
    """What a compartment is, by its cabinet's word. Names as in CUSTODY, section 2."""

    FREE = "FREE"
    OPENING_D = "OPENING_D"
    OPEN_D = "OPEN_D"
    OCC = "OCC"
    UNSURE = "UNSURE"
    OPENING_P = "OPENING_P"
    OPEN_P = "OPEN_P"
    DIRTY = "DIRTY"
    SANI = "SANI"
    OPENING_S = "OPENING_S"
    OPEN_S = "OPEN_S"
    CHECK = "CHECK"
    OOS = "OOS"


class EventType(StrEnum):
    """What a cabinet writes into its journal."""

    BOOTED = "BOOTED"
    INTENT_D = "INTENT_D"
    INTENT_P = "INTENT_P"
    INTENT_S = "INTENT_S"
    OPENED = "OPENED"
    UNSURE = "UNSURE"
    DEPOSITED = "DEPOSITED"
    EMPTY = "EMPTY"
    PICKED = "PICKED"
    NOT_TAKEN = "NOT_TAKEN"
    RECALLED = "RECALLED"
    DISPOSED = "DISPOSED"
    CLEARED = "CLEARED"
    SANI_START = "SANI_START"
    SANI_END = "SANI_END"
    FORCED = "FORCED"
    LEFT_OPEN = "LEFT_OPEN"
    HOLD_EXPIRED = "HOLD_EXPIRED"
    CANCELLED = "CANCELLED"
    BLOCKED = "BLOCKED"
    UNBLOCKED = "UNBLOCKED"
    WARMTH = "WARMTH"
    TOO_COLD = "TOO_COLD"
    TOO_HOT = "TOO_HOT"
    WARM_AGAIN = "WARM_AGAIN"
    BOARD_SILENT = "BOARD_SILENT"
    BOARD_BACK = "BOARD_BACK"
    WRONG_CODES = "WRONG_CODES"


Fact = str | int | float | bool


class Event(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a cabinet's journal. Late: still true. Twice: known by ``seq`` and ``hash``.

    ``state`` is the compartment's state after the event, so that a reader needs no rules to
    follow. ``hash`` covers the line and the hash of the line before: see ``wire.journal``.
    """

    seq: Annotated[int, Meta(ge=1, lt=1 << 62)]
    mono: Milliseconds
    wall: Milliseconds
    wq: Annotated[int, Meta(ge=0, le=2)]
    type: EventType
    comp: MaybeCompartment
    state: State | None
    deposit: MaybeDeposit
    grant: GrantId
    data: Annotated[dict[str, Fact], Meta(max_length=12)]
    hash: Hash


class Events(Struct, frozen=True, tag="events"):
    """Up, ``c.<cab>.up.ev``: journal lines in order, no gap. Never: sent again until acked.

    ``prev`` is the hash before the first line; ``sig`` is the cabinet's Ed25519 signature, in
    hex, over the hash of the last line.
    """

    v: Literal[1]
    cab: CabinetCode
    epoch: Epoch
    prev: Hash
    events: Annotated[list[Event], Meta(min_length=1, max_length=50)]
    sig: Annotated[str, Meta(pattern=r"^[0-9a-f]{128}$(?!\n)")]


ZONES_TOLD = 32
"""Heated zones that a hello names; a cabinet has a few."""

_Number = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,2}$(?!\n)")]
_Word = Annotated[str, Meta(max_length=32)]


class FittedBoard(Struct, frozen=True):
    """One lock board: lock 1 is wired to compartment ``first``, the others follow in order.

    ``swaps`` names the locks that hang elsewhere, by lock.
    """

    name: _Word
    family: _Word
    first: CompartmentNo
    locks: Annotated[int, Meta(ge=1, le=32)]
    swaps: Annotated[dict[_Number, CompartmentNo], Meta(max_length=32)] = {}


class Fitted(Struct, frozen=True):
    """How a cabinet is built, by its own configuration: for people to compare, moves no lock.

    ``doors`` names each compartment once, under its size; ``kind`` is how it reaches its
    locks; ``set_c`` is what each heated zone is kept at, in °C, by the zone's number.
    """

    doors: dict[Size, Annotated[list[CompartmentNo], Meta(max_length=255)]]
    kind: _Word
    boards: Annotated[list[FittedBoard], Meta(max_length=32)] = []
    set_c: Annotated[
        dict[_Number, Annotated[float, Meta(ge=0, le=100)]], Meta(max_length=ZONES_TOLD)
    ] = {}


class Hello(Struct, frozen=True, tag="hello"):
    """Up, ``c.<cab>.up.hello``: on connecting and each 15 s. Late: the newest session counts.

    ``applied_mark`` is the mark of directive ``applied_dseq``. ``fitted`` is None from an agent
    that does not tell.
    """

    v: Literal[1]
    cab: CabinetCode
    epoch: Epoch
    boot_id: SessionId
    session: SessionId
    first_seq: Sequence
    last_seq: Sequence
    head_hash: Hash
    applied_dseq: Sequence
    fw: Annotated[str, Meta(max_length=40)]
    free: dict[Size, Annotated[int, Meta(ge=0, le=255)]]
    applied_mark: Mark = ""
    fitted: Fitted | None = None


class Tick(Struct, frozen=True, tag="tick"):
    """Up, ``c.<cab>.up.tick``: each 2 s. A remote open must echo one at most 5 s old."""

    v: Literal[1]
    cab: CabinetCode
    epoch: Epoch
    session: SessionId
    nonce: Nonce


class Ack(Struct, frozen=True, tag="ack"):
    """Down, ``c.<cab>.down.ack``: the server holds all up to ``upto``, whose hash is ``hash``."""

    v: Literal[1]
    cab: CabinetCode
    epoch: Epoch
    upto: Sequence
    hash: Hash


class Nak(Struct, frozen=True, tag="nak"):
    """Down, ``c.<cab>.down.ack``: there was a gap; send again from ``expect``."""

    v: Literal[1]
    cab: CabinetCode
    epoch: Epoch
    expect: Annotated[int, Meta(ge=1, lt=1 << 62)]


class Quarantined(Struct, frozen=True, tag="quarantined"):
    """Down, ``c.<cab>.down.ack``: the two histories differ; a person must take an inventory."""

    v: Literal[1]
    cab: CabinetCode
    epoch: Epoch
    seq: Sequence


class NewEpoch(Struct, frozen=True, tag="new_epoch"):
    """Down, ``c.<cab>.down.ack``: an inventory was taken; begin a new journal, everything empty.

    The answer to a hello of an epoch that is closed, again and again until one of ``next``
    comes. ``epoch`` is the one that the hello named; ``dseq`` and ``mark`` name the directive
    after which the new epoch goes on. ``sig`` is the server's, by a key for grants, in hex: see
    ``wire.epoch``. Late or twice: a cabinet only ever goes to a higher epoch than its own.
    """

    v: Literal[1]
    cab: CabinetCode
    epoch: Epoch
    next: Epoch
    dseq: Sequence
    mark: Mark
    sig: Annotated[str, Meta(pattern=r"^[0-9a-f]{128}$(?!\n)")]


class PutDeposit(Struct, frozen=True, tag="put_deposit"):
    """Directive body: this deposit is expected and may be stored here."""

    deposit: DepositCode
    size: Size


class CancelDeposit(Struct, frozen=True, tag="cancel"):
    """Directive body: refuse this deposit from now on, unless it is already stored."""

    deposit: DepositCode
    why: Literal["expired", "cancelled", "full"]


class HoldDeposit(Struct, frozen=True, tag="hold"):
    """Directive body: this meal may no longer be picked up (True), or may again (False)."""

    deposit: DepositCode
    held: bool


class BlockCompartment(Struct, frozen=True, tag="block"):
    """Directive body: take a compartment out of service (True), or back into it (False)."""

    comp: CompartmentNo
    blocked: bool
    reason: Sentence


class PinKey(Struct, frozen=True, tag="key"):
    """Directive body: trust this server key for grants; at most two are pinned."""

    kid: Annotated[int, Meta(ge=0, le=255)]
    public: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]


class Configure(Struct, frozen=True, tag="config"):
    """Directive body: the cabinet's times, in milliseconds."""

    hold_ms: Annotated[int, Meta(ge=1_000, le=86_400_000)]
    close_ms: Annotated[int, Meta(ge=1_000, le=3_600_000)]
    sanitise_ms: Annotated[int, Meta(ge=0, le=3_600_000)]
    idle_ms: Annotated[int, Meta(ge=0, le=86_400_000)]


DirectiveBody = PutDeposit | CancelDeposit | HoldDeposit | BlockCompartment | PinKey | Configure


class Directive(Struct, frozen=True, tag="directive"):
    """Down, ``c.<cab>.down.dir``: applied iff ``dseq`` is the last applied plus one.

    Durable, ordered, idempotent; never moves a lock. Never: resent until acknowledged.
    ``mark`` tells it from another of the same number, made by a server set back since.
    """

    v: Literal[1]
    cab: CabinetCode
    epoch: Epoch
    dseq: Annotated[int, Meta(ge=1, lt=1 << 62)]
    body: DirectiveBody
    mark: Mark = ""


class Applied(Struct, frozen=True, tag="applied"):
    """Reply to a directive: all up to this one, by number and mark, are in force and durable."""

    v: Literal[1]
    cab: CabinetCode
    epoch: Epoch
    applied_dseq: Sequence
    applied_mark: Mark = ""


class Purpose(StrEnum):
    """Why a door is to open."""

    DEPOSIT = "deposit"
    PICKUP = "pickup"
    RECALL = "recall"
    DISPOSE = "dispose"
    CLEAR = "clear"


class Act(Struct, frozen=True, tag="act"):
    """Request, ``c.<cab>.act``: open one door, now. Stored by no broker.

    Late: refused as stale, because ``tick`` must be one that this session of the cabinet
    issued at most 5 s ago by its own monotonic clock. Twice: answered ``dup``, the lock left
    alone. Never: the requester's time-out of 5 s means unknown, resolved by events alone.
    For a deposit ``comp`` is 0: the cabinet chooses. ``grant`` is a signed grant in base 32.
    """

    v: Literal[1]
    cab: CabinetCode
    epoch: Epoch
    cid: CommandId
    session: SessionId
    tick: Nonce
    purpose: Purpose
    comp: MaybeCompartment
    deposit: MaybeDeposit
    size: Size
    grant: Annotated[str, Meta(max_length=160)]
    actor: Annotated[str, Meta(max_length=60)]
    reason: Sentence


class Result(StrEnum):
    """A cabinet's first word on an act."""

    OK = "ok"
    STALE = "stale"
    BUSY = "busy"
    STATE = "state"
    DUP = "dup"


class Why(StrEnum):
    """What stood in the way of an act that was refused as ``state``."""

    NONE = ""
    FULL = "full"
    UNKNOWN_DEPOSIT = "unknown_deposit"
    ALREADY_STORED = "already_stored"
    HELD = "held"
    CANCELLED = "cancelled"
    BAD_GRANT = "bad_grant"
    WRONG_STATE = "wrong_state"
    NO_SUCH_COMPARTMENT = "no_such_compartment"


class Reply(Struct, frozen=True, tag="reply"):
    """Reply to an act. ``ok``: the intent is durable and the lock was pulsed once.

    Whether the door moved is an event, from the switch. ``dup``: this ``cid`` or this
    deposit's open door was answered before; ``comp`` names the door again.
    """

    v: Literal[1]
    cab: CabinetCode
    cid: CommandId
    result: Result
    comp: MaybeCompartment
    why: Why = Why.NONE


Up = Events | Hello | Tick
Down = Ack | Nak | Quarantined | NewEpoch
