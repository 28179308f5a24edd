"""A data folder that cannot be used is refused before anything is written into it."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from linli.server import folder as module
from linli.server.errors import AlreadyRunning, DiskIsFull, FolderNotWritable
from linli.server.folder import (
    Folder,
    data_folder,
    is_running,
    make_ready,
    read_json,
    take,
    write_json,
)
from linli.server.running import running


class Usage(NamedTuple):
    """What a disk has."""

    total: int
    used: int
    free: int


def test_a_folder_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(FolderNotWritable) as caught:
        make_ready(Folder(tmp_path / "file" / "data"))

    assert str(caught.value) == (
        f"数据文件夹 {tmp_path}/file/data 不能写入（{os.strerror(errno.ENOTDIR)}）。"
        "请换一个：linli --data 文件夹"
    )


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_takes_nothing_more_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def full(_handle: int) -> None:
        raise OSError(number, "full")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(DiskIsFull) as caught:
        make_ready(Folder(tmp_path))

    assert str(caught.value) == f"数据文件夹 {tmp_path} 所在的磁盘已满，至少要空出 64 MB。"


def test_a_disk_with_too_little_room_is_refused_and_with_enough_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    least = module.ROOM_NEEDED_MB * 1024 * 1024
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(least, 1, least - 1))

    with pytest.raises(DiskIsFull):
        make_ready(Folder(tmp_path))

    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(least, 0, least))
    make_ready(Folder(tmp_path))


def test_an_error_without_a_number_is_told_in_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def odd(_handle: int) -> None:
        msg = "odd"
        raise OSError(msg)

    monkeypatch.setattr(os, "fsync", odd)

    with pytest.raises(FolderNotWritable, match="odd"):
        make_ready(Folder(tmp_path))


def test_a_new_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "a" / "data")

    assert make_ready(folder)
    assert folder.root.stat().st_mode & 0o777 == 0o700
    assert not make_ready(folder)
    assert list(folder.run.iterdir()) == []


def test_the_folder_is_that_asked_for_then_that_of_the_environment_then_the_platform_s(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LINLI_DATA", str(tmp_path / "environment"))

    assert data_folder(tmp_path / "asked").root == tmp_path / "asked"
    assert data_folder(None).root == tmp_path / "environment"

    monkeypatch.delenv("LINLI_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))

    assert data_folder(None).root == tmp_path / "home" / "linli"
    assert data_folder(Path("~/x")).root == Path.home() / "x"


def test_of_two_who_take_a_folder_the_second_is_told_who_has_it(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    make_ready(folder)

    assert not is_running(folder)

    lock = take(folder)

    with pytest.raises(AlreadyRunning) as caught:
        take(folder)

    assert caught.value.pid == os.getpid()
    assert is_running(folder)

    os.close(lock)

    assert not is_running(folder)
    os.close(take(folder))


@pytest.mark.parametrize("left", [b"", b"rubbish"])
def test_a_folder_held_by_someone_without_a_name_is_refused_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: bytes
) -> None:
    monkeypatch.setattr(module, "LEAVING_MS", 50)
    folder = Folder(tmp_path)
    make_ready(folder)
    lock = take(folder)
    folder.lock_file.write_bytes(left)

    with pytest.raises(AlreadyRunning) as caught:
        take(folder)

    assert caught.value.pid == 0
    os.close(lock)


def test_a_folder_whose_holder_died_is_free_once_its_children_are_gone(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    make_ready(folder)
    lock = take(folder)
    with subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(lock,)
    ) as child:
        os.close(lock)  # from here on only the child holds it
        with subprocess.Popen([sys.executable, "-c", ""]) as dead:
            dead.wait()
        folder.lock_file.write_text(str(dead.pid), encoding="utf-8")
        with pytest.raises(AlreadyRunning):
            take_within(folder, 50)
        assert child.stdin is not None
        child.stdin.close()

        os.close(take_within(folder, 20_000))


def take_within(folder: Folder, ms: int) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LEAVING_MS", ms)
        return take(folder)


def test_a_holder_of_another_user_lives(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def not_yours(_pid: int, _signal: int) -> None:
        raise PermissionError

    folder = Folder(tmp_path)
    make_ready(folder)
    lock = take(folder)
    monkeypatch.setattr(os, "kill", not_yours)

    with pytest.raises(AlreadyRunning):
        take(folder)

    os.close(lock)


def test_a_file_that_is_torn_or_no_object_or_absent_reads_as_nothing(tmp_path: Path) -> None:
    file = tmp_path / "web.json"

    assert read_json(file) == {}

    for text in ('{"url": ', "[1]", "\x00"):
        file.write_text(text, encoding="utf-8")
        assert read_json(file) == {}


def test_a_write_that_fails_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    file = tmp_path / "web.json"
    write_json(file, {"url": "旧"})

    with pytest.raises(TypeError):
        write_json(file, {"url": object()})

    assert read_json(file) == {"url": "旧"}
    assert [one.name for one in tmp_path.iterdir()] == ["web.json"]


def test_nothing_runs_where_nobody_holds_the_folder_or_has_said_where_it_is(
    tmp_path: Path,
) -> None:
    folder = Folder(tmp_path)

    assert running(folder) is None

    make_ready(folder)
    lock = take(folder)

    assert running(folder) is None

    write_json(folder.web_file, {"url": "http://here"})
    write_json(folder.bus_file, {"url": "nats://here"})
    write_json(folder.pids_file, {"web": 7})
    found = running(folder)

    assert found is not None
    assert (found.web_url, found.bus_url, found.pids) == ("http://here", "nats://here", {"web": 7})
    os.close(lock)

    assert running(folder) is None
