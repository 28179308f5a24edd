"""A simulated cabinet is built from its configuration and driven through its socket."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from tests.cabinet.simulators.wires import LIMIT_S, Terminal, a_reality, until

from linli.cabinet.simulators.cabinet import SimulatedLines
from linli.cabinet.simulators.control import ControlSocket
from linli.cabinet.simulators.faults import SOUND
from linli.cabinet.simulators.line import Line
from linli.cabinet.wiring import Wired

pytestmark = pytest.mark.anyio

UNLOCK = {
    "left": "8A 01 02 11 98",
    "right": "57 4B 4C 59 09 00 82 02 80",
    "low": "02 00 31 03 36",
    "wide": "01 05 02 00 00 03 8C 73",
}
"""Opens a lock of each family, when asked on its line: the 2nd, the 2nd, the 1st, the 1st."""


def four_families(folder: Path) -> Wired:
    """Two boards on one line, two on lines of their own, and what warms and lights."""
    return msgspec.convert(
        {
            "kind": "wired",
            "lines": [
                {
                    "device": str(folder / "one"),
                    "baud": 115_200,
                    "boards": [
                        {"name": "left", "family": "8a", "address": 1, "locks": 4, "first": 1},
                        {
                            "name": "right",
                            "family": "wkly",
                            "address": 0,
                            "locks": 4,
                            "first": 5,
                            "swaps": {"2": 30},
                        },
                    ],
                },
                {
                    "device": str(folder / "two"),
                    "baud": 115_200,
                    "boards": [
                        {"name": "low", "family": "kr-cu16", "address": 0, "locks": 4, "first": 9}
                    ],
                },
                {
                    "device": str(folder / "three"),
                    "baud": 115_200,
                    "boards": [
                        {
                            "name": "wide",
                            "family": "waveshare",
                            "address": 1,
                            "locks": 4,
                            "first": 13,
                        }
                    ],
                    "thermometers": [
                        {"name": "t1", "family": "xy-md02", "address": 10, "zone": 1},
                        {"name": "t2", "family": "register", "address": 11, "zone": 2},
                    ],
                    "relays": [
                        {
                            "name": "hygiene",
                            "address": 20,
                            "lamps": {"1": 3},
                            "heaters": {"2": 1},
                        }
                    ],
                },
            ],
        },
        Wired,
        str_keys=True,
    )


class Driver:
    """Whoever drives hands and faults through the socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    def do(self, what: str, **more: Any) -> None:  # noqa: ANN401  # whatever JSON holds
        """Ask for this."""
        self._writer.write(json.dumps({"do": what, **more}).encode() + b"\n")

    async def hear(self) -> dict[str, Any]:
        """Wait for the next event."""
        async with asyncio.timeout(LIMIT_S):
            heard: dict[str, Any] = json.loads(await self._reader.readline())
        return heard

    async def leave(self) -> None:
        """Hang up."""
        self._writer.close()
        await self._writer.wait_closed()


@asynccontextmanager
async def driven(folder: Path) -> AsyncIterator[tuple[SimulatedLines, Driver]]:
    world = a_reality(folder, 30)
    lines = SimulatedLines(four_families(folder), world, chance=Random(1))  # noqa: S311  # noise
    socket = folder / "control"
    world.invite(ControlSocket(world, socket, units=lines.units.values(), zones=lines.zones))
    waiting = set(lines.lines)
    ready = asyncio.Event()

    def served(line: Line) -> None:
        waiting.discard(line)
        if not waiting:
            ready.set()

    work = asyncio.create_task(lines.run(served))
    async with asyncio.timeout(LIMIT_S):
        await ready.wait()
    await until(socket.exists)
    driver = Driver(*await asyncio.open_unix_connection(socket))
    try:
        yield lines, driver
        assert not work.done(), work.exception()
    finally:
        await driver.leave()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
    assert not socket.exists()


async def test_every_family_moves_the_door_it_is_wired_to(tmp_path: Path) -> None:
    async with driven(tmp_path) as (lines, _driver):
        devices = {name: line.device for line in lines.lines for name in _names(line)}
        for name, unlock in UNLOCK.items():
            terminal = Terminal(devices[name])
            terminal.say(unlock)
            await until(partial(_opened, lines, name))
            terminal.close()

    assert lines.reality.open_doors == [2, 9, 13, 30]

    assert sorted(lines.units) == ["hygiene", "left", "low", "right", "t1", "t2", "wide"]
    assert lines.zones == [1, 2]


async def test_the_socket_moves_hands_faults_and_warmth_and_counts(tmp_path: Path) -> None:
    async with driven(tmp_path) as (lines, driver):
        assert await driver.hear() == {"event": "doors", "open": [], "occupied": []}
        driver.do("fault", board="left", faults={"stuck": [2], "lies": {"1": "open"}})
        driver.do("warm", zone=1, celsius=66)
        driver.do("force", door=13)
        opened = await driver.hear()
        terminal = Terminal(lines.lines[0].device)
        assert await terminal.ask(UNLOCK["left"], 5) == "8A 01 02 00 89"
        assert await terminal.ask("80 01 00 33 B2", 7) == "80 01 00 00 01 33 B3"
        terminal.close()
        driver.do("count")
        counted = await driver.hear()
        driver.do("pulses")
        pulsed = await driver.hear()
        driver.do("fault", board="left", faults={})
        driver.do("count")
        await driver.hear()

    assert (opened["event"], opened["door"]) == ("opened", 13)
    assert counted["boards"]["left"] == {"heard": {"open": 1, "status": 1}, "opens": {"2": 1}}
    ((at_ns, door),) = pulsed["pulses"]
    assert (pulsed["event"], door) == ("pulses", 2)
    assert at_ns > opened["mono_ns"]
    assert counted["boards"]["t1"] == {"heard": {}, "opens": {}}
    assert counted["celsius"]["1"] > 65
    assert (counted["lit"], counted["heated"]) == ([], [])
    assert lines.units["left"].faults == SOUND


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ({"do": "fault", "board": "none", "faults": {}}, "there is no board none"),
        ({"do": "fault", "board": "left", "faults": {"mood": "bad"}}, "unknown field `mood`"),
        ({"do": "fault", "board": "left", "faults": {"garbage": "some"}}, "'some'"),
        ({"do": "warm", "zone": 1}, "missing required field `celsius`"),
        ({"do": 7}, "Expected `str`"),
        ({"do": "dance", "door": 1}, "'dance'"),
    ],
)
async def test_a_wish_that_means_nothing_is_answered(
    tmp_path: Path, wish: dict[str, Any], says: str
) -> None:
    async with driven(tmp_path) as (lines, driver):
        await driver.hear()
        driver.do(wish.pop("do"), **wish)
        error = await driver.hear()

    assert error["event"] == "error"
    assert says in error["says"]
    assert all(unit.faults == SOUND for unit in lines.units.values())


def _opened(lines: SimulatedLines, name: str) -> bool:
    harness = lines.units[name].harness
    assert harness is not None
    return bool(harness.opens)


def _names(line: Line) -> list[str]:
    return [unit.name for unit in line.units]
