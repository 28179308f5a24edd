"""The way in for cabinets, and out to them: the only module that speaks to the bus."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from itertools import groupby
from pathlib import Path
from typing import TypeVar

import msgspec
from django.db import close_old_connections
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import NoRespondersError

from linli.kernel.batch import Batcher, QueueIsFullError
from linli.kernel.clock import mono_ms, now
from linli.lockers.actions import line
from linli.lockers.actions.applying import apply_events
from linli.lockers.actions.hearing import hear
from linli.lockers.actions.line import Opening
from linli.lockers.actions.standing import Standing, note_applied
from linli.lockers.queries.directives import Pending, pending
from linli.lockers.queries.positions import KnownPosition, known_positions
from linli.wire import codec, subjects
from linli.wire.bus_file import read_bus_file
from linli.wire.messages import (
    VERSION,
    Ack,
    Act,
    Directive,
    Down,
    Events,
    Hello,
    Reply,
    Result,
    Tick,
)
from linli.wire.nkey import from_seed

log = logging.getLogger(__name__)

TICK_USABLE_MS = 4_500
"""A cabinet takes ticks of at most 5 s; half a second is left for the way. Source: CUSTODY."""

ACT_ANSWER_S = 5.0
"""How long a cabinet may take to answer; silence means unknown. Source: CUSTODY, section 3."""

SETTLING_MS = 3_000
"""A line that connected so lately may not have heard every cabinet's tick of 2 s yet."""

RECONNECT_S = 0.25
CLOSE_S = 2.0
DIRECTIVES_EACH_S = 0.25
MESSAGES_A_COMMIT = 20
"""Of at most 50 lines each: a thousand lines, which take tens of milliseconds to commit."""

Answer = Down | None
FromCabinet = TypeVar("FromCabinet", Events, Hello)


async def _stay_connected(
    bus_file: Path,
    serve: Callable[[Client, asyncio.Event], Awaitable[None]],
    *,
    part: str,
    seed: str,
) -> None:
    """Connect, serve until the connection ends, and again, for ever.

    The bus may come back on another port, so its address is read anew each time. ``part``
    says which of the server's processes this is, and ``seed`` proves it; a bus that lets in
    everybody is not shown any.
    """
    while True:
        lost = asyncio.Event()

        async def ended(event: asyncio.Event = lost) -> None:
            event.set()

        async def failed(problem: Exception) -> None:
            log.debug("bus: %s", problem)

        try:
            at, client = read_bus_file(bus_file), Client()
            await client.connect(
                at.url,
                **at.dialling(),
                name=part,
                inbox_prefix=f"_INBOX.{part}",
                signature_cb=from_seed(seed).introduce(client) if seed else None,
                allow_reconnect=False,
                connect_timeout=2,
                max_reconnect_attempts=1,  # a refused port is not tried again, its file is read
                reconnect_time_wait=0,
                ping_interval=5,
                max_outstanding_pings=2,
                closed_cb=ended,
                disconnected_cb=ended,
                error_cb=failed,
            )
        except Exception as problem:  # noqa: BLE001  # whatever keeps it away, it may come back
            log.debug("bus: %s", problem)
            await asyncio.sleep(RECONNECT_S)
            continue
        try:
            await serve(client, lost)
        finally:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(CLOSE_S):
                    await client.close()


