"""The line to the cabinets, as the actions need it; the bus is plugged in at start."""

from dataclasses import dataclass
from typing import Protocol

from linli.wire.messages import Purpose, Reply, Size


@dataclass(frozen=True, slots=True)
class Opening:
    """One door to be opened now. ``comp`` is 0 where the cabinet chooses."""

    cabinet: str
    epoch: int
    cid: str
    purpose: Purpose
    deposit: str
    size: Size
    grant: str
    actor: str
    comp: int = 0
    reason: str = ""


class Line(Protocol):
    """What the actions ask of the bus."""

    def hears(self, cabinet: str) -> bool:
        """Whether the cabinet was heard recently enough to be asked for a door."""

    def open_door(self, opening: Opening) -> Reply | None:
        """Ask for a door and wait for the cabinet's first word; None means unknown."""


class NoLine:
    """No bus is connected: every cabinet is quiet."""

    def hears(self, cabinet: str) -> bool:  # noqa: ARG002  # none is heard
        """Say that nothing is heard."""
        return False

    def open_door(self, opening: Opening) -> Reply | None:  # noqa: ARG002  # nobody is asked
        """Say that nothing is known."""
        return None


class _Plug:
    """Where the line is plugged in; one a process."""

    line: Line = NoLine()


def connect(line: Line) -> None:
    """Plug in the line that this process uses from now on."""
    _Plug.line = line


def current() -> Line:
    """Return the line that is plugged in."""
    return _Plug.line
