"""Lock boards of the WKLY family (云川 YunChuan), which tell by themselves when a door moves.

A frame is ``57 4B 4C 59``, its whole length, the board, a command, data, and the XOR of all
before. Source: junerver/LockDemo, lock_control_board_communication_instructions.md.
"""

from collections.abc import Iterator

from linli.cabinet.drivers.frames import (
    Answer,
    Ask,
    Done,
    Doors,
    Push,
    Refused,
    starts,
    xor_of,
)
from linli.cabinet.wiring import Wkly

MAGIC = b"WKLY"
OPEN_ONE, READ_ALL, MOVED = 0x82, 0x84, 0x85
OK, FAILED = 0x00, 0xFF
DOOR_OPEN, DOOR_CLOSED = 0x00, 0x01

_LENGTH_AT, _BOARD_AT, _COMMAND_AT, _DATA_AT = 4, 5, 6, 7
_EMPTY = 8
"""Bytes of a frame without data."""
_OPENED, _PUSH = 11, 10


class WklyBoard:
    """One board."""

    pushes = True

    def __init__(self, wired: Wkly) -> None:
        self._address = wired.address
        self._locks = wired.locks

    def unlock(self, lock: int) -> Ask:
        """Pulse a lock; the board times the pulse."""
        return Ask(_framed(self._address, OPEN_ONE, lock), _OPENED, self._opened)

    def poll(self) -> Ask:
        """Read all switches."""
        most = _EMPTY + 2 + max(self._locks, 24)
        return Ask(_framed(self._address, READ_ALL), most, self._doors)

    def _opened(self, received: bytes) -> Answer | None:
        for command, data in self._answers(received):
            if command == OPEN_ONE and data[:1] == bytes((OK,)):
                return Done()
            if command == OPEN_ONE and data[:1] == bytes((FAILED,)):
                return Refused("FF")
        return None

    def _doors(self, received: bytes) -> Answer | None:
        """Status, count, and a byte for each door; more doors than wired are spare.

        The check byte alone is weak: a torn answer and its repetition may add up to a right
        one, but the doors in it are then nothing a door can be.
        """
        for command, data in self._answers(received):
            if command != READ_ALL:
                continue
            if data[:1] == bytes((FAILED,)):
                return Refused("FF")
            status, count, doors = data[:1], data[1:2], data[2:]
            whole = count == bytes((len(doors),)) and len(doors) >= self._locks
            if status == bytes((OK,)) and whole and set(doors) <= {DOOR_OPEN, DOOR_CLOSED}:
                return Doors(tuple(door == DOOR_OPEN for door in doors[: self._locks]))
        return None

    def _answers(self, received: bytes) -> Iterator[tuple[int, bytes]]:
        for frame in _frames(received):
            if frame[_BOARD_AT] == self._address:
                yield frame[_COMMAND_AT], frame[_DATA_AT:-1]


def take_pushes(received: bytes) -> tuple[list[Push], bytes]:
    """Return which doors have moved by the boards' own word, and the bytes that said no such."""
    pushes = []
    for frame in _frames(received):
        if len(frame) == _PUSH and frame[_COMMAND_AT] == MOVED:
            board, lock, door = frame[_BOARD_AT], frame[_DATA_AT], frame[_DATA_AT + 1]
            if door in {DOOR_OPEN, DOOR_CLOSED}:
                pushes.append(Push(board, lock, door == DOOR_OPEN))
                received = received.replace(frame, b"", 1)
    return pushes, received


def _frames(received: bytes) -> Iterator[bytes]:
    """Yield each whole frame with a right check byte."""
    for rest in starts(received, MAGIC):
        length = rest[_LENGTH_AT] if len(rest) > _LENGTH_AT else 0
        frame = rest[:length]
        if length >= _EMPTY and len(frame) == length and frame[-1] == xor_of(frame[:-1]):
            yield frame


def _framed(board: int, command: int, *data: int) -> bytes:
    body = MAGIC + bytes((_EMPTY + len(data), board, command, *data))
    return bytes((*body, xor_of(body)))
