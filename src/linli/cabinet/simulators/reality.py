"""What is so in a simulated cabinet, whatever its boards say: doors, meals, hands, lamps, heat."""

import asyncio
import logging
import os
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import msgspec

from linli.cabinet.simulators.warmth import Warmth
from linli.kernel.clock import mono_ms

log = logging.getLogger(__name__)


class Moved(StrEnum):
    """What a person before the cabinet sees a door do."""

    OPENED = "opened"
    CLOSED = "closed"


class People(Protocol):
    """Whoever stands before a simulated cabinet."""

    async def run(self) -> None:
        """Act until cancelled."""
        ...

    def see(self, door: int, moved: Moved) -> None:
        """Notice a door that has just moved."""
        ...


class CannotDo(ValueError):
    """No hand could do this now; the text says why."""


class _Kept(msgspec.Struct, frozen=True):
    """What does not vanish when the agent does."""

    open: list[int] = []
    occupied: list[int] = []
    jammed: list[int] = []
    wedged: list[int] = []
    celsius: dict[int, float] = {}


class Reality:
    """Doors that spring open ``latch_ms`` after their lock, and hands that fill and close them.

    What is open, occupied, jammed, wedged or warm lives in ``file`` too, so that it is as it was
    when whoever simulates it comes back: a meal does not vanish because a process was killed. The
    file is written in place, in one call, and not synced: a rename could wait for the disk for
    half a second, and with it every simulated line. Losing power loses the simulated world.

    Args:
        doors: the compartments' numbers.
        latch_ms: from the pulse to the door springing open.
        file: where it outlives this process.
        now_ms: reads a clock that never goes back; warmth goes by it.
    """

    def __init__(
        self,
        doors: Iterable[int],
        *,
        latch_ms: int,
        file: Path,
        now_ms: Callable[[], int] = mono_ms,
    ) -> None:
        self.doors = frozenset(doors)
        self._latch_s = latch_ms / 1000
        self._file = file
        before, self._longest = _read(file)
        self._open = set(before.open) & self.doors
        self._occupied = set(before.occupied) & self.doors
        self._jammed = set(before.jammed) & self.doors
        self._wedged = set(before.wedged) & self._open
        self._suspect = set(self._wedged)
        self._powered: set[int] = set()
        self._warmth = Warmth(before.celsius, now_ms=now_ms)
        self._watchers: list[Callable[[int], None]] = []
        self._people: list[People] = []

    def invite(self, people: People) -> None:
        """Let these people stand before the cabinet while it runs."""
        self._people.append(people)

    def watch(self, watcher: Callable[[int], None]) -> None:
        """Tell ``watcher`` the number of each door that moves or whose contents change."""
        self._watchers.append(watcher)

    def look_away(self, watcher: Callable[[int], None]) -> None:
        """Tell ``watcher`` no more."""
        self._watchers.remove(watcher)

    async def run(self) -> None:
        """Let the people act until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for people in self._people:
                tasks.create_task(people.run(), name=type(people).__name__)
            await asyncio.Event().wait()

    @property
    def open_doors(self) -> list[int]:
        """The doors that stand open, in order."""
        return sorted(self._open)

    @property
    def occupied(self) -> list[int]:
        """The compartments with a meal in them, sensor or not, in order."""
        return sorted(self._occupied)

    @property
    def lit(self) -> list[int]:
        """The compartments whose lamp burns, in order."""
        return sorted(self._powered - self._open)

    @property
    def heated(self) -> list[int]:
        """The zones whose heater is on, in order."""
        return self._warmth.heated

    def celsius(self, zone: int) -> float:
        """Return how warm a zone is now, in °C."""
        return self._warmth.celsius(zone)

    def release(self, door: int) -> None:
        """Draw back one lock's latch; its door springs open soon, unless it is jammed."""
        asyncio.get_running_loop().call_later(self._latch_s, self._spring, door)

    def light(self, door: int, *, on: bool) -> None:
        """Switch a lamp's relay; it burns while its door's contact, in series, is closed too."""
        (self._powered.add if on else self._powered.discard)(door)

    def heat(self, zone: int, *, on: bool) -> None:
        """Switch a zone's heater."""
        self._warmth.heat(zone, on=on)
        self._keep()

    def warm(self, zone: int, celsius: float) -> None:
        """Make a zone this warm at once."""
        self._warmth.put(zone, celsius)
        self._keep()

    def put(self, door: int) -> None:
        """Lay a meal into an open compartment."""
        self._reach_into(door)
        self._occupied.add(door)
        self._changed(door)

    def take(self, door: int) -> None:
        """Take what lies in an open compartment."""
        self._reach_into(door)
        self._occupied.discard(door)
        self._changed(door)

    def close(self, door: int) -> None:
        """Push an open door shut; one that something stands in swings back."""
        self._reach_into(door)
        if door in self._wedged:
            return
        self._suspect.discard(door)
        self._open.discard(door)
        self._changed(door, Moved.CLOSED)

    def force(self, door: int) -> None:
        """Break a door open."""
        self._exists(door)
        self._swing(door)

    def jam(self, door: int, *, on: bool) -> None:
        """Make a lock stick when it is pulsed, or work again."""
        self._exists(door)
        (self._jammed.add if on else self._jammed.discard)(door)
        self._keep()

    def wedge(self, door: int, *, on: bool) -> None:
        """Break a door open so that it stays open, or mend it and push it shut.

        Nobody steps up to it: the sensors alone notice.
        """
        self._exists(door)
        if on:
            self._wedged.add(door)
            self._suspect.add(door)
            self._open.add(door)
        elif door in self._wedged:
            self._wedged.discard(door)
            self._open.discard(door)
        else:
            return
        self._changed(door)

    def is_suspect(self, door: int) -> bool:
        """Say whether a door was broken and nobody has looked behind it since."""
        return door in self._suspect

    def _spring(self, door: int) -> None:
        if door not in self._jammed:
            self._swing(door)

    def _swing(self, door: int) -> None:
        if door in self._open:
            return
        self._open.add(door)
        self._changed(door, Moved.OPENED)

    def _exists(self, door: int) -> None:
        if door not in self.doors:
            msg = f"there is no door {door}"
            raise CannotDo(msg)

    def _reach_into(self, door: int) -> None:
        self._exists(door)
        if door not in self._open:
            msg = f"door {door} is closed"
            raise CannotDo(msg)

    def _changed(self, door: int, moved: Moved | None = None) -> None:
        """Keep it, then let the sensors and the people notice."""
        self._keep()
        for watcher in tuple(self._watchers):
            watcher(door)
        if moved is not None:
            for people in self._people:
                people.see(door, moved)

    def _keep(self) -> None:
        celsius = {zone: round(warm, 2) for zone, warm in self._warmth.now().items()}
        kept = _Kept(
            self.open_doors, self.occupied, sorted(self._jammed), sorted(self._wedged), celsius
        )
        raw = msgspec.json.encode(kept).ljust(self._longest)  # over all that was there before
        self._longest = len(raw)
        file = os.open(self._file, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.pwrite(file, raw, 0)
        finally:
            os.close(file)


def _read(file: Path) -> tuple[_Kept, int]:
    """Return what a former run left, or an empty cabinet with all doors closed; and its bytes."""
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        return _Kept(), 0
    try:
        return msgspec.json.decode(raw, type=_Kept), len(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as torn:
        log.warning("the simulated cabinet begins closed and empty: %s", torn)
        return _Kept(), len(raw)
