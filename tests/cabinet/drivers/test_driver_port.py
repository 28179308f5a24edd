"""A real serial device: bytes go both ways, it is ours alone, and that it vanishes is noticed."""

import asyncio
import os
import tty
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from linli.cabinet.drivers.line import Port
from linli.cabinet.drivers.lockbus import open_port

LIMIT_S = 5.0


class Pair:
    """A pseudo-terminal: the far end in our hands, the near end a device's name."""

    def __init__(self) -> None:
        self.far, self._near = os.openpty()
        tty.setraw(self._near)
        self.device = os.ttyname(self._near)

    def unplug(self) -> None:
        """Let the device vanish."""
        for end in (self.far, self._near):
            if end >= 0:
                os.close(end)
        self.far = self._near = -1


class Ends:
    """What a port has told."""

    def __init__(self) -> None:
        self.received = b""
        self.lost = 0
        self.news = asyncio.Event()

    def hear(self, data: bytes) -> None:
        """Receive."""
        self.received += data
        self.news.set()

    def lose(self) -> None:
        """Be told that it is gone."""
        self.lost += 1
        self.news.set()


@asynccontextmanager
async def opened(pair: Pair, ends: Ends) -> AsyncIterator[Port]:
    port = await open_port(pair.device, 9600, received=ends.hear, lost=ends.lose)
    try:
        yield port
    finally:
        await port.close()
        pair.unplug()


@pytest.mark.anyio
async def test_bytes_go_out_and_come_in_as_they_are() -> None:
    pair, ends = Pair(), Ends()
    async with opened(pair, ends) as port, asyncio.timeout(LIMIT_S):
        port.write(bytes(range(32)))
        os.write(pair.far, b"\x00\x03\x11\x13\xff\r\n")
        while len(ends.received) < 7:
            ends.news.clear()
            await ends.news.wait()

        assert await asyncio.to_thread(os.read, pair.far, 100) == bytes(range(32))
        assert ends.received == b"\x00\x03\x11\x13\xff\r\n"


@pytest.mark.anyio
async def test_a_device_belongs_to_one_program() -> None:
    pair, ends = Pair(), Ends()
    async with opened(pair, ends):
        with pytest.raises(OSError, match="lock"):
            await open_port(pair.device, 9600, received=ends.hear, lost=ends.lose)


@pytest.mark.anyio
async def test_a_device_that_is_not_there_is_said(tmp_path: Path) -> None:
    ends = Ends()
    with pytest.raises(OSError, match="No such file"):
        await open_port(str(tmp_path / "none"), 9600, received=ends.hear, lost=ends.lose)


@pytest.mark.anyio
async def test_a_device_that_vanishes_is_told_once_and_swallows_what_is_written() -> None:
    pair, ends = Pair(), Ends()
    async with opened(pair, ends) as port, asyncio.timeout(LIMIT_S):
        pair.unplug()
        while not ends.lost:
            ends.news.clear()
            await ends.news.wait()
        port.write(b"into nowhere")

    assert ends.lost == 1


@pytest.mark.anyio
async def test_a_device_that_is_let_go_can_be_opened_again() -> None:
    pair, ends = Pair(), Ends()
    port = await open_port(pair.device, 9600, received=ends.hear, lost=ends.lose)
    await port.close()
    await port.close()
    async with opened(pair, ends):
        assert ends.lost == 1
