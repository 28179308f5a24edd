"""Lamps and heaters on a line: off before everything else, and told again and again."""

import asyncio

from tests.cabinet.drivers.copper import (
    Copper,
    FakeEight,
    FakeRelays,
    Stage,
    compartments,
    eights,
    leap,
)

from linli.cabinet.inputs import BoardHeard, Reading
from linli.cabinet.wiring import Line, Relays, Wired

GRAIN_S = 0.0015
"""How exactly the clock is looked at."""

OPEN_1, POLL_1, POLL_2 = b"\x8a\x01", b"\x80\x01\x00", b"\x80\x02\x00"
CLOSED, OPEN = Reading(is_open=False, occupied=None), Reading(is_open=True, occupied=None)


def lamp_stage() -> tuple[Stage, FakeEight, FakeRelays, Copper]:
    board, relays = FakeEight(1), FakeRelays(20)
    relay = Relays(name="hygiene", address=20, lamps={1: 3, 2: 4}, heaters={8: 1})
    line = Line(device="r", relays=[relay])
    copper = Copper(relays)
    stage = Stage(
        Wired(lines=[eights(1), line]),
        compartments(range(1, 25), lamps=[3, 4]),
        a=Copper(board),
        r=copper,
    )
    return stage, board, relays, copper


def test_lamps_are_dark_before_anything_and_after_everything() -> None:
    async def work() -> None:
        stage, _, relays, copper = lamp_stage()
        relays.on = {1, 2, 7}
        async with stage:
            assert relays.on == {7}, "a channel that is nobody's is left alone"
            stage.board.lamp(3, on=True)
            await asyncio.sleep(1)
            assert relays.on == {1, 7}

        assert relays.on == set()
        assert copper.said[-1][1][2:4] == b"\x00\xff"

    leap(work())


def test_a_lamp_goes_dark_within_50_ms_of_its_door_moving() -> None:
    async def work() -> None:
        stage, board, relays, _ = lamp_stage()
        async with stage:
            for attempt in range(30):
                stage.board.lamp(3, on=True)
                await asyncio.sleep(0.5 + attempt * 0.0017)
                assert relays.on == {1}
                moved_s = asyncio.get_running_loop().time()
                board.open.add(3)
                while relays.on:  # noqa: ASYNC110  # the level waited for
                    await asyncio.sleep(0.001)
                assert asyncio.get_running_loop().time() - moved_s <= 0.05 + GRAIN_S
                board.open.clear()
                await asyncio.sleep(0.5)

                assert relays.on == set(), "nobody lights it again but the core"

    leap(work())


def test_a_lamp_stays_dark_behind_a_door_that_is_open_or_unknown() -> None:
    async def work() -> None:
        stage, board, relays, _ = lamp_stage()
        async with stage:
            board.open.add(3)
            await asyncio.sleep(0.5)
            stage.board.lamp(3, on=True)
            board.silent = True
            await asyncio.sleep(2)
            stage.board.lamp(4, on=True)
            stage.board.lamp(5, on=True)  # has none
            await asyncio.sleep(1)

            assert relays.on == set()

    leap(work())


def test_a_lamp_goes_dark_when_its_door_falls_silent() -> None:
    async def work() -> None:
        stage, board, relays, _ = lamp_stage()
        async with stage:
            stage.board.lamp(3, on=True)
            await asyncio.sleep(0.5)
            board.silent = True
            await asyncio.sleep(1)

            assert relays.on == set()

    leap(work())


def test_a_relay_board_that_lost_its_power_is_told_again() -> None:
    async def work() -> None:
        stage, _, relays, _ = lamp_stage()
        async with stage:
            stage.board.heater(1, on=True)
            await asyncio.sleep(0.5)
            relays.on.clear()
            await asyncio.sleep(6)

            assert relays.on == {8}

    leap(work())


def test_a_silent_relay_board_is_told_and_does_not_light_what_is_wanted_dark_by_then() -> None:
    async def work() -> None:
        stage, _, relays, copper = lamp_stage()
        async with stage:
            relays.silent = True
            stage.board.lamp(3, on=True)
            await asyncio.sleep(2)
            assert stage.heard.all[-1][1] == BoardHeard("hygiene", silent=True)

            said = len(copper.said)
            stage.board.lamp(3, on=False)
            await asyncio.sleep(0.1)
            assert copper.said[said][1][4:6] == b"\x00\x00", "off is tried at once nevertheless"

            relays.silent = False
            await asyncio.sleep(10)
            assert relays.on == set()
            assert stage.heard.boards() == [("hygiene", True), ("hygiene", False)]

    leap(work())
