"""A simulated lock board of the family "8A", as LOCKERS.md, c1 describes it."""

from linli.cabinet.simulators.harness import Harness
from linli.cabinet.simulators.unit import MORE, NO_FRAME, Unit, xor

OPEN, STATUS, OPEN_SEVERAL, HOLD, RELEASE, OPEN_ALL = 0x8A, 0x80, 0x90, 0x9A, 0x9B, 0x9D
ON, OFF = 0x11, 0x00
ASKED = 0x33

LONGEST_PULSE_S = 9
BITS = 8


class EightA(Unit):
    """A board of 24 or 32 locks.

    Args:
        name: as the configuration calls it.
        harness: its wires.
        address: 1 to 32.
        locks: 24 or 32.
        open_is: the byte that means open, 0x11 (opening feedback) or 0 (closing feedback).
    """

    def __init__(
        self, name: str, harness: Harness, *, address: int, locks: int, open_is: int
    ) -> None:
        super().__init__(name, harness)
        self._wires = harness
        self._address = address
        self._locks = range(1, locks + 1)
        self._open_is = open_is

    def measure(self, heard: bytes) -> int:
        """Return the length of the sound frame that begins here, NO_FRAME, or MORE."""
        lengths = {
            OPEN: (5, 6),
            STATUS: (5,),
            OPEN_SEVERAL: (3 + len(self._locks) // BITS,),
            HOLD: (5,),
            RELEASE: (5,),
            OPEN_ALL: (5,),
        }.get(heard[0], ())
        for length in lengths:
            if len(heard) < length:
                return MORE
            if xor(heard[: length - 1]) == heard[length - 1] and _is_request(heard[:length]):
                return length
        return NO_FRAME

    def answer(self, frame: bytes) -> bytes:
        """Do what a frame asks; return the answer."""
        command, address, lock = frame[0], frame[1], frame[2]
        if address != self._address:
            return b""
        if command == STATUS:
            return self._status(lock)
        if command == OPEN_SEVERAL:
            self._pulse_several(frame[2:-1])
            return b""
        if command in {OPEN_ALL, RELEASE}:
            self.heard["open" if command == OPEN_ALL else "release"] += 1
            for one in self._locks if command == OPEN_ALL else ():
                self._wires.pulse(one)
            return _checked(bytes([command, address, lock, ON]))
        return self._open(command, lock)

    def _open(self, command: int, lock: int) -> bytes:
        self.heard["open"] += 1
        if lock and lock not in self._locks:
            return b""
        for one in [lock] if lock else self._locks:
            self._wires.pulse(one)
        told = self._told(lock) if lock else ON
        return _checked(bytes([command, self._address, lock, told]))

    def _pulse_several(self, bits: bytes) -> None:
        self.heard["open"] += 1
        for lock in self._locks:
            if bits[(lock - 1) // BITS] >> (lock - 1) % BITS & 1:
                self._wires.pulse(lock)

    def _status(self, lock: int) -> bytes:
        self.heard["status"] += 1
        if lock:
            return (
                _checked(bytes([STATUS, self._address, lock, self._told(lock)]))
                if lock in self._locks
                else b""
            )
        states = bytearray(len(self._locks) // BITS)
        for one in self._locks:
            if self._told(one) == ON:
                states[-1 - (one - 1) // BITS] |= 1 << (one - 1) % BITS
        return _checked(bytes([STATUS, self._address, *states, ASKED]))

    def _told(self, lock: int) -> int:
        """Return the byte for one lock, as this board's feedback is wired."""
        closed_is = OFF if self._open_is == ON else ON
        return self._open_is if self._wires.is_open(lock) else closed_is


def _is_request(frame: bytes) -> bool:
    """Tell requests from what merely has a good check byte."""
    command = frame[0]
    if command == STATUS:
        return frame[3] == ASKED
    if command == OPEN:
        timed = len(frame) > len(b"\x8a\x01\x01\x11\x00")
        return frame[3] == ON and (not timed or 1 <= frame[4] <= LONGEST_PULSE_S)
    return command == OPEN_SEVERAL or frame[3] == 0x10  # noqa: PLR2004  # as c1 has it


def _checked(frame: bytes) -> bytes:
    return frame + bytes([xor(frame)])
