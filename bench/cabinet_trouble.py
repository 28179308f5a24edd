"""What an agent makes of commands that reached it just before it stood still, or died."""

import asyncio
import signal
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from bench import cabinet_wires as wires
from bench.cabinet_room import NotSoError, Room, room
from bench.figures import NEVER, Figure
from linli.wire.messages import EventType, Purpose, Result

STALLED_ACTS = 5
STALL_S = 10.0
LOOK_ON_S = 5.0
"""How long to look whether a door opens after all: longer than any open lives."""

RESTARTS = 5
"""Of each kind: with the command unread, and with it somewhere on its way to the lock."""

ON_ITS_WAY_S = 0.04
SOON_S = 0.3
"""A pulse that was sent before the kill has left the line by then."""


@dataclass(frozen=True, slots=True)
class Command:
    """One act, and what became of it. ``killed_s``: when its agent was, by CLOCK_MONOTONIC."""

    deposit: str
    killed_s: float
    comp: int | None
    """Of the answer; None: whoever asked does not know."""


async def stalled() -> list[Figure]:
    """Line 5: SIGSTOP, five acts, 10 s, SIGCONT; then a fresh act, which must open its door."""
    async with room("8a", wires.boards("8a", 48)) as here:
        await _opens(here)
        before = len(await here.doors.pulses())
        here.agent.send_signal(signal.SIGSTOP)
        asked = [_asked(here) for _ in range(STALLED_ACTS)]
        await asyncio.sleep(STALL_S)
        here.agent.send_signal(signal.SIGCONT)
        await asyncio.gather(*asked)
        await asyncio.sleep(LOOK_ON_S)
        late = len(await here.doors.pulses()) - before
        await _opens(here)
    return [_none("stalled 10 s, 5 acts: doors opened late", late)]


async def restarted() -> list[Figure]:
    """Line 5, second half: kill -9 with an act unread, or on its way, and a new start."""
    chance = Random(1)  # noqa: S311  # when it is killed
    commands, revived = list[Command](), list[float]()
    async with room("8a", wires.boards("8a", 48)) as here:
        await _opens(here)
        before = len(await here.doors.pulses())
        for unread in (True, False) * RESTARTS:
            commands.append(await _killed(here, unread=unread, chance=chance))
            await here.restart()
            revived.append(time.monotonic())
        await asyncio.sleep(LOOK_ON_S)
        pulses = (await here.doors.pulses())[before:]
        told = {one.deposit: here.lines_of(one.deposit) for one in commands}
        bound = {
            (line.comp, line.deposit)
            for line in here.server.lines
            if line.type == EventType.INTENT_D
        }
        booted = [line.type for line in here.server.lines].count(EventType.BOOTED)
        await _opens(here)
    unknown = sum(one.comp is None for one in commands)
    silent = [one for one in commands if one.comp is not None and not told[one.deposit]]
    return [
        Figure("restarted, 10 acts: callers told «unknown»", "-", unknown, "times", len(commands)),
        _none("restarted: doors opened late", late(pulses, commands)),
        _none("restarted: pulses without a line", unwritten(pulses, bound)),
        _none("restarted: «ok» without a line", len(silent)),
        _none("restarted: starts without a line", 1 + len(revived) - booted),
    ]


def late(pulses: Iterable[tuple[float, int]], commands: Sequence[Command]) -> int:
    """Count pulses that no command can have caused that was sent to an agent still alive.

    Each pulse must lie within ``SOON_S`` after a kill, or before it while its command ran.
    """
    windows = [(one.killed_s - 1, one.killed_s + SOON_S) for one in commands]
    return sum(not any(begin <= at <= end for begin, end in windows) for at, _ in pulses)


def unwritten(pulses: Iterable[tuple[float, int]], bound: Iterable[tuple[int, str]]) -> int:
    """Count pulses at doors of which no journal line says that they were to open."""
    doors = {comp for comp, _ in bound}
    return sum(door not in doors for _, door in pulses)


async def _killed(here: Room, *, unread: bool, chance: Random) -> Command:
    """Send an act to an agent that is killed before it reads it, or soon after."""
    if unread:
        here.agent.send_signal(signal.SIGSTOP)
    deposit = here.server.new_deposit()
    act = asyncio.create_task(here.act(Purpose.DEPOSIT, deposit))
    await asyncio.sleep(SOON_S if unread else chance.uniform(0, ON_ITS_WAY_S))
    here.agent.kill()
    killed_s = time.monotonic()
    _, reply = await act
    comp = reply.comp if reply is not None and reply.result is Result.OK else None
    return Command(deposit, killed_s, comp)


def _asked(here: Room) -> asyncio.Task[object]:
    return asyncio.create_task(here.act(Purpose.DEPOSIT, here.server.new_deposit()))


async def _opens(here: Room) -> None:
    """Check that a door opens for a fresh command: else nothing is shown by those that stay shut.

    Raises:
        NotSoError: none does.
    """
    _, reply = await here.act(Purpose.DEPOSIT, here.server.new_deposit())
    if reply is None or reply.result is not Result.OK:
        msg = f"a fresh command opens no door: {reply}"
        raise NotSoError(msg)
    await here.until(lambda: reply.comp in here.doors.open, "a fresh command opens a door")


def _none(name: str, count: int) -> Figure:
    return Figure(name, "-", count, "times", 0, NEVER)
