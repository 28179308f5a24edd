"""Waveshare's Modbus relay boards: as a lock board with timed pulses, and as plain relays.

The board ends a pulse itself, whatever becomes of the agent: a crash between on and off would
burn a lock's coil. Source: Waveshare, Modbus RTU Relay (D), function 05 at 0x0200 and 0x00FF.
"""

from linli.cabinet.drivers import modbus
from linli.cabinet.drivers.frames import Ask
from linli.cabinet.wiring import Waveshare

PULSES_FROM = 0x0200
"""The address that pulses relay 1, for as many times 100 ms as the value says."""

ALL_RELAYS = 0x00FF
STEP_MS = 100


class WaveshareBoard:
    """One board whose relay n releases lock n, and whose input n is its door's switch."""

    pushes = False

    def __init__(self, wired: Waveshare) -> None:
        self._address = wired.address
        self._steps = wired.pulse_ms // STEP_MS
        self._poll = modbus.read_inputs(
            wired.address, wired.locks, open_is_on=wired.open_is == "on"
        )

    def unlock(self, lock: int) -> Ask:
        """Pulse a relay, timed by the board."""
        return modbus.pulse(self._address, PULSES_FROM + lock - 1, self._steps)

    def poll(self) -> Ask:
        """Read all inputs."""
        return self._poll


def switch(address: int, channel: int, *, on: bool) -> Ask:
    """Switch one relay, counted from 1, until it is told otherwise."""
    return modbus.switch(address, channel - 1, on=on)


def all_off(address: int) -> Ask:
    """Switch every relay of a board off."""
    return modbus.switch(address, ALL_RELAYS, on=False)
