"""What the command refuses, before anything runs, and how it ends."""

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from linli.kernel.errors import LinliError
from linli.server import words
from linli.server.replay import agents, command, refusals
from linli.server.replay.agents import start_agents
from linli.server.replay.command import replay
from linli.server.replay.refusals import AgentStopped, FileRefused, NotRunning
from linli.server.replay.tower import Cabinet, scaled_times


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    words.use("zh")
    yield
    words.use("zh")


def sentence(**options: object) -> str:
    """Return what is said instead of a noon."""
    with pytest.raises(LinliError) as caught:
        replay(**{"file": "noon", **options})  # type: ignore[arg-type]  # as the command line gives them
    return str(caught.value)


@pytest.mark.parametrize("file", ["", "no-such-file.csv", ".", "a\0b"])
def test_a_file_that_cannot_be_opened_is_refused(file: str) -> None:
    assert sentence(file=file).endswith("没有找到这个文件，或没有读取它的权限。")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"speed": 0.0}, "没有开始：--speed 的值「0」不行。应在 0.1 到 3600 之间。"),
        ({"speed": float("nan")}, "没有开始：--speed 的值「nan」不行。应在 0.1 到 3600 之间。"),
        ({"cabinets": 27}, "没有开始：--cabinets 的值「27」不行。应在 1 到 26 之间。"),
        ({"doors": 0}, "没有开始：--doors 的值「0」不行。应在 1 到 255 之间。"),
        ({"scale": 0}, "没有开始：--scale 的值「0」不行。应在 1 到 100000 之间。"),
        ({"kill_server": -1}, "没有开始：--kill-server 的值「-1」不行。应在 0 到 100 之间。"),
        ({"start": "noon"}, "没有开始：--from 的值「noon」不行。应写成 11:30。"),
        ({"end": "25:00"}, "没有开始：--to 的值「25:00」不行。应写成 11:30。"),
        ({"start": "14:00"}, "没有开始：--from 的值「14:00」不行。应早于 --to。"),
    ],
)
def test_an_option_that_cannot_be_is_refused_in_one_sentence(
    options: dict[str, object], said: str
) -> None:
    assert sentence(**options) == said


def test_a_bad_file_is_refused_before_a_linli_is_looked_for(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("ready_at\nsoon\n")

    with pytest.raises(FileRefused):
        replay(str(file), data=tmp_path / "nowhere")
    assert sentence(file=str(file)).splitlines()[1].startswith("第 2 行的 ready_at「soon」")


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:1"])
def test_where_no_linli_runs_the_command_to_start_one_is_named(tmp_path: Path, url: str) -> None:
    with pytest.raises(NotRunning) as caught:
        replay("noon", data=tmp_path, url=url)

    assert str(caught.value).endswith(f"请先运行：linli --data {tmp_path} --no-open")


def test_an_address_where_nobody_answers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "bus.json").write_text('{"url": "nats://127.0.0.1:1"}')
    (tmp_path / "secrets.json").write_text(
        json.dumps(dict.fromkeys(("secret_key", "replay_token", "grant_key", "phone_key"), "00"))
    )

    with pytest.raises(NotRunning):
        replay("noon", data=tmp_path, url="http://127.0.0.1:1")


def test_kills_that_cannot_be_carried_out_are_not_promised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "_url", lambda _folder, _url: "http://linli.test")

    said = sentence(kill_bus=2, data=tmp_path)

    assert said == "没有开始：--kill-bus 的值「2」不行。它的进程不在这个数据文件夹里。"


def ends_with(trouble: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return the exit status of a noon in which this happens."""

    async def play(_wish: command.Wish) -> None:
        raise trouble

    monkeypatch.setattr(command, "_play", play)
    monkeypatch.setattr(command, "_url", lambda _folder, _url: "http://linli.test")
    with pytest.raises(typer.Exit) as caught:
        replay("noon")
    return int(caught.value.exit_code)


def test_a_noon_that_breaks_off_is_not_well_and_says_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stopped = AgentStopped(cabinet="R1-A", status=-9, log="agent.log")

    assert ends_with(stopped, monkeypatch) == 1
    assert ends_with(ExceptionGroup("", [ExceptionGroup("", [stopped])]), monkeypatch) == 1
    said = "R1-A 的柜机程序停了（-9），记录在 agent.log\n"
    assert capsys.readouterr().err == said * 2


def test_a_noon_that_is_stopped_by_hand_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ends_with(KeyboardInterrupt(), monkeypatch) == 130
    assert capsys.readouterr().err.startswith("已停止。")


def test_our_own_mistake_is_not_told_as_somebody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ExceptionGroup):
        ends_with(ExceptionGroup("", [ZeroDivisionError()]), monkeypatch)


def test_what_the_server_refuses_before_the_noon_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refused = refusals.NotLetIn(url="http://linli.test", status=403, sentence="钥匙不对。")

    with pytest.raises(refusals.NotLetIn) as caught:
        ends_with(refused, monkeypatch)
    assert str(caught.value) == "没有开始：http://linli.test 拒绝了请求（403）：钥匙不对。"


def test_an_agent_that_cannot_start_is_named_with_its_log(tmp_path: Path) -> None:
    config = tmp_path / "config.json"
    config.write_text('{"cabinet": "R1-A"}')
    cabinet = Cabinet("R1-A", config, tmp_path / "journal.sqlite3", {})

    async def story() -> None:
        async with start_agents([cabinet], tmp_path / "bus.json"):
            pytest.fail("no doors were there to step up to")

    with pytest.raises(AgentStopped) as caught:
        asyncio.run(story())

    assert caught.value.status == 2
    assert str(config) in (tmp_path / "agent.log").read_text()


def test_an_agent_that_does_not_end_when_told_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agents, "STOP_WITHIN_S", 0.05)
    deaf = "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True)"

    async def story() -> int | None:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            f"{deaf}; sys.stdin.read()",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        await process.stdout.readline()
        await agents.stop(process)
        await agents.stop(process)
        return process.returncode

    assert asyncio.run(story()) == -9


@pytest.mark.parametrize("speed", [0.1, 60.0, 3_600.0])
def test_no_speed_makes_times_that_a_cabinet_would_not_take(speed: float) -> None:
    times = scaled_times(speed)

    assert times["hold_ms"] >= 1_000
    assert times["close_ms"] >= 1_000
    assert times["sanitise_ms"] == round(60_000 / speed)
