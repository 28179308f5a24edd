"""Restoring a backup: everything is read, loaded and compared before anything is replaced."""

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO

from linli.server.backup import archive
from linli.server.backup.archive import About, Tables, TornArchiveError
from linli.server.backup.engines import Engine, Loading
from linli.server.backup.errors import (
    BackupDamaged,
    BackupIsNewer,
    OtherEngine,
    RestoredDiffers,
    SettlingFailed,
    StopLinliFirst,
    TargetNotEmpty,
)
from linli.server.backup.making import KEPT, owner_only, settle
from linli.server.backup.seal import Key, opening
from linli.server.backup.sqlite import FILE, Sqlite
from linli.server.folder import Folder, is_running, make_ready, take

ROOM = ".restore"
OLD = "before-restore"
"""Where what was overwritten is kept, until the next time."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. ``damage`` are breaks in the ledger, ``migrated`` what was brought up.

    ``cabinets`` will tell what happened after the backup was made, ``old`` is where what was
    overwritten lies.
    """

    about: About
    rows: int
    migrated: int
    entries: int
    damage: int
    cabinets: int
    old: Path | None


def restore(file: Path, *, folder: Folder, engine: Engine, key: Key, overwrite: bool) -> Restored:
    """Put an installation back as a backup holds it.

    On SQLite everything happens beside what is there, which is then moved aside; on
    PostgreSQL the tables are replaced in one transaction. Tables of an earlier version are
    brought to this one, and the ledger is verified.

    Args:
        file: the backup.
        folder: the data folder, made if need be.
        engine: the database that it goes to, of the engine that it came from.
        key: what opens it.
        overwrite: whether what is there already may be replaced.

    Raises:
        StopLinliFirst: a Linli runs in the folder.
        TargetNotEmpty: there is an installation, and ``overwrite`` was not said.
        NotABackup, KeyDoesNotFit, BackupDamaged: as their names say.
        BackupIsNewer: an earlier version cannot read it.
        OtherEngine: it came from the other one.
        RestoredDiffers: what was loaded is not what the backup says.
        SettlingFailed: the tables could not be brought to this version.
    """
    if is_running(folder):
        raise StopLinliFirst(folder=str(folder.root))
    make_ready(folder)
    lock = take(folder)
    try:
        if not overwrite:
            _must_be_empty(folder, engine)
        with _room(folder) as room:
            return _restore(file, folder, engine, key, room)
    finally:
        os.close(lock)


def _restore(file: Path, folder: Folder, engine: Engine, key: Key, room: Path) -> Restored:
    beside = Sqlite(room / FILE) if isinstance(engine, Sqlite) else engine
    reading = _Reading(beside, room)
    try:
        with (
            file.open("rb") as source,
            opening(source, key, name=str(file)) as stream,
            archive.reading(stream) as members,
        ):
            about, loading = reading.read(members)
    except TornArchiveError as torn:
        raise BackupDamaged(file=str(file), reason=str(torn)) from torn
    except OSError as damaged:
        raise BackupDamaged(file=str(file), reason=damaged.strerror or str(damaged)) from damaged
    found, settled = _checked(about, reading, loading, room, engine.url)
    old = _swap(folder, engine, room)
    folder.stamp_file.unlink(missing_ok=True)
    rows = sum(table.rows for table in found.values())
    return replace(settled, about=about, rows=rows, old=old)


def _checked(
    about: About, reading: "_Reading", loading: Loading, room: Path, url: str
) -> tuple[Tables, Restored]:
    """Compare what was loaded with what the backup says, and settle it.

    Settling tables of this very version only reads them, so that both can go on at once.
    """
    with ThreadPoolExecutor(1) as pool:
        is_same = set(about.migrations) == reading.known
        early = pool.submit(_settle, room, url) if is_same else None
        found = loading.tables()
        if different := archive.differing(reading.tables, found):
            raise RestoredDiffers(tables="、".join(different))
        return found, _settle(room, url) if early is None else early.result()


