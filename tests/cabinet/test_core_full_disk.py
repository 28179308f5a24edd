"""While the disk is full no door opens, and yet time goes on for those that stand open."""

from pathlib import Path

import pytest
from tests.cabinet.workbench import Works, working
from tests.cabinet.world import CLOSED, OPEN

from linli.cabinet.core import AGAIN_MS
from linli.cabinet.inputs import Sensed, Ticked, Warmed
from linli.wire.messages import EventType

pytestmark = pytest.mark.anyio

WARM, TICK = Warmed(1, 50.0), Ticked("e" * 16)


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
        works.moves(3, OPEN)
        await works.until(lambda: EventType.FORCED in works.kinds())
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
