"""What stands around the core in its cabinet: locks, lamps and heaters, and its log."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from linli.cabinet.inputs import Reading
from linli.cabinet.journal import JournalFullError
from proof.simulation.failing import ViolatedError
from proof.simulation.site import Site

if TYPE_CHECKING:
    from linli.cabinet.drivers.board import Hear

silent = logging.getLogger("proof.complaints")
silent.disabled = True
"""Where complaints go."""


class _Alarm(logging.Handler):
    """The core catches what its rules choke on and logs it: in a proof that is a failure."""

    def emit(self, record: logging.LogRecord) -> None:
        """Fail, unless it is the disk, which may be full."""
        failure = record.exc_info and record.exc_info[1]
        if not isinstance(failure, JournalFullError):
            name = "DECIDES"
            raise ViolatedError(name, repr(failure)) from failure


@contextmanager
def alarmed() -> Iterator[None]:
    """While this lasts, whatever the core complains of ends the run."""
    log = logging.getLogger("linli.cabinet.core")
    before = log.handlers[:], log.propagate
    log.handlers[:], log.propagate = [_Alarm()], False
    try:
        yield
    finally:
        log.handlers[:], log.propagate = before


class Hardware:
    """The hardware as the core sees it."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def readings(self) -> Mapping[int, Reading]:
        """Return what the sensors say, of those that say anything."""
        readings = {comp: place.reading() for comp, place in self._site.world.places.items()}
        return {comp: one for comp, one in readings.items() if one is not None}

    def wait_ms(self, comp: int, ahead: Sequence[int]) -> int:  # noqa: ARG002  # it feeds all
        """Return that nobody waits for the supply."""
        return 0

    async def unlock(self, comp: int) -> None:
        """Pulse a lock; the power may go just before or just after."""
        site = self._site
        if site.happens(site.mix.cuts_at_pulse):
            site.edge.cut("before a pulse")
        cid = site.watch.pulsed(comp)
        if site.happens(site.mix.silent_locks):
            site.counts["silent locks"] += 1
            msg = "the lock board does not answer"
            raise OSError(msg)
        site.world.release(comp, cid)
        if site.happens(site.mix.cuts_at_pulse):
            site.edge.cut("after a pulse")

    def lamp(self, comp: int, *, on: bool) -> None:
        """Switch a lamp's relay."""
        self._site.world.lamp(comp, on=on)

    def heater(self, zone: int, *, on: bool) -> None:
        """Switch a heater's relay."""
        assert zone == 1, "there is one"
        self._site.world.warmth.heater = on

    async def run(self, hear: "Hear") -> None:
        """Nothing to do: the world tells by itself what changes."""
