"""A whole cabinet's lines and boards, simulated from the configuration its agent runs with."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

from linli.cabinet import wiring
from linli.cabinet.simulators.eight_a import EightA
from linli.cabinet.simulators.harness import Harness
from linli.cabinet.simulators.kerong import Kerong
from linli.cabinet.simulators.line import Line
from linli.cabinet.simulators.reality import Reality
from linli.cabinet.simulators.relays import Hygiene, Waveshare
from linli.cabinet.simulators.thermometers import Transmitter, XyMd02
from linli.cabinet.simulators.unit import Unit
from linli.cabinet.simulators.wkly import Wkly

WAYS = (24, 32)
"""What an 8A board is sold with; a cabinet may leave some unused."""

CHANNELS = 8
"""A relay board has a multiple of so many."""


class SimulatedLines:
    """Every line of one cabinet, and the cabinet they lead into.

    Args:
        wired: the configuration's board.
        reality: what it is wired to.
        chance: makes the noise.
    """

    def __init__(self, wired: wiring.Wired, reality: Reality, *, chance: Random) -> None:
        self.reality = reality
        self.lines: Sequence[Line] = [
            Line(
                Path(line.device),
                baud=line.baud,
                units=list(_units(line, reality)),
                chance=Random(chance.getrandbits(64)),  # noqa: S311  # noise
            )
            for line in wired.lines
        ]
        self.units = {unit.name: unit for line in self.lines for unit in line.units}
        self.zones = sorted({one.zone for one in wired.thermometers()})

    async def run(self, ready: Callable[[Line], object] = lambda _line: None) -> None:
        """Serve until cancelled; ``ready`` is called for each line an agent may open.

        Raises:
            ExceptionGroup: of OSError; a line cannot be served.
        """
        async with asyncio.TaskGroup() as tasks:
            for line in self.lines:
                tasks.create_task(line.run(lambda line=line: ready(line)), name=str(line.device))  # type: ignore[misc]  # mypy does not infer a default's type
            tasks.create_task(self.reality.run(), name="reality")


def _units(line: wiring.Line, reality: Reality) -> Iterator[Unit]:
    for board in line.boards:
        yield _lock_board(board, reality)
    for one in line.thermometers:
        if isinstance(one, wiring.XyMd02):
            yield XyMd02(one.name, reality, address=one.address, zone=one.zone)
        else:
            yield Transmitter(
                one.name,
                reality,
                address=one.address,
                zone=one.zone,
                register=one.register,
                scale=one.scale,
            )
    for relays in line.relays:
        yield Hygiene(
            relays.name,
            reality,
            address=relays.address,
            lamps=relays.lamps,
            heaters=relays.heaters,
        )


def _lock_board(board: wiring.LockBoard, reality: Reality) -> Unit:
    harness = Harness(reality, wiring.doors_of(board))
    match board:
        case wiring.EightA():
            return EightA(
                board.name,
                harness,
                address=board.address,
                locks=next(ways for ways in WAYS if board.locks <= ways),
                open_is=board.open_is,
            )
        case wiring.Wkly():
            return Wkly(board.name, harness, address=board.address, locks=board.locks)
        case wiring.KrCu16():
            return Kerong(board.name, harness, address=board.address)
        case wiring.Waveshare():
            return Waveshare(
                board.name,
                harness,
                address=board.address,
                locks=-(-board.locks // CHANNELS) * CHANNELS,
                open_is_on=board.open_is == "on",
            )
