"""A cabinet finds its bus again wherever it comes back, and its doors do not wait for it."""

import asyncio
import logging
from pathlib import Path
from random import Random
from typing import Self

import pytest
from tests.cabinet.stage import NatsServer, at_the_bus, serving, working

from linli.cabinet import bus as bus_module
from linli.cabinet.bus import Bus, Heard
from linli.cabinet.config import Config
from linli.cabinet.logs import Complaints
from linli.wire.messages import Purpose, Result

pytestmark = pytest.mark.anyio

LIMIT_S = 8


class End:
    """One end of a line to a bus."""

    def __init__(self, file: Path) -> None:
        self.heard: asyncio.Queue[Heard] = asyncio.Queue()
        self.connections: asyncio.Queue[None] = asyncio.Queue()
        self.bus = Bus(
            "end",
            seed="",
            bus_file=file,
            subjects=("c.test",),
            heard=self.heard.put_nowait,
            connected=lambda: self.connections.put_nowait(None),
            complaints=Complaints(logging.getLogger("test"), now_ms=_stopped),
            chance=Random(1),  # noqa: S311  # uneven pauses
        )

    async def __aenter__(self) -> Self:
        """Begin to connect."""
        self._work = asyncio.create_task(self.bus.run())
        return self

    async def __aexit__(self, *_failure: object) -> None:
        """Stop."""
        self._work.cancel()
        await asyncio.gather(self._work, return_exceptions=True)

    async def connected(self) -> None:
        """Wait for the next connection."""
        async with asyncio.timeout(LIMIT_S):
            await self.connections.get()

    async def says(self, payload: bytes) -> bytes:
        """Post to itself and return what comes back."""
        assert self.bus.post("c.test", payload)
        async with asyncio.timeout(LIMIT_S):
            return (await self.heard.get()).data


def _stopped() -> int:
    return 0


async def test_a_bus_that_comes_back_on_another_port_is_found(bus: NatsServer) -> None:
    async with End(bus.file) as end:
        await end.connected()
        first = bus.url
        assert await end.says(b"one") == b"one"

        bus.kill()
        bus.start()
        await end.connected()

        assert bus.url != first
        assert await end.says(b"two") == b"two"


@pytest.mark.parametrize(
    "content", [None, b"", b"no json", b'{"url":1}', b'{"url":"nats://"}', b'{"url":"ws://x:1"}']
)
async def test_a_bus_file_that_says_nothing_yet_is_read_again(
    bus: NatsServer, content: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    good = bus.file.read_bytes()
    bus.file.unlink()
    if content is not None:
        bus.file.write_bytes(content)
    async with End(bus.file) as end:
        async with asyncio.timeout(LIMIT_S):
            while "cannot be reached" not in caplog.text:  # noqa: ASYNC110  # a log has no event
                await asyncio.sleep(0.001)
        assert not end.bus.post("c.test", b"lost")
        bus.file.write_bytes(good)
        await end.connected()

        assert await end.says(b"found") == b"found"


async def test_a_server_that_accepts_and_says_nothing_is_given_up(
    bus: NatsServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(bus_module, "CONNECT_S", 0.05)
    good = bus.file.read_bytes()
    mute = await asyncio.start_server(_say_nothing, "127.0.0.1", 0)
    port = mute.sockets[0].getsockname()[1]
    bus.file.write_text(f'{{"url":"nats://127.0.0.1:{port}"}}')
    async with mute, End(bus.file) as end:
        async with asyncio.timeout(LIMIT_S):
            while "cannot be reached" not in caplog.text:  # noqa: ASYNC110  # a log has no event
                await asyncio.sleep(0.001)
        bus.file.write_bytes(good)
        await end.connected()


async def _say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


async def test_a_bus_that_stands_still_is_left(
    bus: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus_module, "PING_S", 0.05)
    async with End(bus.file) as end:
        await end.connected()
        bus.freeze()
        async with asyncio.timeout(LIMIT_S):
            while end.bus.stands:  # noqa: ASYNC110  # this is the level waited for
                await asyncio.sleep(0.001)
        bus.thaw()
        await end.connected()


async def test_what_cannot_be_sent_is_dropped_and_said(
    bus: NatsServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(bus_module, "LONGEST_OUTBOX", 2)
    async with End(bus.file) as end:
        await end.connected()
        posted = [end.bus.post("c.test", b"x") for _ in range(5)]
        assert posted == [True, True, False, False, False]
        assert "takes messages too slowly" in caplog.text

        async with asyncio.timeout(LIMIT_S):
            await end.heard.get()
            await end.heard.get()
        end.bus.post("no subject", b"x")

        assert await end.says(b"next") == b"next"
    assert "a message was not sent" in caplog.text


async def test_more_than_can_be_read_is_dropped_and_said(
    bus: NatsServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(bus_module, "LONGEST_INBOX", 1)
    async with serving(bus) as server, End(bus.file) as end:
        await end.connected()
        sent = 0
        async with asyncio.timeout(LIMIT_S):
            while "some were dropped" not in caplog.text:  # they may come one by one, and be read
                for _ in range(200):
                    await server.client.publish("c.test", b"x" * 10)
                await at_the_bus(server.client)
                sent += 200

            await end.heard.get()

        assert end.heard.qsize() < sent - 1


async def test_the_doors_go_on_without_a_bus_and_the_server_learns_it_later(
    bus: NatsServer, config: Config
) -> None:
    """A courier was let in, then the bus died: his meal is stored, and told of later."""
    async with working(config) as cabinet:
        async with serving(bus) as server:
            reply = await server.act(Purpose.DEPOSIT, server.new_deposit())
            assert reply.result is Result.OK
            await server.until_told("OPENED")
            known = server.lines

        bus.kill()
        cabinet.reality.put(reply.comp)
        cabinet.reality.close(reply.comp)
        cabinet.reality.force(4)
        async with asyncio.timeout(LIMIT_S):
            while cabinet.journal.load().seq < len(known) + 2:  # noqa: ASYNC110  # the level
                await asyncio.sleep(0.001)
        bus.start()

        async with serving(bus, known=known) as server:
            await server.until_told("DEPOSITED", "FORCED")
            await server.until(lambda: cabinet.journal.acked() == server.lines[-1].seq)


async def test_a_server_that_heard_nothing_is_sent_everything_again(
    bus: NatsServer, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.cabinet.uplink.FIRST_PATIENCE_MS", 20)
    async with working(config) as cabinet:
        async with serving(bus, acks=False) as deaf:
            await deaf.until(lambda: len(deaf.batches) >= 3)
            assert {batch.events[0].seq for batch in deaf.batches} == {1}
            assert cabinet.journal.acked() == 0

        async with serving(bus) as server:
            await server.until_told("BOOTED")
            await server.until(lambda: cabinet.journal.acked() == 1)
