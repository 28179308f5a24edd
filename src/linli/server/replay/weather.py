"""A bad line between the replay's cabinets and the bus: it loses messages, and it is cut."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from linli.server.folder import read_json, write_json

LONGEST_LINE = 65_536
"""Bytes. What a bus says of itself on connecting is the longest line, about 500."""

_WITH_PAYLOAD = {b"PUB", b"HPUB", b"MSG", b"HMSG"}
"""The bus's messages; after the line come as many bytes as its last word says, and a line end."""


@dataclass(slots=True)
class Weather:
    """What the line does to messages. ``loss`` is a share from 0 to 1, each way."""

    loss: float
    chance: Random
    lost: int = 0
    carried: int = 0
    _is_cut: bool = False
    _lines: set[asyncio.Task[None]] = field(default_factory=set)

    @contextlib.asynccontextmanager
    async def cut(self) -> AsyncIterator[None]:
        """Let nothing through for a while; whoever was connected is not any more."""
        self._is_cut = True
        self.hang_up()
        try:
            yield
        finally:
            self._is_cut = False

    def hang_up(self) -> set[asyncio.Task[None]]:
        """End every connection as it is now; return what is still to be waited for."""
        for line in self._lines:
            line.cancel()
        return set(self._lines)

    def keeps(self) -> bool:
        """Whether one message arrives."""
        if self.loss and self.chance.random() < self.loss:
            self.lost += 1
            return False
        self.carried += 1
        return True

    async def join(
        self,
        near: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        find_bus: Callable[[], tuple[str, int]],
    ) -> None:
        """Join one cabinet's connection to the bus for as long as both stand and it is fair."""
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        try:
            if self._is_cut:
                return
            far = await asyncio.open_connection(*find_bus(), limit=LONGEST_LINE)
            try:
                async with asyncio.TaskGroup() as ways:
                    ways.create_task(self._carry(near[0], far[1]))
                    ways.create_task(self._carry(far[0], near[1]))
            finally:
                await _close(far[1])
        except* (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # either end hung up, or the bus is away: the cabinet tries again
        finally:
            self._lines.discard(task)
            await _close(near[1])

    async def _carry(self, from_: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        while True:
            line = await from_.readuntil(b"\r\n")
            words = line.split()
            if words and words[0].upper() in _WITH_PAYLOAD:
                line += await from_.readexactly(int(words[-1]) + 2)
                if not self.keeps():
                    continue
            to.write(line)
            await to.drain()


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


@contextlib.asynccontextmanager
async def bad_line(bus_file: Path, own_bus_file: Path, weather: Weather) -> AsyncIterator[None]:
    """Stand between cabinets and the bus that ``bus_file`` names; ``own_bus_file`` names us."""

    def find_bus() -> tuple[str, int]:
        url = urlsplit(str(read_json(bus_file)["url"]))
        return str(url.hostname), int(url.port or 0)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await weather.join((reader, writer), find_bus)

    server = await asyncio.start_server(connected, "127.0.0.1", 0, limit=LONGEST_LINE)
    port = server.sockets[0].getsockname()[1]
    told = read_json(bus_file)
    url = urlsplit(str(told["url"]))
    who, at, _ = url.netloc.rpartition("@")
    write_json(own_bus_file, {**told, "url": f"{url.scheme}://{who}{at}127.0.0.1:{port}"})
    try:
        yield
    finally:
        server.close()
        await asyncio.gather(*weather.hang_up(), return_exceptions=True)
