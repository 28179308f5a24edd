"""A simulated cabinet behaves as wood, steel and hands do, whatever happens to its agent."""

import asyncio
from pathlib import Path

import pytest

from linli.cabinet.config import Compartment
from linli.cabinet.drivers import simulated
from linli.cabinet.drivers.simulated import SimulatedBoard
from linli.cabinet.inputs import BoardHeard, Reading, Sensed, Warmed
from linli.cabinet.simulators.reality import CannotDo, Moved, Reality
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
    return SimulatedBoard(FITTED, Reality([1, 2], latch_ms=latch_ms, file=file))


async def opened(board: SimulatedBoard, door: int) -> None:
    """Pulse a lock and wait until its door stands open."""
    await board.unlock(door)
    async with asyncio.timeout(5):
        while door not in board.reality.open_doors:  # noqa: ASYNC110  # this is the level waited for
            await asyncio.sleep(0)


def test_a_new_cabinet_is_closed_and_empty(file: Path) -> None:
    board = a_board(file)

    assert board.readings() == {1: CLOSED_EMPTY, 2: Reading(is_open=False, occupied=None)}


@pytest.mark.parametrize("hand", ["put", "take", "close"])
def test_no_hand_reaches_through_a_closed_door(file: Path, hand: str) -> None:
    board = a_board(file)

    with pytest.raises(CannotDo) as caught:
        getattr(board.reality, hand)(1)

    assert str(caught.value) == "door 1 is closed"
    assert board.readings()[1] == CLOSED_EMPTY


@pytest.mark.parametrize("hand", ["put", "take", "close", "force"])
def test_a_door_that_does_not_exist_is_named(file: Path, hand: str) -> None:
    with pytest.raises(CannotDo) as caught:
        getattr(a_board(file).reality, hand)(3)

    assert str(caught.value) == "there is no door 3"


@pytest.mark.anyio
async def test_a_jammed_lock_does_not_open_and_a_freed_one_does(file: Path) -> None:
    board = a_board(file)
    board.reality.jam(1, on=True)
    await board.unlock(1)
    await opened(board, 2)

    assert board.reality.open_doors == [2]

    board.reality.jam(1, on=False)
    await opened(board, 1)

    assert board.reality.open_doors == [1, 2]


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
    told: list[Sensed | Warmed | BoardHeard] = []
    work = asyncio.create_task(board.run(told.append))
    await asyncio.sleep(0)  # let it begin
    for door in (1, 2):
        await opened(board, door)
        board.reality.put(door)
        board.reality.close(door)
    board.reality.force(1)
    board.reality.force(1)
    board.reality.take(1)

    assert told == [
        Sensed(1, OPEN_EMPTY),
        Sensed(1, Reading(is_open=True, occupied=True)),
        Sensed(1, Reading(is_open=False, occupied=True)),
        Sensed(2, Reading(is_open=True, occupied=None)),
        Sensed(2, Reading(is_open=True, occupied=None)),
        Sensed(2, Reading(is_open=False, occupied=None)),
        Sensed(1, Reading(is_open=True, occupied=True)),
        Sensed(1, OPEN_EMPTY),
    ]
    assert board.reality.occupied == [2]

    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    board.reality.close(1)

    assert len(told) == 8


def test_the_wired_interlock_keeps_the_lamp_dark_over_an_open_door(file: Path) -> None:
    board = a_board(file)
    board.lamp(1, on=True)
    board.lamp(2, on=True)

    assert board.reality.lit == [1], "the second has no lamp"

    board.reality.force(1)
    board.lamp(1, on=True)

    assert board.reality.lit == []

    board.reality.close(1)
    board.lamp(1, on=True)
    board.lamp(1, on=False)

    assert board.reality.lit == []


@pytest.mark.anyio
async def test_what_is_inside_outlives_the_agent(file: Path) -> None:
    board = a_board(file)
    board.reality.force(1)
    board.reality.put(1)
    board.reality.force(2)
    board.reality.put(2)
    board.reality.close(2)
    board.reality.jam(2, on=True)

    again = a_board(file)
    await again.unlock(2)
    await asyncio.sleep(0)

    assert again.reality.open_doors == [1]
    assert again.reality.occupied == [1, 2]


def test_a_torn_file_is_an_empty_cabinet_and_is_said(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file.write_bytes(b'{"open":[1')

    assert a_board(file).readings()[1] == CLOSED_EMPTY
    assert "begins closed and empty" in caplog.text


def test_a_door_that_was_taken_out_of_the_configuration_is_forgotten(file: Path) -> None:
    file.write_bytes(b'{"open":[9],"occupied":[9],"jammed":[9]}')

    board = a_board(file)

    assert (board.reality.open_doors, board.reality.occupied) == ([], [])


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
    board.reality.invite(onlooker)
    await opened(board, 1)
    board.reality.put(1)
    board.reality.close(1)

    assert onlooker.saw == [(1, Moved.OPENED), (1, Moved.CLOSED)]


@pytest.mark.anyio
async def test_each_zone_tells_how_warm_it_is_and_warms_while_it_is_heated(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulated, "WARMTH_S", 0)
    now_ms = 0
    reality = Reality([1], latch_ms=0, file=file, now_ms=lambda: now_ms)
    zoned = Compartment(number=1, size=Size.S, occupancy_sensor=True, lamp=True, zone=4)
    board = SimulatedBoard([zoned], reality)
    told: asyncio.Queue[Sensed | Warmed | BoardHeard] = asyncio.Queue()
    work = asyncio.create_task(board.run(told.put_nowait))
    board.heater(4, on=True)
    async with asyncio.timeout(5):
        assert await told.get() == Warmed(4, 22.0)
        now_ms = 600_000
        while (warm := await told.get()) == Warmed(4, 22.0):
            pass
        board.heater(4, on=False)
        now_ms = 7_200_000
        while (cool := await told.get()) == warm:
            pass
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)

    assert isinstance(warm, Warmed)
    assert isinstance(warm.celsius, float)
    assert 60 < warm.celsius < 68
    assert cool == Warmed(4, 22.0)
    assert SimulatedBoard([zoned], Reality([1], latch_ms=0, file=file)).reality.celsius(4) > 60
