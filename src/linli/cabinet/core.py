"""One loop: take all that waits, decide each, make it durable at once, and only then act."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from msgspec import Struct

from linli.cabinet.drivers.board import Board
from linli.cabinet.inputs import (
    Booted,
    Effect,
    Elapsed,
    Heat,
    Input,
    Lamp,
    Pulse,
    Reading,
    Say,
    SayApplied,
    Sensed,
    Show,
    Shown,
    Write,
)
from linli.cabinet.journal import Journal, JournalConflictError
from linli.cabinet.logs import Complaints
from linli.cabinet.machine import next_due_ms, step
from linli.cabinet.memory import Memory
from linli.cabinet.unwritten import LostWords, OpenSince, is_of_doors, with_heat
from linli.cabinet.waiting import ASKING, Waiting, unheard
from linli.kernel.clock import Instant
from linli.wire.messages import Applied, State

log = logging.getLogger(__name__)

LARGEST_BATCH = 200
"""Inputs of one commit: more than a burst of 5 opens/s leaves waiting in a whole minute."""

MOST_ACTS_WAITING = 100
"""Who comes beyond is told at once that the cabinet is busy."""

AGAIN_MS = 1_000
"""After a commit that failed: when the sensors are asked anew and what is due is tried again."""

PULSE_LIVES_MS = 1_500
"""A decision that took longer to become durable moves no lock: it was made of a tick that was up
to 5 s old, and whoever asked may have gone. The jam that follows is told after 2 s."""

LONGEST_WAIT_MS = 1_000
"""A lock that could be pulsed only later is not promised: whoever asks is told to ask again. Of
the two seconds after which a door counts as jammed, the other is for disk, latch and poll."""

SHORTEST_PAUSE_MS = 10
"""Between two looks at the clock, so that a rule that is never content burns no processor."""


class Core:
    """Holds the memory, and is alone in changing it. ``booted`` is set when it may be asked.

    Nothing that takes its time holds up a lamp that must go dark: commits run in a thread of
    their own, pulses in tasks, and a lamp is put out when a sensor's word arrives, before
    anything is decided about it. A door that moves is to cost it 50 ms at most (CUSTODY,
    section 2), and a disk or a mute board alone can take a second.

    Args:
        journal: where lines and memory become durable.
        board: the locks, lamps and heaters.
        instant: reads both clocks.
        committed: is called after each commit that wrote lines.
        complaints: where trouble is told.
    """

    def __init__(
        self,
        journal: Journal,
        board: Board,
        *,
        instant: Callable[[], Instant],
        committed: Callable[[], None],
        complaints: Complaints,
    ) -> None:
        self.memory: Memory = journal.load()
        self._journal = journal
        self._board = board
        self._instant = instant
        self._committed = committed
        self._complaints = complaints
        self._waiting: deque[Waiting] = deque()
        self._acts_waiting = 0
        self.booted = asyncio.Event()
        self._arrived = asyncio.Event()
        self._failed_ms: int | None = None
        self._open_since = OpenSince()
        self._lost = LostWords()
        self._about_to_open: list[int] = []
        self._lit: set[int] = set()

    def put(
        self,
        happened: Input,
        *,
        answer: Callable[[Struct], object] = unheard,
        then: Callable[[], object] | None = None,
        show: Callable[[Shown], object] = unheard,
    ) -> None:
        """Let this be decided soon; ``then`` is called once it is, and durable."""
        if isinstance(happened, Sensed) and not _may_burn(happened.reading):
            self._darken(happened.comp)
        if isinstance(happened, Sensed) and _is_closed(happened.reading):
            self._open_since.closes(happened.comp)
        one = Waiting(happened, answer, then, show)
        if isinstance(happened, ASKING):
            if self._acts_waiting >= MOST_ACTS_WAITING:
                self._complaints.say("too many ask for doors at once, some were told to wait")
                one.answer_busy()
                return
            self._acts_waiting += 1
        self._waiting.append(one)
        self._arrived.set()

    async def run(self, boot_id: str, session: str) -> None:
        """Start from what the sensors say, then decide whatever comes, until cancelled."""
        for number in self.memory.compartments:
            self._board.lamp(number, on=False)
        for number in self.memory.zones:
            self._board.heater(number, on=False)
        with ThreadPoolExecutor(1, "journal") as self._pen:
            async with asyncio.TaskGroup() as self._pulses:
                await self._work(boot_id, session)

    async def _work(self, boot_id: str, session: str) -> None:
        while not await self._decide(  # noqa: ASYNC110  # no event tells that a disk works again
            [Waiting(Booted(boot_id, session, readings=self._board.readings()))]
        ):
            await asyncio.sleep(AGAIN_MS / 1000)
        self._failed_ms = None
        self.booted.set()
        while True:
            await self._decide(await self._next_batch())

    async def _next_batch(self) -> Sequence[Waiting]:
        """Wait until there is something to decide, and return all of it, up to a limit.

        It may be nothing when the clock that wakes is a little ahead of the one that counts.
        """
        due_ms = self._due_ms()
        if not self._waiting:
            await self._woken(due_ms)
        batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), LARGEST_BATCH))]
        self._acts_waiting -= sum(isinstance(one.happened, ASKING) for one in batch)
        if due_ms is not None and self._instant().mono_ms >= due_ms:
            return self._with_what_is_due(batch)
        if any(is_of_doors(one.happened) for one in batch):
            return [*self._what_was_lost(), *batch]
        return batch

    async def _woken(self, due_ms: int | None) -> None:
        """Wait until something arrives, or until this moment of the monotonic clock."""
        self._arrived.clear()
        if due_ms is None:
            await self._arrived.wait()
            return
        delay_s = max(SHORTEST_PAUSE_MS, due_ms - self._instant().mono_ms) / 1000
        timer = asyncio.get_running_loop().call_later(delay_s, self._arrived.set)
        try:
            await self._arrived.wait()
        finally:
            timer.cancel()

    def _due_ms(self) -> int | None:
        """When time alone will be something to decide about, by the monotonic clock."""
        if self._failed_ms is not None:
            return self._failed_ms + AGAIN_MS
        return next_due_ms(self.memory)

    def _with_what_is_due(self, batch: Sequence[Waiting]) -> Sequence[Waiting]:
        """Time has passed; after a failure also all words of sensors, lost ones and new ones."""
        if self._failed_ms is None:
            return [*batch, Waiting(Elapsed())]
        self._failed_ms = None
        first = [*self._what_went_dark(), *self._what_was_lost()]
        return [*first, *batch, *self._what_is_so(), Waiting(Elapsed())]

    def _what_went_dark(self) -> Iterable[Waiting]:
        """A compartment that should be under its lamp, and is not, was not watched meanwhile."""
        for number, one in self.memory.compartments.items():
            if one.state is State.SANI and number not in self._lit:
                yield Waiting(Sensed(number, None))

    def _what_was_lost(self) -> Iterable[Waiting]:
        return (Waiting(word) for word in self._lost.take())

    def _what_is_so(self) -> Iterable[Waiting]:
        """Ask all sensors; of one that says nothing now, it may be news that it fell silent."""
        readings = self._board.readings()
        for number in self.memory.compartments:
            if number not in readings:
                yield Waiting(Sensed(number, None))
        for number, reading in readings.items():
            yield Waiting(Sensed(number, reading))

    async def _decide(self, batch: Sequence[Waiting]) -> bool:
        """Decide a batch, make it durable, act on it. False: it came to nothing."""
        now = self._instant()
        memory, todo = self._stepped(batch, now)
        for _, effect in todo:
            if isinstance(effect, Lamp) and not effect.on:
                self._darken(effect.comp, surely=True)
            elif isinstance(effect, Heat) and not effect.on:
                self._board.heater(effect.zone, on=False)
        if not await self._made_durable(memory, todo):
            self._open_since.keep(self.memory, memory)
            self._lost.keep((one.happened for one in batch), now.mono_ms)
            self.memory = with_heat(self.memory, memory)
            self._failed_ms = now.mono_ms
            return False
        self._act(todo, now.mono_ms)
        for one in batch:
            if one.then is not None:
                one.then()
        return True

    async def _made_durable(self, memory: Memory, todo: Sequence[tuple[Waiting, Effect]]) -> bool:
        """Commit all lines and the memory at once; False: nothing was, and nothing may happen.

        Raises:
            JournalConflictError: the file knows more than we do; a new start will learn it.
        """
        lines = [effect.event for _, effect in todo if isinstance(effect, Write)]
        try:
            await asyncio.get_running_loop().run_in_executor(
                self._pen, self._journal.commit, memory, self.memory, lines
            )
        except Exception as failure:
            log.exception("the journal cannot be written, no door will open")
            for one, effect in todo:
                if isinstance(effect, Say | Show):
                    one.answer_busy()
            if isinstance(failure, JournalConflictError):
                raise
            return False
        self.memory = self._open_since.out_of(memory)
        if lines:
            self._committed()
        return True

    def _stepped(
        self, batch: Sequence[Waiting], now: Instant
    ) -> tuple[Memory, list[tuple[Waiting, Effect]]]:
        """Return the memory after these inputs, and what they ask for, in order.

        Whose lock would have to wait for too long is answered busy, as if never heard: nothing
        is written, and the same command may come again at once.
        """
        memory, todo = self._open_since.into(self.memory), list[tuple[Waiting, Effect]]()
        ahead = [*self._about_to_open]
        for one in batch:
            try:
                after, effects = step(memory, one.happened, now=now)
            except Exception:  # an input that the rules choke on must not stop the doors
                log.exception("a %s cannot be decided", type(one.happened).__name__)
                one.answer_busy()
                continue
            pulses = [effect.comp for effect in effects if isinstance(effect, Pulse)]
            if any(self._board.wait_ms(comp, ahead) > LONGEST_WAIT_MS for comp in pulses):
                self._complaints.say("more locks than the supply can pulse, some must ask again")
                one.answer_busy()
                continue
            ahead += pulses
            memory = after
            todo.extend((one, effect) for effect in effects)
        return memory, todo

    def _act(self, todo: Sequence[tuple[Waiting, Effect]], decided_ms: int) -> None:
        """Do what may be done now that it is durable; who gets a door hears of it after the pulse.

        A lamp is lit, a heater switched on, only if that is the last word on it: when the
        door opened later in the same batch, it was switched off already, and must stay off.
        """
        last = {_switched(effect): effect for _, effect in todo}
        pulsed = {id(one) for one, effect in todo if isinstance(effect, Pulse)}
        for one, effect in todo:
            match effect:
                case Pulse():
                    said = [each for of, each in todo if of is one]
                    self._about_to_open.append(effect.comp)
                    self._pulses.create_task(self._pulse(effect.comp, one, said, decided_ms))
                case Say() | Show() if id(one) not in pulsed:
                    one.say(effect)
                case SayApplied():
                    one.answer(self._applied(effect))
                case Lamp(on=True) if last[_switched(effect)] is effect:
                    self._light(effect.comp)
                case Heat(on=True) if last[_switched(effect)] is effect:
                    self._board.heater(effect.zone, on=True)
                case _:
                    pass

    async def _pulse(
        self, comp: int, one: Waiting, effects: Sequence[Effect], decided_ms: int
    ) -> None:
        self._about_to_open.remove(comp)
        try:
            if self._instant().mono_ms - decided_ms > PULSE_LIVES_MS:
                self._complaints.say("the disk took too long, a lock was left alone")
            else:
                await self._board.unlock(comp)
        except OSError as failure:  # the door stays shut, its switch will say so
            self._complaints.say("the lock board does not answer", repr(failure))
        for effect in effects:
            one.say(effect)

    def _light(self, comp: int) -> None:
        """Light a lamp, unless its sensors have said meanwhile that it must not burn.

        What they said waits to be decided.
        """
        if _may_burn(self._board.readings().get(comp)):
            self._board.lamp(comp, on=True)
            self._lit.add(comp)

    def _darken(self, comp: int, *, surely: bool = False) -> None:
        """Put a lamp out if it burns, or whether it seems to burn or not."""
        if surely or comp in self._lit:
            self._board.lamp(comp, on=False)
            self._lit.discard(comp)

    def _applied(self, effect: SayApplied) -> Applied:
        memory = self.memory
        return Applied(
            v=1,
            cab=memory.cabinet,
            epoch=memory.epoch,
            applied_dseq=effect.applied_dseq,
            applied_mark=effect.applied_mark,
        )


def _may_burn(reading: Reading | None) -> bool:
    """Say whether a lamp may burn by these words of its sensors: closed, and known to be empty."""
    return reading is not None and not reading.is_open and reading.occupied is False


def _is_closed(reading: Reading | None) -> bool:
    """Say whether a door is known to be closed."""
    return reading is not None and not reading.is_open


def _switched(effect: Effect) -> tuple[type[Effect], int]:
    """Return which lamp or heater an effect switches; the number is 0 if none."""
    match effect:
        case Lamp():
            return Lamp, effect.comp
        case Heat():
            return Heat, effect.zone
        case _:
            return type(effect), 0
