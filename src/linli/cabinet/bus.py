"""A cabinet's line to the bus: connects for ever, hears, posts. Alone in speaking NATS."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import SlowConsumerError

from linli.cabinet.logs import Complaints
from linli.wire.bus_file import read_bus_file
from linli.wire.nkey import from_seed

log = logging.getLogger(__name__)

# asyncio's streams say so at the end of each TLS connection, and mean nothing by it.
logging.getLogger("asyncio").addFilter(lambda record: "eof_received" not in str(record.msg))

CONNECT_S = 2.0
"""A server on the same network answers in milliseconds; one that does not is not there."""

PING_S = 2
"""Two unanswered pings in a row and the line counts as dead, so within 6 s."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 2.0
"""Between two attempts to connect; doubled each time, and at random up to half shorter, so
that the cabinets of a district do not all come back in the same instant."""

LONGEST_PAUSE_SHUT_OUT_S = 30.0
"""Where the bus answers that it does not know this cabinet: new, it will in a moment; revoked,
it never will, and its attempts should not fill the bus's log."""

NOT_LET_IN = "Authorization Violation"
"""What the bus says then. Source: NATS client protocol, -ERR."""

STEADY_S = 5.0
"""A connection that lasted so long was a good one: the next pause is the first again."""

LONGEST_OUTBOX = 1_000
LONGEST_INBOX = 1_000
"""Messages. What is beyond is dropped: nothing rests on the bus, whoever needs it asks again."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as it came; ``reply`` is where an answer is awaited, or empty."""

    subject: str
    data: bytes
    reply: str


class Bus:
    """The connection, whatever becomes of the server at its other end.

    Args:
        name: who this is, for the bus's own list of clients.
        seed: proves that; empty for a bus that lets in everybody.
        bus_file: read again at each attempt, because the port may have changed.
        subjects: what to hear.
        heard: is given each message; must not raise.
        connected: is called each time the line stands and all subjects are heard.
        complaints: where trouble is told.
        chance: makes the pauses uneven.
    """

    def __init__(  # noqa: PLR0913  # all keyword-only: a line has two ends, and each is told
        self,
        name: str,
        *,
        seed: str,
        bus_file: Path,
        subjects: Sequence[str],
        heard: Callable[[Heard], None],
        connected: Callable[[], None],
        complaints: Complaints,
        chance: Random,
    ) -> None:
        self._name = name
        self._seed = seed
        self._bus_file = bus_file
        self._subjects = subjects
        self._heard = heard
        self._connected = connected
        self._complaints = complaints
        self._chance = chance
        self._outbox: asyncio.Queue[tuple[str, bytes]] | None = None

    @property
    def stands(self) -> bool:
        """Whether what is posted now would be sent."""
        return self._outbox is not None

    def post(self, subject: str, payload: bytes) -> bool:
        """Send a message if the line stands; never waits. False: it was dropped."""
        if self._outbox is None:
            return False
        try:
            self._outbox.put_nowait((subject, payload))
        except asyncio.QueueFull:
            self._complaints.say("the bus takes messages too slowly, one was dropped")
            return False
        return True

    async def run(self) -> None:
        """Stay connected until cancelled."""
        clock = asyncio.get_running_loop().time
        pause = FIRST_PAUSE_S
        while True:
            began, longest = clock(), LONGEST_PAUSE_S
            try:
                await self._one_connection()
                log.warning("the bus is away")
            except Exception as failure:  # noqa: BLE001  # whatever it meets, the doors go on
                self._complaints.say("the bus cannot be reached", repr(failure))
                if NOT_LET_IN in str(failure):
                    longest = LONGEST_PAUSE_SHUT_OUT_S
            _stop_if_told_to()
            if clock() - began > STEADY_S:
                pause = FIRST_PAUSE_S
            await asyncio.sleep(pause * self._chance.uniform(0.5, 1.0))
            pause = min(pause * 2, longest)

    async def _one_connection(self) -> None:
        """Connect, and return when the connection is lost."""
        at = read_bus_file(self._bus_file)
        client, lost = Client(), asyncio.Event()

        async def closed() -> None:
            lost.set()

        try:
            async with asyncio.timeout(2 * CONNECT_S):
                await client.connect(
                    at.url,
                    **at.dialling(),
                    name=self._name,
                    signature_cb=from_seed(self._seed).introduce(client) if self._seed else None,
                    allow_reconnect=False,
                    max_reconnect_attempts=1,
                    reconnect_time_wait=0,
                    ping_interval=PING_S,
                    closed_cb=closed,
                    error_cb=self._trouble,
                )
                for subject in self._subjects:
                    await client.subscribe(subject, cb=self._hear, pending_msgs_limit=LONGEST_INBOX)
                await client.flush()
            _stop_if_told_to()
            log.info("connected to the bus")
            await self._converse(client, lost)
        finally:
            self._outbox = None
            with contextlib.suppress(OSError, NatsError):
                async with asyncio.timeout(CONNECT_S):  # without end where TLS was refused
                    await client.close()

    async def _converse(self, client: Client, lost: asyncio.Event) -> None:
        """Send what is posted, until the connection is lost."""
        outbox: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue(LONGEST_OUTBOX)
        self._outbox = outbox
        self._connected()
        sender = asyncio.create_task(self._send(client, outbox), name="bus sender")
        waiter = asyncio.create_task(lost.wait(), name="bus lost")
        try:
            await asyncio.wait({sender, waiter}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sender, waiter):
                task.cancel()
            await asyncio.gather(sender, waiter, return_exceptions=True)

    async def _send(self, client: Client, outbox: asyncio.Queue[tuple[str, bytes]]) -> None:
        while True:
            subject, payload = await outbox.get()
            try:
                await client.publish(subject, payload)
            except NatsError as refused:
                if client.is_closed:
                    return
                self._complaints.say("a message was not sent", repr(refused))

    async def _hear(self, message: Msg) -> None:
        self._heard(Heard(message.subject, message.data, message.reply))

    async def _trouble(self, failure: Exception) -> None:
        if isinstance(failure, SlowConsumerError):
            self._complaints.say("more messages came than could be read, some were dropped")
        else:
            self._complaints.say("the bus client met an error", repr(failure))


def _stop_if_told_to() -> None:
    """Be cancelled after all: the client forgets that it was, when that met it half connected."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
