"""A simulated cabinet behaves as wood, steel and hands do, whatever happens to its agent."""

import asyncio
from pathlib import Path

import pytest

from linli.cabinet.config import Compartment
from linli.cabinet.drivers.simulated import CannotDo, Moved, SimulatedBoard
from linli.cabinet.inputs import Reading
from linli.wire.messages import Size

FITTED = (
    Compartment(number=1, size=Size.S, occupancy_sensor=True, lamp=True),
    Compartment(number=2, size=Size.S, occupancy_sensor=False, lamp=False),
)
CLOSED_EMPTY = Reading(is_open=False, occupied=False)
OPEN_EMPTY = Reading(is_open=True, occupied=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "journal.board.json"


def a_board(file: Path, *, latch_ms: int = 0) -> SimulatedBoard:
    return SimulatedBoard(FITTED, latch_ms=latch_ms, file=file)


async def opened(board: SimulatedBoard, door: int) -> None:
    """Pulse a lock and wait until its door stands open."""
    await board.unlock(door)
    async with asyncio.timeout(5):
        while door not in board.open_doors:  # noqa: ASYNC110  # this is the level waited for
            await asyncio.sleep(0)


def test_a_new_cabinet_is_closed_and_empty(file: Path) -> None:
    board = a_board(file)

    assert board.readings() == {1: CLOSED_EMPTY, 2: Reading(is_open=False, occupied=None)}


@pytest.mark.parametrize("hand", ["put", "take", "close"])
def test_no_hand_reaches_through_a_closed_door(file: Path, hand: str) -> None:
    board = a_board(file)

    with pytest.raises(CannotDo) as caught:
        getattr(board, hand)(1)

    assert str(caught.value) == "door 1 is closed"
    assert board.readings()[1] == CLOSED_EMPTY


@pytest.mark.parametrize("hand", ["put", "take", "close", "force"])
def test_a_door_that_does_not_exist_is_named(file: Path, hand: str) -> None:
    with pytest.raises(CannotDo) as caught:
        getattr(a_board(file), hand)(3)

    assert str(caught.value) == "there is no door 3"


@pytest.mark.anyio
async def test_a_jammed_lock_does_not_open_and_a_freed_one_does(file: Path) -> None:
    board = a_board(file)
    board.jam(1, on=True)
    await board.unlock(1)
    await opened(board, 2)

    assert board.open_doors == [2]

    board.jam(1, on=False)
    await opened(board, 1)

    assert board.open_doors == [1, 2]


@pytest.mark.anyio
async def test_the_latch_takes_its_time(file: Path) -> None:
    board = a_board(file, latch_ms=20)
    loop = asyncio.get_running_loop()
    began = loop.time()

    await opened(board, 1)

    assert loop.time() - began >= 0.02


@pytest.mark.anyio
async def test_the_sensors_tell_each_change_and_the_blind_ones_no_contents(file: Path) -> None:
    board = a_board(file)
    told: list[tuple[int, Reading]] = []
    work = asyncio.create_task(board.run(lambda door, reading: told.append((door, reading))))
    for door in (1, 2):
        await opened(board, door)
        board.put(door)
        board.close(door)
    board.force(1)
    board.force(1)
    board.take(1)

    assert told == [
        (1, OPEN_EMPTY),
        (1, Reading(is_open=True, occupied=True)),
        (1, Reading(is_open=False, occupied=True)),
        (2, Reading(is_open=True, occupied=None)),
        (2, Reading(is_open=True, occupied=None)),
        (2, Reading(is_open=False, occupied=None)),
        (1, Reading(is_open=True, occupied=True)),
        (1, OPEN_EMPTY),
    ]
    assert board.occupied == [2]

    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    board.close(1)

    assert len(told) == 8


def test_the_wired_interlock_keeps_the_lamp_dark_over_an_open_door(file: Path) -> None:
    board = a_board(file)
    board.lamp(1, on=True)
    board.lamp(2, on=True)

    assert board.lit == [1], "the second has no lamp"

    board.force(1)
    board.lamp(1, on=True)

    assert board.lit == []

    board.close(1)
    board.lamp(1, on=True)
    board.lamp(1, on=False)

    assert board.lit == []


@pytest.mark.anyio
async def test_what_is_inside_outlives_the_agent(file: Path) -> None:
    board = a_board(file)
    board.force(1)
    board.put(1)
    board.force(2)
    board.put(2)
    board.close(2)
    board.jam(2, on=True)

    again = a_board(file)
    await again.unlock(2)
    await asyncio.sleep(0)

    assert again.open_doors == [1]
    assert again.occupied == [1, 2]


def test_a_torn_file_is_an_empty_cabinet_and_is_said(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file.write_bytes(b'{"open":[1')

    assert a_board(file).readings()[1] == CLOSED_EMPTY
    assert "begins closed and empty" in caplog.text


def test_a_door_that_was_taken_out_of_the_configuration_is_forgotten(file: Path) -> None:
    file.write_bytes(b'{"open":[9],"occupied":[9],"jammed":[9]}')

    board = a_board(file)

    assert (board.open_doors, board.occupied) == ([], [])


@pytest.mark.anyio
async def test_people_see_doors_move_and_nothing_else(file: Path) -> None:
    class Onlooker:
        def __init__(self) -> None:
            self.saw: list[tuple[int, Moved]] = []

        async def run(self) -> None:
            await asyncio.Event().wait()

        def see(self, door: int, moved: Moved) -> None:
            self.saw.append((door, moved))

    board, onlooker = a_board(file), Onlooker()
    board.invite(onlooker)
    await opened(board, 1)
    board.put(1)
    board.close(1)

    assert onlooker.saw == [(1, Moved.OPENED), (1, Moved.CLOSED)]
