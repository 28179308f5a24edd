"""Simulated thermometers on a Modbus line."""

from abc import abstractmethod
from collections.abc import Mapping

from linli.cabinet.simulators.modbus import (
    NO_FUNCTION,
    READ_HOLDING,
    READ_REGISTERS,
    Modbus,
    RefusedError,
    registers,
)
from linli.cabinet.simulators.reality import Reality

HUMIDITY = 305
"""30.5 %: what a warm, dry zone has."""


class Thermometer(Modbus):
    """A device that tells how warm one zone is.

    Args:
        name: as the configuration calls it.
        reality: the cabinet it hangs in.
        address: 1 to 247.
        zone: where.
    """

    functions = frozenset({READ_HOLDING, READ_REGISTERS})

    def __init__(self, name: str, reality: Reality, *, address: int, zone: int) -> None:
        super().__init__(name, address)
        self._reality = reality
        self._zone = zone

    def met(self, function: int, first: int, value: int) -> bytes:
        """Read registers."""
        if function not in self.functions:
            raise RefusedError(NO_FUNCTION)
        self.heard["status"] += 1
        lie = self.faults.celsius
        celsius = self._reality.celsius(self._zone) if lie is None else lie
        return registers(function, self.words(celsius), first, value)

    @abstractmethod
    def words(self, celsius: float) -> Mapping[int, int]:
        """Return the registers at this warmth."""


class XyMd02(Thermometer):
    """XY-MD02: tenths of a degree in input register 1, of a per cent of humidity in 2."""

    functions = frozenset({READ_REGISTERS})

    def words(self, celsius: float) -> Mapping[int, int]:
        """Return the registers at this warmth."""
        return {1: round(celsius * 10), 2: HUMIDITY}


class Transmitter(Thermometer):
    """A transmitter for a PT100 or an NTC: one register, in steps of ``scale`` degrees.

    Args:
        name: as the configuration calls it.
        reality: the cabinet it hangs in.
        address: 1 to 247.
        zone: where.
        register: which one.
        scale: °C of one step.
    """

    def __init__(
        self,
        name: str,
        reality: Reality,
        *,
        address: int,
        zone: int,
        register: int,
        scale: float,
    ) -> None:
        super().__init__(name, reality, address=address, zone=zone)
        self._register = register
        self._scale = scale

    def words(self, celsius: float) -> Mapping[int, int]:
        """Return the registers at this warmth."""
        return {self._register: round(celsius / self._scale)}
