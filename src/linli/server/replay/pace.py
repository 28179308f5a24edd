"""The noon's clock: the day that is played goes ``speed`` times as fast as the machine's."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds of the played day, counted from the window's start.

    ``read`` returns seconds of a clock that never goes back, and ``sleep`` waits by it.
    """

    speed: float
    started: float
    read: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    @property
    def day_s(self) -> float:
        """How far the played day has come."""
        return (self.read() - self.started) * self.speed

    def real_s(self, day_s: float) -> float:
        """Return how long a stretch of the played day really lasts."""
        return day_s / self.speed

    async def until(self, day_s: float) -> None:
        """Wait for a moment of the played day; one that is over is not waited for."""
        await self.sleep(max(self.real_s(day_s - self.day_s), 0.0))
