"""A noon played at a Linli of one page of rules."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from tests.server.replay_stage import FakeLinli, run_at_once

from linli.server.folder import Folder
from linli.server.replay.figures import Diary, Figures
from linli.server.replay.noon import Meal
from linli.server.replay.play import Noon, Plan

HOUR_S = 3_600.0


def meals(count: int, *, collected_after_s: float | None = 600.0) -> list[Meal]:
    """Return so many meals, spread over an hour."""
    return [
        Meal(
            index=index,
            ready_s=index * HOUR_S / count,
            size="S",
            recipient=f"R1-{index:04d}",
            collected_after_s=collected_after_s,
        )
        for index in range(count)
    ]


async def nothing() -> None:
    """Nothing happens beside the noon."""


def play(
    linli: FakeLinli, noon: list[Meal], beside: Callable[[], Coroutine[Any, Any, None]] = nothing
) -> Figures:
    """Play them at a Linli."""

    async def story() -> Figures:
        diary = Diary()
        client = linli.start(diary)
        plan = Plan(meals=noon, length_s=HOUR_S, speed=60.0, seed=1, kills={})
        async with asyncio.TaskGroup() as group:
            watching = [group.create_task(one.watch()) for one in linli.hands.values()]
            watching.append(group.create_task(beside()))
            figures = await Noon(
                plan,
                linli.tower,
                Folder(Path("nowhere")),
                client,
                linli.hands,
                diary,
                linli.read_heads,
            ).play(read_clock=asyncio.get_running_loop().time)
            for one in watching:
                one.cancel()
        return figures

    return run_at_once(story())
