"""What is backed up comes back, from any state, into any that may take it."""

import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from tests.lockers.tower import Tower, plugged_in
from tests.server.vault import KEY, LOCK, Place, empty, installed

from linli.ledger.models import Entry
from linli.server.backup import restoring
from linli.server.backup.errors import (
    BackupDamaged,
    BackupIsNewer,
    KeyDoesNotFit,
    NotABackup,
    OtherEngine,
    RestoredDiffers,
    SettlingFailed,
    StopLinliFirst,
    TargetNotEmpty,
)
from linli.server.backup.making import make_backup
from linli.server.backup.restoring import restore
from linli.server.backup.seal import Key, Lock
from linli.server.folder import take

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = ("ledger", "0003_subjects")

PASSPHRASE = "never said"  # noqa: S105  # a test's


@pytest.fixture
def here(tmp_path: Path, now: datetime) -> Place:
    """An installation with a tower and a meal in it."""
    tower = Tower(now=now)
    with plugged_in(tower.line):
        tower.stored()
    return installed(tmp_path)


@pytest.fixture
def knows_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the process that lists the migrations of this version."""
    names = {(app, name) for app, name, _ in _applied()}
    monkeypatch.setattr(restoring, "known_migrations", lambda _room: names)


@pytest.fixture
def file(here: Place, tmp_path: Path, now: datetime) -> Path:
    """A backup of it."""
    made = tmp_path / "linli.backup"
    make_backup(made, folder=here.folder, engine=here.engine, lock=LOCK, drill=False, now=now)
    return made


def _applied() -> list[tuple[str, str, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name, applied FROM django_migrations")
        return list(cursor.fetchall())


@contextmanager
def one_migration_behind() -> Iterator[None]:
    """Let the tables be those of an earlier version."""
    call_command("migrate", *BEFORE, verbosity=0)
    try:
        yield
    finally:
        call_command("migrate", verbosity=0)


def test_an_older_backup_comes_back_row_for_row_and_is_brought_to_this_version(
    here: Place, tmp_path: Path, now: datetime
) -> None:
    file = tmp_path / "linli.backup"
    with one_migration_behind():
        made = make_backup(
            file, folder=here.folder, engine=here.engine, lock=LOCK, drill=True, now=now
        )
        before = here.engine.tables()
    there = empty(tmp_path)

    restored = restore(file, folder=there.folder, engine=there.engine, key=KEY, overwrite=False)

    assert made.drilled
    assert made.rows == restored.rows == sum(table.rows for table in before.values())
    assert restored.migrated == len(_applied()) - before["django_migrations"].rows > 0
    assert (restored.damage, restored.cabinets) == (0, 1)
    assert restored.entries == Entry.objects.count()
    assert restored.old is None
    after = there.engine.tables()
    changed = {"django_migrations", "django_content_type"}  # by migrating
    assert {name for name in before if after[name] != before[name]} <= changed
    assert after["django_migrations"].rows == len(_applied())
    names = {
        str(one.relative_to(there.folder.root)): one.read_bytes()
        for one in there.folder.root.rglob("*")
        if one.is_file() and "linli.sqlite3" not in one.name
    }
    assert names == {
        "secrets.json": (here.folder.root / "secrets.json").read_bytes(),
        "bus/keys.json": b"{}",
        "media/seals/one.png": b"\x89PNG" * 1_000,
        "run/lock": names["run/lock"],
    }
    assert (there.folder.root / "secrets.json").stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("knows_all")
def test_an_installation_that_is_there_is_not_replaced_unasked(here: Place, file: Path) -> None:
    before = here.engine.tables()

    with pytest.raises(TargetNotEmpty):
        restore(file, folder=here.folder, engine=here.engine, key=KEY, overwrite=False)

    (here.folder.root / "secrets.json").unlink()
    with pytest.raises(TargetNotEmpty):
        restore(file, folder=here.folder, engine=here.engine, key=KEY, overwrite=False)

    assert here.engine.tables() == before


@pytest.mark.usefixtures("knows_all")
def test_a_linli_that_runs_is_not_replaced(here: Place, file: Path) -> None:
    lock = take(here.folder)
    with open(lock, "rb"), pytest.raises(StopLinliFirst):  # noqa: PTH123  # a handle
        restore(file, folder=here.folder, engine=here.engine, key=KEY, overwrite=True)


@pytest.mark.usefixtures("knows_all")
@pytest.mark.parametrize("key", [Key(), Key(passphrase=PASSPHRASE)])
def test_without_its_key_a_backup_stays_closed(file: Path, tmp_path: Path, key: Key) -> None:
    there = empty(tmp_path)

    with pytest.raises(KeyDoesNotFit):
        restore(file, folder=there.folder, engine=there.engine, key=key, overwrite=False)

    assert there.engine.is_empty()


@pytest.mark.usefixtures("knows_all")
@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("lock", [LOCK, Lock()])
def test_a_backup_that_was_cut_off_or_changed_restores_nothing(
    here: Place, tmp_path: Path, now: datetime, share: float, lock: Lock
) -> None:
    file = tmp_path / "linli.backup"
    make_backup(file, folder=here.folder, engine=here.engine, lock=lock, drill=False, now=now)
    there = empty(tmp_path)
    whole = file.read_bytes()
    at = int((len(whole) - 6) * share)  # the last: into the checksum of a plain one
    changed = whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :]

    # What is plain can be changed without changing what it holds, except at its ends.
    both = (whole[:at], changed) if lock is LOCK or share in {0.0, 1.0} else (whole[:at],)
    for damaged in both:
        file.write_bytes(damaged)
        with pytest.raises((BackupDamaged, NotABackup, KeyDoesNotFit)):
            restore(file, folder=there.folder, engine=there.engine, key=KEY, overwrite=False)

    assert there.engine.is_empty()
    assert not (there.folder.root / "secrets.json").exists()
    assert not list(there.folder.root.glob(".*"))


@pytest.mark.usefixtures("knows_all")
def test_a_file_that_is_not_there_is_no_backup(tmp_path: Path) -> None:
    there = empty(tmp_path)

    with pytest.raises(BackupDamaged):
        restore(
            tmp_path / "none",
            folder=there.folder,
            engine=there.engine,
            key=KEY,
            overwrite=False,
        )


@pytest.mark.usefixtures("knows_all")
def test_a_newer_version_s_backup_is_refused_by_name(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = empty(tmp_path)
    monkeypatch.setattr("importlib.metadata.version", lambda _name: "0.0.9")

    with pytest.raises(BackupIsNewer) as caught:
        restore(file, folder=there.folder, engine=there.engine, key=KEY, overwrite=False)

    assert caught.value.ours == "0.0.9"
    assert caught.value.theirs in str(caught.value)
    assert there.engine.is_empty()


@pytest.mark.usefixtures("knows_all")
def test_a_backup_with_a_migration_that_nobody_here_knows_is_refused(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = empty(tmp_path)
    monkeypatch.setattr(restoring, "known_migrations", lambda _room: {("ledger", "0001")})

    with pytest.raises(BackupIsNewer):
        restore(file, folder=there.folder, engine=there.engine, key=KEY, overwrite=False)


@pytest.mark.usefixtures("knows_all")
def test_a_backup_of_the_other_engine_is_refused_by_name(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = empty(tmp_path)
    monkeypatch.setattr(type(there.engine), "name", "另一种")

    with pytest.raises(OtherEngine, match="另一种"):
        restore(file, folder=there.folder, engine=there.engine, key=KEY, overwrite=False)


@pytest.mark.usefixtures("knows_all")
def test_what_was_loaded_must_be_what_the_backup_says(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = empty(tmp_path)
    monkeypatch.setattr(type(there.engine), "tables", lambda _self: {})

    with pytest.raises(RestoredDiffers, match="ledger_entry"):
        restore(file, folder=there.folder, engine=there.engine, key=KEY, overwrite=False)

    assert not (there.folder.root / "secrets.json").exists()


@pytest.mark.usefixtures("knows_all")
def test_tables_that_cannot_be_brought_to_this_version_are_not_put_in_place(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = empty(tmp_path)
    monkeypatch.setattr("sys.executable", "/bin/false")

    with pytest.raises(SettlingFailed):
        restore(file, folder=there.folder, engine=there.engine, key=KEY, overwrite=False)

    assert not (there.folder.root / "secrets.json").exists()


ABOUT = b'{"linli":"0","made_at":"","engine":"%s","migrations":[]}'


@pytest.mark.parametrize(
    "members",
    [
        [("tables.json", b"{}")],
        [("about.json", b"[]"), ("tables.json", b"{}")],
        [("about.json", ABOUT)],
        [("about.json", ABOUT), ("files/", None), ("tables.json", b"{}")],
        [("about.json", ABOUT), ("files/../secrets.json", b"x"), ("tables.json", b"{}")],
        [("about.json", ABOUT), ("files/log/web.log", b"x"), ("tables.json", b"{}")],
        [("about.json", ABOUT), ("files/", b"x"), ("tables.json", b"{}")],
        [("about.json", ABOUT), ("database/1", b"x" * 5_000_000), ("tables.json", b"{}")],
        [("about.json", ABOUT), ("tables.json", b"{"), ("tables.json", b"{}")],
    ],
)
def test_an_archive_that_we_did_not_write_restores_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, members: list[tuple[str, bytes | None]]
) -> None:
    monkeypatch.setattr(restoring, "known_migrations", lambda _room: set())
    there = empty(tmp_path)
    file = tmp_path / "linli.backup"
    with file.open("wb") as out:
        out.write(b"linli-backup 1 plain -\n")
        with tarfile.open(fileobj=out, mode="w|gz") as tar:
            for name, content in members:
                member = tarfile.TarInfo(name)
                if content is None:
                    member.type = tarfile.DIRTYPE
                    tar.addfile(member)
                    continue
                filled = content.replace(b"%s", there.engine.name.encode())
                member.size = len(filled)
                tar.addfile(member, io.BytesIO(filled))

    with pytest.raises(BackupDamaged):
        restore(file, folder=there.folder, engine=there.engine, key=KEY, overwrite=False)

    assert there.engine.is_empty()
    assert not (there.folder.root / "secrets.json").exists()
