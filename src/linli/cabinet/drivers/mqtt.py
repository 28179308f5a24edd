"""A foreign cabinet behind an MQTT broker. Alone in speaking MQTT.

An open is QoS 0, not retained, sent over a clean session, and echoes a tick that the cabinet
drew at most 5 s ago: no broker keeps it, and a cabinet that gets it late refuses it.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from random import Random

import aiomqtt

from linli.cabinet.config import Config, Mqtt
from linli.cabinet.drivers.board import Hear
from linli.cabinet.drivers.foreign import (
    Foreign,
    Heard,
    JunkError,
    Topics,
    discovery,
    open_door,
)
from linli.cabinet.inputs import BoardHeard, Reading
from linli.cabinet.logs import Complaints
from linli.kernel.clock import mono_ms

log = logging.getLogger(__name__)

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 5.0
"""Between two attempts to reach the broker; doubled each time, at random up to half shorter."""

SEND_S = 2.0
"""How long a message may take to leave this machine."""

REPEAT_S = 2.0
"""How often lamps and heaters are told what they are: a cabinet that hears nothing for 10 s
switches them off by itself (docs/MQTT.md)."""


class MqttBoard:
    """The doors, lamps and heaters of one foreign cabinet.

    Args:
        config: names the cabinet, its compartments, and the broker (``board``).
        board: the broker and the prefix.
        chance: makes the pauses between attempts to connect uneven, and names commands.
    """

    def __init__(self, config: Config, board: Mqtt, *, chance: Random) -> None:
        self._config = config
        self._board = board
        self._chance = chance
        self._topics = Topics(board.prefix)
        self._foreign = Foreign(config.compartments)
        self._switches: dict[tuple[str, int], bool] = {}
        self._faults: set[str] = set()
        self._changed = asyncio.Event()
        self._client: aiomqtt.Client | None = None
        self._was_heard = False
        self._complaints = Complaints(log, now_ms=mono_ms)

    def readings(self) -> Mapping[int, Reading]:
        """Return what its sensors say now."""
        return self._foreign.readings()

    def wait_ms(self, comp: int, ahead: Sequence[int]) -> int:  # noqa: ARG002  # a message waits for none
        """Return that nobody waits here: what its supply can do is the foreign cabinet's matter."""
        return 0

    async def unlock(self, comp: int) -> None:
        """Ask for one door, once.

        Raises:
            OSError: neither broker nor cabinet has been heard, or the message did not leave.
        """
        client = self._client
        if client is None:
            msg = "the broker is away"
            raise ConnectionError(msg)
        tick = self._foreign.tick(_now_s())
        command = f"{self._chance.getrandbits(64):016x}"
        try:
            await client.publish(
                self._topics.open, open_door(comp, tick, command), qos=0, timeout=SEND_S
            )
        except aiomqtt.MqttError as failure:
            msg = "the message did not leave"
            raise ConnectionError(msg) from failure

    def lamp(self, comp: int, *, on: bool) -> None:
        """Switch one ultraviolet lamp."""
        self._switches["lamp", comp] = on
        self._changed.set()

    def heater(self, zone: int, *, on: bool) -> None:
        """Switch one zone's heater."""
        self._switches["heater", zone] = on
        self._changed.set()

    async def run(self, hear: Hear) -> None:
        """Stay connected until cancelled; ``hear`` is told what the cabinet says."""
        pause = FIRST_PAUSE_S
        while not await self._one_connection(hear):
            await asyncio.sleep(pause * self._chance.uniform(0.5, 1.0))
            pause = min(pause * 2, LONGEST_PAUSE_S)
            if self._was_heard:
                pause, self._was_heard = FIRST_PAUSE_S, False

    async def _one_connection(self, hear: Hear) -> bool:
        """Serve until the line is lost.

        Whether we were told to stop is noted: the library may put its own failure to hang up
        in the place of the cancellation.
        """
        stopped = False
        try:
            async with self._connection() as client:
                try:
                    await self._serve(client, hear)
                except asyncio.CancelledError:
                    stopped = True
                    raise
        except* aiomqtt.MqttError as failures:
            self._complaints.say("the broker cannot be reached", repr(failures.exceptions[0]))
        finally:
            self._client = None
            self._tell(self._foreign.lose_line(), hear)
        return stopped

    def _connection(self) -> aiomqtt.Client:
        """Return a connection of which the broker keeps nothing once it is lost."""
        board = self._board
        return aiomqtt.Client(
            board.host,
            board.port,
            username=board.username or None,
            password=board.password or None,
            identifier=f"linli-{self._config.cabinet}",
            clean_session=True,
            keepalive=5,
            timeout=SEND_S,
            tls_params=aiomqtt.TLSParameters(ca_certs=str(board.ca)) if board.ca else None,
        )

    async def _serve(self, client: aiomqtt.Client, hear: Hear) -> None:
        await client.subscribe(self._topics.all, qos=1)
        if self._board.discovery:
            found = discovery(
                self._config.cabinet,
                self._topics,
                self._config.compartments,
                self._board.discovery,
            )
            for topic, payload in found.items():
                await client.publish(topic, payload, qos=1, retain=True)
            await self._publish_fault(client)
        self._client = client
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen(client, hear), name="mqtt listening")
            tasks.create_task(self._switch(client), name="mqtt switching")
            tasks.create_task(self._watch(hear), name="mqtt watching")

    async def _listen(self, client: aiomqtt.Client, hear: Hear) -> None:
        async for message in client.messages:
            try:
                said = self._topics.said(message.topic.value)
                heard = self._foreign.hear(said, message.payload, _now_s(), kept=message.retain)
            except JunkError as junk:
                self._complaints.say("a foreign cabinet's message was ignored", junk)
                continue
            self._was_heard = True
            self._tell(heard, hear)
            if any(isinstance(one, BoardHeard) for one in heard):
                await self._publish_fault(client)

    async def _switch(self, client: aiomqtt.Client) -> None:
        """Say what lamps and heaters are to be, at each change and again and again."""
        loop = asyncio.get_running_loop()
        while True:
            self._changed.clear()
            for (kind, number), on in list(self._switches.items()):
                topic = self._topics.switch(kind, number)
                await client.publish(topic, b"on" if on else b"off", qos=0, timeout=SEND_S)
            timer = loop.call_later(REPEAT_S, self._changed.set)
            try:
                await self._changed.wait()
            finally:
                timer.cancel()

    async def _watch(self, hear: Hear) -> None:
        """Notice that the cabinet has fallen silent."""
        while True:
            self._tell(self._foreign.pass_time(_now_s()), hear)
            await asyncio.sleep(1)

    def _tell(self, heard: list[Heard], hear: Hear) -> None:
        for one in heard:
            if isinstance(one, BoardHeard):
                (self._faults.add if one.silent else self._faults.discard)(one.board)
            hear(one)

    async def _publish_fault(self, client: aiomqtt.Client) -> None:
        if self._board.discovery:
            payload = b"on" if self._faults else b"off"
            await client.publish(f"{self._topics.prefix}/fault", payload, qos=1, retain=True)


def _now_s() -> float:
    return mono_ms() / 1000
