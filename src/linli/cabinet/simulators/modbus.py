"""Simulated Modbus RTU devices: what they share of framing, addresses and refusals.

pymodbus's own server is not used: it takes a whole serial port for itself, while here one
line also carries boards that speak other protocols, at the line's pace, with noise and late
answers on purpose. The checksum, the part worth sharing, is pymodbus's.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence

from pymodbus.framer.rtu import FramerRTU

from linli.cabinet.simulators.harness import Harness
from linli.cabinet.simulators.unit import MORE, NO_FRAME, Unit

READ_COILS, READ_INPUTS, READ_HOLDING, READ_REGISTERS, WRITE_COIL = 1, 2, 3, 4, 5
LENGTH = 8
"""Bytes of a request to read, or to write one coil: all that these devices know."""

REFUSED = 0x80
NO_FUNCTION, NO_ADDRESS, NO_VALUE = 1, 2, 3
BITS = 8
MOST_BITS, MOST_REGISTERS = 2_000, 125
"""Of one request. Source: the Modbus application protocol, 6.1 to 6.4."""


class RefusedError(Exception):
    """A request that cannot be met, with the exception code that says so."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Modbus(Unit):
    """A device that answers 8-byte requests; subclasses know what lies at which address.

    Args:
        name: as the configuration calls it.
        address: 1 to 247.
        harness: the wires to its doors, if it has any.
    """

    def __init__(self, name: str, address: int, harness: Harness | None = None) -> None:
        super().__init__(name, harness)
        self._address = address

    def measure(self, heard: bytes) -> int:
        """Return the length of the sound frame that begins here, NO_FRAME, or MORE."""
        if heard[0] != self._address:
            return NO_FRAME
        if len(heard) < LENGTH:
            return MORE
        return LENGTH if with_crc(heard[: LENGTH - 2]) == heard[:LENGTH] else NO_FRAME

    def answer(self, frame: bytes) -> bytes:
        """Do what a frame asks; return the answer, which may be a refusal."""
        function = frame[1]
        first, value = int.from_bytes(frame[2:4]), int.from_bytes(frame[4:6])
        try:
            said = self.met(function, first, value)
        except RefusedError as refused:
            self.heard["refused"] += 1
            said = bytes([function | REFUSED, refused.code])
        return with_crc(bytes([self._address]) + said)

    @abstractmethod
    def met(self, function: int, first: int, value: int) -> bytes:
        """Do what is asked; return function and data of the answer.

        Raises:
            RefusedError: it cannot be met.
        """


def with_crc(frame: bytes) -> bytes:
    """Return a frame with its checksum."""
    return frame + FramerRTU.compute_CRC(frame).to_bytes(2, "big")


def bits(function: int, states: Sequence[bool], first: int, count: int) -> bytes:
    """Return the answer that tells some of these bits.

    Raises:
        RefusedError: it asks for too many, or for some that are not there.
    """
    if not 1 <= count <= MOST_BITS:
        raise RefusedError(NO_VALUE)
    if first + count > len(states):
        raise RefusedError(NO_ADDRESS)
    packed = bytearray((count + BITS - 1) // BITS)
    for at, state in enumerate(states[first : first + count]):
        packed[at // BITS] |= state << at % BITS
    return bytes([function, len(packed)]) + packed


def registers(function: int, words: Mapping[int, int], first: int, count: int) -> bytes:
    """Return the answer that tells some of these registers, each signed 16 bits.

    Raises:
        RefusedError: it asks for too many, or for some that are not there.
    """
    if not 1 <= count <= MOST_REGISTERS:
        raise RefusedError(NO_VALUE)
    if any(at not in words for at in range(first, first + count)):
        raise RefusedError(NO_ADDRESS)
    told = b"".join(
        max(-0x8000, min(0x7FFF, words[at])).to_bytes(2, signed=True)
        for at in range(first, first + count)
    )
    return bytes([function, len(told)]) + told
