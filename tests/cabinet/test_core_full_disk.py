"""While the disk is full no door opens, and yet time goes on for those that stand open."""

from pathlib import Path

import pytest
from tests.cabinet.workbench import Works, working
from tests.cabinet.world import CLOSED, OPEN

from linli.cabinet.core import AGAIN_MS
from linli.cabinet.inputs import Reading, Sensed, Ticked, Warmed
from linli.cabinet.unwritten import MOST_WORDS
from linli.wire.messages import EventType, State

pytestmark = pytest.mark.anyio

WARM, TICK = Warmed(1, 50.0), Ticked("e" * 16)

OCCUPIED = Reading(is_open=False, occupied=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a place for a journal."""
    return tmp_path / "journal.sqlite3"


async def is_heated(works: Works) -> None:
    """Let the heater of zone 1 burn, and forget how it came to that."""
    works.core.put(WARM)
    await works.until(lambda: ("heater", 1, True) in works.board.switched)
    works.board.switched.clear()


async def time_passes(works: Works, ms: int) -> None:
    """Let the core try again to write what it could not, and then hear the thermometer."""
    works.now_ms += ms
    await works.is_tried(TICK)
    await works.is_tried(WARM)


async def test_a_heater_goes_off_beside_an_open_door_however_long_the_disk_is_full(
    path: Path,
) -> None:
    async with working(path) as works:
        await is_heated(works)
        works.disk.full = True
        works.moves(3, OPEN)
        await works.is_tried(WARM)
        for _ in range(6):
            await time_passes(works, 9_999)
            assert ("heater", 1, False) not in works.board.switched
        await time_passes(works, 2_000)

        assert works.board.switched[-1] == ("heater", 1, False)

        works.disk.full = False
        await time_passes(works, AGAIN_MS)
        assert EventType.LEFT_OPEN in works.kinds()
        opened_ms = works.core.memory.doors[3].opened_ms
        assert opened_ms is not None
        assert works.now_ms - opened_ms > 60_000


async def test_a_door_that_was_closed_again_while_the_disk_was_full_counts_anew(
    path: Path,
) -> None:
    async with working(path) as works:
        await is_heated(works)
        works.disk.full = True
        works.moves(3, OPEN)
        await works.is_tried(WARM)
        works.moves(3, CLOSED)
        for _ in range(7):
            await time_passes(works, 10_000)
        works.disk.full = False
        await time_passes(works, AGAIN_MS)

        assert ("heater", 1, False) not in works.board.switched
        assert works.core.memory.doors[3].opened_ms is None
        assert works.kinds().count(EventType.FORCED) == 1
        works.moves(3, OPEN)
        await works.until(lambda: works.kinds().count(EventType.FORCED) == 2)
        assert works.core.memory.doors[3].opened_ms == works.now_ms


async def test_what_needs_no_disk_is_decided_by_the_clocks_of_what_does(path: Path) -> None:
    """A tick changes nothing durable: it must not make the door's clock part of the memory."""
    async with working(path) as works:
        works.disk.full = True
        works.moves(2, OPEN)
        await works.is_tried(TICK)
        works.board.doors[2] = CLOSED  # it has not said so yet
        works.disk.full = False
        works.now_ms += 1
        await works.is_decided()

        assert works.core.memory.doors[2].opened_ms is None
        works.now_ms += 500
        works.moves(2, OPEN)
        await works.until(lambda: EventType.FORCED in works.kinds())
        assert works.core.memory.doors[2].opened_ms == works.now_ms - 501


async def test_a_sensor_that_fell_silent_while_the_disk_was_full_is_known_to_be_silent(
    path: Path,
) -> None:
    async with working(path) as works:
        works.disk.full = True
        works.moves(2, OPEN)
        del works.board.doors[3]
        works.core.put(Sensed(3, None))
        await works.is_tried(TICK)
        works.disk.full = False
        await time_passes(works, AGAIN_MS)
        assert EventType.FORCED in works.kinds()

        assert works.core.memory.doors[3].reading is None


async def is_put(works: Works, comp: int, *readings: Reading) -> None:
    """Let a door move while the disk is full: each time a step that is lost."""
    for reading in readings:
        works.moves(comp, reading)
        await works.is_tried(TICK)


def kinds_of(works: Works, comp: int) -> list[EventType]:
    """Return what the journal says has happened at one compartment."""
    return [line.type for line in works.journal.lines(0, 200) if line.comp == comp]


async def test_a_door_that_closed_and_opened_again_while_the_disk_was_full_is_in_the_journal(
    path: Path,
) -> None:
    async with working(path) as works:
        works.moves(2, OPEN)
        await works.until(lambda: kinds_of(works, 2) == [EventType.FORCED])
        works.disk.full = True
        works.core.put(Sensed(2, CLOSED))
        works.core.put(Sensed(2, OPEN))
        await works.is_tried(TICK)
        works.now_ms += 500
        await is_put(works, 2, CLOSED, OPEN)
        reopened_ms = works.now_ms
        await time_passes(works, AGAIN_MS)
        works.disk.full = False
        await time_passes(works, AGAIN_MS)

        assert kinds_of(works, 2) == [EventType.FORCED] * 3
        assert works.core.memory.doors[2].opened_ms == reopened_ms


async def test_a_door_that_opened_and_closed_while_the_disk_was_full_is_written_before_it_is_given(
    path: Path,
) -> None:
    async with working(path) as works:
        works.disk.full = True
        await is_put(works, 2, OPEN, OCCUPIED, CLOSED)
        works.disk.full = False
        works.moves(3, OPEN)
        await works.until(lambda: EventType.FORCED in kinds_of(works, 3))

        assert kinds_of(works, 2) == [EventType.FORCED]
        assert works.core.memory.compartments[2].state is State.CHECK
        await time_passes(works, AGAIN_MS)
        assert kinds_of(works, 2) == [EventType.FORCED]


async def test_a_lamp_that_went_out_while_the_disk_was_full_is_told_with_what_put_it_out(
    path: Path,
) -> None:
    async with working(path) as works:
        works.disk.full = True
        await is_put(works, 1, OPEN)
        for _ in range(3):
            await time_passes(works, AGAIN_MS)
        await is_put(works, 1, CLOSED)
        works.disk.full = False
        await time_passes(works, AGAIN_MS)

        told = [EventType.SANI_START, EventType.SANI_END, EventType.FORCED]
        assert kinds_of(works, 1) == told
        assert works.board.lit == set()


async def test_a_door_that_moves_without_end_while_the_disk_is_full_is_as_it_is_in_the_end(
    path: Path,
) -> None:
    async with working(path) as works:
        works.disk.full = True
        for _ in range(MOST_WORDS):
            works.core.put(Sensed(2, OPEN))
            works.core.put(Sensed(2, CLOSED))
        await is_put(works, 2, OPEN)
        works.disk.full = False
        await time_passes(works, AGAIN_MS)

        assert kinds_of(works, 2)[0] == EventType.FORCED
        assert works.core.memory.doors[2].reading == OPEN


async def test_since_when_sensors_were_silent_is_when_they_fell_silent(path: Path) -> None:
    async with working(path) as works:
        works.disk.full = True
        works.core.put(Sensed(2, None))
        works.moves(3, OPEN)
        silent_ms = works.now_ms
        await works.is_tried(TICK)
        works.now_ms += 500
        works.moves(2, OPEN)
        works.disk.full = False
        await works.until(lambda: EventType.FORCED in kinds_of(works, 2))

        assert works.core.memory.doors[2].opened_ms == silent_ms
