"""A line is left free between polls, so that an open seldom waits; noise makes it careful."""

import asyncio
from itertools import pairwise

from tests.cabinet.drivers.copper import Copper, FakeEight, Stage, compartments, eights, leap

from linli.cabinet.drivers.line import NOISY_S
from linli.cabinet.wiring import Wired

POLL, OPEN = b"\x80", b"\x8a"
POLL_S = 12 * 10 / 9600 + 0.010
"""Five bytes, a thought, seven bytes."""


def crowded(*, boards: int) -> tuple[Stage, Copper, list[FakeEight]]:
    units = [FakeEight(address) for address in range(1, boards + 1)]
    copper = Copper(*units)
    wired = Wired(lines=[eights(*range(1, boards + 1))])
    return Stage(wired, compartments(range(1, 24 * boards + 1)), a=copper), copper, units


async def unlocked_after(stage: Stage, copper: Copper) -> float:
    asked_s = asyncio.get_running_loop().time()
    await stage.board.unlock(1)
    (said_s,) = (at for at in copper.frames(OPEN) if at >= asked_s)
    return said_s - asked_s


def test_a_line_that_was_polled_is_free_for_as_long_as_that_took() -> None:
    async def work() -> None:
        stage, copper, _ = crowded(boards=5)
        async with stage:
            await asyncio.sleep(2)
            polls = copper.frames(POLL)[-20:]

            gaps = [after - before for before, after in pairwise(polls)]
            assert min(gaps) >= 2 * POLL_S - 1e-6
            assert max(gaps) < 2 * POLL_S + 0.01

    leap(work())


def test_more_than_a_third_of_all_opens_find_the_line_free() -> None:
    async def work() -> None:
        stage, copper, units = crowded(boards=5)
        async with stage:
            waited = []
            for number in range(40):
                waited.append(await unlocked_after(stage, copper))
                units[0].open.add(1)
                await asyncio.sleep(0.5 + 0.007 * number)
                units[0].open.discard(1)
                await asyncio.sleep(0.5)

            assert sum(wait < 0.002 for wait in waited) > 40 / 3
            assert max(waited) < POLL_S + 0.003

    leap(work())


def test_a_door_that_was_seen_to_open_is_not_polled_without_pause_any_more() -> None:
    async def work() -> None:
        stage, copper, (board,) = crowded(boards=1)
        async with stage:
            await stage.board.unlock(1)
            stuck_from = len(copper.said)
            await asyncio.sleep(0.5)
            stuck = len(copper.said) - stuck_from
            board.open.add(1)
            await asyncio.sleep(0.2)
            open_from = len(copper.said)
            await asyncio.sleep(0.5)

            assert stuck > 1.5 * (len(copper.said) - open_from)

    leap(work())


def test_an_open_listens_longer_where_nobody_was_asked_and_something_spoke() -> None:
    async def work() -> None:
        stage, copper, (board,) = crowded(boards=1)
        async with stage:
            copper.received(b"\x55")
            noisy = await unlocked_after(stage, copper)
            board.open.add(1)
            await asyncio.sleep(2 * NOISY_S)
            quiet = await unlocked_after(stage, copper)

            assert noisy > 14 * 10 / 9600
            assert quiet < noisy

    leap(work())


def test_an_open_does_not_wait_for_a_board_that_missed_its_last_answer() -> None:
    async def work() -> None:
        stage, copper, (_, dying) = crowded(boards=2)
        async with stage:
            dying.silent = True
            await asyncio.sleep(0.25)
            assert stage.heard.boards() == [], "it has missed one answer, perhaps two"
            waited = await unlocked_after(stage, copper)
            await asyncio.sleep(3)

            assert waited < 0.05
            assert stage.heard.boards() == [("b2", True)]

    leap(work())
