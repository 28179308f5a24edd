"""What all simulated devices on a line have in common: an ear, an address, a voice, faults."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator

from linli.cabinet.simulators.faults import SOUND, Faults
from linli.cabinet.simulators.harness import Harness

MORE = -1
"""A frame may have begun, but its end has not been heard yet."""

NO_FRAME = 0
"""No frame begins with this byte."""


class Unit(ABC):
    """One device on a line. ``heard`` counts the requests meant for it, by what they ask.

    Args:
        name: as the configuration calls it.
        harness: the wires to its doors, if it has any.
    """

    turn_round_s = 0.010
    """From the end of a request to the first bit of its answer. Source: LOCKERS.md, c6."""

    def __init__(self, name: str, harness: Harness | None = None) -> None:
        self.name = name
        self.harness = harness
        self.heard: Counter[str] = Counter()
        self._faults = SOUND
        self._speak: Callable[[bytes], None] = _to_nobody

    @property
    def faults(self) -> Faults:
        """What is wrong with it now."""
        return self._faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        if faults.dark and not self._faults.dark:
            self.lose_power()
        self._faults = faults
        if self.harness is not None:
            self.harness.faults = faults

    def speaks_by(self, speak: Callable[[bytes], None]) -> None:
        """Give it a voice for what nobody asked for."""
        self._speak = speak

    def lose_power(self) -> None:  # noqa: B027  # most units hold nothing
        """Drop what only current holds."""

    @abstractmethod
    def measure(self, heard: bytes) -> int:
        """Return the length of the sound frame that begins here, NO_FRAME, or MORE."""

    @abstractmethod
    def answer(self, frame: bytes) -> bytes:
        """Do what a frame asks; return the answer, empty if there is none or it is for others."""


class Ear:
    """Finds frames in what one unit hears; noise before a frame does not hide it."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._heard = b""

    def forget(self) -> None:
        """Let go what has begun: the line was still for too long."""
        self._heard = b""

    def frames(self, heard: bytes) -> Iterator[bytes]:
        """Return the frames that are whole now."""
        self._heard += heard
        at = 0
        while at < len(self._heard):
            length = self._unit.measure(self._heard[at:])
            if length == MORE:
                break
            if length > NO_FRAME:
                yield self._heard[at : at + length]
            at += max(length, 1)
        self._heard = self._heard[at:]


def xor(data: bytes) -> int:
    """Return the exclusive or of all bytes."""
    check = 0
    for byte in data:
        check ^= byte
    return check


def _to_nobody(_said: bytes) -> None:
    """Say it to nobody: it hangs on no line yet."""
