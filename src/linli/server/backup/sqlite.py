"""SQLite, held still by its own online backup and carried as the file it is."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from linli.server.backup.archive import PART_BYTES, Table, Tables

SUM_BITS = 64

FILE = "linli.sqlite3"

_BESIDE = ("", "-wal", "-shm")


class Sqlite:
    """A database in a file."""

    name = "SQLite"
    url = ""

    def __init__(self, path: Path) -> None:
        self.path = path

    def is_empty(self) -> bool:
        """Whether no table is there."""
        return not self.path.exists() or not self._names()

    @contextmanager
    def snapshot(self, room: Path) -> Iterator["Sqlite"]:
        """Copy the database in one read, which no writer waits for and none can change."""
        copy = Sqlite(room / "snapshot.sqlite3")
        with closing(self._opened()) as here, closing(sqlite3.connect(copy.path)) as there:
            here.backup(there, pages=-1)
        try:
            yield copy
        finally:
            copy.remove()

    @contextmanager
    def scratch(self, room: Path) -> Iterator["Sqlite"]:
        """Name a file for the drill."""
        drill = Sqlite(room / "drill.sqlite3")
        try:
            yield drill
        finally:
            drill.remove()

    @contextmanager
    def loading(self, room: Path) -> Iterator["LoadingFile"]:  # noqa: ARG002  # the other engine needs it
        """Write the file; whoever restores puts it into the place of another."""
        with self.path.open("wb") as file:
            yield LoadingFile(file, self)
            file.flush()
            os.fsync(file.fileno())

    def migrations(self) -> list[tuple[str, str]]:
        """Return which migrations are applied."""
        with closing(self._opened()) as here:
            found = here.execute("SELECT app, name FROM django_migrations ORDER BY id")
            return [(str(app), str(name)) for app, name in found]

    def parts(self) -> Iterator[bytes]:
        """Yield the file."""
        with self.path.open("rb") as file:
            while part := file.read(PART_BYTES):
                yield part

    def tables(self) -> Tables:
        """Count and hash every table."""
        with closing(self._opened()) as here:
            here.text_factory = bytes
            return {name: _sum(here, name) for name in self._names()}

    def remove(self) -> None:
        """Remove the file and what SQLite keeps beside it."""
        for ending in _BESIDE:
            Path(f"{self.path}{ending}").unlink(missing_ok=True)

    def moved_to(self, folder: Path, name: str) -> None:
        """Move the file, and what SQLite keeps beside it, into a folder."""
        for ending in _BESIDE:
            there = Path(f"{self.path}{ending}")
            if there.exists():
                there.replace(folder / f"{name}{ending}")

    def _names(self) -> list[str]:
        with closing(self._opened()) as here:
            found = here.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
                " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
            )
            return [str(name) for (name,) in found]

    def _opened(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path)


class LoadingFile:
    """A database whose file is being written."""

    def __init__(self, file: BinaryIO, database: Sqlite) -> None:
        self._file = file
        self._database = database

    def write(self, part: bytes) -> None:
        """Take the next part."""
        self._file.write(part)

    def tables(self) -> Tables:
        """Count and hash every table."""
        return self._database.tables()


def _sum(here: sqlite3.Connection, name: str) -> Table:
    rows, total = 0, 0
    for row in here.execute(f'SELECT * FROM "{name}"'):  # noqa: S608  # a name from the database itself
        rows += 1
        total += int.from_bytes(blake2b(repr(row).encode(), digest_size=8).digest())
    return Table(rows, f"{total % (1 << SUM_BITS):x}")
