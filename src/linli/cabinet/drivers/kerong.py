"""Kerong KR-CU16 lock boards, with an infrared occupancy sensor beside each of 16 locks.

``02 ADDR CMD 03 SUM``: the address holds the board in its high half and the lock, from 0, in
its low one. Sources: jin0949/KR-CU16_locker, julio-alv/lkaas-kerong, whose code expects no
answer to the command that opens.
"""

from linli.cabinet.drivers.frames import Answer, Ask, Doors, bits_of, nothing, starts
from linli.cabinet.wiring import KrCu16

STX, ETX = 0x02, 0x03
STATUS, OPEN_ONE, IS_STATUS = 0x30, 0x31, 0x35

_ANSWER = 9
_LATCHES, _INFRARED, _CHECKED = slice(3, 5), slice(5, 7), slice(0, 8)
_ETX_AT, _SUM_AT = 7, 8


class KrCu16Board:
    """One board."""

    pushes = False

    def __init__(self, wired: KrCu16) -> None:
        self._address = wired.address << 4
        self._locks = wired.locks

    def unlock(self, lock: int) -> Ask:
        """Release a lock. The board says nothing to it; that it lives, the next poll will say."""
        return Ask(_framed(self._address | lock - 1, OPEN_ONE), 0, nothing)

    def poll(self) -> Ask:
        """Read all latches and infrared sensors."""
        return Ask(_framed(self._address, STATUS), _ANSWER, self._doors)

    def _doors(self, received: bytes) -> Answer | None:
        """Latch 1: locked. Infrared 1: something is inside."""
        for rest in starts(received, bytes((STX, self._address, IS_STATUS))):
            frame = rest[:_ANSWER]
            if len(frame) < _ANSWER or frame[_ETX_AT] != ETX:
                continue
            if frame[_SUM_AT] == sum(frame[_CHECKED]) & 0xFF:
                locked = bits_of(frame[_LATCHES])[: self._locks]
                loaded = bits_of(frame[_INFRARED])[: self._locks]
                return Doors(tuple(not one for one in locked), loaded)
        return None


def _framed(address: int, command: int) -> bytes:
    body = bytes((STX, address, command, ETX))
    return bytes((*body, sum(body) & 0xFF))
