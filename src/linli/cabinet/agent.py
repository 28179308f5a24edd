"""A cabinet's agent: sensors, bus and clock on one side, the core that decides on the other."""

import asyncio
import logging
import secrets
import threading
from collections.abc import Callable
from random import Random

from msgspec import Struct

from linli.cabinet.bus import Bus, Heard
from linli.cabinet.config import Config, public_key
from linli.cabinet.core import Core
from linli.cabinet.desk import Desk, Sight
from linli.cabinet.drivers.board import Board
from linli.cabinet.fitted import front_works
from linli.cabinet.inputs import Asked, Directed, ServerHeard, Ticked
from linli.cabinet.journal import Journal, JournalDamagedError
from linli.cabinet.linux import boot_id, clock_quality
from linli.cabinet.logs import Complaints
from linli.cabinet.machine.running import is_alone
from linli.cabinet.memory import free_by_size
from linli.cabinet.telling import fitted_of
from linli.cabinet.uplink import Uplink
from linli.kernel.clock import Instant, mono_ms, wall_ms
from linli.wire import codec, subjects
from linli.wire.epoch import is_signed
from linli.wire.grant import BadGrantError, Grant, verify
from linli.wire.messages import Hello, NewEpoch, Tick

log = logging.getLogger(__name__)

FIRMWARE = "linli-agent/1"

TICK_S = 2.0
"""Between two ticks. Source: CUSTODY, section 3."""

TICKS_A_HELLO = 7
"""A hello each 14 s: not later than each 15, as the server expects."""

PRUNE_MS = 3_600_000
"""How often lines that are long acknowledged are let go."""

BLIND_S = 10.0
"""How often to look for lines to send even if nothing was said: nothing should depend on it."""


class _EpochOverError(Exception):
    """Whatever this agent still does is of an epoch that is closed."""


