"""What is special of a family: opens nobody answers, sensors, refusals, thermometers."""

import asyncio
from itertools import pairwise

import pytest
from tests.cabinet.drivers.copper import Copper, Scripted, Stage, Unit, compartments, leap

from linli.cabinet.drivers import modbus
from linli.cabinet.drivers.kerong import KrCu16Board
from linli.cabinet.drivers.waveshare import WaveshareBoard
from linli.cabinet.inputs import Reading
from linli.cabinet.wiring import KrCu16, Line, LockBoard, Register, Waveshare, Wired, XyMd02

KERONG = KrCu16(name="k", address=2, locks=3, first=1)
WAVESHARE = Waveshare(name="s", address=1, locks=2, first=1)
T1 = XyMd02(name="t1", address=10, zone=1)
T2 = Register(name="t2", address=11, zone=2, function=4, scale=0.01)


def crc(text: str) -> bytes:
    return modbus._FRAMER.encode(bytes.fromhex(text)[1:], bytes.fromhex(text)[0], 0)  # noqa: SLF001


def summed(text: str) -> bytes:
    body = bytes.fromhex(text)
    return bytes((*body, sum(body) & 0xFF))


def a_stage(unit: Unit, *boards: LockBoard, sensors: tuple[int, ...] = ()) -> Stage:
    wired = Wired(lines=[Line(device="a", boards=list(boards), thermometers=[])])
    count = sum(board.locks for board in boards)
    return Stage(wired, compartments(range(1, count + 1), sensors=sensors), a=Copper(unit))


KERONG_POLL = KrCu16Board(KERONG).poll().frame
KERONG_CLOSED = summed("02 20 35 07 00 02 00 03")


def test_a_family_that_answers_no_open_is_believed_by_its_next_poll() -> None:
    async def work() -> None:
        unit = Scripted({KERONG_POLL: KERONG_CLOSED})
        async with a_stage(unit, KERONG, sensors=(1, 2)) as stage:
            assert stage.board.readings() == {
                1: Reading(is_open=False, occupied=False),
                2: Reading(is_open=False, occupied=True),
                3: Reading(is_open=False, occupied=None),
            }

            before_s = asyncio.get_running_loop().time()
            await stage.board.unlock(2)

            assert asyncio.get_running_loop().time() - before_s < 0.07

    leap(work())


def test_a_family_that_answers_no_open_and_is_dead_is_said_so_and_pulsed_once() -> None:
    async def work() -> None:
        unit = Scripted({KERONG_POLL: KERONG_CLOSED})
        async with a_stage(unit, KERONG) as stage:
            unit.answers = {}
            with pytest.raises(TimeoutError, match="k has not answered"):
                await stage.board.unlock(2)
            await asyncio.sleep(3)

            assert len(stage.coppers["a"].frames(KrCu16Board(KERONG).unlock(2).frame)) == 1

    leap(work())


def test_several_opens_of_such_a_board_are_each_confirmed_before_the_next() -> None:
    async def work() -> None:
        unit = Scripted({KERONG_POLL: KERONG_CLOSED})
        async with a_stage(unit, KERONG) as stage:
            await asyncio.gather(*(stage.board.unlock(door) for door in (1, 2, 3)))
            said = [frame for _, frame in stage.coppers["a"].said]
            opens = [at for at, frame in enumerate(said) if frame[2:3] == b"\x31"]

            assert len(opens) == 3
            assert all(KERONG_POLL in said[a:b] for a, b in pairwise(opens))

    leap(work())


def test_a_board_that_refuses_an_open_is_not_silent() -> None:
    poll, unlock = WaveshareBoard(WAVESHARE).poll().frame, WaveshareBoard(WAVESHARE).unlock(1).frame

    async def work() -> None:
        unit = Scripted({poll: crc("01 02 01 00"), unlock: crc("01 85 02")})
        async with a_stage(unit, WAVESHARE) as stage:
            with pytest.raises(OSError, match=r"s refuses: .*exception 2"):
                await stage.board.unlock(1)
            await asyncio.sleep(1)

            assert stage.heard.boards() == []

    leap(work())


def test_a_board_that_refuses_every_poll_is_as_good_as_silent() -> None:
    poll = WaveshareBoard(WAVESHARE).poll().frame

    async def work() -> None:
        async with a_stage(Scripted({poll: crc("01 82 01")}), WAVESHARE) as stage:
            assert stage.heard.boards() == [("s", True)]
            assert stage.board.readings() == {}

    leap(work())


def reads(celsius: int) -> bytes:
    return crc(f"0A 04 02 {celsius & 0xFFFF:04X}")


ASK_T1 = modbus.read_celsius(10, 4, 1, 0.1).frame
ASK_T2 = modbus.read_celsius(11, 4, 0, 0.01).frame


def test_warmth_is_told_when_it_changes_and_none_when_the_thermometer_falls_silent() -> None:
    async def work() -> None:
        unit = Scripted({ASK_T1: reads(623)})
        stage = Stage(Wired(lines=[Line(device="a", thermometers=[T1])]), [], a=Copper(unit))
        async with stage:
            await asyncio.sleep(10)
            unit.answers = {ASK_T1: reads(-7)}
            await asyncio.sleep(10)
            unit.answers = {}
            await asyncio.sleep(20)
            unit.answers = {ASK_T1: reads(-7)}
            await asyncio.sleep(10)

            assert stage.heard.warmth() == [62.3, -0.7, None, -0.7]
            assert stage.heard.boards() == [("t1", True), ("t1", False)]

    leap(work())


@pytest.mark.parametrize("broken", [0x7FFF, 0x8000, -410, 2001])
def test_a_thermometer_that_reads_what_cannot_be_is_as_good_as_silent(broken: int) -> None:
    async def work() -> None:
        unit = Scripted({ASK_T1: reads(broken), ASK_T2: crc("0B 04 02 19 6E")})
        line = Line(device="a", thermometers=[T1, T2])
        async with Stage(Wired(lines=[line]), [], a=Copper(unit)) as stage:
            await asyncio.sleep(20)

            assert stage.heard.boards() == [("t1", True)]
            assert stage.heard.warmth() == [65.1, None]

    leap(work())
