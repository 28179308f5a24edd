"""Each lock board's driver against a simulated board with everything wrong that can be."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest
from tests.cabinet.drivers.ptys import DOORS, FAMILIES, a_line, only_true, planted

from linli.cabinet.drivers import breaker
from linli.cabinet.simulators.kerong import Kerong

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("family", FAMILIES)]

FAST = 115_200
QUICK_PROBE_S = 0.05


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask a silent board again sooner than in a real cabinet."""
    monkeypatch.setattr(breaker, "PROBE_S", QUICK_PROBE_S)


async def test_a_silent_board_is_sent_no_open_twice(tmp_path: Path, family: str) -> None:
    """It acts and says nothing: the door opens, the driver only learns so much later."""
    async with planted(tmp_path, a_line(tmp_path / "tty", family, baud=FAST)) as plant:
        plant.fault(silent=True)
        with pytest.raises(OSError, match="board-1"):
            await plant.board.unlock(1)
        await plant.until(lambda: plant.silences() == [True])
        with pytest.raises(ConnectionError, match="board-1 is silent"):
            await plant.board.unlock(2)
        assert plant.readings_of(1)[-1] is None
        await plant.rounds(3)
        plant.fault()
        await plant.settled()
        await plant.rounds(10)

    assert plant.silences() == [True, False]
    assert plant.opens() == {1: 1}
    assert plant.world.open_doors == [1]


async def test_a_board_without_power_opens_nothing_when_it_comes_back(
    tmp_path: Path, family: str
) -> None:
    async with planted(tmp_path, a_line(tmp_path / "tty", family, baud=FAST)) as plant:
        plant.fault(dark=True)
        with pytest.raises(OSError, match="board-1"):
            await plant.board.unlock(1)
        await plant.until(lambda: plant.silences() == [True])
        plant.fault()
        await plant.settled()
        await plant.rounds(5)
        assert not plant.opens()
        await plant.board.unlock(1)
        await plant.settled()

    assert plant.opens() == {1: 1}


async def test_a_silent_board_slows_nobody_elses_opens(tmp_path: Path, family: str) -> None:
    """On the same line, at 9600: a question without an answer costs 0.1 s, and only thrice."""
    other = FAMILIES[FAMILIES.index(family) - 1]
    line = a_line(tmp_path / "tty", family, other, baud=9_600)
    loop = asyncio.get_running_loop()
    async with planted(tmp_path, line) as plant:
        plant.fault(1, silent=True)
        took_s = []
        for door in (5, 6, 7, 8):
            began = loop.time()
            await plant.board.unlock(door)
            took_s.append(plant.harness(2).pulses[-1][0] - began)
        await plant.until(lambda: plant.silences(1) == [True])

    assert sorted(plant.opens(2).items()) == [(1, 1), (2, 1), (3, 1), (4, 1)]
    assert min(took_s) < 0.2
    assert max(took_s) < 0.7, "the supply lets two go in 0.35 s"


@pytest.mark.parametrize("garbage", ["before", "after", "instead"])
async def test_noise_never_becomes_a_door_that_moved(
    tmp_path: Path, family: str, garbage: str
) -> None:
    async with planted(tmp_path, a_line(tmp_path / "tty", family, baud=FAST)) as plant:
        plant.fault(garbage=garbage)
        await plant.rounds(5)
        plant.world.force(2)
        await plant.rounds(10)
        if garbage == "instead":
            assert plant.silences()[:1] == [True]
            plant.fault()
        await plant.settled()
        plant.world.close(2)
        await plant.settled()

    for door in (1, 3, 4):
        assert only_true(plant.readings_of(door), is_open=False)
    assert plant.moves_of(2) == [False, True, False]
    assert not plant.opens()


async def test_a_late_answer_is_no_answer_to_the_next_question(tmp_path: Path, family: str) -> None:
    """Two boards of one family; what the late one says of its doors is not said of the other's."""
    line = a_line(tmp_path / "tty", family, family, baud=FAST, more=1)
    async with planted(tmp_path, line) as plant:
        for door in range(1, DOORS + 1):
            plant.world.force(door)
        await plant.settled()
        plant.fault(1, late_ms=90)
        await plant.rounds(10, board=2)
        await plant.board.unlock(DOORS + 1)
        plant.fault(1)
        await plant.settled()

    assert plant.opens(2) == {1: 1}
    for door in range(DOORS + 2, 2 * DOORS + 1):
        assert only_true(plant.readings_of(door), is_open=False)
    assert plant.moves_of(DOORS + 1) == [False, True]


