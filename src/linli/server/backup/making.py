"""Making a backup: held still, written beside the old one, drilled, and only then put in place."""

import errno
import fcntl
import importlib.metadata
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from linli.server.backup import archive
from linli.server.backup.archive import About, Tables, TornArchiveError
from linli.server.backup.engines import Engine
from linli.server.backup.errors import (
    AnotherBackupRuns,
    CannotWriteBackup,
    DrillDiffers,
    NoRoomForBackup,
)
from linli.server.backup.seal import Key, Lock, Seal, make_seal, opening, sealing
from linli.server.folder import Folder

KEPT = ("secrets.json", "linli.toml", "demo.json", "bus", "media")
"""What of the data folder belongs to a backup: files, and folders with all that is in them.

Cabinets that are simulated here keep their journals themselves, as real ones do; logs, browser
files and what is true only while Linli runs are made anew.
"""

ROOM = ".backup"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made. ``drilled`` says that it was restored once, and was the same."""

    size: int
    tables: int
    rows: int
    drilled: bool


def make_backup(
    file: Path, *, folder: Folder, engine: Engine, lock: Lock, drill: bool, now: datetime
) -> Made:
    """Write everything of an installation into a file. Linli may run meanwhile.

    The file appears whole, in the place of an older one, once it has been read back from the
    disk into a scratch database that held the same. Whatever fails before leaves the older
    one as it was. What is held in memory does not grow with the database.

    Args:
        file: where it goes; its folder must be there.
        folder: the data folder.
        engine: the database.
        lock: who can open it.
        drill: whether to restore it once.
        now: the instant, aware.

    Raises:
        AnotherBackupRuns: of this installation.
        NoRoomForBackup: a disk became full, the backup's or the data folder's.
        CannotWriteBackup: there is no such folder, or it cannot be written.
        RecipientUnreadable: a recipient is none.
        DrillDiffers: what came back was not what went in.
        LinliError: the database's own programs are missing or gave up.
    """
    draft = file.with_name(f".{file.name}.draft")
    try:
        with _room(folder) as room:
            try:
                seal = make_seal(lock)
                held = _write(draft, folder, engine, seal, room, now)
                if drill:
                    _drill(draft, engine, seal.own, held, room)
                size = draft.stat().st_size
                draft.replace(file)
            finally:
                draft.unlink(missing_ok=True)
            settle(file.parent)
    except OSError as refused:
        raise _named(refused, file) from refused
    except sqlite3.OperationalError as refused:
        raise NoRoomForBackup(reason=str(refused)) from refused
    rows = sum(table.rows for table in held.values())
    return Made(size, len(held), rows, drill)


@contextmanager
def _room(folder: Folder) -> Iterator[Path]:
    """Give an empty folder for this backup alone, and remove it afterwards."""
    lock = os.open(folder.root / f"{ROOM}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    room = folder.root / ROOM
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise AnotherBackupRuns(folder=str(folder.root)) from taken
        shutil.rmtree(room, ignore_errors=True)  # of a backup that was killed
        room.mkdir(mode=0o700)
        try:
            yield room
        finally:
            shutil.rmtree(room, ignore_errors=True)
    finally:
        os.close(lock)


def _write(
    draft: Path, folder: Folder, engine: Engine, seal: Seal, room: Path, now: datetime
) -> Tables:
    """Write the draft durably and return what it holds."""
    with (
        engine.snapshot(room) as frozen,
        open(draft, "wb", opener=owner_only) as file,
    ):
        with sealing(file, seal) as stream, archive.writing(stream) as members:
            about = About(
                linli=importlib.metadata.version("linli"),
                made_at=now.isoformat(timespec="seconds"),
                engine=engine.name,
                migrations=frozen.migrations(),
            )
            members.add_about(about)
            for name, path in _kept(folder):
                members.add_file(name, path)
            for part in frozen.parts():
                members.add_part(part)
            tables = frozen.tables()
            members.add_tables(tables)
        file.flush()
        os.fsync(file.fileno())
    return tables


def _kept(folder: Folder) -> Iterator[tuple[str, Path]]:
    for name in KEPT:
        path = folder.root / name
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        for one in found:
            if one.is_file() and not one.is_symlink():
                yield str(one.relative_to(folder.root)), one


def _drill(draft: Path, engine: Engine, key: Key, wanted: Tables, room: Path) -> None:
    """Restore the draft into a scratch database, as it stands on the disk, and compare."""
    told: Tables = {}
    try:
        with engine.scratch(room) as scratch, draft.open("rb") as file:
            with (
                scratch.loading(room) as loading,
                opening(file, key, name=draft.name) as stream,
                archive.reading(stream) as members,
            ):
                for name, content in members:
                    if name.startswith(archive.DATABASE):
                        loading.write(content.read())
                    elif name == archive.TABLES:
                        told = archive.tables_in(content)
            found = loading.tables()
    except TornArchiveError as torn:
        raise DrillDiffers(tables=str(torn)) from torn
    except OSError as refused:
        if refused.errno is not None:
            raise  # the disk, not what was read
        raise DrillDiffers(tables=str(refused)) from refused
    if different := archive.differing(wanted, found) + archive.differing(wanted, told):
        raise DrillDiffers(tables="、".join(different))


def owner_only(path: str, flags: int) -> int:
    """Open a file that only its owner may read, from its first moment."""
    return os.open(path, flags, 0o600)


def settle(folder: Path) -> None:
    """Make a new name in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _named(refused: OSError, file: Path) -> NoRoomForBackup | CannotWriteBackup:
    reason = os.strerror(refused.errno) if refused.errno else str(refused)
    if refused.errno in _FULL:
        return NoRoomForBackup(reason=reason)
    return CannotWriteBackup(file=str(file), reason=reason)
