"""The suite's own database as something to back up, and empty ones to restore it into."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pyrage  # type: ignore[import-untyped]  # a compiled wheel without type stubs
from django.db import connection

from linli.server.backup.engines import Engine
from linli.server.backup.postgresql import Postgresql
from linli.server.backup.seal import Key, Lock
from linli.server.backup.sqlite import Sqlite
from linli.server.folder import Folder, make_ready
from linli.server.secrets import load_or_make

_CLUSTER = os.environ.get("LINLI_DATABASE_URL", "")
_IDENTITY = pyrage.x25519.Identity.generate()
LOCK = Lock(recipients=(str(_IDENTITY.to_public()),))
KEY = Key(identities=(str(_IDENTITY),))


@dataclass(frozen=True, slots=True)
class Place:
    """An installation: a data folder and a database."""

    folder: Folder
    engine: Engine


def own_engine() -> Engine:
    """Return the database of this test; its connection must have committed."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return Sqlite(Path(name))
    return Postgresql(_url(name))


def installed(root: Path) -> Place:
    """Return this test's database with a data folder that has something in it."""
    folder = Folder(root / "here")
    make_ready(folder)
    load_or_make(folder.root)
    (folder.root / "bus" / "keys.json").write_text("{}")
    (folder.root / "media" / "seals").mkdir(parents=True)
    (folder.root / "media" / "seals" / "one.png").write_bytes(b"\x89PNG" * 1_000)
    (folder.root / "log" / "web.log").write_text("not kept")
    return Place(folder, own_engine())


def empty(root: Path, name: str = "there") -> Place:
    """Return an installation that is none yet."""
    folder = Folder(root / name)
    if connection.vendor == "sqlite":
        return Place(folder, Sqlite(folder.root / "linli.sqlite3"))
    database = f"vault_{root.name}_{name}".lower().replace("-", "_")[-60:]
    with psycopg.connect(_CLUSTER, autocommit=True) as here:
        here.execute(f'DROP DATABASE IF EXISTS "{database}"'.encode())
        here.execute(f'CREATE DATABASE "{database}"'.encode())
    return Place(folder, Postgresql(_url(database)))


def _url(name: str) -> str:
    return urlsplit(_CLUSTER)._replace(path=f"/{name}").geturl()
