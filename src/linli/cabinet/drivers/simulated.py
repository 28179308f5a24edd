"""A lock board that is not there: doors, meals and lamps kept in memory and in a small file."""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import msgspec

from linli.cabinet.config import Compartment
from linli.cabinet.inputs import Reading

log = logging.getLogger(__name__)

Sensed = Callable[[int, Reading], None]


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


class _Reality(msgspec.Struct, frozen=True):
    """What does not vanish when the agent does."""

    open: list[int] = []
    occupied: list[int] = []
    jammed: list[int] = []


class SimulatedBoard:
    """Doors that spring open ``latch_ms`` after a pulse, and hands that fill and close them.

    What is open, occupied or jammed lives in ``file`` too, so that it is as it was when an
    agent comes back: a meal does not vanish because a process was killed. The file is
    replaced whole, but not synced: losing power loses the simulated world with it.
    """

    def __init__(self, fitted: Sequence[Compartment], *, latch_ms: int, file: Path) -> None:
        self._fitted = {one.number: one for one in fitted}
        self._latch_s = latch_ms / 1000
        self._file = file
        before = _read(file)
        self._open = set(before.open) & self._fitted.keys()
        self._occupied = set(before.occupied) & self._fitted.keys()
        self._jammed = set(before.jammed) & self._fitted.keys()
        self._lit: set[int] = set()
        self._sensed: Sensed = _nobody
        self._people: People | None = None

    def invite(self, people: People) -> None:
        """Let these people stand before the cabinet while it runs."""
        self._people = people

    def readings(self) -> Mapping[int, Reading]:
        """Return what all sensors say now."""
        return {number: self._reading(number) for number in self._fitted}

    async def unlock(self, comp: int) -> None:
        """Release one lock; its door springs open soon, unless it is jammed."""
        asyncio.get_running_loop().call_later(self._latch_s, self._spring, comp)

    def lamp(self, comp: int, *, on: bool) -> None:
        """Switch one lamp; with its door open it stays dark, as the wired interlock has it."""
        if on and self._fitted[comp].lamp and comp not in self._open:
            self._lit.add(comp)
        else:
            self._lit.discard(comp)

    async def run(self, sensed: Sensed) -> None:
        """Let the people act, and tell ``sensed`` each change, until cancelled."""
        self._sensed = sensed
        try:
            if self._people is None:
                await asyncio.Event().wait()
            else:
                await self._people.run()
        finally:
            self._sensed = _nobody

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
        return sorted(self._lit)

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
        """Push an open door shut."""
        self._reach_into(door)
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

    def _spring(self, door: int) -> None:
        if door not in self._jammed:
            self._swing(door)

    def _swing(self, door: int) -> None:
        if door in self._open:
            return
        self._open.add(door)
        self._lit.discard(door)
        self._changed(door, Moved.OPENED)

    def _exists(self, door: int) -> None:
        if door not in self._fitted:
            msg = f"there is no door {door}"
            raise CannotDo(msg)

    def _reach_into(self, door: int) -> None:
        self._exists(door)
        if door not in self._open:
            msg = f"door {door} is closed"
            raise CannotDo(msg)

    def _reading(self, door: int) -> Reading:
        seen = door in self._occupied if self._fitted[door].occupancy_sensor else None
        return Reading(is_open=door in self._open, occupied=seen)

    def _changed(self, door: int, moved: Moved | None = None) -> None:
        """Keep it, then let the sensors and the people notice."""
        self._keep()
        self._sensed(door, self._reading(door))
        if moved is not None and self._people is not None:
            self._people.see(door, moved)

    def _keep(self) -> None:
        new = self._file.with_suffix(".new")
        reality = _Reality(self.open_doors, self.occupied, sorted(self._jammed))
        new.write_bytes(msgspec.json.encode(reality))
        os.replace(new, self._file)  # noqa: PTH105  # one call, twice as fast as Path.replace


def _nobody(_comp: int, _reading: Reading) -> None:
    """Hear nothing: the agent does not run yet, or no more."""


def _read(file: Path) -> _Reality:
    """Return what a former run left, or an empty cabinet with all doors closed."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Reality)
    except FileNotFoundError:
        return _Reality()
    except msgspec.DecodeError as torn:
        log.warning("the simulated cabinet begins closed and empty: %s", torn)
        return _Reality()
