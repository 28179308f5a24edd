"""Which database holds everything: one address decides, SQLite in the data folder without one."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SCHEMES = ("postgresql", "postgres")

LONGEST_WAIT_S = 20
"""A writer waits this long for another on SQLite; beyond it a person has gone."""

SQLITE_ON_CONNECT = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA recursive_triggers=ON"
)
"""FULL lost nothing in 1,500 power cuts, NORMAL lost acknowledged commits. Source: CUSTODY, 8."""


class BadDatabaseUrlError(ValueError):
    """The address of the database cannot be understood."""


def database(url: str, data: Path) -> dict[str, Any]:
    """Return Django's settings for the database at ``url``, or for SQLite in ``data``.

    Args:
        url: ``postgresql://user:password@host:port/name?option=value``, parts percent-encoded;
            the host may be the folder of a socket; empty for SQLite.
        data: the data folder.

    Raises:
        BadDatabaseUrlError: another scheme, no name, or a port that is no number.
    """
    return _postgresql(url) if url else _sqlite(data)


def _sqlite(data: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data / "linli.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": LONGEST_WAIT_S,
            "transaction_mode": "IMMEDIATE",
            "init_command": SQLITE_ON_CONNECT,
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in SCHEMES or not name:
        msg = "LINLI_DATABASE_URL must look like postgresql://user:password@host:port/name"
        raise BadDatabaseUrlError(msg)
    try:
        port = parts.port
    except ValueError as bad:
        msg = "LINLI_DATABASE_URL: the port must be a number up to 65535"
        raise BadDatabaseUrlError(msg) from bad
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": _host(parts.netloc),
        "PORT": port or "",
        "CONN_MAX_AGE": None,
        # Prepared statements halve the database's work for a repeated one. Source: SPEED.
        "OPTIONS": {
            "server_side_binding": True,
            "prepare_threshold": 1,
            **dict(parse_qsl(parts.query)),
        },
    }


def _host(netloc: str) -> str:
    """Return the host as it was written: a folder has capitals, which ``hostname`` lowers."""
    host = netloc.rpartition("@")[2]
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return unquote(host.partition(":")[0])
