"""A line: opens first and once, and nobody waits for who is silent."""

import asyncio

import pytest
from tests.cabinet.drivers.copper import (
    Copper,
    FakeEight,
    Scripted,
    Stage,
    compartments,
    eights,
    leap,
)

from linli.cabinet.drivers.breaker import PROBE_S
from linli.cabinet.inputs import Reading, Sensed
from linli.cabinet.wiring import Line, Wired, Wkly

GRAIN_S = 0.0015
"""How exactly the clock is looked at."""

OPEN_1, POLL_1, POLL_2 = b"\x8a\x01", b"\x80\x01\x00", b"\x80\x02\x00"
CLOSED, OPEN = Reading(is_open=False, occupied=None), Reading(is_open=True, occupied=None)


def stage_of(*addresses: int, **supply: int) -> tuple[Stage, Copper, list[FakeEight]]:
    boards = [FakeEight(address) for address in addresses]
    copper = Copper(*boards)
    doors = [door for address in addresses for door in range(24 * address - 23, 24 * address + 1)]
    wired = Wired(lines=[eights(*addresses)], **supply)
    return Stage(wired, compartments(doors), a=copper), copper, boards


def test_an_open_is_answered_and_its_door_is_told_once() -> None:
    async def work() -> None:
        stage, _, (board,) = stage_of(1)
        async with stage:
            assert stage.board.readings() == dict.fromkeys(range(1, 25), CLOSED)

            await stage.board.unlock(3)
            board.open.add(3)
            await asyncio.sleep(1)

            assert board.pulses == [3]
            assert stage.heard.of(3) == [False, True]
            assert stage.heard.of(4) == [False]

    leap(work())


def test_an_open_without_an_answer_is_never_said_again() -> None:
    async def work() -> None:
        stage, copper, (board,) = stage_of(1)
        async with stage:
            board.silent = True
            with pytest.raises(TimeoutError, match="b1 has not answered"):
                await stage.board.unlock(3)
            said_after = len(copper.said)
            board.silent = False
            await asyncio.sleep(5)

            assert board.pulses == [3]
            assert copper.said[said_after][1].startswith(POLL_1), "the status is read instead"

    leap(work())


def test_an_open_goes_ahead_of_ten_boards_polls() -> None:
    async def work() -> None:
        stage, copper, _ = stage_of(*range(1, 11))
        async with stage:
            for pause in range(7):
                await asyncio.sleep(0.01 * pause)
                asked_s = asyncio.get_running_loop().time()
                await stage.board.unlock(1)
                (sent_s,) = (at for at in copper.frames(OPEN_1) if at >= asked_s)

                assert sent_s - asked_s < 0.045, "one poll, and a still line"
                await asyncio.sleep(1)

    leap(work())


def test_a_silent_board_is_told_once_and_slows_nobody_else() -> None:
    async def work() -> None:
        stage, copper, (dead, _) = stage_of(1, 2)
        async with stage:
            dead.silent = True
            await asyncio.sleep(2)
            from_s = asyncio.get_running_loop().time()
            await asyncio.sleep(30)

            assert stage.heard.boards() == [("b1", True)]
            assert stage.heard.of(1) == [False, None]
            assert stage.heard.of(25) == [False]
            assert 1 not in stage.board.readings()
            assert len([at for at in copper.frames(POLL_1) if at >= from_s]) <= 30 / PROBE_S + 1
            assert len([at for at in copper.frames(POLL_2) if at >= from_s]) > 30 * 11

    leap(work())


def test_a_board_that_speaks_again_is_told_once_and_all_its_doors_anew() -> None:
    async def work() -> None:
        stage, _, (board,) = stage_of(1)
        async with stage:
            board.silent = True
            await asyncio.sleep(2)
            board.silent = False
            board.open.add(2)
            await asyncio.sleep(4)

            assert stage.heard.boards() == [("b1", True), ("b1", False)]
            assert stage.heard.of(1) == [False, None, False]
            assert stage.heard.of(2) == [False, None, True]

    leap(work())


