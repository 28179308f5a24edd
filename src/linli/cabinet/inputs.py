"""What can happen to a cabinet, and what it can do about it."""

from collections.abc import Mapping
from dataclasses import dataclass

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
    """A compartment's sensors say this now; it may be what they said before."""

    comp: int
    reading: Reading


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


Input = Booted | Sensed | Asked | Directed | Ticked | Elapsed


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
class Say:
    """Answer whoever asked for a door."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class SayApplied:
    """Tell the server how far its directives are in force."""

    applied_dseq: int


Effect = Write | Pulse | Lamp | Say | SayApplied
