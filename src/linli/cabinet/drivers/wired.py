"""A real cabinet's board: all its lines, locks, lamps, heaters and thermometers as one."""

import asyncio
from collections.abc import Mapping, Sequence
from math import ceil
from typing import assert_never

from linli.cabinet.drivers import lockbus
from linli.cabinet.drivers.board import Hear
from linli.cabinet.drivers.doors import LockStation, Opening
from linli.cabinet.drivers.eight_a import EightABoard
from linli.cabinet.drivers.frames import Family
from linli.cabinet.drivers.kerong import KrCu16Board
from linli.cabinet.drivers.line import OpenPort, SerialLine
from linli.cabinet.drivers.relays import RelayStation
from linli.cabinet.drivers.supply import Supply
from linli.cabinet.drivers.thermometers import ThermometerStation
from linli.cabinet.drivers.waveshare import WaveshareBoard
from linli.cabinet.drivers.wkly import WklyBoard
from linli.cabinet.inputs import BoardHeard, Reading, Sensed, Warmed
from linli.cabinet.wiring import (
    EightA,
    Fitted,
    KrCu16,
    Line,
    LockBoard,
    Waveshare,
    Wired,
    Wkly,
    doors_of,
)

OPEN_LIMIT_S = 3.0
"""No open takes longer than its life in the queue, a silence and a poll; beyond is our fault."""


class WiredBoard:
    """Everything a configuration says is wired up; see ``board.Board``.

    A lamp goes dark by itself when its door opens or falls silent: before the core decides
    anything, and besides the hard-wired interlock.
    """

    def __init__(
        self, wired: Wired, fitted: Sequence[Fitted], *, open_port: OpenPort = lockbus.open_port
    ) -> None:
        self._hear: Hear = _nobody
        self._fitted = {one.number: one for one in fitted}
        self._supply = Supply(at_once=wired.pulses_at_once, gap_s=wired.pulse_gap_ms / 1000)
        self._locks: dict[int, tuple[SerialLine, LockStation, int]] = {}
        self._lamps: dict[int, tuple[SerialLine, RelayStation, int]] = {}
        self._heaters: dict[int, tuple[SerialLine, RelayStation, int]] = {}
        self._lit: set[int] = set()
        self._boards: list[LockStation] = []
        self._lines = [self._line(line, open_port) for line in wired.lines]

    def readings(self) -> Mapping[int, Reading]:
        """Return what the sensors say now, by compartment; one that is silent is left out."""
        return {
            comp: reading for board in self._boards for comp, reading in board.readings().items()
        }

    def wait_ms(self, comp: int, ahead: Sequence[int]) -> int:
        """Return how long a pulse would wait: for the supply, or for its line if that is longer."""
        line, board, _ = self._locks[comp]
        boards = {id(one): one for at, one, _ in self._locks.values() if at is line}
        on_line = sum(one.waiting for one in boards.values())
        on_line += sum(self._locks[other][0] is line for other in ahead)
        by_line_s = on_line * sum(line.takes_s(ask) for ask in board.one_open())
        by_supply_s = self._supply.wait_s(
            asyncio.get_running_loop().time(),
            ahead=sum(one.waiting for one in self._boards) + len(ahead),
        )
        return ceil(1_000 * max(by_line_s, by_supply_s))

    async def unlock(self, comp: int) -> None:
        """Release one lock, once.

        Raises:
            OSError: the board is silent and was not asked; or it was, and has not answered.
        """
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[None] = loop.create_future()

        def done(failure: OSError | None) -> None:
            if answered.done():
                return
            if failure is None:
                answered.set_result(None)
            else:
                answered.set_exception(failure)

        line, board, lock = self._locks[comp]
        opening = Opening(lock, loop.time(), done)
        board.open(opening)
        line.hurry()
        try:
            async with asyncio.timeout(OPEN_LIMIT_S):
                await answered
        finally:
            opening.given_up = True

    def lamp(self, comp: int, *, on: bool) -> None:
        """Switch one ultraviolet lamp; it stays dark unless its door is known to be closed."""
        if comp not in self._lamps:
            return
        reading = self.readings().get(comp)
        burns = on and reading is not None and not reading.is_open
        (self._lit.add if burns else self._lit.discard)(comp)
        line, relays, channel = self._lamps[comp]
        relays.switch(channel, on=burns)
        line.hurry()
        line, board, lock = self._locks[comp]
        board.lit(lock, on=burns)
        line.hurry()

    def heater(self, zone: int, *, on: bool) -> None:
        """Switch one zone's heater."""
        if zone in self._heaters:
            line, relays, channel = self._heaters[zone]
            relays.switch(channel, on=on)
            line.hurry()

    async def run(self, hear: Hear) -> None:
        """Serve all lines until cancelled; lamps and heaters are off before and after."""
        self._hear = hear
        try:
            async with asyncio.TaskGroup() as tasks:
                for line in self._lines:
                    tasks.create_task(line.run())
        finally:
            self._hear = _nobody

    def _tell(self, news: Sensed | Warmed | BoardHeard) -> None:
        if isinstance(news, Sensed) and (news.reading is None or news.reading.is_open):
            self._darken(news.comp)
        self._hear(news)

    def _darken(self, comp: int) -> None:
        if comp in self._lit:
            self.lamp(comp, on=False)

    def _line(self, wired: Line, open_port: OpenPort) -> SerialLine:
        """Build a line, and note what hangs on it."""
        boards = [self._lock_station(board) for board in wired.boards]
        relays = [RelayStation(one, hear=self._tell) for one in wired.relays]
        measures = [ThermometerStation(one, hear=self._tell) for one in wired.thermometers]
        line = SerialLine(wired, [*boards, *relays, *measures], open_port=open_port)
        for board, wired_board in zip(boards, wired.boards, strict=True):
            for lock, comp in doors_of(wired_board).items():
                self._locks[comp] = line, board, lock
        for relay, wired_relay in zip(relays, wired.relays, strict=True):
            for channel, comp in wired_relay.lamps.items():
                self._lamps[comp] = line, relay, channel
            for channel, zone in wired_relay.heaters.items():
                self._heaters[zone] = line, relay, channel
        self._boards += boards
        return line

    def _lock_station(self, wired: LockBoard) -> LockStation:
        fitted = {
            lock: (comp, self._fitted[comp].occupancy_sensor)
            for lock, comp in doors_of(wired).items()
            if comp in self._fitted
        }
        return LockStation(
            wired, family_of(wired), fitted=fitted, supply=self._supply, hear=self._tell
        )


def family_of(wired: LockBoard) -> Family:
    """Return the dialect a board speaks."""
    match wired:
        case EightA():
            return EightABoard(wired)
        case Wkly():
            return WklyBoard(wired)
        case KrCu16():
            return KrCu16Board(wired)
        case Waveshare():
            return WaveshareBoard(wired)
        case _:
            assert_never(wired)


def _nobody(_news: Sensed | Warmed | BoardHeard) -> None:
    """Hear nothing: the agent does not run yet, or no more."""