class BusLine:
    """The line to the cabinets over the bus, for the threads of a web process.

    One thread of its own runs the connection; it remembers the newest tick of each cabinet,
    which a remote open must echo.
    """

    def __init__(self, bus_file: Path, seed: str = "") -> None:
        self._bus_file = bus_file
        self._seed = seed
        self._client: Client | None = None
        self._connected_ms = 0
        self._ticks: dict[str, tuple[Tick, int]] = {}
        self._heard = threading.Condition()
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._run, name="line", daemon=True).start()

    @property
    def is_connected(self) -> bool:
        """Whether the bus is reached now."""
        return self._client is not None

    def hears(self, cabinet: str) -> bool:
        """Whether a usable tick is known; waits for one while the line itself is settling."""
        with self._heard:
            return self._heard.wait_for(
                lambda: self._fresh_tick(cabinet) is not None,
                timeout=self._settling_s(),
            )

    def open_door(self, opening: Opening) -> Reply | None:
        """Ask for a door and wait for the first word; None means that nobody can know."""
        tick = self._fresh_tick(opening.cabinet)
        client = self._client
        if tick is None or client is None:
            return _nothing_happened(opening)
        act = Act(
            v=VERSION,
            cab=opening.cabinet,
            epoch=opening.epoch,
            cid=opening.cid,
            session=tick.session,
            tick=tick.nonce,
            purpose=opening.purpose,
            comp=opening.comp,
            deposit=opening.deposit,
            size=opening.size,
            grant=opening.grant,
            actor=opening.actor,
            reason=opening.reason,
        )
        asked = asyncio.run_coroutine_threadsafe(self._ask(client, act), self._loop)
        return asked.result()

    async def _ask(self, client: Client, act: Act) -> Reply | None:
        try:
            answer = await client.request(
                subjects.act(act.cab), codec.encode(act), timeout=ACT_ANSWER_S
            )
            reply = codec.decode_reply(answer.data)
        except NoRespondersError:
            return Reply(v=VERSION, cab=act.cab, cid=act.cid, result=Result.STALE, comp=0)
        except Exception as problem:  # noqa: BLE001  # lost on the way, late or torn: all are unknown
            log.info("act %s at %s is unknown: %s", act.cid, act.cab, type(problem).__name__)
            return None
        if (reply.cab, reply.cid) != (act.cab, act.cid):
            log.warning("%s answers for %s: act %s is unknown", act.cab, reply.cab, act.cid)
            return None
        return reply

    def _fresh_tick(self, cabinet: str) -> Tick | None:
        tick, heard_ms = self._ticks.get(cabinet, (None, 0))
        return tick if mono_ms() - heard_ms <= TICK_USABLE_MS else None

    def _settling_s(self) -> float:
        if self._client is None:
            return SETTLING_MS / 1000
        return max(0.0, (self._connected_ms + SETTLING_MS - mono_ms()) / 1000)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(
            _stay_connected(self._bus_file, self._serve, part="web", seed=self._seed)
        )

    async def _serve(self, client: Client, lost: asyncio.Event) -> None:
        await client.subscribe(subjects.tick("*"), cb=self._take_tick)
        self._connected_ms, self._client = mono_ms(), client
        try:
            await lost.wait()
        finally:
            self._client = None

    async def _take_tick(self, message: Msg) -> None:
        try:
            tick = codec.decode_tick(message.data)
        except codec.JunkError as junk:
            log.warning("junk on %s: %s", message.subject, junk)
            return
        if subjects.cabinet_of(message.subject) != tick.cab:
            log.warning("%s speaks for %s", message.subject, tick.cab)
            return
        with self._heard:
            self._ticks[tick.cab] = (tick, mono_ms())
            self._heard.notify_all()


def _nothing_happened(opening: Opening) -> Reply:
    """Answer for a cabinet that was not asked, so that it may be asked again."""
    return Reply(v=VERSION, cab=opening.cabinet, cid=opening.cid, result=Result.STALE, comp=0)


def connect_line(bus_file: Path, seed: str) -> BusLine:
    """Plug this process's actions into the bus; call once, after the process has forked."""
    plugged = BusLine(bus_file, seed)
    line.connect(plugged)
    return plugged


