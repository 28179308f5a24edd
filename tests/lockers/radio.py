"""The cabinets' end of a real bus, and the server's ingest beside it, for tests without asyncio."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from django.db import connections
from nats.aio.client import Client
from nats.aio.msg import Msg
from tests.cabinet.stage import NatsServer, at_the_bus
from tests.lockers.cabinets import MOST_LINES, RealCabinet

from linli.kernel.chain import GENESIS
from linli.lockers.actions.line import Opening
from linli.lockers.bus import Ingest, _stay_connected
from linli.lockers.queries.directives import Pending
from linli.wire import codec, subjects
from linli.wire.messages import Ack, Act, Applied, Down, Hello, Nak, Reply, Tick

LIMIT_S = 10.0
"""No level here needs a tenth of it; who waits so long has met a fault."""

LOOK_AGAIN_S = 0.02

NOBODY = Hello(
    v=1,
    cab="NOBODY",
    epoch=1,
    boot_id="0" * 32,
    session="0" * 32,
    first_seq=1,
    last_seq=0,
    head_hash=GENESIS,
    applied_dseq=0,
    fw="",
    free={},
)
"""A cabinet that there is not says hello, and nobody answers."""


def eventually(level: Callable[[], object], *, again: Callable[[], object] | None = None) -> None:
    """Wait until something holds that nobody announces; do ``again`` before each look."""
    pause = threading.Event()
    for _ in range(int(LIMIT_S / LOOK_AGAIN_S)):
        if again is not None:
            again()
        if level():
            return
        pause.wait(LOOK_AGAIN_S)
    msg = "it never came to that"
    raise AssertionError(msg)


class Radio:
    """A client of the bus with a thread of its own; everything on ``c.*.down.ack`` is heard."""

    def __init__(self, bus: NatsServer) -> None:
        self.heard: list[Down] = []
        self._news = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._client = Client()
        self._run(self._connect(bus.url))

    def listen(self, subject: str, answer: Callable[[bytes], bytes | None]) -> None:
        """Answer what comes on a subject from now on; None is silence."""

        async def take(message: Msg) -> None:
            reply = answer(message.data)
            if reply is not None and message.reply:
                await message.respond(reply)

        async def subscribe() -> None:
            await self._client.subscribe(subject, cb=take)
            await at_the_bus(self._client)

        self._run(subscribe())

    def say(self, subject: str, payload: bytes) -> None:
        """Send a message, and know that the bus has it."""

        async def publish() -> None:
            await self._client.publish(subject, payload)
            await at_the_bus(self._client)

        self._run(publish())

    def meet_ingest(self) -> None:
        """Wait until somebody listens to what cabinets say."""
        eventually(lambda: self._is_heard(subjects.hello(NOBODY.cab), codec.encode(NOBODY)))

    def _is_heard(self, subject: str, payload: bytes) -> bool:
        """Say whether somebody listens, although nobody answers.

        The bus says that nobody does before it answers the ping that follows, however slow
        the machine is; waiting a while for the word would mistake a busy bus for a listener.
        """

        async def ask() -> bool:
            inbox = self._client.new_inbox()
            replies = await self._client.subscribe(inbox)
            await self._client.publish(subject, payload, reply=inbox)
            await at_the_bus(self._client)
            nobody = replies.pending_msgs > 0
            await replies.unsubscribe()
            return not nobody

        return asyncio.run_coroutine_threadsafe(ask(), self._loop).result(LIMIT_S)

    def until(self, level: Callable[[], object]) -> None:
        """Wait until something holds of what was heard."""
        with self._news:
            assert self._news.wait_for(level, LIMIT_S), self.heard

    def close(self) -> None:
        """Leave the bus."""
        self._run(self._client.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LIMIT_S)
        self._loop.close()

    async def _connect(self, url: str) -> None:
        await self._client.connect(url, allow_reconnect=False, error_cb=_shrug)
        await self._client.subscribe(subjects.acks("*"), cb=self._take)
        await at_the_bus(self._client)

    async def _take(self, message: Msg) -> None:
        with self._news:
            self.heard.append(codec.decode_down(message.data))
            self._news.notify_all()

    def _run(self, work: Coroutine[object, object, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(LIMIT_S)


async def _shrug(_failure: Exception) -> None:
    """Tests look at what arrives, not at why something did not."""


@contextmanager
def on(bus: NatsServer) -> Iterator[Radio]:
    """Have a radio for a while."""
    radio = Radio(bus)
    try:
        yield radio
    finally:
        radio.close()


class OnAir:
    """A real cabinet on the bus. It does not send again by itself: ``climb`` does.

    ``acts`` are all that were asked of it, ``directed`` all directives that reached it.
    """

    def __init__(self, cabinet: RealCabinet, radio: Radio) -> None:
        self.cabinet = cabinet
        self.radio = radio
        self.acts: list[Act] = []
        self.directed: list[int] = []
        self._ticks = 0

    def tick(self) -> Tick:
        """Draw a number and tell it."""
        self._ticks += 1
        tick = Tick(
            v=1,
            cab=self.cabinet.code,
            epoch=1,
            session=self.cabinet.memory.session,
            nonce=f"{self._ticks:016x}",
        )
        self.radio.say(subjects.tick(self.cabinet.code), codec.encode(tick))
        return tick

    def opens(self, answer: Callable[[Act], Reply | None] | None = None) -> None:
        """Take acts, by the cabinet's rules or by the answers of a test."""
        decide = answer or self._decide

        def take(raw: bytes) -> bytes | None:
            act = codec.decode_act(raw)
            self.acts.append(act)
            reply = decide(act)
            return None if reply is None else codec.encode(reply)

        self.radio.listen(subjects.act(self.cabinet.code), take)

    def obeys(self, *first: bytes) -> None:
        """Take directives; the ``first`` answers are a test's, the cabinet hears nothing then."""
        scripted = list(first)

        def take(raw: bytes) -> bytes:
            directive = codec.decode_directive(raw)
            self.directed.append(directive.dseq)
            if scripted:
                return scripted.pop(0)
            body = codec.encode(directive.body).decode()
            pending = Pending(directive.cab, directive.epoch, directive.dseq, body, directive.mark)
            said = self.cabinet.direct(pending)
            applied = Applied(
                v=1,
                cab=directive.cab,
                epoch=1,
                applied_dseq=said.dseq,
                applied_mark=said.mark,
            )
            return codec.encode(applied)

        self.radio.listen(subjects.directives(self.cabinet.code), take)

    def climb(self) -> Down:
        """Send what is not acknowledged, and return the answer; as the agent does it."""
        last = min(len(self.cabinet.lines), self.cabinet.acked + MOST_LINES)
        return self.send(codec.encode(self.cabinet.batch(self.cabinet.acked + 1, last)))

    def send(self, raw: bytes) -> Down:
        """Send a batch and return the answer, once taken to heart."""
        heard = len(self.radio.heard)
        self.radio.say(subjects.events(self.cabinet.code), raw)
        self.radio.until(lambda: len(self.radio.heard) > heard)
        answer = self.radio.heard[-1]
        if isinstance(answer, Ack):
            self.cabinet.acked = answer.upto
        if isinstance(answer, Nak):
            self.cabinet.acked = answer.expect - 1
        return answer

    def _decide(self, act: Act) -> Reply | None:
        opening = Opening(
            cabinet=act.cab,
            epoch=act.epoch,
            cid=act.cid,
            purpose=act.purpose,
            deposit=act.deposit,
            size=act.size,
            grant=act.grant,
            actor=act.actor,
            comp=act.comp,
            reason=act.reason,
        )
        return self.cabinet.open_door(opening)


@contextmanager
def ingesting(bus_file: Path) -> Iterator[None]:
    """Run the server's ingest beside a test, in a thread with connections of its own."""
    loop = asyncio.new_event_loop()
    executor = ThreadPoolExecutor(1)
    loop.set_default_executor(executor)
    work = loop.create_task(_stay_connected(bus_file, Ingest().serve, part="ingest", seed=""))

    def run() -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_until_complete(asyncio.gather(work, return_exceptions=True))
        finally:
            executor.submit(connections.close_all).result(LIMIT_S)
            executor.shutdown()
            loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(work.cancel)
        thread.join(LIMIT_S)
        assert not thread.is_alive()
