"""Rooms to measure in: a data folder and a database of its own each, gone afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from tests.cluster import cluster

from linli.server.folder import Folder

SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass(frozen=True, slots=True)
class Room:
    """One data folder and its database; ``url`` is empty for SQLite in that folder."""

    database: str
    folder: Folder
    url: str

    @property
    def environment(self) -> Mapping[str, str]:
        """What a process is told that belongs to this room."""
        return {
            **os.environ,
            "LINLI_DATA": str(self.folder.root),
            "LINLI_DATABASE_URL": self.url,
            "PYTHONUNBUFFERED": "1",
        }


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the rooms of one database engine are."""

    database: str
    root: Path
    cluster: str

    def room(self, name: str) -> Room:
        """Make a room: an empty folder, and on PostgreSQL an empty database."""
        folder = Folder(self.root / name)
        folder.root.mkdir(mode=0o700)
        if not self.cluster:
            return Room(self.database, folder, "")
        with psycopg.connect(self.cluster, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return Room(self.database, folder, self.cluster.rpartition("/")[0] + f"/{name}")


@contextmanager
def stage(database: str) -> Iterator[Stage]:
    """Set up for one engine: SQLite in a folder, or a PostgreSQL made for the run."""
    root = Path(tempfile.mkdtemp(prefix="linli-bench-"))
    try:
        if database == POSTGRESQL:
            with cluster() as url:
                yield Stage(database, root, url)
        else:
            yield Stage(database, root, "")
    finally:
        shutil.rmtree(root, ignore_errors=True)
