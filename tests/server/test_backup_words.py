"""The words ``linli backup``, ``linli restore`` and ``linli ledger``, as people type them."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from django.db import connection
from tests.lockers.tower import Tower
from tests.server.vault import KEY, LOCK, own_engine
from typer.testing import CliRunner, Result

from linli.ledger.models import Entry
from linli.server import backup_words, cli, ledger_words
from linli.server.backup import making, restoring, seal
from linli.server.backup.archive import About
from linli.server.backup.errors import (
    IdentityUnreadable,
    NobodyCouldOpen,
    NotABackup,
    OneLockOnly,
)
from linli.server.backup.restoring import Restored
from linli.server.backup.seal import Key, Lock
from linli.server.errors import DatabaseAddressIsWrong, NothingPreparedYet
from linli.server.folder import Folder, make_ready, write_json

Run = Callable[..., Result]

PASSPHRASE = "one two three"  # noqa: S105  # a test's


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A data folder that was prepared before."""
    made = Folder(tmp_path / "data")
    make_ready(made)
    write_json(made.stamp_file, {})
    for name in ("LINLI_DATABASE_URL", backup_words.PASSPHRASE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LINLI_DATA", str(made.root))
    return made


@pytest.fixture
def run(folder: Folder) -> Run:
    """Run the words of backups; a sentence that refuses is raised."""
    app = typer.Typer()
    backup_words.add_backup(app)

    def invoke(*words: str, **more: Any) -> Result:  # noqa: ANN401  # the runner's own
        result = CliRunner().invoke(app, [*words, "--data", str(folder.root)], **more)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the words ask for, of a backup and a restore that do nothing."""
    heard: list[dict[str, Any]] = []

    def make(file: Path, **given: Any) -> making.Made:  # noqa: ANN401  # what is asked
        heard.append({"file": file, **given})
        return making.Made(5_400_000, 28, 1_234, drilled=given["drill"])

    def restore(file: Path, **given: Any) -> Restored:  # noqa: ANN401  # what is asked
        heard.append({"file": file, **given})
        about = About("0.1.0", "2026-03-02T04:00:00+00:00", "SQLite", [])
        if given["overwrite"]:
            return Restored(about, 7, 3, 70, 2, 1, Path("/old"))
        return Restored(about, 7, 0, 70, 0, 2, None)

    monkeypatch.setattr(making, "make_backup", make)
    monkeypatch.setattr(restoring, "restore", restore)
    return heard


def test_a_backup_is_made_for_recipients_a_passphrase_or_by_name_for_anyone(
    run: Run, asked: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "linli.backup"
    secret = tmp_path / "pass"
    secret.write_text(f"{PASSPHRASE}\n")

    told = run("backup", str(file), "--to", "age1x", "--to", "age1y").output
    assert "28 张表、1234 行，5.4 MB" in told
    assert "恢复演练通过" in told
    run("backup", str(file), "--passphrase-file", str(secret))
    monkeypatch.setenv(backup_words.PASSPHRASE, "from outside")
    run("backup", str(file))
    told = run("backup", str(file), "--plain", "--no-drill").output
    assert "没有做恢复演练" in told
    assert "没有加密" in told

    assert [one["lock"] for one in asked] == [
        Lock(recipients=("age1x", "age1y")),
        Lock(passphrase=PASSPHRASE),
        Lock(passphrase="from outside"),  # noqa: S106  # a test's
        Lock(),
    ]
    assert [one["drill"] for one in asked] == [True, True, True, False]
    assert {one["file"] for one in asked} == {file}


def test_a_passphrase_is_asked_for_twice_at_a_terminal(
    run: Run, asked: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_words, "_is_at_a_terminal", lambda: True)

    run("backup", str(tmp_path / "b"), input=f"{PASSPHRASE}\n{PASSPHRASE}\n")

    assert asked[0]["lock"] == Lock(passphrase=PASSPHRASE)


def test_what_nobody_could_open_or_that_is_said_twice_is_refused(
    run: Run, tmp_path: Path, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = str(tmp_path / "b")
    with pytest.raises(NobodyCouldOpen):
        run("backup", file)
    with pytest.raises(OneLockOnly):
        run("backup", file, "--plain", "--to", "age1x")
    assert run("backup", file, "--passphrase-file", "/nowhere").exit_code == 2
    monkeypatch.setenv("LINLI_DATABASE_URL", "postgresql://")
    with pytest.raises(DatabaseAddressIsWrong):
        run("backup", file, "--plain")
    folder.stamp_file.unlink()
    with pytest.raises(NothingPreparedYet):
        run("backup", file, "--plain")


def test_a_restore_says_what_came_back_and_what_remains(
    run: Run, asked: list[dict[str, Any]], tmp_path: Path
) -> None:
    file = tmp_path / "b"
    file.write_bytes(b"linli-backup 1 plain -\n")

    told = run("restore", str(file))
    assert told.exit_code == 0
    assert "账本 70 条记录，全部完整" in told.output
    assert "2 台柜子连上后会自己补报" in told.output
    identity = tmp_path / "key"
    identity.write_text(KEY.identities[0])
    told = run("restore", str(file), "--overwrite", "--identity", str(identity))
    assert told.exit_code == 1
    assert "账本有 2 处断裂" in told.output
    assert "3 步" in told.output
    assert "/old" in told.output
    file.write_bytes(b"linli-backup 1 passphrase eA==\n")
    secret = tmp_path / "pass"
    secret.write_text(PASSPHRASE)
    run("restore", str(file), "--passphrase-file", str(secret))

    assert [one["key"] for one in asked] == [Key(), KEY, Key(passphrase=PASSPHRASE)]
    assert [one["overwrite"] for one in asked] == [False, True, False]


def test_what_is_no_backup_or_no_key_is_told_before_anything_is_asked(
    run: Run, tmp_path: Path
) -> None:
    with pytest.raises(NotABackup):
        run("restore", str(tmp_path / "none"))
    other = tmp_path / "other"
    other.write_bytes(b"something else\n")
    with pytest.raises(NotABackup):
        run("restore", str(other))
    with pytest.raises(IdentityUnreadable):
        run("restore", str(other), "--identity", str(other))


@pytest.mark.django_db(transaction=True)
def test_a_folder_is_backed_up_and_restored_by_the_words_alone(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, folder: Folder, run: Run
) -> None:
    Tower(now=now)
    entries = Entry.objects.count()
    engine = own_engine()
    connection.close()  # the file under it is going to be another
    monkeypatch.setenv("LINLI_DATABASE_URL", engine.url)  # for the process that settles
    monkeypatch.setattr(backup_words, "_engine", lambda _folder: engine)
    file = tmp_path / "linli.backup"
    (tmp_path / "key").write_text(KEY.identities[0])
    seal_secrets = folder.root / "secrets.json"
    from linli.server.secrets import load_or_make  # noqa: PLC0415  # as a start does

    load_or_make(folder.root)
    before = seal_secrets.read_bytes()

    run("backup", str(file), "--to", LOCK.recipients[0], "--no-drill")
    told = run("restore", str(file), "--overwrite", "--identity", str(tmp_path / "key"))

    assert told.exit_code == 0, told.output
    assert f"账本 {entries} 条记录，全部完整" in told.output
    assert seal_secrets.read_bytes() == before
    assert Entry.objects.count() == entries
    assert seal.wants_passphrase(file) is False


@pytest.mark.django_db
def test_the_ledger_s_words_hand_out_a_checkpoint_and_hold_one_against_it(
    tmp_path: Path, now: datetime, folder: Folder
) -> None:
    app = typer.Typer()
    ledger_words.add_ledger(app, lambda _data: folder)

    def ledger(*words: str) -> Result:
        return CliRunner().invoke(app, ["ledger", *words])

    empty = ledger("checkpoint")
    assert isinstance(empty.exception, ledger_words.NothingToCheckpoint)
    Tower(now=now)
    file = tmp_path / "checkpoint.txt"

    assert ledger("checkpoint").output.startswith("Linli ledger checkpoint 1\n")
    assert "请交给别人留存" in ledger("checkpoint", str(file)).output
    public = file.read_text().partition("\nkey ")[2][:64]
    for more in ((), ("--key", public.upper())):
        verified = ledger("verify", "--against", str(file), *more)
        assert verified.exit_code == 0, verified.output
        assert "第 1 号检查点" in verified.output
        assert "签名有效" in verified.output
    assert "全部完整" in ledger("verify").output
    for words in (
        ("--against", str(file), "--key", "0" * 64),
        ("--against", str(tmp_path / "none")),
    ):
        refused = ledger("verify", *words)
        assert isinstance(refused.exception, ledger_words.CheckpointUnreadable)


def test_the_command_has_all_of_these_words() -> None:
    told = CliRunner().invoke(cli.make_app(with_replay=False), ["--help"]).output

    assert all(word in told for word in ("backup", "restore", "ledger"))
    assert os.environ["LINLI_DATA"]
