"""A simulated lock board Kerong KR-CU16, as LOCKERS.md, c3 describes it."""

from linli.cabinet.simulators.harness import Harness
from linli.cabinet.simulators.unit import MORE, NO_FRAME, Unit

START, END = 0x02, 0x03
LENGTH = 5
STATUS, UNLOCK, STATUS_OF_ALL, TOLD = 0x30, 0x31, 0x32, 0x35

LOCKS = 16
BITS = 8


class Kerong(Unit):
    """A board of 16 locks whose infrared eyes see whether a meal is there.

    Asked for the status of all boards, each answers for itself; the line lets one speak
    after the other, as their addresses would.

    Args:
        name: as the configuration calls it.
        harness: its wires.
        address: the high half of the address byte, 0 to 15.
        tells_unlock: it answers an unlock with its status; the text names no answer of its
            own, and users report boards that open without one.
    """

    def __init__(
        self, name: str, harness: Harness, *, address: int, tells_unlock: bool = False
    ) -> None:
        super().__init__(name, harness)
        self._wires = harness
        self._address = address
        self.tells_unlock = tells_unlock

    def measure(self, heard: bytes) -> int:
        """Return the length of the sound frame that begins here, NO_FRAME, or MORE."""
        if heard[0] != START:
            return NO_FRAME
        if len(heard) < LENGTH:
            return MORE
        sound = heard[3] == END and sum(heard[: LENGTH - 1]) & 0xFF == heard[LENGTH - 1]
        return LENGTH if sound else NO_FRAME

    def answer(self, frame: bytes) -> bytes:
        """Do what a frame asks; return the answer."""
        board, lock0, command = frame[1] >> 4, frame[1] & 0x0F, frame[2]
        if command == STATUS_OF_ALL or (command == STATUS and board == self._address):
            self.heard["status"] += 1
            return self._status()
        if command == UNLOCK and board == self._address:
            self.heard["open"] += 1
            self._wires.pulse(lock0 + 1)
            return self._status() if self.tells_unlock else b""
        return b""

    def _status(self) -> bytes:
        locks = range(1, LOCKS + 1)
        closed = sum((not self._wires.is_open(lock)) << (lock - 1) for lock in locks)
        loaded = sum(self._wires.is_occupied(lock) << (lock - 1) for lock in locks)
        frame = (
            bytes([START, self._address << 4, TOLD])
            + closed.to_bytes(LOCKS // BITS, "little")
            + loaded.to_bytes(LOCKS // BITS, "little")
            + bytes([END])
        )
        return frame + bytes([sum(frame) & 0xFF])
