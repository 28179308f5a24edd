"""The very SQL of one deposit: recorded from the real action, and run again without Django."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

Parameters = Sequence[Any]

FAR = 4_000_000_000
"""A number that no chain reaches in a bench, so that it can be told apart when recorded."""

NEXT = FAR + 1
"""What is written where a chain stood at ``FAR``."""

_OURS = ("SAVEPOINT", "RELEASE")
"""What the recording itself adds: it happens inside a transaction that is taken back."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; with ``many``, ``parameters`` is a list of rows."""

    sql: str
    parameters: Parameters
    many: bool


@dataclass(frozen=True, slots=True)
class Deposit:
    """What one deposit said to the database; ``code`` and ``form``, its token, are its own."""

    statements: tuple[Statement, ...]
    code: str
    form: str

    def again(self, *, number: int, code: str, form: str) -> "list[Statement]":
        """Return the statements of another deposit at the same cabinet, the ``number``-th."""
        assert number >= 1

        def fill(value: Any) -> Any:  # noqa: ANN401  # whatever a parameter may be
            if isinstance(value, str):
                return value.replace(self.code, code).replace(self.form, form)
            if isinstance(value, list | tuple):
                return [fill(one) for one in value]
            return FAR + number if value == NEXT else value

        return [Statement(one.sql, fill(one.parameters), one.many) for one in self.statements]


class Recorder:
    """Writes down what Django sends, as Django's ``execute_wrapper`` wants it."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Parameters,
        many: bool,  # noqa: FBT001  # Django calls it so
        context: dict[str, Any],
    ) -> Any:  # noqa: ANN401  # what Django returns
        """Note the statement and let it through."""
        if not sql.startswith(_OURS):
            self.statements.append(Statement(sql, params, many))
        return execute(sql, params, many, context)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the database is, and what is said to it on connecting."""

    vendor: str
    name: str
    host: str = ""
    user: str = ""
    hello: str = ""


@contextmanager
def connected(address: Address) -> Iterator[Callable[[Sequence[Statement]], None]]:
    """Yield what runs the statements of one deposit as one transaction, each answer read."""
    if address.vendor == "sqlite":
        with _sqlite(address) as run:
            yield run
    else:
        with _postgresql(address) as run:
            yield run


@contextmanager
def _sqlite(address: Address) -> Iterator[Callable[[Sequence[Statement]], None]]:
    file = sqlite3.connect(address.name, isolation_level=None, timeout=20)
    file.executescript(address.hello)
    texts: dict[str, str] = {}

    def run(statements: Sequence[Statement]) -> None:
        file.execute("BEGIN IMMEDIATE")
        for one in statements:
            sql = texts.get(one.sql)
            if sql is None:
                sql = texts[one.sql] = one.sql.replace("%s", "?")
            if one.many:
                file.executemany(sql, one.parameters)
            else:
                file.execute(sql, one.parameters).fetchall()
        file.execute("COMMIT")

    try:
        yield run
    finally:
        file.close()


@contextmanager
def _postgresql(address: Address) -> Iterator[Callable[[Sequence[Statement]], None]]:
    with psycopg.connect(host=address.host, dbname=address.name, user=address.user) as link:
        link.prepare_threshold = 1
        cursor = link.cursor()
        texts: dict[str, bytes] = {}

        def run(statements: Sequence[Statement]) -> None:
            for one in statements:
                sql = texts.setdefault(one.sql, one.sql.encode())
                if one.many:
                    cursor.executemany(sql, one.parameters)
                else:
                    cursor.execute(sql, one.parameters)
                    if cursor.description is not None:
                        cursor.fetchall()
            link.commit()

        yield run
