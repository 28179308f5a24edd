"""Starts the real agents of the replay's cabinets, steps up to their doors, and stops them."""

import asyncio
import contextlib
import os
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from linli.server.folder import read_json, write_json
from linli.server.replay.boards import SIMULATED, names, sees_meals, simulated, wired
from linli.server.replay.hands import QUICKEST_AT_WIRES_S, Hands, NoDoorsError, reach_out
from linli.server.replay.refusals import AgentStopped
from linli.server.replay.tower import Cabinet

STOP_WITHIN_S = 5.0


@dataclass(slots=True)
class Agent:
    """One cabinet: its agent, what stands in for its wires if it has any, and the hands.

    ``has_power`` is set but while a power cut lasts.
    """

    cabinet: Cabinet
    hands: Hands
    agent: Process
    wires: Process | None = None
    has_power: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def sees_meals(self) -> bool:
        """Whether its sensors tell if something is inside."""
        return sees_meals(self.cabinet.boards)

    async def stop(self) -> None:
        """Let go of the doors, and end both processes."""
        self.hands.leave()
        await stop(self.agent)
        if self.wires is not None:
            await stop(self.wires)

    async def watch(self) -> None:
        """See the doors move, for as long as everything runs.

        Raises:
            ExceptionGroup: of AgentStopped, when something ended.
        """
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch_doors())
            group.create_task(self._watch_agent())

    async def lose_power(self, dark_s: float) -> None:
        """Kill the agent as a power cut would, and start it again after so many seconds."""
        self.has_power.clear()
        self.agent.kill()
        await self.agent.wait()
        await asyncio.sleep(dark_s)
        self.agent = await _run(self.cabinet, str(self.cabinet.config))
        self.has_power.set()

    async def silence_board(self, silent_s: float) -> None:
        """Let the first board say nothing for so many seconds; what it hears it does."""
        board = read_json(self.cabinet.config)["board"]
        if self.wires is None:
            return
        name = names(board)[0]
        self.hands.tell({"do": "fault", "board": name, "faults": {"silent": True}})
        try:
            await asyncio.sleep(silent_s)
        finally:
            self.hands.tell({"do": "fault", "board": name, "faults": {}})

    async def _watch_doors(self) -> None:
        with contextlib.suppress(NoDoorsError):
            await self.hands.watch()
        ended = self.wires or self.agent
        raise _stopped(self.cabinet, await ended.wait())

    async def _watch_agent(self) -> None:
        while True:
            await self.has_power.wait()
            status = await self.agent.wait()
            if self.has_power.is_set():
                raise _stopped(self.cabinet, status)


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
async def start_agents(cabinets: Sequence[Cabinet], bus_file: Path) -> AsyncIterator[Agents]:
    """Start an agent for each cabinet, and stop them at the end, however it comes.

    ``bus_file`` says where they find the bus.

    Raises:
        AgentStopped: one ended, or showed no doors, before anything began.
    """
    with tempfile.TemporaryDirectory(prefix="linli-") as sockets:
        async with contextlib.AsyncExitStack() as stack:
            running = []
            for cabinet in cabinets:
                socket = Path(sockets) / cabinet.code
                running.append(await _start(cabinet, socket, bus_file, stack))
            yield Agents(running)


async def _start(
    cabinet: Cabinet, socket: Path, bus_file: Path, stack: contextlib.AsyncExitStack
) -> Agent:
    """Start what stands in for the wires, if there are any, then the agent, and step up."""
    config = read_json(cabinet.config)
    has_wires = cabinet.boards != SIMULATED
    # Paths of sockets and devices must be short, so they are new each time.
    board = (
        wired(cabinet.boards, len(config["compartments"]), f"{socket}-")
        if has_wires
        else simulated(str(socket))
    )
    write_json(cabinet.config, {**config, "board": board, "bus_file": str(bus_file)})
    wires = None
    if has_wires:
        people = ("--people", "remote", str(socket))
        wires = await _run(cabinet, "sim", str(cabinet.config), *people, name="wires")
        stack.push_async_callback(stop, wires)
    process = await _run(cabinet, str(cabinet.config))
    stack.push_async_callback(stop, process)
    hands = await _step_up(cabinet, socket, wires or process)
    if has_wires:
        hands.shortest_s = QUICKEST_AT_WIRES_S
    agent = Agent(cabinet, hands, process, wires)
    agent.has_power.set()
    stack.push_async_callback(agent.stop)
    return agent


async def _step_up(cabinet: Cabinet, socket: Path, process: Process) -> Hands:
    try:
        return await reach_out(cabinet.code, socket, is_there=lambda: process.returncode is None)
    except NoDoorsError as absent:
        raise _stopped(cabinet, process.returncode or 0) from absent


def _stopped(cabinet: Cabinet, status: int) -> AgentStopped:
    log = cabinet.config.with_name("agent.log")
    return AgentStopped(cabinet=cabinet.code, status=status, log=str(log))


async def _run(cabinet: Cabinet, *words: str, name: str = "agent") -> Process:
    with cabinet.config.with_name(f"{name}.log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "linli.cabinet",
            *words,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, "LINLI_DIE_WITH_PARENT": str(os.getpid())},
            process_group=0,  # Ctrl-C is for the replay, which then stops its agents in order
        )


async def stop(process: Process) -> None:
    """Ask a process to end, and end it if it does not within 5 s."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_WITHIN_S)
    except TimeoutError:
        process.kill()
        await process.wait()
