"""Thermometers on a Modbus line: what a zone's air measures, and that one has fallen silent."""

from collections.abc import Iterator

from linli.cabinet.drivers import modbus
from linli.cabinet.drivers.board import Hear
from linli.cabinet.drivers.frames import Answer, Ask, Measured
from linli.cabinet.drivers.station import Job, Presence, Rank
from linli.cabinet.inputs import Warmed
from linli.cabinet.wiring import LARGEST_READING_C, Thermometer, XyMd02

MEASURE_EVERY_S = 2.0
"""Air in a heated compartment moves by less than 0.2 °C in that time."""

LEAST_READING_C = -40.0
"""No cabinet stands where it is colder; what reads less is broken, as a torn wire's -3276.8."""

_XY_MD02_REGISTER, _XY_MD02_SCALE = 1, 0.1


class ThermometerStation:
    """One thermometer. One that reads what cannot be is as good as silent."""

    def __init__(self, wired: Thermometer, *, hear: Hear) -> None:
        self.name, self._zone = wired.name, wired.zone
        self._ask = _question(wired)
        self._hear = hear
        self._presence = Presence(wired.name, hear, self._lost)
        self._told: float | None = None
        self._asked_s = float("-inf")

    def jobs(self, _now_s: float) -> Iterator[Job]:
        """Measure each two seconds."""
        yield Job(
            self._presence.due_s(self._asked_s + MEASURE_EVERY_S),
            Rank.POLL,
            self._ask,
            self._measured,
            patience=self._presence.patience,
            probe=self._presence.silent,
        )

    def moved(self, address: int, lock: int, *, is_open: bool) -> None:
        """Ignore doors."""

    def gone(self) -> None:
        """Take in that the line has gone."""
        self._presence.gone()

    def last_words(self) -> Ask | None:
        """Say nothing."""
        return None

    def _measured(self, answer: Answer | None, now_s: float) -> None:
        self._asked_s = now_s
        if not isinstance(answer, Measured) or not (
            LEAST_READING_C <= answer.celsius <= LARGEST_READING_C
        ):
            self._presence.missed(now_s)
            return
        self._presence.answered()
        if answer.celsius != self._told:
            self._told = answer.celsius
            self._hear(Warmed(self._zone, answer.celsius))

    def _lost(self) -> None:
        self._told = None
        self._hear(Warmed(self._zone, None))


def _question(wired: Thermometer) -> Ask:
    if isinstance(wired, XyMd02):
        return modbus.read_celsius(
            wired.address, modbus.READ_INPUT, _XY_MD02_REGISTER, _XY_MD02_SCALE
        )
    return modbus.read_celsius(wired.address, wired.function, wired.register, wired.scale)
