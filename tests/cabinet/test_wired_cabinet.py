"""A meal goes through a door of each family: agent, serial lines and boards, each for real."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.cabinet.stage import LONG_S, Configured, NatsServer, Server, before_the_doors, serving

from linli.wire.messages import Purpose, Result

pytestmark = pytest.mark.anyio

FAMILIES = ("8a", "wkly", "kr-cu16", "waveshare")
"""Door 1 hangs on the first, door 2 on the second, and so on."""

WARM_S = 20.0
"""A round of thermometers and relays, with room for a busy machine."""


def four_families(folder: Path) -> dict[str, Any]:
    """Describe a cabinet of four doors, three lines, two zones and one lamp."""
    boards = [
        {"name": family, "family": family, "address": at, "locks": 1, "first": at}
        for at, family in enumerate(FAMILIES, 1)
    ]
    lines = [
        {"device": str(folder / "ttyUSB0"), "baud": 9_600, "boards": boards[:2]},
        {"device": str(folder / "ttyUSB1"), "baud": 19_200, "boards": boards[2:3]},
        {
            "device": str(folder / "ttyUSB2"),
            "baud": 9_600,
            "boards": boards[3:],
            "thermometers": [
                {"name": "t1", "family": "xy-md02", "address": 10, "zone": 1},
                {"name": "t2", "family": "register", "address": 11, "zone": 2},
            ],
            "relays": [{"name": "hygiene", "address": 20, "lamps": {"1": 3}, "heaters": {"2": 1}}],
        },
    ]
    return {
        "board": {"kind": "wired", "lines": lines},
        "zones": [{"number": 1}, {"number": 2}],
        "compartments": [
            {
                "number": number,
                "size": "S",
                "occupancy_sensor": family == "kr-cu16",
                "lamp": family == "kr-cu16",
                "zone": 1,
            }
            for number, family in enumerate(FAMILIES, 1)
        ],
    }


@asynccontextmanager
async def running(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run one of the cabinet's programs; unless killed, it must end well when it is told to."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "linli.cabinet",
        *arguments,
        env={**os.environ, "PYTHONPATH": "src"},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
        if process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(LONG_S):
            _, said = await process.communicate()
        assert process.returncode == 0, said.decode()
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


class Hands:
    """People before the simulated doors, by the simulator's socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    def do(self, what: str, **more: Any) -> None:  # noqa: ANN401  # whatever JSON holds
        """Do this."""
        self._writer.write(json.dumps({"do": what, **more}).encode() + b"\n")

    async def count(self) -> dict[str, Any]:
        """Ask what the boards have counted."""
        self.do("count")
        async with asyncio.timeout(LONG_S):
            while (event := json.loads(await self._reader.readline()))["event"] != "count":
                assert event["event"] != "error", event
        counted: dict[str, Any] = event
        return counted

    async def until(self, level: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Wait until something holds of what the boards have counted."""
        async with asyncio.timeout(WARM_S):
            while not level(counted := await self.count()):  # noqa: ASYNC110  # it must be asked
                await asyncio.sleep(0.02)
        return counted

    def close(self) -> None:
        """Go away."""
        self._writer.close()


@asynccontextmanager
async def cabinet(config: Path, folder: Path) -> AsyncIterator[Hands]:
    """Run simulated boards and an agent that knows nothing of them but their lines."""
    control = str(folder / "control.sock")
    async with running("sim", str(config), "--people", "remote", control):
        async with asyncio.timeout(LONG_S):
            hands = Hands(*await before_the_doors(control))
        async with running(str(config)):
            try:
                yield hands
            finally:
                hands.close()


async def passed_through(server: Server, hands: Hands, deposit: str) -> int:
    """Deposit a meal; return where it lies."""
    reply = await server.act(Purpose.DEPOSIT, deposit)
    assert reply.result is Result.OK, reply
    await server.until(lambda: _told(server, reply.comp)[-1:] == ["OPENED"])
    hands.do("put", door=reply.comp)
    hands.do("close", door=reply.comp)
    await server.until(lambda: _told(server, reply.comp)[-1:] == ["DEPOSITED"])
    return reply.comp


def _told_last(server: Server, comp: int, kind: str) -> bool:
    return _told(server, comp)[-1:] == [kind]


def _has_told(server: Server, comp: int, kind: str) -> bool:
    return kind in _told(server, comp)


def _told(server: Server, comp: int) -> list[str]:
    return [line.type for line in server.lines if line.comp == comp]


async def test_a_meal_goes_in_and_out_through_a_door_of_every_family(
    bus: NatsServer, configured: Configured, tmp_path: Path
) -> None:
    config = configured(**four_families(tmp_path))
    async with serving(bus) as server, cabinet(config, tmp_path) as hands:
        await hands.until(lambda seen: all(seen["boards"][one]["heard"] for one in FAMILIES))
        deposits = {}
        for _ in FAMILIES:
            deposit = server.new_deposit()
            deposits[await passed_through(server, hands, deposit)] = deposit
        for comp, deposit in deposits.items():
            reply = await server.act(Purpose.PICKUP, deposit)
            assert (reply.result, reply.comp) == (Result.OK, comp)
            await server.until(partial(_told_last, server, comp, "OPENED"))
            hands.do("take", door=comp)
            hands.do("close", door=comp)
            await server.until(partial(_has_told, server, comp, "PICKED"))
        warm = await hands.until(lambda seen: seen["heated"] == [1] and seen["lit"] == [3])

    for comp, family in enumerate(FAMILIES, 1):
        assert [kind for kind in _told(server, comp) if not kind.startswith("SANI")] == [
            *("INTENT_D", "OPENED", "DEPOSITED"),
            *("INTENT_P", "OPENED", "PICKED"),
        ]
        assert warm["boards"][family]["opens"] == {"1": 2}


async def test_a_killed_agent_comes_back_to_the_doors_as_they_are(
    bus: NatsServer, configured: Configured, tmp_path: Path
) -> None:
    """The boards live on: a door that was shut meanwhile is found shut, and nothing is pulsed."""
    config = configured(**four_families(tmp_path))
    control = str(tmp_path / "control.sock")
    async with serving(bus) as server, running("sim", str(config), "--people", "remote", control):
        async with asyncio.timeout(LONG_S):
            hands = Hands(*await before_the_doors(control))
        async with running(str(config)) as first:
            await hands.until(lambda seen: all(seen["boards"][one]["heard"] for one in FAMILIES))
            reply = await server.act(Purpose.DEPOSIT, server.new_deposit())
            await server.until(lambda: _told(server, reply.comp)[-1:] == ["OPENED"])
            first.kill()
            await first.wait()
        hands.do("put", door=reply.comp)
        hands.do("close", door=reply.comp)
        before = server.ticks[-1].session
        async with running(str(config)):
            await server.until(lambda: server.ticks[-1].session != before)
            await server.until(lambda: _told(server, reply.comp)[-2:] == ["UNSURE", "DEPOSITED"])
            counted = await hands.count()
        hands.close()

    opens = {name: seen["opens"] for name, seen in counted["boards"].items() if seen["opens"]}
    assert opens == {FAMILIES[reply.comp - 1]: {"1": 1}}