async def test_an_open_that_is_answered_late_is_not_sent_again(tmp_path: Path, family: str) -> None:
    async with planted(tmp_path, a_line(tmp_path / "tty", family, baud=FAST)) as plant:
        plant.fault(late_ms=150)
        with pytest.raises(OSError, match="board-1"):
            await plant.board.unlock(1)
        await plant.rounds(10)
        plant.fault()
        await plant.settled()
        await plant.rounds(5)

    assert plant.opens() == {1: 1}


async def test_a_switch_that_bounces_opens_once_and_closes_once(
    tmp_path: Path, family: str
) -> None:
    async with planted(tmp_path, a_line(tmp_path / "tty", family, baud=9_600)) as plant:
        plant.fault(bounce_ms=25)
        for _ in range(2):
            plant.told.clear()
            await plant.board.unlock(1)
            await plant.until(lambda: plant.world.open_doors)
            await plant.settled()
            await plant.rounds(5)
            plant.world.close(1)
            await plant.settled()
            await plant.rounds(5)
            assert [one.is_open for one in plant.readings_of(1) if one] == [True, False]


async def test_a_board_that_speaks_out_of_turn_may_lose_an_open_but_doubles_none(
    tmp_path: Path, family: str
) -> None:
    line = a_line(tmp_path / "tty", family, family, baud=9_600, more=8)
    async with planted(tmp_path, line) as plant:
        plant.fault(1, rude=True)
        plant.fault(2, rude=True)
        for door in range(1, 2 * DOORS + 1):
            with suppress(OSError):
                await plant.board.unlock(door)
        await plant.settled()

    pulses = [*plant.opens(1).values(), *plant.opens(2).values()]
    assert set(pulses) == {1}
    assert len(plant.world.open_doors) == len(pulses)


async def test_a_stuck_door_is_pulsed_once_and_never_told_open(tmp_path: Path, family: str) -> None:
    async with planted(tmp_path, a_line(tmp_path / "tty", family, baud=FAST)) as plant:
        plant.fault(stuck=[1])
        await plant.board.unlock(1)
        await plant.rounds(8)

    assert plant.opens() == {1: 1}
    assert plant.moves_of(1) == [False]


async def test_the_door_that_moved_is_told_not_the_one_that_was_meant(
    tmp_path: Path, family: str
) -> None:
    async with planted(tmp_path, a_line(tmp_path / "tty", family, baud=FAST)) as plant:
        plant.fault(swaps={1: 3, 3: 1})
        await plant.board.unlock(1)
        await plant.until(lambda: plant.world.open_doors)
        await plant.settled()

    assert plant.moves_of(1) == [False]
    assert plant.moves_of(3) == [False, True]


async def test_a_sensor_that_lies_is_believed_for_its_door_alone(
    tmp_path: Path, family: str
) -> None:
    async with planted(tmp_path, a_line(tmp_path / "tty", family, baud=FAST)) as plant:
        plant.fault(lies={2: "open"})
        await plant.until(lambda: plant.moves_of(2) == [False, True])
        plant.fault(lies={2: "closed"})
        plant.world.force(2)
        await plant.until(lambda: plant.moves_of(2) == [False, True, False])
        plant.fault(inverted=True)
        await plant.until(lambda: plant.moves_of(4) == [False, True])

    assert plant.moves_of(1) == [False, True]
    assert plant.moves_of(2) == [False, True, False]


async def test_a_meal_goes_in_and_is_seen_where_there_is_an_eye(
    tmp_path: Path, family: str
) -> None:
    async with planted(tmp_path, a_line(tmp_path / "tty", family, baud=9_600)) as plant:
        unit = plant.lines.units["board-1"]
        if isinstance(unit, Kerong):
            unit.tells_unlock = True  # some do, and talk into the next question
        with suppress(OSError):
            await plant.board.unlock(4)
        await plant.until(lambda: plant.world.open_doors == [4])
        await plant.settled()
        plant.world.put(4)
        plant.world.close(4)
        await plant.settled()

    seen = family == "kr-cu16" or None
    last = plant.readings_of(4)[-1]
    assert last is not None
    assert (last.is_open, last.occupied) == (False, seen)
    assert plant.silences() == []
    assert plant.opens() == {4: 1}