def test_a_silent_board_is_not_even_asked_to_open() -> None:
    """A door that nobody could see open must not."""

    async def work() -> None:
        stage, _, (board,) = stage_of(1)
        async with stage:
            board.silent = True
            await asyncio.sleep(2)
            with pytest.raises(ConnectionError, match="b1 is silent"):
                await stage.board.unlock(1)

            assert board.pulses == []

    leap(work())


def test_nobody_waits_for_a_silent_board_to_be_probed() -> None:
    async def work() -> None:
        stage, copper, (dead, _) = stage_of(1, 2)
        async with stage:
            dead.silent = True
            await asyncio.sleep(2)
            probed = len(copper.frames(POLL_1))
            while len(copper.frames(POLL_1)) == probed:  # noqa: ASYNC110  # the level waited for
                await asyncio.sleep(0.001)
            asked_s = asyncio.get_running_loop().time()
            await stage.board.unlock(25)

            assert copper.frames(b"\x8a\x02")[0] - asked_s < 0.03

    leap(work())


def test_pulses_are_no_more_at_once_than_the_supply_bears_whatever_line_they_are_on() -> None:
    async def work() -> None:
        coppers = {name: Copper(FakeEight(number)) for number, name in enumerate("ab", start=1)}
        wired = Wired(
            lines=[eights(1, device="a"), eights(2, device="b")],
            pulses_at_once=2,
            pulse_gap_ms=350,
        )
        async with Stage(wired, compartments(range(1, 49)), **coppers) as stage:
            await asyncio.gather(*(stage.board.unlock(door) for door in (1, 2, 3, 25, 26, 27)))
            pulses = sorted(at for one in coppers.values() for at in one.frames(b"\x8a"))

        assert len(pulses) == 6
        assert all(after - first >= 0.35 for first, after in zip(pulses, pulses[2:], strict=False))
        assert pulses[-1] - pulses[0] < 0.9

    leap(work())


def test_an_open_that_had_to_wait_for_too_long_is_not_sent_any_more() -> None:
    async def work() -> None:
        stage, _, (board,) = stage_of(1, pulses_at_once=1, pulse_gap_ms=2_000)
        async with stage:
            answers = await asyncio.gather(
                stage.board.unlock(1), stage.board.unlock(2), return_exceptions=True
            )
            await asyncio.sleep(5)

            assert answers[0] is None
            assert isinstance(answers[1], TimeoutError)
            assert board.pulses == [1]

    leap(work())


def test_an_open_that_nobody_waits_for_any_more_is_not_sent() -> None:
    async def work() -> None:
        stage, _, (board,) = stage_of(1, pulses_at_once=1, pulse_gap_ms=1_000)
        async with stage:
            await stage.board.unlock(1)
            gone = asyncio.create_task(stage.board.unlock(2))
            await asyncio.sleep(0.1)
            gone.cancel()
            await asyncio.sleep(3)

            assert board.pulses == [1]

    leap(work())


def test_an_answer_that_comes_too_late_is_not_taken_for_the_next_one() -> None:
    async def work() -> None:
        stage, copper, (board,) = stage_of(1)
        async with stage:
            board.late_s, board.open = 0.15, {5}
            polls = len(copper.frames(POLL_1))
            while len(copper.frames(POLL_1)) == polls:  # noqa: ASYNC110  # the level waited for
                await asyncio.sleep(0.001)
            await asyncio.sleep(0.02)
            board.late_s, board.open = 0.0, set()
            await asyncio.sleep(1)

            assert stage.heard.of(5) == [False], "what it said late was true no more"

    leap(work())


def test_noise_is_not_waited_out_for_ever() -> None:
    async def work() -> None:
        stage, copper, (board,) = stage_of(1)
        async with stage:
            for _ in range(400):
                copper.received(b"\xff\x80\x01")
                await asyncio.sleep(0.005)
            await stage.board.unlock(1)

            assert board.pulses == [1]
            assert stage.heard.boards() == []

    leap(work())


