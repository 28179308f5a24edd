"""Whoever changes our copy of a journal behind the triggers is found out."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime

import msgspec
import pytest
from django.db.models import F
from msgspec.structs import replace
from tests.lockers.journals import chained
from tests.lockers.tower import Tower, must_be_whole, plugged_in

from linli.ledger.enums import DamageKind
from linli.ledger.rules import Damage
from linli.lockers.models import Cabinet, JournalLine
from linli.lockers.queries import verifying
from linli.lockers.queries.verifying import VerifiedJournals, find_journal_damage
from linli.wire.messages import Event

pytestmark = pytest.mark.django_db

LINES = 10
"""Lines of the journal that is tampered with, in three batches."""


@pytest.fixture
def journal(
    now: datetime, without_triggers: Callable[[], AbstractContextManager[None]]
) -> Iterator[Tower]:
    """Give a journal of ten lines that was taken in, and nothing that protects it."""
    tower = Tower(now=now)
    for length in (4, 3, 3):
        while len(tower.a.lines) < tower.a.acked + length:
            tower.a.boot()
        tower.exchange()
    assert len(tower.a.lines) == LINES
    with plugged_in(tower.line), without_triggers():
        yield tower


def found() -> list[tuple[DamageKind, int]]:
    return [(one.kind, one.seq) for one in find_journal_damage().damage]


def write(seq: int, line: Event) -> None:
    text = msgspec.json.encode(line).decode()
    JournalLine.objects.filter(seq=seq).update(line=text, hash=line.hash)


def test_nothing_is_found_where_nothing_is() -> None:
    assert find_journal_damage() == VerifiedJournals(0, 0, ())


@pytest.mark.parametrize("chunk", [1, 4, 10, 2_000])
def test_a_journal_as_it_was_sent_is_whole(
    journal: Tower, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(verifying, "CHUNK", chunk)

    assert find_journal_damage() == VerifiedJournals(1, LINES, ())
    must_be_whole()


@pytest.mark.parametrize("seq", [1, 5, LINES])
@pytest.mark.parametrize("line", ["", "{}", "junk", "[" * 3_000])
def test_a_line_that_is_none_is_found(journal: Tower, seq: int, line: str) -> None:
    JournalLine.objects.filter(seq=seq).update(line=line)

    assert found() == [(DamageKind.CHANGED, seq)]


@pytest.mark.parametrize("seq", [1, 5, LINES])
def test_a_line_whose_content_was_changed_is_found(journal: Tower, seq: int) -> None:
    write(seq, replace(journal.a.lines[seq - 1], data={"changed": True}))

    assert found() == [(DamageKind.CHANGED, seq)]


@pytest.mark.parametrize("seq", [1, 5, LINES])
def test_a_hash_that_was_changed_is_found(journal: Tower, seq: int) -> None:
    JournalLine.objects.filter(seq=seq).update(hash="f" * 64)

    assert found() == [(DamageKind.CHANGED, seq)]


@pytest.mark.parametrize("seq", [1, 5, LINES])
def test_a_line_that_was_removed_is_found(journal: Tower, seq: int) -> None:
    JournalLine.objects.filter(seq=seq).delete()

    assert found() == [(DamageKind.MISSING, seq)]


def test_lines_that_changed_places_are_found(journal: Tower) -> None:
    write(5, journal.a.lines[5])
    write(6, journal.a.lines[4])

    assert found() == [(DamageKind.CHANGED, 5)]


@pytest.mark.parametrize("cut", [0, 3, 4, 8])
def test_a_tail_that_was_cut_off_is_found_even_if_the_cabinets_row_was_set_back(
    journal: Tower, cut: int
) -> None:
    JournalLine.objects.filter(seq__gt=cut).delete()
    assert found() == [(DamageKind.MISSING, cut + 1)]

    head = journal.a.lines[cut - 1].hash if cut else "0" * 64
    Cabinet.objects.update(applied_seq=cut, head_hash=head)

    assert found() == [(DamageKind.MISSING, cut + 1)]


@pytest.mark.parametrize(("first", "anchored"), [(1, 4), (4, 4), (5, 7), (9, 10)])
def test_a_journal_computed_anew_from_some_line_on_is_found_at_its_next_anchor(
    journal: Tower, first: int, anchored: int
) -> None:
    lines = journal.a.lines
    anew = chained(
        [replace(lines[first - 1], data={"changed": True}), *lines[first:]],
        after=first - 1,
        prev=lines[first - 2].hash if first > 1 else "0" * 64,
        cabinet="T-A",
    )
    for one in anew:
        write(one.seq, one)
    Cabinet.objects.update(head_hash=anew[-1].hash)

    assert found() == [(DamageKind.HEAD_MOVED, anchored)]


def test_a_head_that_was_set_is_found(journal: Tower) -> None:
    Cabinet.objects.update(head_hash="f" * 64)

    assert find_journal_damage().damage == (Damage(DamageKind.HEAD_MOVED, "journal/T-A", LINES),)


def test_lines_beyond_where_the_cabinet_stood_are_left_for_the_next_time(journal: Tower) -> None:
    """They are being written while the journal is read."""
    journal.a.boot()
    (late,) = chained(
        journal.a.lines[-1:], after=LINES, prev=journal.a.lines[LINES - 1].hash, cabinet="T-A"
    )
    JournalLine.objects.create(
        cabinet=Cabinet.objects.get(), epoch=1, seq=late.seq, hash=late.hash, line="{}"
    )

    assert found() == []
    Cabinet.objects.update(applied_seq=F("applied_seq") + 1)
    assert found() == [(DamageKind.CHANGED, LINES + 1)]


def test_each_journal_is_read_for_itself(now: datetime) -> None:
    tower = Tower(now=now, cabinets=3)
    tower.exchange()
    Cabinet.objects.filter(code="T-B").update(head_hash="f" * 64)

    told = find_journal_damage()

    assert (told.journals, told.lines) == (3, 3)
    assert [one.chain for one in told.damage] == ["journal/T-B"]
