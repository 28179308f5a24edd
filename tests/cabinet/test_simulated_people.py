"""Simulated people do at the doors what people do, by themselves or as they are told."""

import asyncio
import json
import socket as network
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.cabinet.stage import before_the_doors

from linli.cabinet.config import Compartment
from linli.cabinet.drivers.simulated import SimulatedBoard
from linli.cabinet.inputs import BoardHeard, Reading, Sensed, Warmed
from linli.cabinet.simulators import people
from linli.cabinet.simulators.people import AutoPeople, RemotePeople
from linli.cabinet.simulators.reality import Reality
from linli.wire.messages import Size

pytestmark = pytest.mark.anyio

FITTED = [
    Compartment(number=number, size=Size.S, occupancy_sensor=True, lamp=True)
    for number in (1, 2, 3)
]
LIMIT_S = 5

Said = asyncio.Queue[Sensed | Warmed | BoardHeard]


@pytest.fixture
def board(tmp_path: Path) -> SimulatedBoard:
    reality = Reality([1, 2, 3], latch_ms=0, file=tmp_path / "journal.board.json")
    return SimulatedBoard(FITTED, reality)


@asynccontextmanager
async def lively(board: SimulatedBoard) -> AsyncIterator[Said]:
    """Let the board's people act; give what its sensors say."""
    said: Said = asyncio.Queue()
    work = asyncio.create_task(board.run(said.put_nowait))
    for _ in range(3):  # let it begin, then the world, then the people
        await asyncio.sleep(0)
    try:
        yield said
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def until_closed(said: Said) -> list[Reading]:
    readings: list[Reading] = []
    async with asyncio.timeout(LIMIT_S):
        while not readings or readings[-1].is_open:
            sensed = await said.get()
            assert isinstance(sensed, Sensed)
            assert sensed.reading is not None
            readings.append(sensed.reading)
    return readings


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


