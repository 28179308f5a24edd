"""The few words every lock board understands, whatever bytes its maker gave them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Done:
    """The board has done what it was asked."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The board answers that it will not; ``why`` is its own word for it."""

    why: str


@dataclass(frozen=True, slots=True)
class Doors:
    """What a board reads now, beginning with lock 1: open doors, and loaded compartments.

    ``loaded`` is None where the family has no occupancy sensors.
    """

    is_open: tuple[bool, ...]
    loaded: tuple[bool, ...] | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A thermometer reads this, in °C."""

    celsius: float


Answer = Done | Refused | Doors | Measured


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, and how its answer is known among whatever the line brings.

    ``answer_bytes`` is the answer's length at most, 0 if none comes. ``find`` looks for it in
    all bytes that came since the question, and never raises: noise before and after the
    answer, a frame of another board and one with a wrong checksum are passed over.
    """

    frame: bytes
    answer_bytes: int
    find: Callable[[bytes], Answer | None]


@dataclass(frozen=True, slots=True)
class Push:
    """A board tells by itself that a door has moved."""

    address: int
    lock: int
    is_open: bool


class Family(Protocol):
    """One board's dialect."""

    @property
    def pushes(self) -> bool:
        """Whether it tells by itself when a door moves."""
        ...

    def unlock(self, lock: int) -> Ask:
        """Release one lock, once; the board times the pulse."""
        ...

    def poll(self) -> Ask:
        """Read all door switches, and the occupancy sensors if there are any."""
        ...


def nothing(_received: bytes) -> None:
    """Find no answer: none comes."""


def xor_of(data: bytes) -> int:
    """Return the check byte of the 8A and WKLY families."""
    return reduce(xor, data, 0)


def starts(received: bytes, head: bytes) -> Iterator[bytes]:
    """Yield what was received from each place on where a frame may begin.

    A frame that proves wrong does not hide one that begins inside it.
    """
    at = received.find(head)
    while at >= 0:
        yield received[at:]
        at = received.find(head, at + 1)


def bits_of(data: bytes) -> tuple[bool, ...]:
    """Return the bits of these bytes, the lowest of the first byte first."""
    return tuple(bool(byte >> bit & 1) for byte in data for bit in range(8))
