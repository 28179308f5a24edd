"""The line to the cabinets with a watch beside it: how long each took to answer."""

from typing import Protocol

from linli.kernel import clock
from linli.lockers.actions import line
from linli.lockers.actions.line import Line, Opening
from linli.server import metrics
from linli.wire.messages import Reply


class BusLine(Line, Protocol):
    """A line that knows whether it is connected."""

    @property
    def is_connected(self) -> bool:
        """Whether the bus is reached now."""


class MeasuredLine:
    """Asks as the line behind it does, and counts the answers."""

    def __init__(self, behind: BusLine) -> None:
        self._behind = behind

    @property
    def is_connected(self) -> bool:
        """Whether the bus is reached now."""
        return self._behind.is_connected

    def hears(self, cabinet: str) -> bool:
        """Whether the cabinet was heard recently enough to be asked for a door."""
        return self._behind.hears(cabinet)

    def open_door(self, opening: Opening) -> Reply | None:
        """Ask for a door and wait for the cabinet's first word; None means unknown."""
        began = clock.mono_ms()
        reply = self._behind.open_door(opening)
        result = "unknown" if reply is None else reply.result.value
        seconds = (clock.mono_ms() - began) / 1000
        metrics.door_answered(opening.purpose.value, result, seconds=seconds)
        return reply


def plug_in(behind: BusLine) -> None:
    """Measure what this process's actions ask from now on."""
    line.connect(MeasuredLine(behind))


def is_connected() -> bool:
    """Whether this process reaches the bus now."""
    plugged = line.current()
    return isinstance(plugged, MeasuredLine) and plugged.is_connected
