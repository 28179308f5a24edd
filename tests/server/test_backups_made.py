"""A backup appears whole and drilled, or not at all: the one before it stays."""

import errno
import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pyrage  # type: ignore[import-untyped]  # a compiled wheel without type stubs
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from tests.lockers.tower import Tower
from tests.server.vault import KEY, LOCK, Place, installed

from linli.server.backup import making, postgresql, seal
from linli.server.backup.archive import Table
from linli.server.backup.engines import engine_at
from linli.server.backup.errors import (
    AnotherBackupRuns,
    CannotWriteBackup,
    ClientMissing,
    DrillDiffers,
    DrillImpossible,
    DumpFailed,
    IdentityUnreadable,
    KeyDoesNotFit,
    NoRoomForBackup,
    PassphraseIsEmpty,
    RecipientUnreadable,
)
from linli.server.backup.making import Made, make_backup
from linli.server.backup.seal import Key, Lock, identities_in, make_seal, opening, passphrase_of
from linli.server.errors import DatabaseDoesNotAnswer

pytestmark = pytest.mark.django_db(transaction=True)

ON_POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="pg_dump's own")
ON_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="needs no database")


@pytest.fixture
def here(tmp_path: Path, now: datetime) -> Place:
    """An installation."""
    Tower(now=now)
    return installed(tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """An earlier backup; whatever fails must leave it alone, and no trace beside it."""
    (tmp_path / "kept").mkdir()
    earlier = tmp_path / "kept" / "linli.backup"
    earlier.write_bytes(b"the one before")
    yield earlier
    assert earlier.read_bytes() == b"the one before"
    assert [one.name for one in earlier.parent.iterdir()] == ["linli.backup"]


def made(here: Place, file: Path, now: datetime, *, drill: bool = False, lock: Lock = LOCK) -> Made:
    return make_backup(
        file, folder=here.folder, engine=here.engine, lock=lock, drill=drill, now=now
    )


def test_a_drill_that_brings_back_something_else_throws_the_backup_away(
    here: Place, file: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = type(here.engine).tables

    def forgets_a_row(engine: Any) -> dict[str, Table]:  # noqa: ANN401  # either engine
        found = real(engine)
        places = found["places_place"]
        return {**found, "places_place": Table(places.rows - 1, places.sum)}

    monkeypatch.setattr(making, "_drill", _drilled_by(forgets_a_row, type(here.engine)))
    with pytest.raises(DrillDiffers, match="places_place"):
        made(here, file, now, drill=True)


def _drilled_by(tables: Any, engine: type) -> Any:  # noqa: ANN401  # a drill as it is
    drill = making._drill  # noqa: SLF001  # the step under test

    def run(*arguments: Any) -> None:  # noqa: ANN401  # handed on
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(engine, "tables", tables)
            drill(*arguments)

    return run


@pytest.mark.parametrize("lock", [LOCK, Lock()])
def test_a_draft_that_the_disk_keeps_badly_is_thrown_away(
    here: Place, file: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, lock: Lock
) -> None:
    def keep_less(handle: int) -> None:
        if os.fstat(handle).st_size > 10:
            os.ftruncate(handle, os.fstat(handle).st_size - 10)

    monkeypatch.setattr("os.fsync", keep_less)

    with pytest.raises(DrillDiffers):
        made(here, file, now, drill=True, lock=lock)


@pytest.mark.parametrize("lock", [LOCK, Lock()])
def test_a_disk_that_becomes_full_is_told_and_leaves_the_old_backup(
    here: Place, file: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, lock: Lock
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(NoRoomForBackup):
        made(here, file, now, lock=lock)


def test_a_disk_that_becomes_full_in_the_middle_of_the_stream_is_told(
    here: Place, file: Path, now: datetime
) -> None:
    draft = file.with_name(f".{file.name}.draft")
    draft.symlink_to("/dev/full")

    with pytest.raises(NoRoomForBackup):
        made(here, file, now)


@ON_SQLITE
def test_a_snapshot_that_finds_no_room_is_told(
    here: Place, file: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        msg = "database or disk is full"
        raise sqlite3.OperationalError(msg)

    monkeypatch.setattr(type(here.engine), "snapshot", full)

    with pytest.raises(NoRoomForBackup):
        made(here, file, now)


def test_a_folder_that_is_not_there_is_told(here: Place, tmp_path: Path, now: datetime) -> None:
    with pytest.raises(CannotWriteBackup):
        made(here, tmp_path / "nowhere" / "linli.backup", now)


def test_of_two_backups_at_once_the_second_is_told(here: Place, file: Path, now: datetime) -> None:
    with (here.folder.root / ".backup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        with pytest.raises(AnotherBackupRuns):
            made(here, file, now)


@ON_SQLITE
def test_a_backup_that_is_killed_leaves_the_old_one_and_the_next_one_tidies_up(
    here: Place, tmp_path: Path, now: datetime
) -> None:
    file = tmp_path / "linli.backup"
    file.write_bytes(b"the one before")
    script = (
        "import os, signal, sys\n"
        "from datetime import UTC, datetime\n"
        "from pathlib import Path\n"
        "from linli.server.backup import making, seal, sqlite\n"
        "from linli.server.folder import Folder\n"
        "os.fsync = lambda _handle: os.kill(os.getpid(), signal.SIGKILL)\n"
        "making.make_backup(Path(sys.argv[1]), folder=Folder(Path(sys.argv[2])),\n"
        "    engine=sqlite.Sqlite(Path(sys.argv[3])), lock=seal.Lock(), drill=False,\n"
        "    now=datetime(2026, 3, 2, tzinfo=UTC))\n"
    )
    engine: Any = here.engine
    killed = subprocess.run(  # noqa: S603  # our own words
        [sys.executable, "-c", script, file, here.folder.root, engine.path], check=False
    )

    assert killed.returncode == -signal.SIGKILL
    assert file.read_bytes() == b"the one before"
    assert (here.folder.root / ".backup").exists()

    assert made(here, file, now).size == file.stat().st_size
    assert {one.name for one in tmp_path.iterdir()} == {"here", "linli.backup"}
    assert not (here.folder.root / ".backup").exists()


@ON_SQLITE
def test_a_plain_backup_is_a_tar_behind_one_line(
    here: Place, tmp_path: Path, now: datetime
) -> None:
    file = tmp_path / "linli.backup"
    made(here, file, now, lock=Lock())

    with file.open("rb") as opened:
        assert opened.readline() == b"linli-backup 1 plain -\n"
        with tarfile.open(fileobj=opened, mode="r|gz") as tar:
            names = tar.getnames()
    assert names[0] == "about.json"
    assert names[-1] == "tables.json"
    assert "files/media/seals/one.png" in names
    assert "files/log/web.log" not in names
    assert file.stat().st_mode & 0o077 == 0


@ON_SQLITE
def test_a_passphrase_opens_what_it_closed(tmp_path: Path) -> None:
    file = tmp_path / "sealed"
    words = passphrase_of("一把钥匙\n第二行\n")
    with file.open("wb") as out, seal.sealing(out, make_seal(Lock(passphrase=words))) as stream:
        stream.write(b"meals" * 100_000)

    with file.open("rb") as sealed, opening(sealed, Key(passphrase=words), name="x") as stream:
        assert stream.read() == b"meals" * 100_000

    wrapped = file.read_bytes().partition(b"\n")
    file.write_bytes(wrapped[0][:-8] + b"\n" + wrapped[2])
    with (
        file.open("rb") as sealed,
        pytest.raises(KeyDoesNotFit),
        opening(sealed, Key(passphrase=words), name="x"),
    ):
        pass


@ON_SQLITE
def test_who_reads_no_further_is_not_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "sealed"
    with file.open("wb") as out, seal.sealing(out, make_seal(LOCK)) as stream:
        stream.write(b"meals" * 1_000_000)

    with file.open("rb") as sealed, opening(sealed, KEY, name="x") as stream:
        assert stream.read(5) == b"meals"


@ON_SQLITE
def test_keys_of_ssh_open_too(tmp_path: Path) -> None:
    private = Ed25519PrivateKey.generate()
    openssh = serialization.PrivateFormat.OpenSSH
    text = private.private_bytes(
        serialization.Encoding.PEM, openssh, serialization.NoEncryption()
    ).decode()
    public = private.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    )
    file = tmp_path / "sealed"
    with (
        file.open("wb") as out,
        seal.sealing(out, make_seal(Lock(recipients=(public.decode(),)))) as stream,
    ):
        stream.write(b"meals")

    key = Key(identities=identities_in(text, name="id"))
    with file.open("rb") as sealed, opening(sealed, key, name="x") as stream:
        assert stream.read() == b"meals"


@ON_SQLITE
def test_what_is_no_key_is_told() -> None:
    one = str(pyrage.x25519.Identity.generate())

    assert identities_in(f"# created today\n\n{one}\n", name="id") == (one,)
    for text in ("", "# nothing\n", "AGE-SECRET-KEY-1"):
        with pytest.raises(IdentityUnreadable):
            identities_in(text, name="id")
    for text in ("age1", "ssh-ed25519 AAAA", "somebody"):
        with pytest.raises(RecipientUnreadable):
            make_seal(Lock(recipients=(text,)))
    with pytest.raises(PassphraseIsEmpty):
        passphrase_of("\nsecond line")


@ON_POSTGRESQL
def test_programs_of_postgresql_that_are_missing_or_fail_are_named(
    here: Place, file: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(postgresql, "client", lambda _name: "/bin/false")
        with pytest.raises(DumpFailed, match="false"):
            made(here, file, now)
    with monkeypatch.context() as patch:
        patch.setattr("shutil.which", lambda _name: None)
        assert postgresql.client("pg_dump").endswith("/bin/pg_dump")
        patch.setattr(postgresql, "_PROGRAMS", file)
        with pytest.raises(ClientMissing, match="pg_dump"):
            made(here, file, now)
    with monkeypatch.context() as patch:
        patch.setattr(postgresql, "DRILL", "")  # a database cannot make itself
        with pytest.raises(DrillImpossible):
            made(here, file, now, drill=True)


@ON_POSTGRESQL
def test_a_database_that_does_not_answer_is_told(tmp_path: Path) -> None:
    away = engine_at(f"postgresql://u:p@127.0.0.1:1/{tmp_path.name}?connect_timeout=2", tmp_path)

    with pytest.raises(DatabaseDoesNotAnswer):
        away.is_empty()
