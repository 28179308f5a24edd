"""Hearing from cabinets: who is there, and whose history is not ours any more."""

import pytest
from msgspec.structs import replace
from tests.lockers.tower import Tower, must_be_whole, rows

from linli.ledger.models import Entry
from linli.lockers.actions.hearing import hear
from linli.lockers.models import Cabinet, JournalLine
from linli.wire.messages import Ack, Nak, Quarantined

pytestmark = pytest.mark.django_db


def test_an_unknown_cabinet_is_not_answered_and_changes_nothing(tower: Tower) -> None:
    before = rows()

    assert hear([replace(tower.a.hello(), cab="NOBODY")], now=tower.now) == [None]
    assert rows() == before


def test_a_cabinet_with_lines_that_we_lack_is_asked_for_the_first_of_them(tower: Tower) -> None:
    tower.stored()
    tower.a.boot()
    known = tower.a.lines[-2]

    answer = hear([tower.a.hello()], now=tower.now)[0]

    assert answer == Nak(v=1, cab="T-A", epoch=1, expect=known.seq + 1)
    row = Cabinet.objects.get()
    assert (row.heard_at, row.boot_id) == (tower.now, tower.a.memory.boot_id)
    assert not Entry.objects.filter(verb="cabinet_quarantined").exists()


def test_a_cabinet_whose_journal_we_hold_whole_is_told_so(tower: Tower) -> None:
    tower.stored()

    answer = hear([tower.a.hello()], now=tower.now)[0]

    assert isinstance(answer, Ack)
    assert (answer.upto, answer.hash) == (tower.a.memory.seq, tower.a.memory.head)


@pytest.mark.parametrize("seq", [0, 1, 3])
def test_a_hello_that_comes_after_younger_lines_is_not_held_against_its_cabinet(
    tower: Tower, seq: int
) -> None:
    """The bus reorders, and two threads take in hellos and lines: a short journal is no proof."""
    tower.stored()
    head = tower.a.lines[seq - 1].hash if seq else "0" * 64

    answer = hear([replace(tower.a.hello(), last_seq=seq, head_hash=head)], now=tower.now)[0]

    assert isinstance(answer, Ack)
    assert Cabinet.objects.get().quarantined_at is None


def test_a_cabinet_set_back_to_an_old_image_is_put_into_quarantine_when_it_starts(
    tower: Tower,
) -> None:
    image = tower.a.memory, list(tower.a.lines)
    tower.stored()
    held = JournalLine.objects.count()
    tower.wait(60)
    tower.a.restore(*image)
    hello = tower.a.hello()

    answers = hear([hello, hello], now=tower.now)

    seq = tower.a.memory.seq
    assert 1 < seq < held
    quarantined = Quarantined(v=1, cab="T-A", epoch=1, seq=seq)
    assert answers == [quarantined, quarantined]
    row = Cabinet.objects.get()
    assert (row.quarantined_at, row.quarantine_seq) == (tower.now, seq)
    entry = Entry.objects.get(verb="cabinet_quarantined")
    assert (entry.actor, entry.facts) == ("cabinet:T-A", f'{{"held":{held},"seq":{seq}}}')
    must_be_whole()


@pytest.mark.parametrize("change", [{"head_hash": "f" * 64}, {"epoch": 2}])
def test_a_cabinet_with_another_last_line_or_epoch_is_put_into_quarantine(
    tower: Tower, change: dict[str, object]
) -> None:
    tower.stored()

    answer = hear([replace(tower.a.hello(), **change)], now=tower.now)[0]

    assert isinstance(answer, Quarantined)
    assert Cabinet.objects.get().quarantined_at == tower.now


def test_a_line_that_we_do_not_hold_is_another_history(tower: Tower) -> None:
    tower.stored()
    Cabinet.objects.update(epoch=2)  # a new epoch's journal, whose lines are yet to come

    answer = hear([replace(tower.a.hello(), epoch=2, last_seq=1)], now=tower.now)[0]

    assert isinstance(answer, Quarantined)


def test_a_cabinet_in_quarantine_stays_there_whatever_it_says(tower: Tower) -> None:
    tower.stored()
    Cabinet.objects.update(quarantined_at=tower.now)
    tower.wait(60)

    answer = hear([tower.a.hello()], now=tower.now)[0]

    assert isinstance(answer, Quarantined)
    row = Cabinet.objects.get()
    assert row.quarantined_at is not None
    assert row.quarantined_at < tower.now == row.heard_at
    assert not Entry.objects.filter(verb="cabinet_quarantined").exists()
