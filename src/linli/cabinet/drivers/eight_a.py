"""Lock boards of the 8A family: the 24 and 32 way RS-485 boards whose commands begin with 8A.

Source: 485锁控板24路通讯协议, 2021. A frame ends with the XOR of all bytes before it.
"""

from linli.cabinet.drivers.frames import (
    Answer,
    Ask,
    Done,
    Doors,
    bits_of,
    starts,
    xor_of,
)
from linli.cabinet.wiring import EightA

OPEN, READ = 0x8A, 0x80
OPEN_ONE, STATUS = 0x11, 0x33
ALL = 0x00

_SMALL_WAYS, _SMALL_BYTES, _LARGE_BYTES = 24, 3, 4


class EightABoard:
    """One board; ``open_is`` of its wiring says which level of its switches is an open door."""

    pushes = False

    def __init__(self, wired: EightA) -> None:
        self._address = wired.address
        self._locks = wired.locks
        self._open_bit = wired.open_is == OPEN_ONE
        self._bytes = _SMALL_BYTES if wired.locks <= _SMALL_WAYS else _LARGE_BYTES

    def unlock(self, lock: int) -> Ask:
        """Pulse a lock for 300 ms, timed by the board."""
        frame = _checked(OPEN, self._address, lock, OPEN_ONE)
        return Ask(frame, len(frame), lambda received: self._opened(received, lock))

    def poll(self) -> Ask:
        """Read all switches."""
        frame = _checked(READ, self._address, ALL, STATUS)
        return Ask(frame, self._bytes + 4, self._doors)

    def _opened(self, received: bytes, lock: int) -> Answer | None:
        """Whether the door has moved already is left to the switches, polled twice."""
        for frame in starts(received, bytes((OPEN, self._address, lock))):
            body, check = frame[:4], frame[4:5]
            if check == bytes((xor_of(body),)):
                return Done()
        return None

    def _doors(self, received: bytes) -> Answer | None:
        """The last status byte holds locks 1 to 8, the lowest bit lock 1."""
        end = 2 + self._bytes
        for frame in starts(received, bytes((READ, self._address))):
            status, tail = frame[2:end], frame[end : end + 2]
            if tail == bytes((STATUS, xor_of(frame[: end + 1]))):
                bits = bits_of(status[::-1])[: self._locks]
                return Doors(tuple(bit is self._open_bit for bit in bits))
        return None


def _checked(*body: int) -> bytes:
    return bytes((*body, xor_of(bytes(body))))
