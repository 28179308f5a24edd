"""Processes are ended in the middle of a noon: those of Linli, and no others."""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.server.replay_stage import run_at_once

from linli.server.folder import Folder
from linli.server.replay.figures import Diary
from linli.server.replay.kills import kill, kill_on_time, timetable
from linli.server.replay.pace import Pace

WAITS = "import sys; print(flush=True); sys.stdin.read()"
"""Says that it runs: until then the system may not know its command line yet."""


@contextmanager
def process(*marks: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run something that waits, with these words on its command line."""
    command = [sys.executable, "-c", WAITS, *marks]
    running = subprocess.Popen(  # noqa: S603  # our own command
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert running.stdout is not None
    try:
        running.stdout.readline()
        yield running
    finally:
        running.kill()
        running.communicate()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A data folder of a Linli that runs nothing yet."""
    (tmp_path / "run").mkdir()
    return Folder(tmp_path)


def write_pids(folder: Folder, pids: object) -> None:
    folder.pids_file.write_text(json.dumps(pids))


def test_a_number_that_passed_to_another_program_is_left_alone(folder: Folder) -> None:
    with process("somebody-else") as other:
        write_pids(folder, {"web": other.pid, "ingest": "x", "bus": 0})

        assert kill(folder, "server") == 0
        assert kill(folder, "bus") == 0
        assert other.poll() is None


def test_where_nothing_runs_nothing_is_killed(folder: Folder) -> None:
    assert kill(folder, "server") == 0


def test_the_server_dies_with_its_two_processes_and_the_bus_alone(folder: Folder) -> None:
    with (
        process("linli.web") as web,
        process("linli.ingest") as ingest,
        process("nats-server") as bus,
    ):
        write_pids(folder, {"web": web.pid, "ingest": ingest.pid, "bus": bus.pid})

        assert kill(folder, "server") == 2
        assert (web.wait(10), ingest.wait(10)) == (-9, -9)
        assert bus.poll() is None
        assert kill(folder, "bus") == 1
        assert bus.wait(10) == -9


@given(st.integers(0, 9), st.integers(0, 9), st.floats(1, 1e5))
def test_kills_are_evenly_spread_and_never_at_an_end_or_together(
    servers: int, buses: int, length_s: float
) -> None:
    found = timetable({"server": servers, "bus": buses}, length_s=length_s)

    gaps = [after - before for before, after in pairwise([0.0, *(at for at, _ in found), length_s])]
    assert Counter(victim for _, victim in found) == Counter(server=servers, bus=buses)
    assert min(gaps) > 0
    assert max(gaps) - min(gaps) < 1e-6 * length_s


def test_each_kill_comes_at_its_moment_of_the_played_day(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[tuple[str, float]] = []
    diary = Diary()

    async def story() -> None:
        clock = asyncio.get_running_loop().time
        pace = Pace(speed=60.0, started=clock(), read=clock)

        def note(_folder: Folder, victim: str) -> int:
            killed.append((victim, round(pace.day_s)))
            return victim == "bus"

        monkeypatch.setattr("linli.server.replay.kills.kill", note)
        wished = {"server": 3, "bus": 2}
        await kill_on_time(folder, wished, length_s=1_200.0, pace=pace, diary=diary)  # type: ignore[arg-type]  # plain strings

    run_at_once(story())

    assert killed == [
        ("server", 200),
        ("bus", 400),
        ("server", 600),
        ("bus", 800),
        ("server", 1_000),
    ]
    assert diary.kills == {"bus": 2}
