"""A simulated line and the other end of it, for tests that talk to boards in bytes."""

import asyncio
import os
import select
import tty
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

from linli.cabinet.simulators.harness import Harness
from linli.cabinet.simulators.line import Line
from linli.cabinet.simulators.reality import Reality
from linli.cabinet.simulators.unit import Unit

LIMIT_S = 5.0
"""Nothing here takes a tenth of it."""


class Terminal:
    """The agent's end of a line, in bytes."""

    def __init__(self, device: Path) -> None:
        self._line = os.open(device, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        tty.setraw(self._line)
        self._said = asyncio.Event()
        asyncio.get_running_loop().add_reader(self._line, self._said.set)

    def close(self) -> None:
        """Hang up."""
        asyncio.get_running_loop().remove_reader(self._line)
        os.close(self._line)

    def say(self, raw: str) -> None:
        """Say these hex bytes."""
        os.write(self._line, bytes.fromhex(raw))

    async def hear(self, count: int) -> str:
        """Return exactly so many bytes, as hex."""
        heard = b""
        async with asyncio.timeout(LIMIT_S):
            while len(heard) < count:
                self._said.clear()
                try:
                    heard += os.read(self._line, count - len(heard))
                except BlockingIOError:
                    await self._said.wait()
        return heard.hex(" ").upper()

    async def ask(self, raw: str, count: int) -> str:
        """Say these bytes, and return so many of the answer."""
        self.say(raw)
        return await self.hear(count)

    async def stays_quiet(self, for_s: float) -> bool:
        """Say whether nothing at all comes within this time."""
        try:
            async with asyncio.timeout(for_s):
                while not select.select([self._line], [], [], 0)[0]:
                    self._said.clear()
                    await self._said.wait()
        except TimeoutError:
            return True
        return False


def a_reality(folder: Path, doors: int, *, latch_ms: int = 0) -> Reality:
    """Return a new cabinet."""
    return Reality(range(1, doors + 1), latch_ms=latch_ms, file=folder / "reality.json")


def wired(reality: Reality, first: int = 1, locks: int = 24) -> Harness:
    """Wire a board's locks to doors in order."""
    return Harness(reality, {lock: first + lock - 1 for lock in range(1, locks + 1)})


@asynccontextmanager
async def talking(
    folder: Path, units: Sequence[Unit], *, baud: int = 115_200
) -> AsyncIterator[Terminal]:
    """Serve a line for a while, fast unless a test is about its pace."""
    chance = Random(1)  # noqa: S311  # noise
    line = Line(folder / "tty", baud=baud, units=units, chance=chance)
    ready = asyncio.Event()
    work = asyncio.create_task(line.run(ready.set))
    async with asyncio.timeout(LIMIT_S):
        await ready.wait()
    terminal = Terminal(line.device)
    try:
        yield terminal
        assert not work.done(), work.exception()
    finally:
        terminal.close()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def until(level: Callable[[], object]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(LIMIT_S):
        while not level():  # noqa: ASYNC110  # a level may depend on anything
            await asyncio.sleep(0.001)
