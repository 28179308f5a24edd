"""A core at work on a bench: doors moved by hand, and a disk that stops when it is told."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.cabinet.world import CLOSED, NOON_MS

from linli.cabinet.core import Core
from linli.cabinet.drivers.board import Hear
from linli.cabinet.inputs import Asked, Input, Reading, Sensed, Ticked
from linli.cabinet.journal import Journal
from linli.cabinet.logs import Complaints
from linli.cabinet.memory import Fitting, Layout, Memory, Times, Zone
from linli.kernel.clock import Instant
from linli.wire.grant import Grant
from linli.wire.messages import Act, Event, EventType, Purpose, Size

LIMIT_S = 10
"""For what should take a moment; only a fault waits so long."""

FITTINGS = (
    Fitting(1, Size.S),
    Fitting(2, Size.S, lamp=False),
    Fitting(3, Size.S, lamp=False, zone=1),
)


def cabinet(*fittings: Fitting) -> Layout:
    """Return a cabinet whose compartments rest for no time, and whose lamps burn for an hour."""
    return Layout(
        cabinet="HK-A",
        number=7,
        epoch=1,
        compartments=fittings,
        times=Times(hold_ms=7_200_000, close_ms=60_000, sanitise_ms=3_600_000, idle_ms=0),
        zones=(Zone(1),),
    )


class Bench:
    """A board on a bench: its doors are moved by hand, its lock answers when it is let to."""

    def __init__(self) -> None:
        self.doors: dict[int, Reading] = dict.fromkeys((1, 2, 3), CLOSED)
        self.switched: list[tuple[str, int, bool]] = []
        self.lit: set[int] = set()
        self.pulsed, self.answers = asyncio.Event(), asyncio.Event()
        self.burns = asyncio.Event()
        self.waits_ms = 0
        self.ahead: list[tuple[int, ...]] = []

    def readings(self) -> Mapping[int, Reading]:
        """Return what the doors are."""
        return self.doors

    def wait_ms(self, comp: int, ahead: Sequence[int]) -> int:
        """Say what the test says."""
        self.ahead.append((comp, *ahead))
        return self.waits_ms

    async def unlock(self, _comp: int) -> None:
        """Take as long as the test wants."""
        self.pulsed.set()
        await self.answers.wait()

    def lamp(self, comp: int, *, on: bool) -> None:
        """Switch a lamp."""
        self.switched.append(("lamp", comp, on))
        (self.lit.add if on else self.lit.discard)(comp)
        if on:
            self.burns.set()

    def heater(self, zone: int, *, on: bool) -> None:
        """Switch a heater."""
        self.switched.append(("heater", zone, on))

    async def run(self, _hear: Hear) -> None:
        """Nobody runs a bench."""


class Disk:
    """A journal's disk, which a test can stop."""

    def __init__(self, journal: Journal) -> None:
        self.turns, self.reached = threading.Event(), threading.Event()
        self.turns.set()
        self.full = False
        self.tries = 0
        self._stops_at: EventType | None = None
        self._commit = journal.commit

    def commit(self, memory: Memory, before: Memory, events: Sequence[Event]) -> None:
        """Commit as soon as the disk turns."""
        if any(line.type is self._stops_at for line in events):
            self.stops()
        self.reached.set()
        self.tries += 1
        assert self.turns.wait(LIMIT_S)
        if self.full and events:
            msg = "no space left on device"
            raise OSError(msg)
        self._commit(memory, before, events)

    def stops(self) -> None:
        """Let commits wait from now on."""
        self.reached.clear()
        self.turns.clear()
        self._stops_at = None

    def stops_at(self, kind: EventType) -> None:
        """Let the first commit of such a line wait."""
        self.reached.clear()
        self._stops_at = kind

    async def stands(self) -> None:
        """Wait until it does."""
        async with asyncio.timeout(LIMIT_S):
            while self.turns.is_set():  # noqa: ASYNC110  # it is another thread that stops it
                await asyncio.sleep(0)

    async def is_reached(self) -> None:
        """Wait until a commit waits."""
        assert await asyncio.to_thread(self.reached.wait, LIMIT_S)


class Works:
    """A core at work, with a bench and a disk."""

    def __init__(self, journal: Journal) -> None:
        self.board, self.journal, self.disk = Bench(), journal, Disk(journal)
        journal.commit = self.disk.commit  # type: ignore[method-assign]  # a disk that can stop
        self.now_ms = 100_000
        self.core = Core(
            journal,
            self.board,
            instant=lambda: Instant(self.now_ms, NOON_MS + self.now_ms),
            committed=lambda: None,
            complaints=Complaints(logging.getLogger("test"), now_ms=lambda: 0),
        )

    def moves(self, comp: int, reading: Reading) -> None:
        """Let a door move, as its driver tells it."""
        self.board.doors[comp] = reading
        self.core.put(Sensed(comp, reading))

    async def is_decided(self) -> None:
        """Wait until all that was put is durable."""
        decided = asyncio.Event()
        self.core.put(Ticked("f" * 16), then=decided.set)
        await asyncio.wait_for(decided.wait(), LIMIT_S)

    async def is_tried(self, happened: Input) -> None:
        """Say something, and wait until it was tried to make it durable, with what is due."""
        tries = self.disk.tries + 1
        self.core.put(happened)
        async with asyncio.timeout(LIMIT_S):
            while self.disk.tries < tries:  # noqa: ASYNC110  # it is another thread that counts
                await asyncio.sleep(0.001)

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(LIMIT_S):
            while not is_so():
                await self.is_decided()

    def kinds(self) -> list[EventType]:
        """Return what the journal says has happened."""
        return [line.type for line in self.journal.lines(0, 100)]


@asynccontextmanager
async def working(path: Path) -> AsyncIterator[Works]:
    """Start a core; compartment 1 was built in since, so that it is lit first."""
    Journal(path, cabinet(*FITTINGS[1:])).close()
    journal = Journal(path, cabinet(*FITTINGS))
    works = Works(journal)
    work = asyncio.create_task(works.core.run("b" * 32, "5" * 32))
    try:
        await asyncio.wait_for(works.board.burns.wait(), LIMIT_S)
        yield works
    finally:
        works.disk.turns.set()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        journal.close()


def asks(works: Works) -> Asked:
    """Return a courier who asks for a door, with the tick that was just drawn."""
    facts = {"cabinet": 7, "deposit": "0000000000001", "size": Size.S}
    act = Act(
        v=1,
        cab="HK-A",
        epoch=1,
        cid="c1",
        session=works.core.memory.session,
        tick="f" * 16,
        purpose=Purpose.DEPOSIT,
        comp=0,
        deposit="0000000000001",
        size=Size.S,
        grant="GRANT",
        actor="courier",
        reason="",
    )
    return Asked(act, Grant(purpose=Purpose.DEPOSIT, kid=1, expires_s=1 << 40, **facts))  # type: ignore[arg-type]  # facts
