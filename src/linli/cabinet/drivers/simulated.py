"""A lock board that is not there: it says at once what is so in a simulated cabinet."""

import asyncio
from collections.abc import Mapping, Sequence

from linli.cabinet.config import Compartment
from linli.cabinet.drivers.board import Hear
from linli.cabinet.inputs import BoardHeard, Reading, Sensed, Warmed
from linli.cabinet.simulators.reality import Reality

WARMTH_S = 3.0
"""Between two words of a zone's thermometer: a poll round of a wired cabinet is no slower."""


class SimulatedBoard:
    """The locks, switches, sensors, lamps and heaters of a simulated cabinet, without wires.

    Args:
        fitted: which sensors and lamps there are; each zone a compartment names has a heater
            and a thermometer.
        reality: what they sense and move.
    """

    def __init__(self, fitted: Sequence[Compartment], reality: Reality) -> None:
        self.reality = reality
        self._fitted = {one.number: one for one in fitted}
        self._zones = sorted({one.zone for one in fitted} - {0})
        self._hear: Hear = _nobody

    def readings(self) -> Mapping[int, Reading]:
        """Return what all sensors say now."""
        return {number: self._reading(number) for number in self._fitted}

    def wait_ms(self, comp: int, ahead: Sequence[int]) -> int:  # noqa: ARG002  # there is no supply to spare
        """Return that nobody waits."""
        return 0

    async def unlock(self, comp: int) -> None:
        """Release one lock; its door springs open soon, unless it is jammed."""
        self.reality.release(comp)

    def lamp(self, comp: int, *, on: bool) -> None:
        """Switch one lamp, where there is one."""
        self.reality.light(comp, on=on and self._fitted[comp].lamp)

    def heater(self, zone: int, *, on: bool) -> None:
        """Switch one zone's heater."""
        self.reality.heat(zone, on=on)

    async def run(self, hear: Hear) -> None:
        """Let the people act, and tell ``hear`` each change, until cancelled."""
        self._hear = hear
        self.reality.watch(self._changed)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.reality.run(), name="reality")
                tasks.create_task(self._warmth(), name="warmth")
        finally:
            self.reality.look_away(self._changed)
            self._hear = _nobody

    async def _warmth(self) -> None:
        while self._zones:
            for zone in self._zones:
                self._hear(Warmed(zone, round(self.reality.celsius(zone), 1)))
            await asyncio.sleep(WARMTH_S)

    def _changed(self, door: int) -> None:
        self._hear(Sensed(door, self._reading(door)))

    def _reading(self, door: int) -> Reading:
        reality = self.reality
        seen = door in reality.occupied if self._fitted[door].occupancy_sensor else None
        return Reading(is_open=door in reality.open_doors, occupied=seen)


def _nobody(_said: Sensed | Warmed | BoardHeard) -> None:
    """Hear nothing: the agent does not run yet, or no more."""
