"""The real command with its real processes: it starts, survives, and leaves nothing behind."""

import http.cookiejar
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cluster import cluster
from tests.server.whole import (
    Whole,
    copy_ready,
    demo_of,
    environment,
    family_of,
    free_port,
    is_there,
    linli,
    started,
    until,
)

EVERYWHERE = "0.0.0.0"  # noqa: S104  # what a person asks for to try it with a phone


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """One Linli for the tests that leave it as they found it."""
    with started(tmp_path_factory.mktemp("whole") / "data", "--port", str(free_port())) as whole:
        yield whole
        assert whole.stop() == 0


class Visitor:
    """A browser without pictures: keeps cookies, fills in one form."""

    def __init__(self) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)

    def open(self, url: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Ask for a page, or send a form; return the status and the page."""
        body = urllib.parse.urlencode(form).encode() if form else None
        try:
            with self._opener.open(url, body) as answer:
                return int(answer.status), answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()

    def press(self, url: str) -> tuple[int, str]:
        """Open a page and press its first button."""
        status, page = self.open(url)
        assert status == 200, page
        form = page[page.index('method="post"') :]
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        return self.open(url, fields)


def link_of(whole: Whole) -> str:
    found = re.search(r"http://\S+/start\?k=\S+", "\n".join(whole.lines))
    assert found is not None, whole.lines
    return found[0]


def settled(whole: Whole) -> None:
    """Wait until every process has been started and the pages answer."""
    names = {"bus", "web", "ingest", "jobs", "supervisor"}
    names |= {f"cabinet-{code}" for code in demo_of(whole.folder)}
    until(lambda: set(whole.pids) == names, f"not all processes run: {whole.pids}")
    until(lambda: whole.get()[0] == 200, "no page answers")


def test_a_start_says_everything_in_at_most_ten_lines(whole: Whole) -> None:
    said = whole.lines

    assert len(said) <= 10
    assert said[0] == f"数据    {whole.folder.root}    新建"
    assert re.fullmatch(r"总线    NATS \d+\.\d+\.\d+    127\.0\.0\.1:\d+", said[1])
    assert said[2] == "演示    白玉兰广场，模拟柜子 BYL-A、BYL-B"
    assert said[3].startswith(f"网页    {whole.url}/ ")
    assert said[4].startswith(f"登录    {whole.url}/start?k=")
    assert said[5].startswith(f"先看    {whole.url}/demo ")


def test_the_sign_in_link_works_once_and_then_never(whole: Whole) -> None:
    link, first, second = link_of(whole), Visitor(), Visitor()

    status, page = first.press(link)

    assert status == 200, page
    assert "BYL-A" in page

    status, page = second.press(link)

    assert status == 409
    assert "已经用过" in page


def test_the_terminal_gives_a_new_sign_in_link_at_any_time(whole: Whole) -> None:
    given = linli("sign-in", "--data", str(whole.folder.root))

    assert given.returncode == 0, given.stderr
    assert Visitor().press(given.stdout.strip())[0] == 200


def test_the_demo_has_cabinets_that_answer(whole: Whole) -> None:
    settled(whole)
    visitor = Visitor()
    given = linli("sign-in", "--data", str(whole.folder.root))
    visitor.press(given.stdout.strip())

    status, page = visitor.open(f"{whole.url}/c/BYL-A")

    assert status == 200, page


def test_another_start_on_the_same_folder_is_refused_in_one_sentence(whole: Whole) -> None:
    root = str(whole.folder.root)

    other = linli("--data", root, "--no-open")

    assert other.returncode == 2
    pid = whole.pids["supervisor"]
    assert other.stderr == f"这个数据文件夹已有一个邻里在运行（进程 {pid}）：{root}\n"
    assert other.stdout == ""


def test_a_port_that_is_taken_is_said_in_one_sentence(whole: Whole, tmp_path: Path) -> None:
    port = whole.url.rpartition(":")[2]

    other = linli("--data", str(tmp_path / "other"), "--port", port, "--no-open")

    assert other.returncode == 2
    assert other.stderr == f"端口 {port} 已被别的程序占用。请换一个：linli --port 端口号\n"


@pytest.mark.parametrize("name", ["bus", "web", "ingest", "jobs", "cabinet-BYL-A"])
def test_a_process_that_is_killed_is_started_again_and_it_is_said(whole: Whole, name: str) -> None:
    settled(whole)
    bus = whole.folder.bus_file.read_text(encoding="utf-8")
    before = whole.pids[name]

    os.kill(before, signal.SIGKILL)
    line = whole.read_until("意外停止")
    until(lambda: whole.pids.get(name, before) != before, f"{name} stays away")

    assert "信号 9" in line
    settled(whole)
    assert whole.folder.bus_file.read_text(encoding="utf-8") == bus, "the bus is where it was"


def test_a_web_worker_that_is_killed_is_replaced(whole: Whole) -> None:
    settled(whole)
    main = whole.pids["web"]
    (worker,) = family_of(main) - {main}

    os.kill(worker, signal.SIGKILL)
    until(lambda: not is_there(worker), "it lives on")

    settled(whole)
    until(lambda: len(family_of(whole.pids["web"])) == 2, "no new worker")


def test_the_ledger_of_a_running_linli_is_whole(whole: Whole) -> None:
    verified = linli("ledger", "verify", "--data", str(whole.folder.root))

    assert verified.returncode == 0, verified.stderr
    assert verified.stdout.strip().endswith("全部完整")


def test_ctrl_c_leaves_no_process_and_a_later_start_finds_everything_where_it_was(
    tmp_path: Path,
) -> None:
    root = tmp_path / "data"
    with started(root) as first:
        settled(first)
        port, cabinets = first.url, demo_of(first.folder)
        everyone = family_of(first.process.pid)

        assert len(everyone) >= 8
        assert first.stop() == 0

    assert not any(map(is_there, everyone))
    assert first.pids == {}

    with started(root) as second:
        settled(second)

        assert second.lines[0].endswith("已有")
        assert second.url == port
        assert demo_of(second.folder) == cabinets
        assert second.stop(signal.SIGTERM) == 0


def test_a_supervisor_that_is_killed_leaves_no_process_and_the_folder_free(tmp_path: Path) -> None:
    port = str(free_port())
    with started(tmp_path / "data", "--empty", "--port", port) as whole:
        settled(whole)
        everyone = family_of(whole.process.pid)
        whole.process.kill()

    with started(tmp_path / "data", "--port", port) as again:
        assert not any(map(is_there, everyone))
        settled(again)
        assert demo_of(again.folder) == [], "who once said --empty stays without a demo"


def test_a_tampered_ledger_is_found(tmp_path: Path) -> None:
    root = copy_ready(tmp_path / "data")
    with sqlite3.connect(root / "linli.sqlite3") as database:
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE ledger_entry SET verb = 'nothing_happened' WHERE seq = 1")
    database.close()

    verified = linli("ledger", "verify", "--data", str(root))

    assert verified.returncode == 1
    assert "内容与指纹不符" in verified.stdout


def test_stopping_before_everything_is_ready_leaves_no_process(tmp_path: Path) -> None:
    root = tmp_path / "data"
    process = subprocess.Popen(  # noqa: S603  # our own command
        [sys.executable, "-m", "linli", "--data", str(root), "--no-open"], env=environment()
    )
    until((root / "run" / "pids.json").exists, "no process was started")
    everyone = family_of(process.pid)
    process.terminate()

    assert process.wait(60) == 0
    assert not any(map(is_there, everyone))


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://here/linli", "看不懂 LINLI_DATABASE_URL。"),
        ("postgresql://linli@127.0.0.1:{port}/linli", "数据库没有回答（"),
    ],
)
def test_a_database_that_cannot_be_used_is_said_in_one_sentence(
    tmp_path: Path, url: str, sentence: str
) -> None:
    address = url.format(port=free_port())

    refused = linli("--data", str(tmp_path / "data"), "--no-open", LINLI_DATABASE_URL=address)

    assert refused.returncode == 2
    assert refused.stderr.startswith(sentence)
    assert refused.stderr.count("\n") == 1


def test_it_runs_on_postgresql_by_one_setting(tmp_path: Path) -> None:
    root = tmp_path / "data"
    with cluster() as url:
        for how in ("新建", "已有"):
            with started(root, LINLI_DATABASE_URL=url) as whole:
                settled(whole)

                assert whole.lines[0].endswith(how)
                assert Visitor().press(link_of(whole))[0] == 200
                assert whole.stop() == 0
        verified = linli("ledger", "verify", "--data", str(root), LINLI_DATABASE_URL=url)

    assert verified.returncode == 0, verified.stdout
    assert not (root / "linli.sqlite3").exists()


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")

    refused = linli("--data", str(tmp_path / "file" / "data"), "--no-open")

    assert refused.returncode == 2
    assert refused.stderr.startswith(f"数据文件夹 {tmp_path}/file/data 不能写入（")
    assert refused.stderr.count("\n") == 1


def test_commands_that_need_a_running_linli_say_so(tmp_path: Path) -> None:
    root = tmp_path / "data"
    never_started = linli("ledger", "verify", "--data", str(root))
    copy_ready(root)

    stopped = linli("sign-in", "--data", str(root))

    assert never_started.returncode == stopped.returncode == 2
    assert never_started.stderr == f"{root} 里还没有数据。请先运行 linli\n"
    assert stopped.stderr == f"{root} 里的邻里没有在运行。请先运行 linli\n"


def test_all_addresses_means_the_machine_s_own_too(tmp_path: Path) -> None:
    with started(copy_ready(tmp_path / "data"), "--host", EVERYWHERE) as whole:
        assert whole.url.startswith("http://127.0.0.1:")
        assert whole.get()[0] == 200
        assert not any("手机试用" in line for line in whole.lines)
        assert whole.stop() == 0


def test_a_port_that_was_not_asked_for_gives_way(tmp_path: Path) -> None:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        taken = squatter.getsockname()[1]
        root = copy_ready(tmp_path / "data")
        at = f'{{"url": "http://127.0.0.1:{taken}"}}'
        (root / "run" / "web.json").write_text(at, encoding="utf-8")

        with started(root) as whole:
            assert whole.url != f"http://127.0.0.1:{taken}"
            assert whole.get()[0] == 200
