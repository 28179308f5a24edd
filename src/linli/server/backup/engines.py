"""What a backup needs of a database, whichever engine it is."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from linli.server.backup.archive import Tables
from linli.server.backup.postgresql import Postgresql
from linli.server.backup.sqlite import Sqlite
from linli.server.database import database


class Frozen(Protocol):
    """A database as it was at one instant, however much is written meanwhile."""

    def migrations(self) -> list[tuple[str, str]]:
        """Return which migrations are applied, each as its part and its name."""

    def parts(self) -> Iterator[bytes]:
        """Yield the whole database, in parts."""

    def tables(self) -> Tables:
        """Count and hash every table."""


class Loading(Protocol):
    """A database on its way in."""

    def write(self, part: bytes) -> None:
        """Take the next part."""

    def tables(self) -> Tables:
        """Count and hash every table, once all parts are in and ``loading`` has ended."""


class Engine(Protocol):
    """One database: the installation's own, or a scratch one beside it."""

    name: str
    url: str

    def tables(self) -> Tables:
        """Count and hash every table."""

    def is_empty(self) -> bool:
        """Whether no table is there."""

    def snapshot(self, room: Path) -> AbstractContextManager[Frozen]:
        """Hold the database as it is now; ``room`` is a folder for what must lie somewhere."""

    def scratch(self, room: Path) -> AbstractContextManager["Engine"]:
        """Make an empty database for a drill, gone afterwards."""

    def loading(self, room: Path) -> AbstractContextManager[Loading]:
        """Take a database in. It counts once this ends well; whatever fails leaves the old one."""


def engine_at(url: str, data: Path) -> Engine:
    """Return the database at an address, or without one SQLite in the data folder.

    Raises:
        BadDatabaseUrlError: the address cannot be understood.
    """
    if url:
        return Postgresql(url)
    return Sqlite(Path(database("", data)["NAME"]))
