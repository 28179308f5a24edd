"""What a start needs is made once, found again, and what stands in the way has a name."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from tests.server.whole import environment

from linli.server import prepare, stamp
from linli.server.database import BadDatabaseUrlError
from linli.server.folder import Folder, make_ready
from linli.server.secrets import TornSecretsError


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path / "data")
    make_ready(made)
    return made


def prepared(folder: Folder, *options: str) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", "linli.server.prepare", *options],
        env=environment(LINLI_DATA=str(folder.root)),
        check=True,
        capture_output=True,
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_what_was_made_ready_is_found_again_however_the_last_start_ended(folder: Folder) -> None:
    first = prepared(folder)

    assert first["migrated"]
    assert first["demo"] == ["BYL-A", "BYL-B"]

    folder.demo_file.unlink()  # as if it had ended right after planting
    second = prepared(folder)

    assert not second["migrated"]
    assert second["demo"] == first["demo"]
    assert second["sign_in"] != first["sign_in"]

    folder.cabinet_config("BYL-A").unlink()
    database = folder.root / "linli.sqlite3"
    for file in folder.root.glob("linli.sqlite3*"):
        file.unlink()
    database.touch()  # another database in its place, whose tables nobody made
    third = prepared(folder)

    assert third["migrated"]
    assert third["demo"] == ["BYL-B"]


def test_who_wants_no_demo_gets_none_and_none_later(folder: Folder) -> None:
    assert prepared(folder, "--no-demo")["demo"] == []
    assert prepared(folder)["demo"] == []


def test_secrets_that_are_torn_are_not_replaced(folder: Folder) -> None:
    secrets = folder.root / "secrets.json"
    secrets.write_text('{"secret_key":', encoding="utf-8")

    assert prepared(folder)["refused"] == "secrets_torn"
    assert secrets.read_text(encoding="utf-8") == '{"secret_key":'


def test_a_failure_that_nobody_foresaw_is_told_in_full(folder: Folder) -> None:
    (folder.root / "linli.sqlite3").write_bytes(b"no database " * 1000)

    with pytest.raises(subprocess.CalledProcessError) as caught:
        prepared(folder)

    assert b"file is not a database" in caught.value.stderr


@pytest.mark.parametrize(
    ("failure", "name"),
    [
        (BadDatabaseUrlError("?"), "address_is_wrong"),
        (TornSecretsError("?"), "secrets_torn"),
        (ImproperlyConfigured("Error loading psycopg2 or psycopg module"), "driver_missing"),
        (ImproperlyConfigured("something else"), None),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "disk_is_full"),
        (OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)), "disk_is_full"),
        (OSError(errno.EACCES, os.strerror(errno.EACCES)), None),
        (OperationalError("database or disk is full"), "disk_is_full"),
        (OperationalError("connection refused"), "database_is_away"),
        (ValueError("?"), None),
    ],
)
def test_each_thing_that_can_stand_in_the_way_has_its_name(
    failure: Exception, name: str | None
) -> None:
    assert prepare.refusal(failure) == name


def test_what_is_ready_is_ready_for_one_program_one_database_and_its_systems(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder.root / "linli.sqlite3").touch()

    assert not stamp.is_current(folder, "", ("lockers",))

    stamp.keep(folder, "", ("lockers",))

    assert stamp.is_current(folder, "", ("lockers",))
    assert not stamp.is_current(folder, "postgresql://elsewhere/linli", ("lockers",))

    assert not stamp.is_current(folder, "", ())

    (folder.root / "linli.sqlite3").unlink()

    assert not stamp.is_current(folder, "", ("lockers",))

    stamp.keep(folder, "postgresql://elsewhere/linli", ("lockers",))

    assert stamp.is_current(folder, "postgresql://elsewhere/linli", ("lockers",))

    monkeypatch.setattr("importlib.metadata.version", lambda _name: "99")

    assert not stamp.is_current(folder, "postgresql://elsewhere/linli", ("lockers",))
