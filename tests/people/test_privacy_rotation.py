"""A new key: everything sealed anew in batches, cut off and gone on with; the old one retired."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
import typer
from pytest_django import Settings
from tests.lockers.tower import Tower, plugged_in
from typer.testing import CliRunner

from linli.ledger.models import Entry
from linli.lockers.models import Deposit
from linli.notices.models import Notice
from linli.people.actions import ensure_person
from linli.people.models import Person
from linli.people.sealing import UnreadableError, key_of
from linli.people.sealing_rotation import reseal_all, rows_by_key, sealed_columns
from linli.server import key_words
from linli.server.folder import Folder
from linli.server.key_errors import KeyStillNeeded, NewestKey, NewKeyTooYoung, NoSuchKey
from linli.server.keys import SETTLED_AFTER, retire, rotate, states
from linli.server.secrets import add_sealing_key, drop_sealing_key, load_or_make

PHONE = "13812343821"


@pytest.fixture
def data(tmp_path: Path, settings: Settings) -> Path:
    """Give the test a file of secrets of its own: keys are made and retired in it."""
    shutil.copy(settings.SEALING_FILE, tmp_path / "secrets.json")
    settings.SEALING_FILE = tmp_path / "secrets.json"
    return tmp_path


@pytest.fixture
def people(db: None, now: datetime, data: Path) -> Iterator[int]:
    """Give five people, and one meal in for a phone, of which its owner was told."""
    for number in range(5):
        ensure_person(handle=f"p{number}", name=f"王{number}", now=now)
    tower = Tower(now=now)
    with plugged_in(tower.line):
        (begun,) = tower.begins(tower.request(phone=PHONE))
        tower.a.fill(tower.opened(begun))  # type: ignore[arg-type]  # it was accepted
        tower.exchange()
        yield Person.objects.count()


def keys_in_use() -> set[int]:
    kept = [one.name.kept for one in Person.objects.all()]
    kept += [one.phone.kept for one in Deposit.objects.all() if one.phone]
    kept += [one.phone.kept for one in Notice.objects.all() if one.phone]
    return {key_of(one) for one in kept}


def test_every_sealed_column_is_known(db: None) -> None:
    names = {f"{one.model.__name__}.{one.name}" for one in sealed_columns()}

    assert names >= {"Person.name", "Person.phone", "Deposit.phone", "Notice.phone"}


def test_after_a_rotation_nothing_is_left_under_the_old_key_and_all_is_read(
    people: int, data: Path, now: datetime
) -> None:
    done = list(rotate(data, now=now))

    assert sum(one.rows for one in done) == people + 2
    assert keys_in_use() == {2}
    assert rows_by_key() == {2: people + 2}
    assert Person.objects.get(handle="p3").name.opened() == "王3"
    told = Notice.objects.get().phone
    assert told is not None
    assert told.opened() == PHONE
    written = Entry.objects.filter(chain__name="privacy").order_by("seq")
    assert [(one.verb, one.subject) for one in written][:1] == [("key_made", "key:2")]
    assert {one.verb for one in written[1:]} == {"resealed"}
    assert all(PHONE not in one.facts for one in written)


def test_cut_off_it_goes_on_where_it_stopped(people: int, data: Path, now: datetime) -> None:
    first = list(islice(rotate(data, now=now), 1))
    assert keys_in_use() == {1, 2}

    rest = list(reseal_all(now=now, batch=2))

    assert keys_in_use() == {2}
    assert sum(one.rows for one in (*first, *rest)) == people + 2
    assert list(reseal_all(now=now)) == []


def test_what_is_written_meanwhile_is_sealed_with_the_new_key(
    people: int, data: Path, now: datetime
) -> None:
    """By a process that was started before, too: it meets the file anew."""
    add_sealing_key(data, now=now)

    late = ensure_person(handle="late", name="晚来", now=now)

    assert key_of(late.name.kept) == 2


def test_a_text_that_cannot_be_read_is_left_as_it_is_and_said(
    people: int, data: Path, now: datetime
) -> None:
    Person.objects.filter(handle="p1").update(name=b"\x02\x00\x01torn")

    done = list(rotate(data, now=now))

    assert sum(one.unreadable for one in done) == 1
    assert bytes(Person.objects.values_list("name", flat=True).get(handle="p1")).endswith(b"torn")  # type: ignore[call-overload]  # as the table has it


def test_a_key_that_is_needed_is_not_retired(people: int, data: Path, now: datetime) -> None:
    add_sealing_key(data, now=now)
    later = now + SETTLED_AFTER

    with pytest.raises(KeyStillNeeded, match=f"还有 {people + 2} 项"):
        retire(data, 1, now=later)
    with pytest.raises(NewestKey):
        retire(data, 2, now=later)
    with pytest.raises(NoSuchKey):
        retire(data, 3, now=later)

    assert [one.number for one in states(data)] == [1, 2]


def test_a_key_is_retired_once_nothing_can_still_be_written_with_it(
    people: int, data: Path, now: datetime
) -> None:
    old = Person.objects.get(handle="p0").name
    list(rotate(data, now=now))

    with pytest.raises(NewKeyTooYoung, match="10 分钟"):
        retire(data, 1, now=now)
    with pytest.raises(NewKeyTooYoung, match="1 分钟"):
        retire(data, 1, now=now + SETTLED_AFTER - timedelta.resolution)
    retire(data, 1, now=now + SETTLED_AFTER)

    assert [(one.number, one.is_newest) for one in states(data)] == [(2, True)]
    assert Person.objects.get(handle="p0").name.opened() == "王0"
    with pytest.raises(UnreadableError):
        old.opened()
    assert Entry.objects.filter(verb="key_retired", subject="key:1").exists()


def said(data: Path, *words: str) -> tuple[int, str]:
    app = typer.Typer()
    key_words.add_keys(app, lambda _data: Folder(data))
    found = CliRunner().invoke(app, ["keys", *words], catch_exceptions=False)
    return found.exit_code, found.output


def test_the_command_says_what_it_did(people: int, data: Path, now: datetime) -> None:
    assert said(data, "list") == (0, f"第 1 号  {people + 2} 项  安装时生成  使用中\n")
    assert said(data, "rotate") == (0, f"重新封存了 {people + 2} 项。\n")
    assert said(data, "reseal") == (0, "重新封存了 0 项。\n")
    assert said(data, "list")[1].splitlines()[0] == "第 1 号  0 项  安装时生成"


def test_the_command_retires_a_key(db: None, data: Path, now: datetime) -> None:
    add_sealing_key(data, now=now - timedelta(days=9))

    assert said(data, "retire", "1") == (0, "第 1 号密钥已停用。\n")
    assert [one.id for one in load_or_make(data).sealing_keys] == [2]


def test_the_command_ends_with_one_where_something_cannot_be_read(
    people: int, data: Path, now: datetime
) -> None:
    add_sealing_key(data, now=now)
    drop_sealing_key(data, 1)

    code, output = said(data, "reseal")

    assert code == 1
    assert f"有 {people + 2} 项读不出来，保持原样。" in output
