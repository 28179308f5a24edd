"""The agent as a process: it begins, stops, is killed, and comes back to where it was."""

import asyncio
import ctypes
import logging
import os
import runpy
import signal
import sys
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.cabinet.stage import Configured, NatsServer, drive, serving

import linli.cabinet.running
from linli.cabinet import __main__ as program
from linli.cabinet import linux
from linli.cabinet.alone import alone
from linli.cabinet.config import Config, read_config
from linli.cabinet.journal import Journal
from linli.wire.messages import Purpose, Result

LIMIT_S = 10


@asynccontextmanager
async def running(path: Path, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run an agent as a process of its own; kill it at the end, if it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "linli.cabinet",
        str(path),
        env={**os.environ, "PYTHONPATH": "src", **environment},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.mark.anyio
async def test_a_killed_agent_comes_back_without_losing_a_line_or_a_meal(
    bus: NatsServer, configured: Configured
) -> None:
    path = configured()
    config = read_config(path)
    async with serving(bus) as server:
        deposit = server.new_deposit()
        async with running(path) as first:
            stored = await server.act(Purpose.DEPOSIT, deposit)
            await server.until_told("OPENED")
            server.acks = False
            await drive(config, {"do": "put", "door": 1}, {"do": "close", "door": 1})
            await server.until_told("DEPOSITED")
            first.kill()
            await first.wait()
        before = server.ticks[-1].session
        server.acks = True
        async with running(path):
            await server.until(lambda: server.ticks[-1].session != before)
            picked = await server.act(Purpose.PICKUP, deposit)
            await server.until_told("OPENED")
            await drive(config, {"do": "take", "door": 1}, {"do": "close", "door": 1})
            await server.until(lambda: "PICKED" in server.told())

    assert (stored.result, picked.result) == (Result.OK, Result.OK)
    assert server.told()[:8] == [
        "BOOTED",
        "INTENT_D",
        "OPENED",
        "DEPOSITED",
        "BOOTED",
        "INTENT_P",
        "OPENED",
        "PICKED",
    ]
    assert sum(line.seq == 4 for batch in server.batches for line in batch.events) == 2


@pytest.mark.anyio
async def test_an_agent_killed_right_after_it_answered_does_not_pulse_by_itself(
    bus: NatsServer, configured: Configured
) -> None:
    """The latch is slow at first, so that the kill comes between the pulse and the door."""
    board = {"kind": "simulated", "people": "auto", "dwell_ms": 60_000}
    path = configured(board=board | {"latch_ms": 60_000})
    async with serving(bus) as server:
        async with running(path) as first:
            await server.act(Purpose.DEPOSIT, server.new_deposit())
            await server.until_told("INTENT_D")
            first.kill()
            await first.wait()
        before = server.ticks[-1].session
        path = configured(board=board | {"latch_ms": 0})
        async with running(path):
            await server.until(lambda: server.ticks[-1].session != before)
            await server.act(Purpose.DEPOSIT, server.new_deposit())
            await server.until_told("OPENED")

    assert server.told() == ["BOOTED", "INTENT_D", "BOOTED", "UNSURE", "INTENT_D", "OPENED"]
    assert [line.comp for line in server.lines] == [0, 1, 0, 1, 2, 2]


@pytest.mark.anyio
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
async def test_an_agent_that_is_told_to_stop_stops_cleanly(
    bus: NatsServer, configured: Configured, told: signal.Signals
) -> None:
    async with serving(bus) as server, running(configured()) as process:
        await server.fresh_tick()
        process.send_signal(told)
        async with asyncio.timeout(LIMIT_S):
            _, said = await process.communicate()

    assert process.returncode == 0
    assert said.decode().splitlines()[-1].endswith("told to stop")


@pytest.mark.anyio
async def test_a_second_agent_of_one_journal_waits_for_the_first_to_go(
    bus: NatsServer, configured: Configured
) -> None:
    path = configured()
    async with serving(bus) as server, running(path) as first:
        before = (await server.fresh_tick()).session
        async with running(path) as second:
            await server.act(Purpose.DEPOSIT, server.new_deposit())
            assert {tick.session for tick in server.ticks} == {before}
            first.terminate()
            await server.until(lambda: server.ticks[-1].session != before)
            assert second.returncode is None

    assert server.told().count("BOOTED") == 2


def test_a_second_agent_gives_up_if_the_first_does_not_go(
    configured: Configured, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = configured()
    monkeypatch.setattr(linli.cabinet.running, "TAKEOVER_S", 0.05)
    with alone(read_config(path).journal, patience_s=0):
        status = program.main([str(path)])

    assert status == 1
    assert "another agent works with this journal" in caplog.text


@pytest.mark.anyio
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
async def test_an_agent_on_the_leash_ends_with_its_parent(
    bus: NatsServer, configured: Configured
) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "import os, subprocess, sys\n"
        "env = {**os.environ, 'LINLI_DIE_WITH_PARENT': str(os.getpid())}\n"
        "child = subprocess.Popen([sys.executable, '-m', 'linli.cabinet', sys.argv[1]], env=env)\n"
        "print(child.pid, flush=True)\n"
        "child.wait()\n",
        str(configured()),
        env={**os.environ, "PYTHONPATH": "src"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert parent.stdout is not None
    child = os.pidfd_open(int(await parent.stdout.readline()))
    gone = asyncio.Event()
    asyncio.get_running_loop().add_reader(child, gone.set)
    try:
        async with serving(bus) as server:
            await server.fresh_tick()
        parent.kill()
        async with asyncio.timeout(LIMIT_S):
            await gone.wait()
    finally:
        asyncio.get_running_loop().remove_reader(child)
        os.close(child)
        await parent.wait()


def test_an_agent_whose_parent_is_gone_already_does_not_begin(
    configured: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINLI_DIE_WITH_PARENT", str(2**22 + 1))
    monkeypatch.setattr(sys, "platform", "elsewhere")

    with pytest.raises(SystemExit) as ended:
        program.main([str(configured())])

    assert ended.value.code == 0


def test_a_parent_that_lives_is_no_reason_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = _Kernel(0)
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: kernel)

    for parent in (1, os.getppid()):
        linux.die_with_parent(parent)

    monkeypatch.setattr(sys, "platform", "elsewhere")
    linux.die_with_parent(1)

    assert kernel.asked == [(1, signal.SIGTERM), (1, signal.SIGTERM)]


def test_a_machine_without_a_boot_id_gets_one_for_each_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = linux.boot_id()
    assert linux.boot_id() == here

    monkeypatch.setattr(linux, "BOOT_ID", tmp_path / "none")
    made_up = linux.boot_id()

    assert made_up != linux.boot_id()
    assert len(here) == len(made_up) == 32


def test_a_wall_clock_is_trusted_no_further_than_the_system_vouches_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert linux.clock_quality() in {1, 2}

    for state, quality in ((0, 2), (4, 2), (5, 1), (-1, 1)):
        monkeypatch.setattr(ctypes, "CDLL", lambda _name, state=state: _Kernel(state))
        assert linux.clock_quality() == quality

    monkeypatch.setattr(sys, "platform", "elsewhere")
    assert linux.clock_quality() == 1


class _Kernel:
    """Says what it is told about its clock, and remembers what it was asked to do."""

    def __init__(self, state: int) -> None:
        self._state = state
        self.asked: list[tuple[int, int]] = []

    def prctl(self, option: int, value: int, *_rest: int) -> None:
        """Remember it."""
        self.asked.append((option, value))

    def adjtimex(self, _timex: object) -> int:
        """Say how well the clock is kept."""
        return self._state


@pytest.mark.parametrize("arguments", [[], ["one", "two"]])
def test_a_wrong_number_of_arguments_is_said(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["linli.cabinet", *arguments])

    monkeypatch.delitem(sys.modules, "linli.cabinet.__main__")
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("linli.cabinet", run_name="__main__")

    assert ended.value.code == 2
    assert capsys.readouterr().err == "One argument is needed: the cabinet's configuration file.\n"


def test_a_bad_configuration_is_one_sentence_and_status_2(
    configured: Configured, capsys: pytest.CaptureFixture[str]
) -> None:
    assert program.main([str(configured(number="seven"))]) == 2

    said = capsys.readouterr().err
    assert said.endswith("config.json: the field number: expected `int`, got `str`.\n")
    assert said.count("\n") == 1


def test_a_journal_of_another_cabinet_is_said(
    configured: Configured, config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    Journal(config.journal, config.layout()).close()

    assert program.main([str(configured(cabinet="HK-B"))]) == 1
    assert "the journal cannot be used: " in caplog.text


def test_an_agent_works_until_it_is_told_to_stop(
    configured: Configured, config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    """In this very process, and without any bus: the doors need none."""
    caplog.set_level(logging.INFO)
    with ThreadPoolExecutor(1) as outside:
        seen = outside.submit(_stop_once_it_serves, config)
        status = program.main([str(configured())])

    assert seen.result()["event"] == "doors"
    assert status == 0
    assert "told to stop" in caplog.text
    journal = Journal(config.journal, config.layout())
    assert [line.type for line in journal.lines(0, 10)] == ["BOOTED"]
    journal.close()


def _stop_once_it_serves(config: Config) -> dict[str, object]:
    heard: dict[str, object] = asyncio.run(drive(config))
    os.kill(os.getpid(), signal.SIGTERM)
    return heard


def test_a_process_that_fails_says_so_and_ends(
    configured: Configured, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = {"kind": "simulated", "people": "remote", "socket": "/no/such/folder/people.sock"}

    assert program.main([str(configured(board=board))]) == 1
    assert "the agent has failed" in caplog.text
