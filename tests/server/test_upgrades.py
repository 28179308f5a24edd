"""Every release's installation upgrades to this version while the release still runs."""

import importlib.metadata
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from tests.server import lived
from tests.server.releases import Release, released
from tests.server.vault import Place, empty

from linli.server.backup import archive
from linli.server.backup.seal import Key, opening
from linli.server.folder import make_ready

RELEASES = released()


def unpacked(file: Path, there: Place) -> None:
    """Put an installation there as its release left it; nothing is brought up to date."""
    make_ready(there.folder)
    with (
        file.open("rb") as source,
        opening(source, Key(), name=file.name) as stream,
        archive.reading(stream) as members,
        there.engine.loading(there.folder.root) as loading,
    ):
        for name, content in members:
            if name.startswith(archive.DATABASE):
                loading.write(content.read())
            elif name.startswith(archive.FILES):
                kept = there.folder.root / name.removeprefix(archive.FILES)
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_bytes(content.read())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("release", RELEASES, ids=[one.version for one in RELEASES])
def test_an_installation_of_each_release_upgrades_while_it_runs(
    release: Release, tmp_path: Path
) -> None:
    engine, there = connection.vendor, empty(tmp_path)
    facts = release.facts[engine]
    unpacked(release.backup(engine), there)

    done = subprocess.run(  # noqa: S603  # our own module
        [
            sys.executable,
            "-m",
            "tests.server.upgraded",
            str(release.said(engine)),
            json.dumps(facts),
        ],
        env={
            **os.environ,
            "LINLI_DATA": str(there.folder.root),
            "LINLI_DATABASE_URL": there.engine.url,
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr.decode()[-2_000:]
    told = json.loads(done.stdout)
    assert told.pop("spoken") > 80
    assert told.pop("rounds") >= 1
    assert told.pop("opened") > 0
    assert told == {
        "damage": 0,
        "phone": facts["phone"],
        "name": facts["name"],
        "label": "订单 A-1",
        "picked": "PICKED",
    }


@pytest.mark.django_db(transaction=True)
def test_what_a_release_says_is_noticed_where_it_is_no_longer_understood(now: datetime) -> None:
    tower, facts = lived.live(now)
    said = lived.one_more_meal(tower)

    assert lived.say_again(said) == lived.say_again(said) > 80
    assert facts["stands"]
    with pytest.raises(DatabaseError):
        say_without("order_no", said)
    assert lived.say_again(said)


def say_without(column: str, said: str) -> None:
    """Say it all where deposits lack a column."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE lockers_deposit DROP COLUMN {column}")
        lived.say_again(said)


def test_the_last_release_is_not_later_than_this_version() -> None:
    def numbers(version: str) -> list[int]:
        return [int(one) for one in version.split(".")]

    assert numbers(RELEASES[-1].version) <= numbers(importlib.metadata.version("linli"))
