"""How long a pulse would wait is known before it is promised."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cabinet.drivers.copper import Copper, FakeEight, Stage, compartments, eights, leap

from linli.cabinet.core import LONGEST_WAIT_MS
from linli.cabinet.drivers.supply import Supply
from linli.cabinet.wiring import KrCu16, Line, Wired

OPEN = b"\x8a"
GRAIN_S = 0.06
"""A poll that was on the line already, and how exactly the clock is looked at."""


def stage_of(*addresses: int, **supply: int) -> tuple[Stage, Copper]:
    copper = Copper(*(FakeEight(address) for address in addresses))
    doors = [door for address in addresses for door in range(24 * address - 23, 24 * address + 1)]
    return Stage(Wired(lines=[eights(*addresses)], **supply), compartments(doors), a=copper), copper


async def burst(stage: Stage, doors: range) -> tuple[list[int], list[BaseException | None]]:
    """Ask for these doors in one moment, as the core does; return who was admitted, and how."""
    admitted = list[int]()
    for door in doors:
        if stage.board.wait_ms(door, admitted) <= LONGEST_WAIT_MS:
            admitted.append(door)
    ends = await asyncio.gather(
        *(stage.board.unlock(door) for door in admitted), return_exceptions=True
    )
    return admitted, ends


@pytest.mark.parametrize(
    ("supply", "expected"),
    [({}, 6), ({"pulses_at_once": 1, "pulse_gap_ms": 500}, 3), ({"pulses_at_once": 24}, 24)],
)
def test_of_a_burst_of_24_all_that_are_admitted_are_pulsed_in_time_and_none_is_dropped(
    supply: dict[str, int], expected: int
) -> None:
    async def work() -> None:
        stage, copper = stage_of(1, 2, **supply)
        async with stage:
            began_s = asyncio.get_running_loop().time()
            admitted, ends = await burst(stage, range(1, 49, 2))

            assert len(admitted) == expected
            assert ends == [None] * expected
            last_s = copper.frames(OPEN)[-1]
            assert last_s - began_s <= LONGEST_WAIT_MS / 1000 + GRAIN_S

            again, ends = await burst(stage, range(2, 3))
            assert (again, ends) == ([2], [None])

    leap(work())


def test_whoever_waits_already_counts_and_whoever_gave_up_does_not() -> None:
    async def work() -> None:
        stage, _ = stage_of(1, pulses_at_once=1, pulse_gap_ms=400)
        async with stage:
            before = [asyncio.create_task(stage.board.unlock(door)) for door in (1, 2, 3)]
            await asyncio.sleep(0.05)
            assert 1_100 < stage.board.wait_ms(4, []) <= 1_200
            assert 1_500 < stage.board.wait_ms(4, [5]) <= 1_600

            before[2].cancel()
            await asyncio.sleep(0)
            assert 700 < stage.board.wait_ms(4, []) <= 800
            await asyncio.gather(*before[:2])

    leap(work())


def test_a_line_that_is_slower_than_the_supply_is_what_one_waits_for() -> None:
    async def work() -> None:
        stage, _ = stage_of(1, pulses_at_once=100)
        async with stage:
            one_ms = stage.board.wait_ms(1, [2])
            assert 20 <= one_ms <= 25
            assert stage.board.wait_ms(1, range(2, 12)) == pytest.approx(10 * one_ms, abs=10)

    leap(work())


def test_what_hangs_on_another_line_holds_up_nobody_here() -> None:
    async def work() -> None:
        wired: Any = Wired(lines=[eights(1), eights(2, device="b")], pulses_at_once=100)
        coppers = {"a": Copper(FakeEight(1)), "b": Copper(FakeEight(2))}
        async with Stage(wired, compartments(range(1, 49)), **coppers) as stage:
            assert stage.board.wait_ms(1, range(25, 49)) == 0
            assert stage.board.wait_ms(1, range(2, 25)) > 0

    leap(work())


def test_where_nothing_answers_an_open_the_poll_that_proves_it_counts() -> None:
    board = KrCu16(name="k", address=0, locks=16, first=1)
    wired = Wired(lines=[Line(device="a", baud=19_200, boards=[board])], pulses_at_once=100)

    async def work() -> None:
        async with Stage(wired, compartments(range(1, 17)), a=Copper(baud=19_200)) as stage:
            assert stage.board.wait_ms(1, [2]) > 2 * 10

    leap(work())


@given(
    st.integers(1, 4),
    st.lists(st.floats(0, 2), max_size=8),
    st.integers(0, 12),
)
def test_a_pulse_waits_just_as_long_as_the_supply_has_said(
    at_once: int, pauses_s: list[float], ahead: int
) -> None:
    supply, now_s = Supply(at_once=at_once, gap_s=0.35), 0.0
    for pause_s in pauses_s:
        now_s = max(now_s + pause_s, supply.ready_s())
        supply.take(now_s)

    said_s = supply.wait_s(now_s, ahead=ahead)

    begins_s = now_s
    for _ in range(ahead + 1):
        begins_s = max(begins_s, supply.ready_s())
        supply.take(begins_s)
    assert said_s == pytest.approx(begins_s - now_s)