class Ingest:
    """Takes in what cabinets write and brings directives down; one or more processes.

    ``beat`` is told each time it went round, which it does only while the bus is reached.
    """

    def __init__(self, beat: Callable[[], None] = lambda: None) -> None:
        self._beat = beat
        self._events: Batcher[Events, Answer] = Batcher(
            _commit_events, name="events", largest=MESSAGES_A_COMMIT
        )
        self._hellos: Batcher[Hello, Answer] = Batcher(_commit_hellos, name="hellos")
        self._sending: set[asyncio.Task[None]] = set()

    async def serve(self, client: Client, lost: asyncio.Event) -> None:
        """Serve one connection until it is lost."""

        async def take_events(message: Msg) -> None:
            if (events := _read(message, codec.decode_events)) is not None:
                self._submit(client, self._events, events)

        async def take_hello(message: Msg) -> None:
            if (hello := _read(message, codec.decode_hello)) is not None:
                self._submit(client, self._hellos, hello)

        await client.subscribe(subjects.events("*"), queue="ingest", cb=take_events)
        await client.subscribe(subjects.hello("*"), queue="ingest", cb=take_hello)
        await self._say_how_far(client)
        while not lost.is_set():
            await _bring_directives(client)
            self._beat()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(lost.wait(), DIRECTIVES_EACH_S)

    async def _say_how_far(self, client: Client) -> None:
        """Tell every cabinet where we are, so that none waits for its next resend."""
        for one in await asyncio.to_thread(_positions):
            self._send(
                client,
                one.cabinet,
                Ack(v=VERSION, cab=one.cabinet, epoch=one.epoch, upto=one.seq, hash=one.head),
            )

    def _submit(
        self, client: Client, batcher: Batcher[FromCabinet, Answer], message: FromCabinet
    ) -> None:
        """Queue a message for its commit and answer it after; unanswered it is sent again."""
        loop, cabinet = asyncio.get_running_loop(), message.cab

        def settled(done: Future[Answer]) -> None:
            if (problem := done.exception()) is not None:
                log.error(
                    "%s: not applied, will be sent again: %r",
                    cabinet,
                    problem,
                    extra={"cabinet": cabinet},
                )
            elif (answer := done.result()) is not None:
                loop.call_soon_threadsafe(self._send, client, cabinet, answer)

        try:
            batcher.submit(message).add_done_callback(settled)
        except QueueIsFullError:
            log.warning(
                "%s: too much waits, it will be sent again", cabinet, extra={"cabinet": cabinet}
            )

    def _send(self, client: Client, cabinet: str, answer: Down) -> None:
        saying = _publish(client, subjects.acks(cabinet), answer)
        task = asyncio.get_running_loop().create_task(saying)
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)


def run_ingest(bus_file: Path, seed: str, beat: Callable[[], None]) -> None:
    """Serve cabinets until the process is stopped; ``beat`` is told of each round."""
    asyncio.run(_stay_connected(bus_file, Ingest(beat).serve, part="ingest", seed=seed))


async def _publish(client: Client, subject: str, message: msgspec.Struct) -> None:
    with contextlib.suppress(Exception):
        await client.publish(subject, codec.encode(message))


def _read(message: Msg, decode: Callable[[bytes], FromCabinet]) -> FromCabinet | None:
    """Return the message, or None when it is junk or speaks for another cabinet."""
    try:
        read = decode(message.data)
    except codec.JunkError as junk:
        log.warning("junk on %s: %s", message.subject, junk)
        return None
    if subjects.cabinet_of(message.subject) != read.cab:
        log.warning("%s speaks for %s", message.subject, read.cab)
        return None
    return read


async def _bring_directives(client: Client) -> None:
    """Send each lagging cabinet its next directives, one after the other."""
    try:
        waiting = await asyncio.to_thread(_pending)
        await asyncio.gather(
            *(
                _bring_to_one(client, list(some))
                for _, some in groupby(waiting, key=lambda one: one.cabinet)
            )
        )
    except Exception:
        log.exception("directives wait for the next round")


async def _bring_to_one(client: Client, directives: Sequence[Pending]) -> None:
    """Bring one directive after the other, each only once the one before is in force there.

    That the number is in force is not enough: the cabinet must name our own directive.
    """
    said: list[Standing] = []
    for one in directives:
        message = Directive(
            v=VERSION,
            cab=one.cabinet,
            epoch=one.epoch,
            dseq=one.dseq,
            body=codec.decode_body(one.body),
            mark=one.mark,
        )
        try:
            reply = await client.request(
                subjects.directives(one.cabinet), codec.encode(message), timeout=2
            )
            applied = codec.decode_applied(reply.data)
        except Exception as problem:  # noqa: BLE001  # quiet or torn: it is sent again next round
            log.debug("%s: directive %d waits: %s", one.cabinet, one.dseq, problem)
            break
        if applied.epoch != one.epoch:
            break
        said.append(Standing(one.cabinet, applied.applied_dseq, applied.applied_mark))
        if (applied.applied_dseq, applied.applied_mark) != (one.dseq, one.mark):
            break
    if said:
        await asyncio.to_thread(_note_applied, said)


def _pending() -> list[Pending]:
    close_old_connections()
    return pending()


def _note_applied(said: Sequence[Standing]) -> None:
    note_applied(said, now=now())


def _positions() -> list[KnownPosition]:
    close_old_connections()
    return known_positions()


def _commit_events(messages: Sequence[Events]) -> Sequence[Answer]:
    close_old_connections()
    return apply_events(messages, now=now())


def _commit_hellos(hellos: Sequence[Hello]) -> Sequence[Answer]:
    close_old_connections()
    return hear(hellos, now=now())
