"""What a cabinet costs while nobody asks for anything: its lines' time, a processor's, memory."""

import asyncio
import time
from collections.abc import Mapping

import psutil

from bench import cabinet_wires as wires
from bench.cabinet_room import room
from bench.figures import Figure

IDLE_S = 10.0
CPU_GOAL, MEMORY_GOAL_MB = 5.0, 60.0
POLLED_DOORS = 240

KIOSK: Mapping[str, object] = {"kiosk": {"port": 0, "address": "http://127.0.0.1:1"}}
"""On any free port; the QR's address is never called."""


async def full_poll() -> list[Figure]:
    """Line 4: ten boards of 24 doors on two lines, each asked again and again."""
    on_lines = wires.boards("8a", POLLED_DOORS, lines=2)
    async with room("8a", on_lines) as here:
        before, began_s = await here.doors.polls(), time.monotonic()
        await asyncio.sleep(IDLE_S)
        after, took_s = await here.doors.polls(), time.monotonic() - began_s
    fewest = min(after[name] - before[name] for name in after)
    limit = sum(wires.line_time(board).poll for board in on_lines[0])
    return [Figure("full poll of 240 doors, 8a", "-", took_s * 1_000 / fewest, "ms", limit)]


async def idle() -> list[Figure]:
    """Line 6: the agent of 48 doors, without a screen and with one."""
    told = []
    for name, front in (("", None), (" with kiosk", KIOSK)):
        async with room("8a", wires.boards("8a", 48), front=front) as here:
            agent = psutil.Process(here.agent.pid)
            agent.cpu_percent()
            await asyncio.sleep(IDLE_S)
            cpu, memory = agent.cpu_percent(), agent.memory_full_info()
        told += [
            Figure(f"agent idle{name}: processor", "-", cpu, "% of 1", CPU_GOAL, "≤ limit"),
            Figure(
                f"agent{name}: memory, PSS", "-", memory.pss / 1e6, "MB", MEMORY_GOAL_MB, "≤ limit"
            ),
            Figure(
                f"agent{name}: memory, RSS", "-", memory.rss / 1e6, "MB", MEMORY_GOAL_MB, "≤ limit"
            ),
        ]
    return told
