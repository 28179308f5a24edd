"""The wires between one simulated board and its doors, where most of a cabinet's faults are."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Mapping

from linli.cabinet.simulators.faults import SOUND, Faults
from linli.cabinet.simulators.reality import Reality

FLIPS = 5
"""Times a bouncing switch toggles after the first: then it says what is so."""

PULSES_KEPT = 1_000


class Harness:
    """One board's locks, switches and infrared eyes.

    Args:
        reality: the doors.
        doors: which compartment each lock's wires lead to; others lead nowhere, and read
            closed and empty.
    """

    def __init__(self, reality: Reality, doors: Mapping[int, int]) -> None:
        self.faults: Faults = SOUND
        self.opens: Counter[int] = Counter()
        self.pulses: deque[tuple[float, int]] = deque(maxlen=PULSES_KEPT)
        self._reality = reality
        self._doors = {lock: door for lock, door in doors.items() if door in reality.doors}
        self._locks = {door: lock for lock, door in self._doors.items()}
        self._was_open = set(reality.open_doors)
        self._moved_at: dict[int, float] = {}
        self._hears: Callable[[int], None] = _nobody
        reality.watch(self._changed)

    def listen(self, hears: Callable[[int], None]) -> None:
        """Tell ``hears`` the number of each lock whose switch toggles."""
        self._hears = hears

    def pulse(self, lock: int) -> None:
        """Give one lock current for a moment. ``opens`` counts it, ``pulses`` says when."""
        self.opens[lock] += 1
        self.pulses.append((asyncio.get_running_loop().time(), lock))
        reached = self.faults.swaps.get(lock, lock)
        if reached in self._doors and lock not in self.faults.stuck:
            self._reality.release(self._doors[reached])

    def pulsed_doors(self) -> list[tuple[float, int]]:
        """Return when current went to the lock of which door; spare locks are left out."""
        return [(at, self._doors[lock]) for at, lock in self.pulses if lock in self._doors]

    def is_open(self, lock: int) -> bool:
        """Return what a door's switch says."""
        lie = self.faults.lies.get(lock)
        if lie in {"open", "closed"}:
            return lie == "open"
        so = lock in self._doors and self._doors[lock] in self._reality.open_doors
        return so ^ self.faults.inverted ^ self._bounces(lock)

    def is_occupied(self, lock: int) -> bool:
        """Return what a compartment's infrared eye says."""
        lie = self.faults.lies.get(lock)
        if lie in {"occupied", "empty"}:
            return lie == "occupied"
        return lock in self._doors and self._doors[lock] in self._reality.occupied

    def _bounces(self, lock: int) -> bool:
        """Say whether a switch is just in the wrong half of its bouncing."""
        bounce_s = self.faults.bounce_ms / 1000
        if not bounce_s or lock not in self._moved_at:
            return False
        flips = int((asyncio.get_running_loop().time() - self._moved_at[lock]) / bounce_s * FLIPS)
        return flips < FLIPS and flips % 2 == 1

    def _changed(self, door: int) -> None:
        lock = self._locks.get(door)
        now_open = door in self._reality.open_doors
        if lock is None or now_open == (door in self._was_open):
            return
        (self._was_open.add if now_open else self._was_open.discard)(door)
        self._hears(lock)
        if self.faults.bounce_ms:
            loop = asyncio.get_running_loop()
            self._moved_at[lock] = loop.time()
            step_s = self.faults.bounce_ms / 1000 / FLIPS
            for flip in range(1, FLIPS + 1):
                loop.call_later(flip * step_s, self._hears, lock)


def _nobody(_lock: int) -> None:
    """Hear nothing: this family tells no changes by itself."""
