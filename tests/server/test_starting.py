"""One start, step by step, and the sentence for whatever stands in its way."""

import errno
import os
import socket
import sys
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.server.whole import free_port

from linli.kernel.errors import LinliError
from linli.server import start as module
from linli.server.embedded_bus import EmbeddedBus, find_server
from linli.server.errors import DoesNotRun, PortIsTaken
from linli.server.folder import Folder, make_ready, take, write_json
from linli.server.start import Start, Wish, say
from linli.server.supervisor import Child, Supervisor


@pytest.fixture
def start(tmp_path: Path, signals: None) -> Iterator[Start]:
    folder = Folder(tmp_path / "data")
    make_ready(folder)
    lock = take(folder)
    keeper = Supervisor(folder, {**os.environ, "LINLI_DATA": str(folder.root)}, lock, say)
    keeper.listen()
    yield Start(Wish(), folder, keeper, EmbeddedBus(find_server(), folder), free_port())
    keeper.stop()
    os.close(lock)


def prepares_by(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    python = module.python

    def instead(name: str, *arguments: str) -> list[str]:
        if name == "linli.server.prepare":
            return [sys.executable, "-c", script]
        return python(name, *arguments)

    monkeypatch.setattr(module, "python", instead)


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        ("disk_is_full", "数据文件夹 {folder} 所在的磁盘已满，至少要空出 64 MB。"),
        (
            "address_is_wrong",
            "看不懂 LINLI_DATABASE_URL。应为 postgresql://用户:密码@主机:端口/库名",
        ),
        ("driver_missing", "还没有安装 PostgreSQL 的驱动。请运行：pip install 'linli[postgres]'"),
        (
            "secrets_torn",
            "{folder}/secrets.json 已损坏，请从备份恢复。没有它，存下的手机号无法读取。",
        ),
        ("database_is_away", "数据库没有回答（why）。请检查 LINLI_DATABASE_URL 和数据库。"),
    ],
)
def test_what_stands_in_the_way_of_preparing_is_said_in_one_sentence(
    start: Start, monkeypatch: pytest.MonkeyPatch, refused: str, sentence: str
) -> None:
    prepares_by(monkeypatch, f'print(\'{{"refused": "{refused}", "reason": "why"}}\')')

    with pytest.raises(LinliError) as caught:
        start.bring_up()

    assert str(caught.value) == sentence.format(folder=start.folder.root)


def test_a_preparation_that_breaks_says_where_the_reason_is(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepares_by(monkeypatch, "raise SystemExit('the reason')")

    with pytest.raises(LinliError) as caught:
        start.bring_up()

    log = start.folder.log_of("prepare")
    assert str(caught.value) == f"准备数据时出错。原因见 {log}"
    assert log.read_text(encoding="utf-8") == "the reason\n"


def test_a_part_that_falls_again_and_again_ends_the_start_with_its_log_named(
    start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "nats-server"
    broken.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    broken.chmod(0o755)
    start.bus = EmbeddedBus(broken, start.folder)
    prepares_by(monkeypatch, 'print(\'{"demo": [], "sign_in": "/"}\')')

    with pytest.raises(DoesNotRun) as caught:
        start.bring_up()

    assert str(caught.value) == f"总线 启动不了。原因见 {start.folder.log_of('bus')}"


def test_a_part_that_never_answers_ends_the_start(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_START_MS", 100)
    silent = [sys.executable, "-c", "import time; time.sleep(600)"]
    start.supervisor.start(Child("web", "网页", lambda: silent))

    with pytest.raises(DoesNotRun):
        start.until_answering("web", "127.0.0.1", start.port, b"")


def test_who_is_told_to_stop_no_longer_waits_for_an_answer(start: Start) -> None:
    start.supervisor.is_stopping = True

    assert not start.until_answering("web", "127.0.0.1", start.port, b"")


def test_a_terminal_that_is_gone_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def write(self, _text: str) -> None:
            raise OSError(errno.EIO, "gone")

    monkeypatch.setattr(sys, "stdout", Gone())

    say("nobody reads this")


def test_a_port_that_was_asked_for_is_taken_or_refused_and_never_another(
    tmp_path: Path,
) -> None:
    folder, port = Folder(tmp_path), free_port()

    assert module.web_port(Wish(port=port), folder) == port

    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", port))
        squatter.listen()

        with pytest.raises(PortIsTaken):
            module.web_port(Wish(port=port), folder)


def test_the_port_of_last_time_is_tried_first(tmp_path: Path) -> None:
    folder, port = Folder(tmp_path), free_port()
    make_ready(folder)
    write_json(folder.web_file, {"url": f"http://127.0.0.1:{port}"})

    assert module.web_port(Wish(), folder) == port


@pytest.mark.parametrize(
    ("asked", "is_terminal", "screen", "opens"),
    [
        (True, False, "", True),
        (False, True, ":0", False),
        (None, True, ":0", True),
        (None, False, ":0", False),
        (None, True, "", False),
    ],
)
def test_the_browser_is_opened_for_a_person_with_a_screen_or_who_asks(  # noqa: PLR0913  # a table
    start: Start,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    asked: bool | None,
    is_terminal: bool,
    screen: str,
    opens: bool,
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", screen)
    start.bus.command()
    start.wish = Wish(opens=asked)

    start.tell({"demo": [], "sign_in": "/start?k=x"}, bus_version="9", is_new=True, took_ms=1234)

    assert opened == ([f"http://127.0.0.1:{start.port}/start?k=x"] if opens else [])
    said = capsys.readouterr().out
    assert f"登录    http://127.0.0.1:{start.port}/start?k=x" in said
    assert "用时 1.2 秒" in said
    assert "演示    无" in said
