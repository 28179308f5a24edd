"""What can happen to a cabinet, and what it can do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from linli.wire.grant import Grant
from linli.wire.messages import Act, Directive, Event, Reply


@dataclass(frozen=True, slots=True)
class Reading:
    """What a compartment's sensors say. ``occupied`` is None where no sensor is fitted."""

    is_open: bool
    occupied: bool | None


@dataclass(frozen=True, slots=True)
class Booted:
    """The agent has just started; these are its sensors' first words, by compartment."""

    boot_id: str
    session: str
    readings: Mapping[int, Reading]


@dataclass(frozen=True, slots=True)
class Sensed:
    """A compartment's sensors say this now; it may be what they said before.

    ``reading`` is None when they have fallen silent: nobody knows what the door does now.
    ``at_ms`` is when, by the monotonic clock; None: just now.
    """

    comp: int
    reading: Reading | None
    at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Warmed:
    """A zone's thermometer says this now, in °C; None when it has fallen silent.

    It is said again each 10 s at least, changed or not: one not heard for 30 s is silent.
    """

    zone: int
    celsius: float | None


@dataclass(frozen=True, slots=True)
class BoardHeard:
    """A board, named as its configuration names it, has fallen silent or speaks again."""

    board: str
    silent: bool


@dataclass(frozen=True, slots=True)
class Presented:
    """A signed grant was held before the cabinet's scanner.

    ``text`` is the grant as it was read; ``grant`` is None when its signature was not good.
    ``at_ms`` is when, by the monotonic clock; None: just now.
    """

    text: str
    grant: Grant | None
    at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """Someone typed this at the cabinet's keypad; digits alone, any number of them.

    ``at_ms`` is when, by the monotonic clock; None: just now.
    """

    code: str
    at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class ServerHeard:
    """The server has just said something, whatever it was: the cabinet is not alone."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Someone asks for a door. ``grant`` is None when its signature was not good."""

    act: Act
    grant: Grant | None


@dataclass(frozen=True, slots=True)
class Directed:
    """The server's durable order; None of them moves a lock."""

    directive: Directive


@dataclass(frozen=True, slots=True)
class Ticked:
    """The agent drew a new random number for remote opens to echo."""

    nonce: str


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Time has passed; whatever was due is due now."""


Input = (
    Booted
    | Sensed
    | Warmed
    | BoardHeard
    | Asked
    | Presented
    | Typed
    | Directed
    | ServerHeard
    | Ticked
    | Elapsed
)


class Refusal(StrEnum):
    """Why a person before the cabinet got no door; NONE: they got one."""

    NONE = ""
    WRONG_CODE = "wrong_code"
    TOO_MANY = "too_many"
    BAD_GRANT = "bad_grant"
    FULL = "full"
    ONLINE_ONLY = "online_only"
    HELD = "held"
    BUSY = "busy"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the cabinet's own screen answers.

    ``comp`` is the door that opens, else 0. ``wait_s`` is how long nobody may type, after
    too many wrong codes.
    """

    refusal: Refusal
    comp: int = 0
    wait_s: int = 0


@dataclass(frozen=True, slots=True)
class Write:
    """Make this line durable, in one transaction with the memory, before any other effect."""

    event: Event


@dataclass(frozen=True, slots=True)
class Pulse:
    """Release one lock, once."""

    comp: int


@dataclass(frozen=True, slots=True)
class Lamp:
    """Switch a compartment's ultraviolet lamp. Off is done before anything else."""

    comp: int
    on: bool


@dataclass(frozen=True, slots=True)
class Heat:
    """Switch a zone's heater. Off is done before anything else."""

    zone: int
    on: bool


@dataclass(frozen=True, slots=True)
class Show:
    """Tell whoever stands before the cabinet what became of what they presented or typed."""

    shown: Shown


@dataclass(frozen=True, slots=True)
class Say:
    """Answer whoever asked for a door."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class SayApplied:
    """Tell the server how far its directives are in force: the last one's number and mark."""

    applied_dseq: int
    applied_mark: str


Effect = Write | Pulse | Lamp | Heat | Show | Say | SayApplied