class Driver:
    """Whoever drives the people through the socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def do(self, what: str, door: int, **more: Any) -> None:  # noqa: ANN401  # whatever JSON holds
        """Make the people do this."""
        self.send(json.dumps({"do": what, "door": door, **more}).encode() + b"\n")

    def send(self, raw: bytes) -> None:
        """Send anything at all."""
        self.writer.write(raw)

    async def hear(self) -> dict[str, Any]:
        """Wait for the next event."""
        async with asyncio.timeout(LIMIT_S):
            heard: dict[str, Any] = json.loads(await self.reader.readline())
        return heard


@asynccontextmanager
async def driving(socket: Path) -> AsyncIterator[Driver]:
    async with asyncio.timeout(LIMIT_S):
        driver = Driver(*await before_the_doors(str(socket)))
    try:
        yield driver
    finally:
        driver.writer.close()
        with suppress(OSError):  # the board may have cut it off
            await driver.writer.wait_closed()


@pytest.fixture
def socket(board: SimulatedBoard, tmp_path: Path) -> Path:
    path = tmp_path / "people.sock"
    board.reality.invite(RemotePeople(board.reality, path))
    return path


def by_themselves(board: SimulatedBoard, dwell_ms: int = 10) -> None:
    chance = Random(1)  # noqa: S311  # people who dawdle
    board.reality.invite(AutoPeople(board.reality, dwell_ms=dwell_ms, chance=chance))


async def test_a_person_fills_an_empty_compartment_and_the_next_empties_it(
    board: SimulatedBoard,
) -> None:
    by_themselves(board)
    async with lively(board) as said:
        await board.unlock(1)
        filled = await until_closed(said)
        await board.unlock(1)
        emptied = await until_closed(said)

    assert filled[-1] == Reading(is_open=False, occupied=True)
    assert emptied[-1] == Reading(is_open=False, occupied=False)


async def test_who_stood_at_an_open_door_still_stands_there_after_a_restart(
    board: SimulatedBoard,
) -> None:
    board.reality.force(2)
    by_themselves(board)
    async with lively(board) as said:
        readings = await until_closed(said)

    assert readings[-1] == Reading(is_open=False, occupied=True)


async def test_a_door_closed_by_somebody_else_is_left_alone(board: SimulatedBoard) -> None:
    by_themselves(board)
    async with lively(board) as said:
        board.reality.force(1)
        board.reality.close(1)
        board.reality.force(2)
        await until_closed(said)
        readings = await until_closed(said)

    assert board.reality.occupied == [2]
    assert readings[-1].occupied


async def test_a_driver_sees_the_doors_and_moves_them(board: SimulatedBoard, socket: Path) -> None:
    board.reality.force(3)
    board.reality.put(3)
    async with lively(board) as said, driving(socket) as driver:
        assert await driver.hear() == {"event": "doors", "open": [3], "occupied": [3]}
        assert mode_of(socket) == 0o600

        before_ns = round(asyncio.get_running_loop().time() * 1e9)
        await board.unlock(1)
        opened = await driver.hear()
        driver.do("put", 1)
        driver.do("close", 1)
        closed = await driver.hear()
        driver.do("take", 3)
        driver.do("force", 2)
        forced = await driver.hear()

    assert (opened["event"], opened["door"]) == ("opened", 1)
    assert (closed["event"], closed["door"]) == ("closed", 1)
    assert (forced["event"], forced["door"]) == ("opened", 2)
    assert before_ns <= opened["mono_ns"] <= closed["mono_ns"]
    assert board.reality.occupied == [1]
    assert board.reality.open_doors == [2, 3]
    assert said.qsize() == 5


async def test_a_driver_can_jam_a_lock_and_free_it(board: SimulatedBoard, socket: Path) -> None:
    async with lively(board), driving(socket) as driver:
        await driver.hear()
        driver.do("jam", 1, on=True)
        driver.do("jam", 9, on=True)
        assert await driver.hear() == {"event": "error", "says": "there is no door 9"}

        await board.unlock(1)
        await board.unlock(2)
        assert (await driver.hear())["door"] == 2

        driver.do("jam", 1, on=False)
        driver.do("take", 3)
        await driver.hear()
        await board.unlock(1)
        assert (await driver.hear())["door"] == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"not JSON\n", "JSON is malformed"),
        (b"\xff\xfe\n", ""),
        (b'{"do":"dance","door":1}\n', "'dance'"),
        (b'{"do":"put","door":"one"}\n', "Expected `int`"),
        (b'{"do":"put","door":1,"say":"hello"}\n', "unknown field"),
        (b"[" * 4000 + b"\n", ""),
        (b'{"do":"put","door":1}\n', "door 1 is closed"),
    ],
)
async def test_a_bad_line_is_answered_and_the_next_good_one_works(
    board: SimulatedBoard, socket: Path, line: bytes, says: str
) -> None:
    async with lively(board), driving(socket) as driver:
        await driver.hear()
        driver.send(line)
        error = await driver.hear()
        driver.do("force", 1)
        opened = await driver.hear()

    assert error["event"] == "error"
    assert says in error["says"]
    assert opened["door"] == 1


async def test_who_sends_an_endless_line_is_told_and_cut_off(
    board: SimulatedBoard, socket: Path
) -> None:
    async with lively(board), driving(socket) as driver, driving(socket) as other:
        await driver.hear()
        driver.send(b"x" * 20_000)

        assert (await driver.hear())["says"] == "a line has at most 4096 bytes"
        assert await driver.reader.read() == b""

        await other.hear()
        other.do("force", 1)

        assert (await other.hear())["event"] == "opened"


async def test_a_driver_who_is_torn_away_harms_nobody(board: SimulatedBoard, socket: Path) -> None:
    async with lively(board), driving(socket) as other:
        await other.hear()
        await asyncio.to_thread(_connect_and_vanish, socket)
        other.do("force", 1)

        assert (await other.hear())["door"] == 1


def _connect_and_vanish(socket: Path) -> None:
    """Close with the greeting still unread: the other end gets a reset, not an end."""
    with network.socket(network.AF_UNIX) as line:
        line.connect(str(socket))
        assert line.recv(1) == b"{"


async def test_all_drivers_see_the_same_and_one_too_many_is_told(
    board: SimulatedBoard, socket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "MOST_CLIENTS", 2)
    async with lively(board), driving(socket) as one, driving(socket) as two:
        await one.hear()
        await two.hear()
        async with driving(socket) as three:
            assert (await three.hear())["event"] == "error"

        one.do("force", 1)

        assert await one.hear() == await two.hear()


async def test_a_driver_who_does_not_read_is_cut_off_and_holds_up_nobody(
    board: SimulatedBoard, socket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "SLOWEST_CLIENT", 1_000)
    async with lively(board), driving(socket) as sleeper, driving(socket) as other:
        await sleeper.hear()
        await other.hear()
        sleeper.writer.transport.pause_reading()  # type: ignore[attr-defined]  # a socket's has it
        async with asyncio.timeout(LIMIT_S):
            for _ in range(20_000):
                board.reality.force(1)
                board.reality.close(1)
                await other.hear()
                await other.hear()
                sleeper.do("jam", 3, on=False)
                if sleeper.writer.transport.is_closing():
                    break

    assert sleeper.writer.transport.is_closing()


async def test_a_broken_door_stays_open_and_nobody_steps_up_to_it(
    board: SimulatedBoard, socket: Path, tmp_path: Path
) -> None:
    by_themselves(board)
    async with lively(board) as said, driving(socket) as driver:
        await driver.hear()
        driver.do("wedge", 2)
        async with asyncio.timeout(LIMIT_S):
            broken = await said.get()
        board.reality.close(2)
        again = Reality([1, 2, 3], latch_ms=0, file=tmp_path / "journal.board.json")

        assert broken == Sensed(2, Reading(is_open=True, occupied=False))
        assert board.reality.open_doors == again.open_doors == [2]
        assert board.reality.occupied == []


async def test_behind_a_mended_door_the_crew_looks_and_puts_nothing(board: SimulatedBoard) -> None:
    by_themselves(board)
    async with lively(board) as said:
        board.reality.wedge(2, on=True)
        board.reality.wedge(2, on=False)
        board.reality.wedge(1, on=False)  # was never broken
        while not said.empty():
            said.get_nowait()
        await board.unlock(2)
        looked = await until_closed(said)
        await board.unlock(2)
        filled = await until_closed(said)

    assert looked[-1] == Reading(is_open=False, occupied=False)
    assert filled[-1] == Reading(is_open=False, occupied=True)
