"""Real drivers and simulated boards at the two ends of pseudo-terminals, in one process."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from linli.cabinet.config import Compartment
from linli.cabinet.drivers.wired import WiredBoard
from linli.cabinet.inputs import BoardHeard, Reading, Sensed, Warmed
from linli.cabinet.simulators.cabinet import SimulatedLines
from linli.cabinet.simulators.faults import Faults
from linli.cabinet.simulators.harness import Harness
from linli.cabinet.simulators.reality import Reality
from linli.cabinet.wiring import Wired
from linli.wire.messages import Size

LIMIT_S = 10.0
"""Nothing here takes a tenth of it on a quiet machine."""

FAMILIES = ("8a", "wkly", "kr-cu16", "waveshare")

DOORS = 4
"""Doors of each board."""

BOARDS: Mapping[str, Mapping[str, Any]] = {
    "8a": {"family": "8a", "address": 1},
    "wkly": {"family": "wkly", "address": 2},
    "kr-cu16": {"family": "kr-cu16", "address": 3},
    "waveshare": {"family": "waveshare", "address": 4},
}


def a_line(device: Path, *families: str, baud: int, first: int = 1, more: int = 0) -> Any:  # noqa: ANN401  # JSON
    """Describe a line with these boards, named ``board-1`` and so on.

    ``more`` is added to each next one's address, where they are of one family.
    """
    return {
        "device": str(device),
        "baud": baud,
        "boards": [
            {
                **BOARDS[family],
                "address": BOARDS[family]["address"] + more * at,
                "name": f"board-{(first - 1) // DOORS + 1 + at}",
                "locks": DOORS,
                "first": first + at * DOORS,
            }
            for at, family in enumerate(families)
        ],
    }


class Plant:
    """A cabinet's drivers, the boards they talk to, and all that the drivers told."""

    def __init__(self, wired: Wired, folder: Path) -> None:
        numbers = range(1, DOORS * len(wired.boards()) + 1)
        kinds = {board.first: board for board in wired.boards()}
        fitted = [
            Compartment(
                number=number,
                size=Size.S,
                occupancy_sensor=type(kinds[(number - 1) // DOORS * DOORS + 1]).__name__
                == "KrCu16",
                lamp=False,
            )
            for number in numbers
        ]
        self.world = Reality(numbers, latch_ms=5, file=folder / "world.json")
        self.lines = SimulatedLines(wired, self.world, chance=Random(1))  # noqa: S311  # noise
        self.board = WiredBoard(wired, fitted)
        self.told: list[Sensed | Warmed | BoardHeard] = []

    def harness(self, board: int = 1) -> Harness:
        """Return the wires of the n-th board."""
        harness = self.lines.units[f"board-{board}"].harness
        assert harness is not None
        return harness

    def fault(self, board: int = 1, **faults: Any) -> None:  # noqa: ANN401  # any fault
        """Make this all that is wrong with the n-th board."""
        self.fault_of(f"board-{board}", **faults)

    def fault_of(self, name: str, **faults: Any) -> None:  # noqa: ANN401  # any fault
        """Make this all that is wrong with one unit."""
        self.lines.units[name].faults = Faults(**faults)

    def words_of(self, name: str) -> list[bool]:
        """Return each word about one unit's silence."""
        words = [one for one in self.told if isinstance(one, BoardHeard)]
        return [one.silent for one in words if one.board == name]

    def opens(self, board: int = 1) -> Counter[int]:
        """Return how often each lock of the n-th board was pulsed."""
        return self.harness(board).opens

    def readings_of(self, comp: int) -> list[Reading | None]:
        """Return all that was told of one door, in order."""
        return [one.reading for one in self.told if isinstance(one, Sensed) and one.comp == comp]

    def moves_of(self, comp: int) -> list[bool]:
        """Return each change of one door's switch that was told, in order."""
        moves: list[bool] = []
        for reading in self.readings_of(comp):
            if reading is not None and moves[-1:] != [reading.is_open]:
                moves.append(reading.is_open)
        return moves

    def silences(self, board: int = 1) -> list[bool]:
        """Return each word about the n-th board's silence."""
        return self.words_of(f"board-{board}")

    async def until(self, level: Callable[[], object]) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(LIMIT_S):
            while not level():  # noqa: ASYNC110  # a level may depend on anything
                await asyncio.sleep(0.001)

    async def rounds(self, count: int, board: int = 1) -> None:
        """Wait until the n-th board was asked so many times more."""
        heard = self.lines.units[f"board-{board}"].heard
        goal = heard["status"] + count
        await self.until(lambda: heard["status"] >= goal)

    async def settled(self) -> None:
        """Wait until every door's reading is what is so."""
        await self.until(
            lambda: (
                {comp: one.is_open for comp, one in self.board.readings().items()}
                == {door: door in self.world.open_doors for door in self.world.doors}
            )
        )


@asynccontextmanager
async def planted(folder: Path, *lines: Any) -> AsyncIterator[Plant]:  # noqa: ANN401  # JSON
    """Run drivers and boards; begin when every door was read."""
    wired = msgspec.convert({"kind": "wired", "lines": lines}, Wired, str_keys=True)
    plant = Plant(wired, folder)
    waiting = {line.device for line in plant.lines.lines}
    boards = asyncio.create_task(plant.lines.run(lambda line: waiting.discard(line.device)))
    await plant.until(lambda: not waiting)
    drivers = asyncio.create_task(plant.board.run(plant.told.append))
    try:
        await plant.settled()
        yield plant
        for work in (boards, drivers):
            assert not work.done(), work.exception()
    finally:
        for work in (drivers, boards):
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)


def only_true(told: Sequence[Reading | None], *, is_open: bool) -> bool:
    """Say whether a door that did not move was never told to be other than it is."""
    return all(one is None or one.is_open is is_open for one in told)
