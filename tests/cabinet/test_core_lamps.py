"""Lamps go dark and heaters off whatever the disk, the locks and the rules are busy with."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.cabinet.world import CLOSED, NOON_MS, OPEN

from linli.cabinet import core as core_module
from linli.cabinet.core import PULSE_LIVES_MS, Core
from linli.cabinet.drivers.board import Hear
from linli.cabinet.inputs import Asked, Reading, Sensed, Ticked, Warmed
from linli.cabinet.journal import Journal
from linli.cabinet.logs import Complaints
from linli.cabinet.memory import Fitting, Layout, Memory, Times, Zone
from linli.kernel.clock import Instant
from linli.wire.grant import Grant
from linli.wire.messages import Act, Event, EventType, Purpose, Size, State

pytestmark = pytest.mark.anyio

LIMIT_S = 10
"""For what should take a moment; only a fault waits so long."""

BUDGET_S = 0.05
"""From a door's movement to a dark lamp. Source: CUSTODY, section 2."""

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

    def readings(self) -> Mapping[int, Reading]:
        """Return what the doors are."""
        return self.doors

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
        self._stops_at: EventType | None = None
        self._commit = journal.commit

    def commit(self, memory: Memory, before: Memory, events: Sequence[Event]) -> None:
        """Commit as soon as the disk turns."""
        if any(line.type is self._stops_at for line in events):
            self.stops()
        self.reached.set()
        assert self.turns.wait(LIMIT_S)
        if self.full:
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


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a place for a journal."""
    return tmp_path / "journal.sqlite3"


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


async def test_a_lamp_goes_dark_while_the_disk_stands_still(path: Path) -> None:
    async with working(path) as works:
        works.disk.stops()
        works.moves(2, OPEN)
        await works.disk.is_reached()
        loop = asyncio.get_running_loop()
        moved_s = loop.time()
        loop.call_soon(works.moves, 1, OPEN)
        while works.board.lit:  # noqa: ASYNC110  # the loop must turn while the disk does not
            await asyncio.sleep(0)
        dark_s = loop.time()
        waiting = works.kinds()
        works.disk.turns.set()
        await works.until(lambda: works.kinds().count(EventType.FORCED) == 2)

        assert dark_s - moved_s < BUDGET_S
        assert EventType.FORCED not in waiting
        assert works.board.lit == set()


async def test_a_lamp_goes_dark_and_doors_are_decided_while_a_lock_is_slow(path: Path) -> None:
    async with working(path) as works:
        await works.is_decided()
        told: list[object] = []
        works.core.put(asks(works), answer=told.append)
        await asyncio.wait_for(works.board.pulsed.wait(), LIMIT_S)
        works.moves(1, OPEN)

        assert works.board.lit == set()
        await works.until(lambda: EventType.FORCED in works.kinds())
        assert told == [], "who asked is answered after the pulse"

        works.board.answers.set()
        await works.until(lambda: bool(told))


async def test_a_lock_is_left_alone_when_the_disk_took_too_long(path: Path) -> None:
    async with working(path) as works:
        await works.is_decided()
        told: list[object] = []
        works.disk.stops()
        works.core.put(asks(works), answer=told.append)
        await works.disk.is_reached()
        works.now_ms += PULSE_LIVES_MS + 1
        works.disk.turns.set()
        await works.until(lambda: bool(told))

        assert EventType.INTENT_D in works.kinds()
        assert not works.board.pulsed.is_set()


@pytest.mark.parametrize("reading", [None, OPEN, Reading(is_open=False, occupied=None)])
async def test_a_word_that_is_not_closed_and_empty_darkens_before_it_is_decided(
    path: Path, reading: Reading | None
) -> None:
    async with working(path) as works:
        works.core.put(Sensed(1, reading))

        assert works.board.lit == set()


async def test_a_word_that_changes_nothing_leaves_the_lamp_alone(path: Path) -> None:
    async with working(path) as works:
        works.moves(1, CLOSED)
        works.moves(2, OPEN)
        await works.is_decided()

        assert works.board.lit == {1}


async def test_a_lamp_is_not_lit_over_a_door_that_opened_while_its_line_was_written(
    path: Path,
) -> None:
    async with working(path) as works:
        works.disk.stops_at(EventType.SANI_START)
        works.core.put(Sensed(1, None))
        works.moves(1, CLOSED)
        await works.disk.stands()
        works.board.switched.clear()
        works.moves(1, OPEN)
        works.disk.turns.set()
        await works.until(lambda: EventType.FORCED in works.kinds())

        assert EventType.SANI_START in works.kinds()
        assert ("lamp", 1, True) not in works.board.switched


async def test_a_lamp_that_was_put_out_by_a_word_that_was_lost_gave_no_dose(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full while a door opens and closes again: nobody may call it clean."""
    monkeypatch.setattr(core_module, "AGAIN_MS", 0)
    async with working(path) as works:
        works.disk.full = True
        works.moves(1, OPEN)
        await works.disk.is_reached()
        works.moves(1, CLOSED)
        await asyncio.sleep(0)
        works.disk.full = False
        await works.until(lambda: bool({EventType.SANI_END, EventType.FORCED} & {*works.kinds()}))

        first = next(
            line
            for line in works.journal.lines(0, 100)
            if line.type in (EventType.SANI_END, EventType.FORCED)
        )
        assert first.state in (State.DIRTY, State.CHECK)


async def test_heaters_are_off_at_a_start_and_on_once_that_is_durable(path: Path) -> None:
    async with working(path) as works:
        assert works.board.switched[3] == ("heater", 1, False)
        works.disk.stops()
        works.core.put(Warmed(1, 50.0))
        await works.disk.is_reached()
        assert ("heater", 1, True) not in works.board.switched

        works.disk.turns.set()
        await works.is_decided()

        assert works.board.switched[-1] == ("heater", 1, True)


async def test_a_heater_that_was_switched_off_later_in_the_same_breath_stays_off(
    path: Path,
) -> None:
    async with working(path) as works:
        works.core.put(Warmed(1, 50.0))
        works.core.put(Warmed(1, 80.0))
        await works.is_decided()

        assert ("heater", 1, True) not in works.board.switched
