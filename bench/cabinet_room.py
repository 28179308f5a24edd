"""Rooms for the cabinet's own figures: a bus, simulated wires, and the real agent between them."""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cabinet.stage import SERVER_KEY, NatsServer, Server, serving

from bench import cabinet_wires as wires
from linli.wire import codec, subjects
from linli.wire.messages import Purpose, Reply

LONGEST_EVENT = 1 << 20
"""Bytes of one line of the simulator: the pulses of ten boards are 200,000."""

WITHIN_S = 30.0
"""No level of the bench needs a third of it on a busy machine."""

LOOK_AGAIN_S = 0.02
ANSWER_WITHIN_S = 5.0
"""How long the server waits for a cabinet's word before it calls the outcome unknown."""

TIMES = {"hold_ms": 7_200_000, "close_ms": 60_000, "sanitise_ms": 0, "idle_ms": 0}


class NotSoError(RuntimeError):
    """Something that must happen before anything can be measured did not."""


class Doors:
    """The simulated doors, by the simulator's socket: what they do, and hands at them."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open: set[int] = set()
        self._reader, self._writer = reader, writer
        self._answers: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._asking = asyncio.Lock()

    async def watch(self) -> None:
        """See the doors move until the simulator goes away."""
        while line := await self._reader.readline():
            event = json.loads(line)
            match event["event"]:
                case "opened":
                    self.open.add(event["door"])
                case "closed":
                    self.open.discard(event["door"])
                case "doors":
                    self.open = set(event["open"])
                case _:
                    self._answers.put_nowait(event)

    def do(self, what: str, **more: Any) -> None:  # noqa: ANN401  # whatever JSON holds
        """Have this done."""
        self._writer.write(json.dumps({"do": what, **more}).encode() + b"\n")

    async def pulses(self) -> list[tuple[float, int]]:
        """Return when each lock was given current, in s by CLOCK_MONOTONIC, and whose door."""
        return [(at / 1e9, door) for at, door in (await self._ask("pulses"))["pulses"]]

    async def polls(self) -> Mapping[str, int]:
        """Return how often each board was asked for its doors."""
        boards = (await self._ask("count"))["boards"]
        return {name: one["heard"].get("status", 0) for name, one in boards.items()}

    async def _ask(self, what: str) -> dict[str, Any]:
        async with self._asking:
            self.do(what)
            answer = await asyncio.wait_for(self._answers.get(), WITHIN_S)
        if answer["event"] != what:
            raise NotSoError(answer)
        return answer


@dataclass(slots=True)
class Room:
    """One cabinet at work. ``server`` is whoever asks it for doors."""

    server: Server
    doors: Doors
    config: Path
    agent: asyncio.subprocess.Process

    async def act(self, purpose: Purpose, deposit: str) -> tuple[float, Reply | None]:
        """Ask for a door; return when, in s by CLOCK_MONOTONIC, and the word; None: unknown."""
        tick = await self.server.fresh_tick()
        asks = codec.encode(self.server.asks(purpose, deposit, tick))
        sent_s = time.monotonic()
        try:
            told = await self.server.client.request(subjects.act("HK-A"), asks, ANSWER_WITHIN_S)
        except Exception:  # noqa: BLE001  # nobody there, nobody answers: both leave it unknown
            return sent_s, None
        return sent_s, codec.decode_reply(told.data)

    def lines_of(self, deposit: str) -> list[str]:
        """Return what the journal says of a deposit, as far as the server heard it."""
        return [line.type for line in self.server.lines if line.deposit == deposit]

    async def until(self, level: Callable[[], object], what: str) -> None:
        """Wait until something holds.

        Raises:
            NotSoError: it did not within half a minute.
        """
        give_up = time.monotonic() + WITHIN_S
        while not level():
            if time.monotonic() > give_up:
                raise NotSoError(what)
            await asyncio.sleep(LOOK_AGAIN_S)

    async def restart(self) -> None:
        """Start the agent anew, once the one before is gone, until it ticks."""
        await self.agent.wait()
        heard = len(self.server.ticks)
        self.agent = await _started(self.config.parent, str(self.config))
        await self.until(lambda: len(self.server.ticks) > heard, "a tick of the new agent")


@asynccontextmanager
async def room(
    family: str,
    on_lines: Sequence[Sequence[dict[str, Any]]],
    *,
    silent: range = range(0),
    board: Mapping[str, Any] | None = None,
    front: Mapping[str, Any] | None = None,
) -> AsyncIterator[Room]:
    """Set up a cabinet whose every board is polled and whose agent ticks.

    Args:
        family: of its boards.
        on_lines: the boards of each line.
        silent: compartments that nobody must ask for.
        board: more of the configuration's board.
        front: more of the configuration.
    """
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as name:
        folder = Path(name)
        doors = sum(one["locks"] for some in on_lines for one in some)
        config = folder / "config.json"
        config.write_text(
            json.dumps(
                {
                    "cabinet": "HK-A",
                    "number": 7,
                    "epoch": 1,
                    "private_key": "11" * 32,
                    "server_keys": {"1": SERVER_KEY.public_key().public_bytes_raw().hex()},
                    "bus_file": str(folder / "bus.json"),
                    "journal": str(folder / "journal.sqlite3"),
                    "compartments": wires.compartments(family, doors, silent=silent),
                    "times": TIMES,
                    "board": wires.wired(family, on_lines, str(folder / "tty")) | dict(board or {}),
                    **(front or {}),
                }
            )
        )
        bus = NatsServer(folder)
        bus.start()
        try:
            async with serving(bus) as server, _at_work(server, config) as here:
                yield here
        finally:
            bus.kill()


@asynccontextmanager
async def _at_work(server: Server, config: Path) -> AsyncIterator[Room]:
    folder = config.parent
    socket = folder / "people.sock"
    sim = await _started(folder, "sim", str(config), "--people", "remote", str(socket))
    agent = None
    watch = None
    try:
        doors = Doors(*await _reach(socket))
        watch = asyncio.create_task(doors.watch())
        agent = await _started(folder, str(config))
        here = Room(server, doors, config, agent)
        await here.until(lambda: server.ticks, (folder / "log").read_text())
        while not all((await doors.polls()).values()):  # noqa: ASYNC110  # it must be asked
            await asyncio.sleep(LOOK_AGAIN_S)
        await asyncio.sleep(1)  # each door has been read twice, and the start's lines are known
        yield here
        agent = here.agent
    finally:
        for process in (agent, sim):
            if process is not None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if watch is not None:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)


async def _reach(socket: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    give_up = time.monotonic() + WITHIN_S
    while True:
        try:
            return await asyncio.open_unix_connection(socket, limit=LONGEST_EVENT)
        except OSError:
            if time.monotonic() > give_up:
                raise
            await asyncio.sleep(LOOK_AGAIN_S)


async def _started(folder: Path, *arguments: str) -> asyncio.subprocess.Process:
    with (folder / "log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "linli.cabinet", *arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, "LINLI_DIE_WITH_PARENT": str(os.getpid())},
        )
