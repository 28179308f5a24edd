"""The doctor before a database: each fault of it is made, its sentence expected."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from tests.lockers.tower import Tower
from tests.server.whole import environment

from linli.ledger.actions import NewEntry, append
from linli.ledger.heads import read_heads
from linli.lockers.models import Cabinet
from linli.server.doctor import database
from linli.server.doctor.cabinets import look_at_cabinets
from linli.server.findings import Finding
from linli.server.folder import Folder, make_ready


def wrong(findings: Finding | list[Finding]) -> list[str]:
    """What is said of what is not good, each with its remedy."""
    found = [findings] if isinstance(findings, Finding) else findings
    assert found
    assert all(bool(one.remedy) == (one.level != "good") for one in found)
    return [f"{one.says} → {one.remedy}" for one in found if one.level != "good"]


@pytest.mark.django_db
def test_a_database_that_is_well_is_found_so(now: datetime) -> None:
    append([NewEntry("c", now, "a", "v", "s", {})])

    assert wrong(list(database.look_at_database(now=now))) == []


def test_a_database_that_does_not_answer_is_said_with_its_first_line(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = mock.Mock(side_effect=OperationalError("connection refused\nIs it running?"))
    monkeypatch.setattr(connection, "ensure_connection", away)

    assert wrong(list(database.look_at_database(now=now))) == [
        "数据库没有回答（connection refused）。 → 请检查数据库是否在运行，以及 database_url。"
    ]


@pytest.mark.django_db
def test_a_database_behind_the_program_is_told_what_it_lacks(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"lockers.000{number}" for number in range(1, 8)]
    monkeypatch.setattr(database, "waiting_migrations", lambda: names)

    assert wrong(list(database.look_at_database(now=now))) == [
        (
            "数据库比程序旧，还差 7 步：lockers.0001、lockers.0002、lockers.0003、lockers.0004、"
            "lockers.0005…… → 请先备份，再重新启动邻里；启动时会自动更新。"
        )
    ]


@pytest.mark.django_db
def test_a_database_that_breaks_while_it_is_read_is_said(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "read_heads", mock.Mock(side_effect=DatabaseError("malformed")))

    assert wrong(list(database.look_at_database(now=now))) == [
        "数据库读不出来（malformed）。 → 请从备份恢复：linli restore"
    ]


def test_a_file_of_sqlite_that_is_damaged_is_said(tmp_path: Path) -> None:
    """In a process of its own: only there may a database be torn."""
    root = str(tmp_path / "data")
    make_ready(Folder(tmp_path / "data"))
    script = (
        "from linli.server.worker import load; load()\n"
        "from django.db import connection\n"
        "path = connection.settings_dict['NAME']; cursor = connection.cursor()\n"
        "cursor.execute('CREATE TABLE entry (text)')\n"
        "cursor.execute('INSERT INTO entry VALUES (1), (2)')\n"
        "cursor.execute('PRAGMA wal_checkpoint(TRUNCATE)')\n"
        "cursor.execute(\"SELECT rootpage FROM sqlite_master WHERE name = 'entry'\")\n"
        "page = cursor.fetchone()[0]; cursor.execute('PRAGMA page_size')\n"
        "size = cursor.fetchone()[0]; connection.close()\n"
        "with open(path, 'r+b') as file: file.seek((page - 1) * size); file.write(b'x' * 99)\n"
        "from linli.kernel.clock import now; from linli.server.doctor import database\n"
        "print(*database.look_at_database(now=now()), sep='\\n')\n"
    )
    told = subprocess.run(  # noqa: S603  # our own words
        [sys.executable, "-c", script],
        env=environment(LINLI_DATA=root),
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout == "坏    数据库文件已损坏。  →  请从备份恢复：linli restore\n"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE ledger_entry SET hash = 'x'",
        "UPDATE ledger_chain SET head = 'x'",
        "UPDATE ledger_chain SET seq = 1",
        "DELETE FROM ledger_entry WHERE seq = 2",
    ],
)
def test_a_ledger_whose_ends_were_touched_is_named(
    now: datetime,
    without_triggers: Callable[[], AbstractContextManager[None]],
    tampering: str,
) -> None:
    with transaction.atomic():
        append([NewEntry("tower", now, "a", verb, "s", {}) for verb in ("v", "w")])
    assert read_heads().newest == now
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute(tampering)

    assert wrong(list(database.look_at_database(now=now))) == [
        "账本有 1 条链的末尾对不上：tower → 请运行 linli ledger verify 查明，并保留备份。"
    ]


@pytest.mark.django_db
def test_a_cabinet_that_is_silent_for_long_is_named_and_one_that_is_out_of_use_is_not(
    now: datetime,
) -> None:
    Tower(now=now, cabinets=3)
    codes = list(Cabinet.objects.order_by("code").values_list("code", flat=True))
    Cabinet.objects.update(heard_at=now - timedelta(hours=1))
    assert wrong(look_at_cabinets(now=now)) == []
    Cabinet.objects.filter(code=codes[0]).update(heard_at=now - timedelta(hours=1, seconds=1))
    Cabinet.objects.filter(code=codes[1]).update(heard_at=None)
    Cabinet.objects.filter(code=codes[2]).update(heard_at=None, revoked_at=now)

    assert wrong(look_at_cabinets(now=now)) == [
        (
            f"2 个柜子一小时以上没有消息：{codes[0]}、{codes[1]}"
            " → 请看柜子是否通电、联网；不再用的请运行：linli cabinet revoke 编号"
        )
    ]
