"""Ends processes of the running Linli without a word, to see that nothing is lost."""

import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeVar

from linli.server.folder import Folder, read_json
from linli.server.replay.figures import Diary
from linli.server.replay.pace import Pace

Victim = Literal["server", "bus"]
What = TypeVar("What", bound=str)

NAMES: dict[Victim, tuple[str, ...]] = {"server": ("web", "ingest"), "bus": ("bus",)}
"""The processes that die together, by their names in pids.json."""

_MARKS = (b"linli", b"nats-server")


def timetable(wished: Mapping[What, int], *, length_s: float) -> list[tuple[float, What]]:
    """Return what is to befall when: evenly spread, none at an end, none together."""
    turns = sorted(
        ((number + 0.5) / times, what) for what, times in wished.items() for number in range(times)
    )
    return [
        (length_s * place / (len(turns) + 1), what)
        for place, (_, what) in enumerate(turns, start=1)
    ]


def kill(folder: Folder, victim: Victim) -> int:
    """Kill these processes as they are now; returns how many were there to be killed.

    A number that has passed to a program of somebody else is left alone.
    """
    pids = read_json(folder.pids_file)
    killed = 0
    for name in NAMES[victim]:
        pid = pids.get(name)
        if isinstance(pid, int) and _is_ours(pid):
            os.kill(pid, signal.SIGKILL)
            killed += 1
    return killed


def _is_ours(pid: int) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return any(mark in command for mark in _MARKS)


async def kill_on_time(
    folder: Folder, wished: Mapping[Victim, int], *, length_s: float, pace: Pace, diary: Diary
) -> None:
    """Kill servers and bus at their moments of the played day, and write each down."""
    for at, victim in timetable(wished, length_s=length_s):
        await pace.until(at)
        if kill(folder, victim):
            diary.kills[victim] += 1
