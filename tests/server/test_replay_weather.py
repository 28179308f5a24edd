"""A bad line loses its share of messages, is cut and stands again, and changes no message."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import nats
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg
from tests.cabinet.stage import LONG_S, NatsServer, at_the_bus

from linli.server.folder import read_json
from linli.server.replay.weather import Weather, bad_line

MESSAGES = 400


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[NatsServer]:
    """Give a running bus."""
    server = NatsServer(tmp_path)
    server.start()
    yield server
    server.kill()


@asynccontextmanager
async def through(bus: NatsServer, weather: Weather) -> AsyncIterator[Client]:
    own = bus.file.with_name("through.json")
    async with bad_line(bus.file, own, weather):
        client = await nats.connect(read_json(own)["url"], allow_reconnect=False)
        try:
            yield client
        finally:
            await client.close()


def weather(loss: float = 0.0) -> Weather:
    return Weather(loss, Random(1))  # noqa: S311  # a simulation, no secret


async def sent_through(bus: NatsServer, bad: Weather) -> list[bytes]:
    """Return what arrives of many messages published beyond the line."""
    arrived: list[bytes] = []

    async def hear(message: Msg) -> None:
        arrived.append(message.data)

    near = await nats.connect(bus.url)
    await near.subscribe("c.>", cb=hear)
    await at_the_bus(near)
    async with through(bus, bad) as far:
        for number in range(MESSAGES):
            await far.publish("c.HK-A.up.ev", f"{number}\r\n{number}".encode())
        await at_the_bus(far)
        await at_the_bus(near)
    await near.close()
    return arrived


def test_a_good_line_carries_everything_as_it_is(bus: NatsServer) -> None:
    arrived = asyncio.run(sent_through(bus, weather()))

    assert arrived == [f"{number}\r\n{number}".encode() for number in range(MESSAGES)]


def test_a_bad_line_loses_its_share_and_says_how_many(bus: NatsServer) -> None:
    bad = weather(0.25)

    arrived = asyncio.run(sent_through(bus, bad))

    assert bad.lost + bad.carried == MESSAGES
    assert len(arrived) == bad.carried
    assert 0.15 < bad.lost / MESSAGES < 0.35


async def hung_up_on(own: Path) -> bool:
    """Say whether the line ends a new connection at once."""
    _, _, address = read_json(own)["url"].rpartition("/")
    host, _, port = address.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    said = await asyncio.wait_for(reader.read(), LONG_S)
    writer.close()
    await writer.wait_closed()
    return said == b""


def test_a_cut_ends_the_connection_and_the_next_one_waits_for_its_end(bus: NatsServer) -> None:
    async def story() -> None:
        bad, own = weather(), bus.file.with_name("through.json")
        async with bad_line(bus.file, own, bad):
            url, lost = read_json(own)["url"], asyncio.Event()

            async def closed() -> None:
                lost.set()

            first = await nats.connect(url, allow_reconnect=False, closed_cb=closed)
            async with bad.cut():
                await asyncio.wait_for(lost.wait(), LONG_S)
                assert await hung_up_on(own)
            second = await nats.connect(url, allow_reconnect=False)
            await second.flush()
            await second.close()
            await first.close()

    asyncio.run(story())


def test_while_the_bus_is_away_the_line_hangs_up(bus: NatsServer) -> None:
    async def story() -> bool:
        own = bus.file.with_name("through.json")
        async with bad_line(bus.file, own, weather()):
            bus.kill()
            return await hung_up_on(own)

    assert asyncio.run(story())
