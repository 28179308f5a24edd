"""``linli.cabinet sim`` serves what a configuration describes, says so, and ends cleanly."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.cabinet.simulators.wires import LIMIT_S, Terminal, until
from tests.cabinet.stage import Configured

from linli.cabinet import __main__ as program


def wired(folder: Path, **changes: Any) -> dict[str, Any]:  # noqa: ANN401  # whatever JSON holds
    """Describe a board of one line with one lock board for the four doors of a configuration."""
    board = {"name": "low", "family": "kr-cu16", "address": 0, "locks": 4, "first": 1}
    line = {"device": str(folder / "ttyUSB0"), "baud": 19_200, "boards": [board]}
    compartments = [
        {"number": number, "size": "S", "occupancy_sensor": True, "lamp": False}
        for number in (1, 2, 3, 4)
    ]
    return {
        "board": {"kind": "wired", "lines": [line | changes]},
        "compartments": compartments,
    }


@asynccontextmanager
async def simulating(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the program; kill it at the end, if it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "linli.cabinet",
        "sim",
        *arguments,
        env={**os.environ, "PYTHONPATH": "src"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def line_of(process: asyncio.subprocess.Process) -> str:
    """Return the next line it prints."""
    assert process.stdout is not None
    async with asyncio.timeout(LIMIT_S):
        return (await process.stdout.readline()).decode().rstrip()


@pytest.mark.anyio
async def test_it_serves_lines_and_people_and_takes_all_away_at_the_end(
    configured: Configured, tmp_path: Path
) -> None:
    config = configured(**wired(tmp_path))
    device, control = tmp_path / "ttyUSB0", tmp_path / "control"
    async with simulating(str(config), "--people", "remote", str(control)) as process:
        announced = await line_of(process)
        terminal = Terminal(device)
        terminal.say("02 00 31 03 36")
        while await terminal.ask("02 00 30 03 35", 9) != "02 00 35 FE FF 00 00 03 37":
            pass
        await until(control.exists)
        reader, writer = await asyncio.open_unix_connection(control)
        seen = json.loads(await reader.readline())
        writer.close()
        await writer.wait_closed()
        terminal.close()
        process.send_signal(signal.SIGTERM)
        stopped = await line_of(process)
        async with asyncio.timeout(LIMIT_S):
            await process.wait()

    assert announced == f"{device}: 1920 bytes/s, low (Kerong)"
    assert seen == {"event": "doors", "open": [1], "occupied": []}
    assert (stopped, process.returncode) == ("stopped", 0)
    assert not device.is_symlink()
    assert not control.exists()


@pytest.mark.anyio
async def test_people_act_by_themselves_and_faults_come_from_a_file(
    configured: Configured, tmp_path: Path
) -> None:
    config = configured(**wired(tmp_path, boards=_two()))
    faults = tmp_path / "faults.json"
    faults.write_text('{"deaf": {"dark": true}, "low": {"lies": {"4": "occupied"}}}')
    async with simulating(str(config), "--faults", str(faults)) as process:
        await line_of(process)
        terminal = Terminal(tmp_path / "ttyUSB0")
        status = await terminal.ask("02 10 30 03 45 02 00 30 03 35", 9)
        terminal.close()

    assert status == "02 00 35 FF FF 08 00 03 40"


def _two() -> list[dict[str, Any]]:
    board = {"family": "kr-cu16", "locks": 2}
    return [
        board | {"name": "low", "address": 0, "first": 1},
        board | {"name": "deaf", "address": 1, "first": 3},
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--people", "nobody"], "People are: auto, auto SOCKET, or remote SOCKET."),
        (["--people", "remote"], "People are: auto, auto SOCKET, or remote SOCKET."),
        (["--people", "remote", "x" * 108], "A socket's path of at most 107 bytes is possible."),
        (["--faults", "/no/such/file"], "/no/such/file cannot be read: No such file"),
    ],
)
def test_what_it_cannot_serve_is_one_sentence_and_status_2(
    configured: Configured,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    says: str,
) -> None:
    config = configured(**wired(tmp_path))

    assert program.main(["sim", str(config), *arguments]) == 2
    assert capsys.readouterr().err.startswith(says)


@pytest.mark.parametrize(
    ("faults", "says"),
    [
        ('{"none": {}}', "there is no board none"),
        ('{"low": {"mood": "bad"}}', "unknown field `mood`"),
        ("{", "truncated"),
    ],
)
def test_faults_no_board_can_have_are_refused(
    configured: Configured,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    faults: str,
    says: str,
) -> None:
    file = tmp_path / "faults.json"
    file.write_text(faults)

    assert program.main(["sim", str(configured(**wired(tmp_path))), "--faults", str(file)]) == 2
    assert says in capsys.readouterr().err


def test_a_board_without_wires_and_a_missing_file_are_said(
    configured: Configured, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert program.main(["sim", str(configured())]) == 2
    assert "has no wires to stand in for" in capsys.readouterr().err

    assert program.main(["sim", str(tmp_path / "none.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_device_that_is_there_is_left_alone(
    configured: Configured, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ttyUSB0").write_text("a real line")

    assert program.main(["sim", str(configured(**wired(tmp_path)))]) == 1
    assert "A line cannot be served" in capsys.readouterr().err
    assert (tmp_path / "ttyUSB0").read_text() == "a real line"
