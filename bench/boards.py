"""How long lock boards take: ``python -m bench.boards``, over simulated lines at the real pace.

Each family hangs alone on a line with as many locks as it is sold with; then all share one.
"""

import asyncio
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from linli.cabinet.config import Compartment
from linli.cabinet.drivers.wired import WiredBoard
from linli.cabinet.inputs import BoardHeard, Sensed, Warmed
from linli.cabinet.simulators.cabinet import SimulatedLines
from linli.cabinet.simulators.reality import Reality
from linli.cabinet.wiring import Wired
from linli.wire.messages import Size

OPENS = 40
LATCH_MS = 30
COUNT_FOR_S = 2.0
LIMIT_S = 30.0

BOARDS: dict[str, tuple[int, int]] = {
    "8a": (24, 9_600),
    "wkly": (24, 9_600),
    "kr-cu16": (16, 19_200),
    "waveshare": (8, 9_600),
}
"""Locks and bits a second."""


@dataclass(frozen=True)
class Measured:
    """Milliseconds, except ``polls_s``: polls a second while something is expected, and at rest.

    ``lost`` opens never reached the board: it spoke by itself at that moment.
    """

    pulse: Sequence[float]
    told: Sequence[float]
    polls_s: tuple[float, float]
    lost: int


def _line(device: Path, families: Sequence[str], baud: int) -> dict[str, Any]:
    boards, first = [], 1
    for address, family in enumerate(families, 1):
        locks = BOARDS[family][0]
        boards.append(
            {"name": family, "family": family, "address": address, "locks": locks, "first": first}
        )
        first += locks
    return {"device": str(device), "baud": baud, "boards": boards}


class Bench:
    """One line, and drivers that work with it."""

    def __init__(self, folder: Path, families: Sequence[str], baud: int) -> None:
        config = {
            "kind": "wired",
            "lines": [_line(folder / "tty", families, baud)],
            "pulses_at_once": 32,
        }
        wired = msgspec.convert(config, Wired)
        self.doors = range(1, sum(BOARDS[family][0] for family in families) + 1)
        self.world = Reality(self.doors, latch_ms=LATCH_MS, file=folder / "world.json")
        self.lines = SimulatedLines(wired, self.world, chance=Random(1))  # noqa: S311  # no noise
        fitted = [
            Compartment(number, Size.S, occupancy_sensor=False, lamp=False) for number in self.doors
        ]
        self.board = WiredBoard(wired, fitted)
        self._told = asyncio.Event()

    def heard(self, news: Sensed | Warmed | BoardHeard) -> None:
        """Wake whoever waits for a door."""
        if isinstance(news, Sensed):
            self._told.set()

    async def until(self, door: int, *, is_open: bool) -> None:
        """Wait until the drivers say so of a door."""
        async with asyncio.timeout(LIMIT_S):
            while (now := self.board.readings().get(door)) is None or now.is_open is not is_open:
                self._told.clear()
                await self._told.wait()

    async def measure(self, family: str, chance: Random) -> Measured:
        """Open doors of one board, at any moment of its rounds."""
        unit = self.lines.units[family]
        assert unit.harness is not None
        loop = asyncio.get_running_loop()
        first = 1 + sum(BOARDS[name][0] for name in _before(family, list(self.lines.units)))
        pulse, told, lost = list[float](), list[float](), 0
        for _ in range(OPENS):
            door = first + chance.randrange(BOARDS[family][0])
            await asyncio.sleep(chance.uniform(0, 0.1))
            began = loop.time()
            before = unit.harness.opens.total()
            with suppress(OSError):
                await self.board.unlock(door)
            if unit.harness.opens.total() == before:
                lost += 1
                continue
            await self.until(door, is_open=True)
            told.append((loop.time() - began) * 1e3)
            pulse.append((unit.harness.pulses[-1][0] - began) * 1e3)
            self.world.close(door)
            await self.until(door, is_open=False)
        hot = await self._polls(family)
        await asyncio.sleep(3)
        return Measured(pulse, told, (hot, await self._polls(family)), lost)

    async def _polls(self, family: str) -> float:
        heard = self.lines.units[family].heard
        before = heard["status"]
        await asyncio.sleep(COUNT_FOR_S)
        return (heard["status"] - before) / COUNT_FOR_S


def _before(family: str, families: list[str]) -> list[str]:
    return families[: families.index(family)]


async def _measured(families: Sequence[str], baud: int) -> dict[str, Measured]:
    with tempfile.TemporaryDirectory(prefix="linli-boards-") as folder:
        bench = Bench(Path(folder), families, baud)
        ready = asyncio.Event()
        work = [asyncio.create_task(bench.lines.run(lambda _line: ready.set()))]
        await ready.wait()
        work.append(asyncio.create_task(bench.board.run(bench.heard)))
        try:
            for door in bench.doors:
                await bench.until(door, is_open=False)
            chance = Random(1)  # noqa: S311  # when to ask
            return {family: await bench.measure(family, chance) for family in families}
        finally:
            for one in work:
                one.cancel()
            await asyncio.gather(*work, return_exceptions=True)


def _quantiles(values: Sequence[float]) -> str:
    cuts = statistics.quantiles(values, n=20)
    return f"p50 {statistics.median(values):5.1f}  p95 {cuts[-1]:6.1f}  max {max(values):6.1f}"


def main() -> int:
    """Measure and print."""
    cases = [((family,), baud) for family, (_, baud) in BOARDS.items()]
    for families, baud in [*cases, (tuple(BOARDS), 9_600)]:
        for family, measured in asyncio.run(_measured(families, baud)).items():
            hot, cool = measured.polls_s
            sys.stdout.write(
                f"{family:10} {baud:>6} baud, {len(families)} on the line | command to pulse ms: "
                f"{_quantiles(measured.pulse)} | to 'opened' ms: {_quantiles(measured.told)} | "
                f"polls/s {hot:4.1f} after a pulse, {cool:4.1f} at rest | "
                f"{measured.lost} of {OPENS} opens lost\n"
            )
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
