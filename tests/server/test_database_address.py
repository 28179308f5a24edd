"""The address of the database, in every form that people write it."""

import sqlite3
from pathlib import Path

import pytest

from linli.server.database import BadDatabaseUrlError, database


@pytest.mark.parametrize(
    "url",
    [
        "mysql://root@localhost/linli",
        "postgresql://localhost",
        "postgresql://localhost/",
        "postgresql://localhost:many/linli",
        "postgresql://localhost:70000/linli",
        "linli",
    ],
)
def test_an_address_that_is_none_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadDatabaseUrlError, match="LINLI_DATABASE_URL"):
        database(url, tmp_path)


def test_without_an_address_it_is_sqlite_in_the_data_folder(tmp_path: Path) -> None:
    found = database("", tmp_path)

    assert found["ENGINE"] == "django.db.backends.sqlite3"
    assert found["NAME"] == tmp_path / "linli.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_on_connecting_sqlite_is_made_to_keep_what_it_acknowledges(tmp_path: Path) -> None:
    statements = database("", tmp_path)["OPTIONS"]["init_command"].split(";")
    connection = sqlite3.connect(tmp_path / "any.sqlite3")
    for statement in statements:
        connection.execute(statement)

    names = ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
    kept = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]
    connection.close()

    assert kept == ["wal", 2, 1, 1]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://db/linli", ("", "", "db", "", "linli")),
        ("postgres://me@db:5433/linli", ("me", "", "db", 5433, "linli")),
        ("postgresql://me:a%40b%2F@DB.example/l%20i", ("me", "a@b/", "DB.example", "", "l i")),
        ("postgresql://me@%2Ftmp%2FMine/linli", ("me", "", "/tmp/Mine", "", "linli")),  # noqa: S108
        ("postgresql://me@[::1]:5433/linli", ("me", "", "::1", 5433, "linli")),
        ("postgresql:///linli", ("", "", "", "", "linli")),
    ],
)
def test_each_part_of_an_address_is_read(
    url: str, expected: tuple[object, ...], tmp_path: Path
) -> None:
    found = database(url, tmp_path)

    assert tuple(found[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")) == expected


def test_repeated_statements_are_prepared_and_options_reach_the_driver(tmp_path: Path) -> None:
    found = database("postgresql://db/linli?sslmode=require&connect_timeout=3", tmp_path)

    assert found["OPTIONS"] == {
        "server_side_binding": True,
        "prepare_threshold": 1,
        "sslmode": "require",
        "connect_timeout": "3",
    }
    assert found["CONN_MAX_AGE"] is None
