"""Simulated relay boards: one that pulses locks, one that switches lamps and heaters."""

import asyncio
from collections.abc import Mapping

from linli.cabinet.simulators.harness import Harness
from linli.cabinet.simulators.modbus import (
    NO_ADDRESS,
    NO_FUNCTION,
    NO_VALUE,
    READ_COILS,
    READ_INPUTS,
    WRITE_COIL,
    Modbus,
    RefusedError,
    bits,
)
from linli.cabinet.simulators.reality import Reality

PULSE = 0x0200
"""Added to a channel: switch on, and off again after the value times 100 ms."""

STEP_S = 0.1
LONGEST_PULSE = 0x7FFF
ALL = 0x00FF
ON, OFF = 0xFF00, 0x0000

TURN_ROUND_S = 0.004
"""Source: LOCKERS.md, c6."""


class RelayBoard(Modbus):
    """A Waveshare Modbus RTU Relay: coils, each with a pulse that the board ends by itself.

    Args:
        name: as the configuration calls it.
        address: 1 to 247.
        channels: how many relays.
        harness: the wires to its doors, if it has any.
    """

    turn_round_s = TURN_ROUND_S

    def __init__(
        self, name: str, address: int, *, channels: int, harness: Harness | None = None
    ) -> None:
        super().__init__(name, address, harness)
        self.coils = [False] * channels
        self._ends: dict[int, asyncio.TimerHandle] = {}

    def lose_power(self) -> None:
        """Let every relay fall."""
        for channel in range(len(self.coils)):
            self._switch(channel, on=False)

    def met(self, function: int, first: int, value: int) -> bytes:
        """Read coils, or switch one, or pulse one."""
        if function == READ_COILS:
            self.heard["coils"] += 1
            return bits(function, self.coils, first, value)
        if function != WRITE_COIL:
            raise RefusedError(NO_FUNCTION)
        if PULSE <= first < PULSE + len(self.coils):
            self._pulse(first - PULSE, value)
        else:
            self._write(first, value)
        return bytes([function]) + first.to_bytes(2) + value.to_bytes(2)

    def switched(self, channel: int, *, on: bool) -> None:
        """Feel a relay move; ``channel`` counts from 0."""

    def _write(self, first: int, value: int) -> None:
        if value not in {ON, OFF}:
            raise RefusedError(NO_VALUE)
        if first != ALL and first >= len(self.coils):
            raise RefusedError(NO_ADDRESS)
        self.heard["switch"] += 1
        for channel in range(len(self.coils)) if first == ALL else [first]:
            self._switch(channel, on=value == ON)

    def _pulse(self, channel: int, steps: int) -> None:
        if not 1 <= steps <= LONGEST_PULSE:
            raise RefusedError(NO_VALUE)
        self.heard["open"] += 1
        self._switch(channel, on=False)  # one that still pulses begins anew
        self._switch(channel, on=True)
        self._ends[channel] = asyncio.get_running_loop().call_later(
            steps * STEP_S, self._end, channel
        )

    def _end(self, channel: int) -> None:
        self._switch(channel, on=False)

    def _switch(self, channel: int, *, on: bool) -> None:
        if (end := self._ends.pop(channel, None)) is not None:
            end.cancel()
        moved = self.coils[channel] != on
        self.coils[channel] = on
        if moved:
            self.switched(channel, on=on)


class Waveshare(RelayBoard):
    """The board (D): its relays feed locks, its inputs are the doors' switches.

    Args:
        name: as the configuration calls it.
        harness: its wires.
        address: 1 to 247.
        locks: how many.
        open_is_on: whether an input is on while its door is open.
    """

    def __init__(
        self, name: str, harness: Harness, *, address: int, locks: int, open_is_on: bool
    ) -> None:
        super().__init__(name, address, channels=locks, harness=harness)
        self._wires = harness
        self._open_is_on = open_is_on

    def met(self, function: int, first: int, value: int) -> bytes:
        """Read inputs too."""
        if function != READ_INPUTS:
            return super().met(function, first, value)
        self.heard["status"] += 1
        states = [
            self._wires.is_open(lock) is self._open_is_on for lock in range(1, len(self.coils) + 1)
        ]
        return bits(function, states, first, value)

    def switched(self, channel: int, *, on: bool) -> None:
        """Give a lock current."""
        if on:
            self._wires.pulse(channel + 1)


class Hygiene(RelayBoard):
    """Relays in series with lamps and heaters.

    Args:
        name: as the configuration calls it.
        reality: the cabinet they light and heat.
        address: 1 to 247.
        lamps: compartment by channel; channels count from 1.
        heaters: zone by channel.
    """

    def __init__(
        self,
        name: str,
        reality: Reality,
        *,
        address: int,
        lamps: Mapping[int, int],
        heaters: Mapping[int, int],
    ) -> None:
        super().__init__(name, address, channels=max(8, *lamps, *heaters))
        self._reality = reality
        self._lamps = dict(lamps)
        self._heaters = dict(heaters)

    def switched(self, channel: int, *, on: bool) -> None:
        """Light a lamp, heat a zone, or neither."""
        if (door := self._lamps.get(channel + 1)) is not None:
            self._reality.light(door, on=on)
        if (zone := self._heaters.get(channel + 1)) is not None:
            self._reality.heat(zone, on=on)