class Agent:
    """One cabinet at work.

    Args:
        config: what it was told.
        journal: its durable memory.
        board: its locks, sensors and lamps.
        chance: makes the pauses between attempts to connect uneven; nothing secret.

    ``word`` is the server's for a new epoch, once an inventory was taken: then this agent has
    ended, and whoever ran it begins the epoch and runs another.
    """

    def __init__(self, config: Config, journal: Journal, board: Board, *, chance: Random) -> None:
        self._cabinet, self._epoch = config.cabinet, journal.epoch
        self._journal = journal
        self._board = board
        self._complaints = Complaints(log, now_ms=mono_ms)
        self._quality = clock_quality()
        self._boot_id, self._session = boot_id(), secrets.token_hex(16)
        self._news = asyncio.Event()
        self._was_reread = False
        self.word: NewEpoch | None = None
        self._renewal = asyncio.Event()
        self._core = Core(
            journal,
            board,
            instant=self._instant,
            committed=self._news.set,
            complaints=self._complaints,
        )
        self.desk = Desk(self._core, granted=self._granted, clock_ms=mono_ms)
        self._config = config
        self._fitted = fitted_of(config)
        self._uplink = Uplink(
            journal,
            cabinet=config.cabinet,
            epoch=journal.epoch,
            key=config.signing_key(),
            complaints=self._complaints,
        )
        self._ears = {
            subjects.act(config.cabinet): self._asked,
            subjects.directives(config.cabinet): self._directed,
            subjects.acks(config.cabinet): self._acknowledged,
        }
        self._bus = Bus(
            f"cabinet {config.cabinet}",
            seed=config.bus_seed,
            bus_file=config.bus_file,
            subjects=tuple(self._ears),
            heard=self._heard,
            connected=self._connected,
            complaints=self._complaints,
            chance=chance,
        )

    async def run(self) -> None:
        """Work until cancelled, or until a new epoch is to begin."""
        try:
            await self._work()
        except* _EpochOverError:
            log.info("an inventory was taken")

    async def _work(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._board.run(self._core.put), name="board")
            tasks.create_task(self._core.run(self._boot_id, self._session), name="core")
            await self._core.booted.wait()
            tasks.create_task(self._bus.run(), name="bus")
            tasks.create_task(self._climb(), name="uplink")
            tasks.create_task(self._beat(), name="beat")
            tasks.create_task(self._reread(), name="rereading")
            tasks.create_task(self._until_renewed(), name="renewal")
            for name, works in front_works(self._config, self._sight(), self._complaints):
                tasks.create_task(works, name=name)

    async def _until_renewed(self) -> None:
        """Wait for a new epoch, and end everything else."""
        await self._renewal.wait()
        raise _EpochOverError

    def _sight(self) -> Sight:
        return Sight(
            memory=lambda: self._core.memory,
            instant=self._instant,
            online=self._online,
            desk=self.desk,
        )

    def _online(self) -> bool:
        return self._bus.stands and not is_alone(self._core.memory, self._instant())

    def _instant(self) -> Instant:
        return Instant(mono_ms(), wall_ms(), self._quality)

    async def _beat(self) -> None:
        """Draw a tick each 2 s, say hello each 14 s, and let old lines go each hour."""
        pruned_ms = -PRUNE_MS
        while True:
            for _ in range(TICKS_A_HELLO):
                self._tick()
                await asyncio.sleep(TICK_S)
            self._quality = clock_quality()
            self._hello()
            if self._was_reread and mono_ms() - pruned_ms >= PRUNE_MS:
                pruned_ms = mono_ms()
                with self._complaints.instead_of_failing("old lines cannot be let go"):
                    await asyncio.to_thread(self._journal.prune, wall_ms())

    async def _reread(self) -> None:
        """Read the whole journal once, behind what the doors need; a start read its end alone.

        Raises:
            JournalDamagedError: what the server does not hold yet is not what was written. As
                when it is found at a start, nobody may go on from there.
        """
        stops = threading.Event()
        reading = asyncio.create_task(asyncio.to_thread(self._journal.reread, stops.is_set))
        try:
            await asyncio.shield(reading)
        except JournalDamagedError as damage:
            if not 0 < damage.seq <= self._journal.acked():
                raise
            self._complaints.say("a line is damaged here, the server holds it whole", damage)
        finally:
            stops.set()
            await asyncio.wait([reading])  # the file is closed next
        self._was_reread = True

    def _tick(self) -> None:
        nonce = secrets.token_hex(8)
        tick = Tick(v=1, cab=self._cabinet, epoch=self._epoch, session=self._session, nonce=nonce)
        self._core.put(
            Ticked(nonce),
            then=lambda: self._bus.post(subjects.tick(self._cabinet), codec.encode(tick)),
        )

    def _hello(self) -> None:
        memory = self._core.memory
        first_seq = memory.seq + 1
        with self._complaints.instead_of_failing("the journal cannot be read"):
            first_seq = self._journal.first_seq()
        hello = Hello(
            v=1,
            cab=self._cabinet,
            epoch=self._epoch,
            boot_id=self._boot_id,
            session=self._session,
            first_seq=first_seq,
            last_seq=memory.seq,
            head_hash=memory.head,
            applied_dseq=memory.dseq,
            applied_mark=memory.mark,
            fw=FIRMWARE,
            free=free_by_size(memory),
            fitted=self._fitted,
        )
        self._bus.post(subjects.hello(self._cabinet), codec.encode(hello))

    def _connected(self) -> None:
        self._hello()
        self._tick()
        self._uplink.restart()
        self._news.set()

    async def _climb(self) -> None:
        """Send the journal up, whenever there is news or patience has run out."""
        loop = asyncio.get_running_loop()
        while True:
            delay_s = BLIND_S
            with self._complaints.instead_of_failing("the journal cannot be sent"):
                delay_s = self._send_lines()
            timer = loop.call_later(delay_s, self._news.set)
            await self._news.wait()
            self._news.clear()
            timer.cancel()

    def _send_lines(self) -> float:
        """Send what is to be sent now; return when to look again at the latest, in seconds."""
        if not self._bus.stands:
            return BLIND_S
        batch = self._uplink.next_batch(mono_ms())
        if batch is not None:
            self._bus.post(subjects.events(self._cabinet), batch)
        due_ms = self._uplink.due_ms()
        return BLIND_S if due_ms is None else max(0, due_ms - mono_ms()) / 1000

    def _heard(self, heard: Heard) -> None:
        if self._uplink.hurry():
            self._news.set()
        kind = heard.subject.rpartition(".")[2]
        with self._complaints.instead_of_failing(f"a message on {kind} could not be taken"):
            try:
                self._ears[heard.subject](heard)
            except codec.JunkError as junk:
                self._complaints.say(f"junk on {kind} was ignored", junk)
            else:
                self._core.put(ServerHeard())

    def _asked(self, heard: Heard) -> None:
        act = codec.decode_act(heard.data)
        self._core.put(Asked(act, self._granted(act.grant)), answer=self._answer(heard))

    def _directed(self, heard: Heard) -> None:
        self._core.put(Directed(codec.decode_directive(heard.data)), answer=self._answer(heard))

    def _acknowledged(self, heard: Heard) -> None:
        message = codec.decode_down(heard.data)
        if isinstance(message, NewEpoch):
            self._renewed(message)
            return
        self._uplink.heard(message)
        self._news.set()

    def _renewed(self, word: NewEpoch) -> None:
        """Take the server's word for a new epoch, if it is one: signed, for us, and later."""
        if word.cab != self._cabinet or word.next <= self._epoch or self.word is not None:
            return
        keys = (public_key(text) for text in self._core.memory.keys.values())
        if is_signed(word, keys):
            self.word = word
            self._renewal.set()
        else:
            self._complaints.say("a new epoch without a good signature was refused")

    def _answer(self, heard: Heard) -> Callable[[Struct], object]:
        """Return what answers this message, if somebody waits for it."""
        return lambda reply: heard.reply and self._bus.post(heard.reply, codec.encode(reply))

    def _granted(self, text: str) -> Grant | None:
        """Return what a grant says, or None unless a pinned key signed it."""
        keys = {kid: public_key(text) for kid, text in self._core.memory.keys.items()}
        try:
            return verify(text, keys)
        except BadGrantError:
            self._complaints.say("a grant without a good signature was refused")
            return None