class _Reading:
    """One backup on its way in."""

    def __init__(self, engine: Engine, room: Path) -> None:
        self.engine = engine
        self.room = room
        self.tables: Tables = {}
        self.known: set[tuple[str, str]] = set()

    def read(self, members: Iterator[tuple[str, IO[bytes]]]) -> tuple[About, Loading]:
        """Take everything in; the database counts once all of it was read."""
        name, content = next(members)
        if name != archive.ABOUT:
            raise TornArchiveError(name)
        about = archive.about_in(content)
        self.known = known_migrations(self.room)
        _must_fit(about, self.engine, self.known)
        with self.engine.loading(self.room) as loading:
            for name, content in members:
                if name.startswith(archive.DATABASE):
                    loading.write(content.read())
                elif name.startswith(archive.FILES):
                    _keep(self.room, name.removeprefix(archive.FILES), content)
                elif name == archive.TABLES:
                    self.tables = archive.tables_in(content)
        return about, loading


def _must_fit(about: About, engine: Engine, known: set[tuple[str, str]]) -> None:
    ours = importlib.metadata.version("linli")
    unknown = {(app, name) for app, name in about.migrations} - known
    if unknown or _numbers(about.linli) > _numbers(ours):
        raise BackupIsNewer(theirs=about.linli, ours=ours)
    if about.engine != engine.name:
        raise OtherEngine(theirs=about.engine, ours=engine.name)


def known_migrations(room: Path) -> set[tuple[str, str]]:
    """Return every migration that this version has, its own and those of its libraries."""
    # A folder of its own: whoever loads the settings makes secrets where there are none.
    data = {"LINLI_DATA": str(room / "known"), "LINLI_DATABASE_URL": ""}
    told: list[list[str]] = json.loads(_run("known", data))["known"]
    return {(app, name) for app, name in told}


def _numbers(version: str) -> tuple[int, ...]:
    """Return what of a version can be compared: 0.10.1 is later than 0.9."""
    return tuple(int(one) for one in version.split(".") if one.isdigit())


def _keep(room: Path, name: str, content: IO[bytes]) -> None:
    """Write a file of the data folder, beside what is there.

    Raises:
        TornArchiveError: a backup of ours holds no such file.
    """
    parts = PurePosixPath(name).parts
    if not parts or parts[0] not in KEPT or ".." in parts:
        raise TornArchiveError(name)
    path = room.joinpath(*parts)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(path, "xb", opener=owner_only) as file:
        shutil.copyfileobj(content, file)
        file.flush()
        os.fsync(file.fileno())


def _settle(room: Path, url: str) -> Restored:
    """Bring the tables to this version and verify the ledger, in a process with Django."""
    told: dict[str, int] = json.loads(
        _run("settle", {"LINLI_DATA": str(room), "LINLI_DATABASE_URL": url})
    )
    return Restored(about=About("", "", "", []), rows=0, old=None, **told)


def _run(word: str, more: dict[str, str]) -> str:
    environment = {**os.environ, **more}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(  # noqa: S603  # our own module
        [sys.executable, "-m", "linli.server.backup.settling", word],
        env=environment,
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        reason = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise SettlingFailed(reason=reason)
    return done.stdout.decode()


def _must_be_empty(folder: Folder, engine: Engine) -> None:
    if (folder.root / KEPT[0]).exists():
        raise TargetNotEmpty(where=str(folder.root))
    if not engine.is_empty():
        raise TargetNotEmpty(where=engine.name)


def _swap(folder: Folder, engine: Engine, room: Path) -> Path | None:
    """Put what was restored into its place, and what was there aside; return where that is."""
    old = folder.root / OLD
    shutil.rmtree(old, ignore_errors=True)
    old.mkdir(mode=0o700)
    if isinstance(engine, Sqlite):
        engine.moved_to(old, FILE)
        Sqlite(room / FILE).moved_to(engine.path.parent, engine.path.name)
    for name in KEPT:
        here = folder.root / name
        if here.exists():
            here.replace(old / name)
        if (room / name).exists():
            (room / name).replace(here)
    settle(folder.root)
    if any(one.is_file() for one in old.rglob("*")):
        return old
    shutil.rmtree(old)
    return None


@contextmanager
def _room(folder: Folder) -> Iterator[Path]:
    """Give an empty folder, and remove it afterwards; the data folder is held already."""
    room = folder.root / ROOM
    shutil.rmtree(room, ignore_errors=True)  # of a restore that was killed
    room.mkdir(mode=0o700)
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)
