"""A simulated lock board of the family "WKLY", as LOCKERS.md, c2 describes it."""

from linli.cabinet.simulators.harness import Harness
from linli.cabinet.simulators.unit import MORE, NO_FRAME, Unit, xor

HEADER = b"WKLY"
SHORTEST, LONGEST = 8, 64

OPEN_AT_ONCE, OPEN, READ, READ_ALL, CHANGED = 0x80, 0x82, 0x83, 0x84, 0x85
OPEN_ALL, OPEN_IN_TURN = 0x86, 0x87
DONE, FAILED = 0x00, 0xFF
IS_OPEN, IS_CLOSED = 0x00, 0x01


class Wkly(Unit):
    """A board that also tells by itself when a door has moved.

    Args:
        name: as the configuration calls it.
        harness: its wires.
        address: 0 to 31.
        locks: how many.
    """

    def __init__(self, name: str, harness: Harness, *, address: int, locks: int) -> None:
        super().__init__(name, harness)
        self._wires = harness
        self._address = address
        self._locks = range(1, locks + 1)
        harness.listen(self._toggled)

    def measure(self, heard: bytes) -> int:
        """Return the length of the sound frame that begins here, NO_FRAME, or MORE."""
        if heard[: len(HEADER)] != HEADER[: len(heard)]:
            return NO_FRAME
        if len(heard) <= len(HEADER):
            return MORE
        length = heard[len(HEADER)]
        if not SHORTEST <= length <= LONGEST:
            return NO_FRAME
        if len(heard) < length:
            return MORE
        return length if xor(heard[: length - 1]) == heard[length - 1] else NO_FRAME

    def answer(self, frame: bytes) -> bytes:
        """Do what a frame asks; return the answer."""
        address, command, data = frame[5], frame[6], frame[7:-1]
        if address != self._address:
            return b""
        if command in {OPEN, READ} and len(data) == 1:
            return self._one(command, data[0])
        if command == READ_ALL and not data:
            self.heard["status"] += 1
            states = bytes(self._told(lock) for lock in self._locks)
            return self._frame(command, bytes([DONE, len(states)]) + states)
        if command in {OPEN_AT_ONCE, OPEN_ALL, OPEN_IN_TURN}:
            return self._several(command, data)
        return b""

    def _one(self, command: int, lock: int) -> bytes:
        self.heard["open" if command == OPEN else "status"] += 1
        if lock not in self._locks:
            return self._frame(command, bytes([FAILED, lock, IS_CLOSED]))
        if command == OPEN:
            self._wires.pulse(lock)
        return self._frame(command, bytes([DONE, lock, self._told(lock)]))

    def _several(self, command: int, data: bytes) -> bytes:
        """Open some or all; the pause between locks that are opened in turn is left out."""
        self.heard["open"] += 1
        wanted = bytes(self._locks) if command == OPEN_ALL else data[1:]
        good = command == OPEN_ALL or (data and data[0] == len(wanted))
        if not good or not set(wanted) <= set(self._locks):
            return self._frame(command, bytes([FAILED]))
        for lock in wanted:
            self._wires.pulse(lock)
        return self._frame(command, bytes([DONE]))

    def _toggled(self, lock: int) -> None:
        if lock in self._locks:
            self._speak(self._frame(CHANGED, bytes([lock, self._told(lock)])))

    def _told(self, lock: int) -> int:
        return IS_OPEN if self._wires.is_open(lock) else IS_CLOSED

    def _frame(self, command: int, data: bytes) -> bytes:
        frame = HEADER + bytes([len(data) + SHORTEST, self._address, command]) + data
        return frame + bytes([xor(frame)])
