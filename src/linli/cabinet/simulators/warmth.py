"""How warm a simulated zone is: nearer by a fixed share each second to where it is going."""

import math
from collections.abc import Callable, Mapping

AMBIENT_C = 22.0
"""An air-conditioned lobby, and where a zone goes that nobody heats."""

HEATED_C = 68.0
"""Where a heated zone goes: above the 65 °C a cabinet keeps, below its cut-off of 75 °C."""

TIME_CONSTANT_S = 240.0
"""After this time 63 % of the way is gone: a small steel cabinet with a 300 W heater."""


class Warmth:
    """The warmth of every zone, each a first-order lag towards one of two temperatures.

    Args:
        before: °C by zone, as a former run left it; other zones begin at ambient.
        now_ms: reads a clock that never goes back.
    """

    def __init__(self, before: Mapping[int, float], *, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._since_ms = now_ms()
        self._celsius = dict(before)
        self._heated: set[int] = set()

    @property
    def heated(self) -> list[int]:
        """The zones whose heater is on, in order."""
        return sorted(self._heated)

    def celsius(self, zone: int) -> float:
        """Return how warm a zone is now, in °C."""
        self._pass()
        return self._celsius.get(zone, AMBIENT_C)

    def heat(self, zone: int, *, on: bool) -> None:
        """Switch a zone's heater."""
        self._pass()
        self._celsius.setdefault(zone, AMBIENT_C)
        (self._heated.add if on else self._heated.discard)(zone)

    def put(self, zone: int, celsius: float) -> None:
        """Make a zone this warm at once."""
        self._pass()
        self._celsius[zone] = celsius

    def now(self) -> dict[int, float]:
        """Return °C by zone, of those that were ever heated."""
        self._pass()
        return dict(self._celsius)

    def _pass(self) -> None:
        """Let the time pass that has passed."""
        now_ms = self._now_ms()
        left = math.exp((self._since_ms - now_ms) / 1000 / TIME_CONSTANT_S)
        self._since_ms = now_ms
        for zone, before in self._celsius.items():
            goal = HEATED_C if zone in self._heated else AMBIENT_C
            self._celsius[zone] = goal + (before - goal) * left