def test_a_device_that_vanishes_takes_all_with_it_and_is_opened_again() -> None:
    async def work() -> None:
        stage, copper, (first, _) = stage_of(1, 2)
        async with stage:
            copper.unplug()
            await asyncio.sleep(0.1)
            assert stage.heard.boards() == [("b1", True), ("b2", True)]
            assert (stage.heard.of(1), stage.heard.of(48)) == ([False, None], [False, None])
            with pytest.raises(ConnectionError):
                await stage.board.unlock(1)

            await asyncio.sleep(60)
            pauses = [b - a for a, b in zip(copper.tried_s[1:], copper.tried_s[2:], strict=False)]
            assert pauses[:5] == pytest.approx([1, 2, 4, 8, 8])

            copper.plugged = True
            await asyncio.sleep(9)
            assert sorted(stage.heard.boards()[2:]) == [("b1", False), ("b2", False)]
            assert stage.heard.of(1) == [False, None, False]
            assert first.pulses == []

    leap(work())


def test_a_device_that_vanishes_during_an_open_fails_it_at_once() -> None:
    async def work() -> None:
        stage, copper, (board,) = stage_of(1)
        async with stage:
            board.silent = True
            opening = asyncio.create_task(stage.board.unlock(1))
            while not copper.frames(OPEN_1):  # noqa: ASYNC110  # the level waited for
                await asyncio.sleep(0.001)
            copper.unplug()
            with pytest.raises(ConnectionError):
                await opening
            copper.plugged, board.silent = True, False
            await asyncio.sleep(10)

            assert len(copper.frames(OPEN_1)) == 1

    leap(work())


def test_a_device_that_is_not_there_at_the_start_is_silent_and_waited_for() -> None:
    async def work() -> None:
        stage, copper, _ = stage_of(1)
        copper.plugged = False
        async with stage:
            assert stage.heard.boards() == [("b1", True)]
            assert stage.board.readings() == {}

            copper.plugged = True
            await asyncio.sleep(9)
            assert stage.board.readings()[1] == CLOSED

    leap(work())


def test_a_switch_that_bounces_is_told_once() -> None:
    async def work() -> None:
        stage, _, (board,) = stage_of(1)
        async with stage:
            for flip in range(5):
                (board.open.discard if flip % 2 else board.open.add)(9)
                await asyncio.sleep(0.017)
            await asyncio.sleep(1)

            assert stage.heard.of(9) == [False, True]

    leap(work())


def test_a_push_is_confirmed_by_a_poll_at_once() -> None:
    closed = bytes.fromhex("57 4B 4C 59 0B 00 84 00 03 01 01 01".replace(" ", ""))
    opened = bytes.fromhex("57 4B 4C 59 0C 00 84 00 03 01 00 01".replace(" ", ""))
    poll = bytes.fromhex("574B4C5908008485")

    def framed(body: bytes) -> bytes:
        body = body[:4] + bytes((len(body) + 1,)) + body[5:]
        check = 0
        for byte in body:
            check ^= byte
        return bytes((*body, check))

    async def work() -> None:
        unit = Scripted({poll: framed(closed)})
        copper = Copper(unit)
        wired = Wired(
            lines=[Line(device="a", boards=[Wkly(name="w", address=0, locks=3, first=1)])]
        )
        async with Stage(wired, compartments([1, 2, 3]), a=copper) as stage:
            unit.answers = {poll: framed(opened)}
            copper.received(framed(bytes.fromhex("574B4C59000085FF00")))
            copper.received(framed(bytes.fromhex("574B4C590000850200")))
            pushed_s = asyncio.get_running_loop().time()
            await asyncio.sleep(0.5)

            told_s = stage.heard.when(Sensed(2, OPEN))
            assert told_s - pushed_s < 0.15
            assert len([at for at in copper.frames(poll) if pushed_s < at < told_s]) <= 2
            assert stage.heard.of(1) == [False]

    leap(work())
