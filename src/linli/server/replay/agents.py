"""Starts the real agents of the replay's cabinets, steps up to their doors, and stops them."""

import asyncio
import contextlib
import os
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from linli.server.folder import read_json, write_json
from linli.server.replay.hands import Hands, NoDoorsError, reach_out
from linli.server.replay.refusals import AgentStopped
from linli.server.replay.tower import Cabinet

LATCH_MS = 30
"""From the pulse to the door springing open, as the demo's boards have it."""

STOP_WITHIN_S = 5.0


@dataclass(slots=True)
class Agent:
    """One cabinet's agent, a process of its own, and the hands before it."""

    cabinet: Cabinet
    process: Process
    hands: Hands

    @property
    def log(self) -> Path:
        """What the agent says of itself."""
        return self.cabinet.config.with_name("agent.log")

    async def watch(self) -> None:
        """See the doors move, for as long as the agent runs.

        Raises:
            AgentStopped: it ended.
        """
        with contextlib.suppress(NoDoorsError):
            await self.hands.watch()
        raise AgentStopped(
            cabinet=self.cabinet.code, status=await self.process.wait(), log=str(self.log)
        )


@dataclass(slots=True)
class Agents:
    """All agents of one tower."""

    running: list[Agent]

    @property
    def hands(self) -> Mapping[str, Hands]:
        """The hands before each cabinet, by its code."""
        return {one.cabinet.code: one.hands for one in self.running}

    async def watch(self) -> None:
        """See all doors move, until cancelled.

        Raises:
            ExceptionGroup: of AgentStopped, when one ended.
        """
        async with asyncio.TaskGroup() as group:
            for one in self.running:
                group.create_task(one.watch())


@contextlib.asynccontextmanager
async def start_agents(cabinets: Sequence[Cabinet]) -> AsyncIterator[Agents]:
    """Start an agent for each cabinet, and stop them at the end, however it comes.

    Raises:
        AgentStopped: one ended, or showed no doors, before anything began.
    """
    with tempfile.TemporaryDirectory(prefix="linli-") as sockets:
        async with contextlib.AsyncExitStack() as stack:
            started = []
            for cabinet in cabinets:
                socket = Path(sockets) / cabinet.code
                _drive_through(cabinet.config, socket)
                process = await stack.enter_async_context(_process(cabinet))
                started.append((cabinet, socket, process))
            running = [await _step_up(*one) for one in started]
            for one in running:
                stack.callback(one.hands.leave)
            yield Agents(running)


async def _step_up(cabinet: Cabinet, socket: Path, process: Process) -> Agent:
    try:
        hands = await reach_out(cabinet.code, socket, is_there=lambda: process.returncode is None)
    except NoDoorsError as absent:
        log = cabinet.config.with_name("agent.log")
        raise AgentStopped(
            cabinet=cabinet.code, status=process.returncode or 0, log=str(log)
        ) from absent
    return Agent(cabinet, process, hands)


def _drive_through(config: Path, socket: Path) -> None:
    """Write where this time's people are driven from; the path must be short, so it is new."""
    board = {"kind": "simulated", "people": "remote", "latch_ms": LATCH_MS, "socket": str(socket)}
    write_json(config, {**read_json(config), "board": board})


@contextlib.asynccontextmanager
async def _process(cabinet: Cabinet) -> AsyncIterator[Process]:
    with cabinet.config.with_name("agent.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "linli.cabinet",
            str(cabinet.config),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, "LINLI_DIE_WITH_PARENT": str(os.getpid())},
            process_group=0,  # Ctrl-C is for the replay, which then stops its agents in order
        )
    try:
        yield process
    finally:
        await stop(process)


async def stop(process: Process) -> None:
    """Ask a process to end, and end it if it does not within 5 s."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_WITHIN_S)
    except TimeoutError:
        process.kill()
        await process.wait()
