"""An SQLite file that keeps its word or says by name why not."""

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

PATIENCE_S = 1.0
"""How long to wait for another process at the file. None should write to it but the agent."""

_PAGE_BYTES = 4_096

Value = int | str | bytes | None


class JournalError(Exception):
    """The journal cannot be read or written; nothing may be done that it does not hold."""


class JournalUnreachableError(JournalError):
    """There is no such folder, or it may not be opened."""


class JournalReadOnlyError(JournalError):
    """The file or its disk can be read and not written."""


class JournalFullError(JournalError):
    """The disk is full, or the file has reached the largest size it may have."""


class JournalBusyError(JournalError):
    """Another process holds the file."""


class JournalConflictError(JournalError):
    """Another process has written to the file, or someone tried to rewrite history."""


class JournalOfAnotherError(JournalError):
    """The file belongs to another cabinet, epoch or format."""


class JournalDamagedError(JournalError):
    """The file does not hold what was written. ``seq`` is the line, 0 if it is none."""

    def __init__(self, message: str, seq: int = 0) -> None:
        super().__init__(message)
        self.seq = seq


_NAMES: Mapping[int, type[JournalError]] = {
    sqlite3.SQLITE_BUSY: JournalBusyError,
    sqlite3.SQLITE_READONLY: JournalReadOnlyError,
    sqlite3.SQLITE_CORRUPT: JournalDamagedError,
    sqlite3.SQLITE_FULL: JournalFullError,
    sqlite3.SQLITE_CANTOPEN: JournalUnreachableError,
    sqlite3.SQLITE_CONSTRAINT: JournalConflictError,
    sqlite3.SQLITE_NOTADB: JournalDamagedError,
}


class Store:
    """One open file: write-ahead log, every commit on the disk before it returns.

    One thread may write while another looks: looking waits for nobody. Of two that would
    write, the second waits until the first is done.

    Args:
        path: the file; it is made if there is none, its folder is not.
        largest_bytes: how large it may grow.

    Raises:
        JournalError: by name; here and from every method.
    """

    def __init__(self, path: Path, *, largest_bytes: int) -> None:
        self.path = path
        self._pen = threading.RLock()
        with self._named():
            self._file = _opened(path)
            self._eyes = _opened(path)
        try:
            self.do("PRAGMA journal_mode = WAL")
            self.do("PRAGMA synchronous = FULL")
            self.do(f"PRAGMA max_page_count = {largest_bytes // _PAGE_BYTES}")
        except JournalError:
            self.close()
            raise

    def close(self) -> None:
        """Close the file; what was committed stays."""
        with self._pen:
            self._eyes.close()
            self._file.close()

    def look(self, question: str, *values: Value) -> list[tuple[Value, ...]]:
        """Return the rows that answer a question by what is committed, whoever is writing."""
        with self._named():
            return self._eyes.execute(question, values).fetchall()

    def ask(self, question: str, *values: Value) -> list[tuple[Value, ...]]:
        """Return the rows that answer a question."""
        with self._pen, self._named():
            return self._file.execute(question, values).fetchall()

    def number(self, question: str, *values: Value) -> int:
        """Return the one number that answers a question; nothing counts as 0."""
        return number_in(self.ask(question, *values))

    def check(self) -> None:
        """Read every page and see that they fit together; a million lines take some seconds.

        Nobody else waits meanwhile: it looks with eyes of its own.
        """
        with self._named(), closing(_opened(self.path)) as eyes:
            ((answer,), *_) = eyes.execute("PRAGMA quick_check(1)").fetchall()
        if answer != "ok":
            msg = f"{self.path}: {answer!r}"
            raise JournalDamagedError(msg)

    def do(self, statement: str, *values: Value) -> None:
        """Carry out one statement."""
        with self._pen, self._named():
            self._file.execute(statement, values)

    def do_each(self, statement: str, rows: Sequence[tuple[Value, ...]]) -> None:
        """Carry out one statement for each row."""
        with self._pen, self._named():
            self._file.executemany(statement, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing; durable once it has ended."""
        with self._pen:
            self.do("BEGIN IMMEDIATE")
            try:
                yield
                self.do("COMMIT")
            except BaseException:
                self._file.rollback()  # nothing to do where SQLite has, as when the disk is full
                raise

    @contextmanager
    def in_no_hurry(self) -> Iterator[None]:
        """Commit what is done here to the log only; a power cut may undo it."""
        with self._pen:
            self.do("PRAGMA synchronous = NORMAL")
            try:
                yield
            finally:
                self.do("PRAGMA synchronous = FULL")

    @contextmanager
    def unless_writing(self) -> Iterator[bool]:
        """Say whether nobody else is writing, and keep it so for what is done here if so."""
        free = self._pen.acquire(blocking=False)
        try:
            yield free
        finally:
            if free:
                self._pen.release()

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as failure:
            code = getattr(failure, "sqlite_errorcode", 0) & 0xFF
            msg = f"{self.path}: {failure}"
            raise _NAMES.get(code, JournalError)(msg) from failure
        except UnicodeDecodeError as torn:  # in what SQLite would have complained of
            msg = f"{self.path}: {torn}"
            raise JournalDamagedError(msg) from torn


def only(rows: Sequence[tuple[Value, ...]]) -> tuple[Value, ...]:
    """Return the one row there is.

    Raises:
        JournalDamagedError: there is none, or another.
    """
    if len(rows) != 1:
        msg = f"one row was written, {len(rows)} are there"
        raise JournalDamagedError(msg)
    return rows[0]


def number_in(rows: Sequence[tuple[Value, ...]]) -> int:
    """Return the one number in the one row there is; nothing counts as 0.

    Raises:
        JournalDamagedError: it is none.
    """
    (number,) = only(rows)
    if not isinstance(number, int | None):
        msg = f"{number!r} is no number"
        raise JournalDamagedError(msg)
    return number or 0


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None, check_same_thread=False)
