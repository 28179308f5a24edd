"""What every address on a serial line has: things to ask, and a way to fall silent."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from linli.cabinet.drivers.board import Hear
from linli.cabinet.drivers.breaker import Breaker
from linli.cabinet.drivers.frames import Answer, Ask
from linli.cabinet.inputs import BoardHeard


class Rank(IntEnum):
    """What goes first on a line."""

    DARK = 0
    """A lamp or a heater goes off."""
    OPEN = 1
    CONFIRM = 2
    """Somebody waits to know whether a board that answers no open lives."""
    SWITCH = 3
    """A lamp or a heater goes on."""
    POLL = 4


def _always(_now_s: float) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Job:
    """One question that is to be asked at ``due_s``, by the line's clock.

    ``begin`` is called at the last moment and may still say no; ``end`` is told the answer,
    None if there was none after ``patience`` times the line's turn-round. A ``probe`` may be
    broken off for something of a higher rank, and then ``end`` is told nothing. A ``hot`` poll
    takes every other turn, for something moves or must not move there.
    """

    due_s: float
    rank: Rank
    ask: Ask
    end: Callable[[Answer | None, float], None]
    begin: Callable[[float], bool] = _always
    patience: int = 1
    probe: bool = False
    hot: bool = False


class Station(Protocol):
    """One address on a line."""

    def jobs(self, now_s: float) -> Iterable[Job]:
        """Return what is to be asked, now or later; at least one."""
        ...

    def gone(self) -> None:
        """Take in that the whole line has gone, or cannot be opened."""
        ...

    def moved(self, address: int, lock: int, *, is_open: bool) -> None:
        """Take in that a board with this address tells by itself of a door."""
        ...

    def last_words(self) -> Ask | None:
        """Return what to send when the agent stops, if anything."""
        ...


class Presence:
    """Whether a station answers; says so once when it stops and once when it begins again.

    Args:
        name: as the configuration has it.
        hear: whom to tell.
        lost: what to do when it falls silent.
    """

    def __init__(self, name: str, hear: Hear, lost: Callable[[], None]) -> None:
        self._name, self._hear, self._lost = name, hear, lost
        self._breaker = Breaker()

    @property
    def silent(self) -> bool:
        """Whether it is believed not to answer."""
        return self._breaker.silent

    @property
    def doubted(self) -> bool:
        """Whether it has missed its last answer, so that others should not wait for the next."""
        return self._breaker.doubted

    def answered(self) -> None:
        """Note that it has answered."""
        if self._breaker.answered():
            self._hear(BoardHeard(self._name, silent=False))

    def missed(self, now_s: float) -> None:
        """Note that it has not answered."""
        if self._breaker.missed(now_s):
            self._fell_silent()

    def gone(self) -> None:
        """Note that nobody on its line can answer."""
        if self._breaker.gone():
            self._fell_silent()

    @property
    def patience(self) -> int:
        """How many times the usual turn-round to wait for its next answer."""
        return self._breaker.patience

    def due_s(self, wanted_s: float) -> float:
        """Return when to ask it what was wanted at ``wanted_s``."""
        return self._breaker.due_s(wanted_s)

    def _fell_silent(self) -> None:
        self._hear(BoardHeard(self._name, silent=True))
        self._lost()
