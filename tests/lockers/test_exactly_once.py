"""Journals are applied exactly once, whatever the bus and the server's crashes do to them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.lockers.cabinets import RealCabinet
from tests.lockers.journals import chained
from tests.lockers.tower import (
    CUSTODY,
    Rows,
    Tower,
    applied,
    climb,
    must_agree,
    must_be_whole,
    plugged_in,
    rolled_back,
    rows,
)

from linli.ledger.models import Entry
from linli.lockers.actions.applying import apply_events
from linli.lockers.models import Cabinet, Deposit, JournalLine
from linli.notices.models import Notice
from linli.wire.messages import Ack, Events, Nak, Purpose, Quarantined, Size

pytestmark = pytest.mark.django_db

quick = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def a_morning(tower: Tower) -> RealCabinet:
    """Let much happen that the server is not told: 3 meals, one taken, a jam, a power cut."""
    cabinet = tower.a
    first, second, third = tower.begun(), tower.begun(Size.M), tower.begun()
    cabinet.fill(tower.opened(first))
    cabinet.fill(tower.opened(second))
    cabinet.close(tower.opened(third))  # nothing was put in
    cabinet.empty(tower.opened(first, Purpose.PICKUP))
    tower.wait(121)
    cabinet.jammed = {1, 2, 4}
    tower.opened(third)
    tower.wait(3)
    cabinet.boot()
    cabinet.jammed = set()
    cabinet.fill(tower.opened(third))
    cabinet.empty(tower.opened(second, Purpose.RECALL))
    return cabinet


@contextmanager
def morning(now: datetime) -> Iterator[tuple[Tower, RealCabinet]]:
    with rolled_back():
        tower = Tower(now=now)
        with plugged_in(tower.line):
            yield tower, a_morning(tower)


def in_plain_order(cabinet: RealCabinet, now: datetime) -> Rows:
    """Return what the tables hold when everything arrives once and in order."""
    with rolled_back():
        while climb(cabinet, now=now):
            pass
        cabinet.acked = 0
        return rows(CUSTODY)


pieces = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 50)), max_size=12)


@given(pieces, st.integers(1, 4))
@quick
def test_repeated_late_reordered_and_gapped_batches_come_to_the_same_rows_as_the_plain_order(
    now: datetime, cuts: list[tuple[int, int]], at_once: int
) -> None:
    with morning(now) as (tower, cabinet):
        plain = in_plain_order(cabinet, now)
        total = len(cabinet.lines)

        sent = [
            cabinet.batch(first % total + 1, min(total, first % total + length))
            for first, length in cuts
        ]
        for start in range(0, len(sent), at_once):
            assert None not in apply_events(sent[start : start + at_once], now=now)
        while climb(cabinet, now=now):
            pass

        assert rows(CUSTODY) == plain
        must_agree(tower)


@given(pieces)
@quick
def test_every_answer_names_what_we_hold_and_nothing_we_do_not(
    now: datetime, cuts: list[tuple[int, int]]
) -> None:
    with morning(now) as (_, cabinet):
        total, reached = len(cabinet.lines), 0

        for start, length in cuts:
            first = start % total + 1
            last = min(total, first + length - 1)
            answer = apply_events([cabinet.batch(first, last)], now=now)[0]

            if first > reached + 1:
                assert answer == Nak(v=1, cab=cabinet.code, epoch=1, expect=reached + 1)
            else:
                reached = max(reached, last)
                head = cabinet.lines[reached - 1].hash
                assert answer == Ack(v=1, cab=cabinet.code, epoch=1, upto=reached, hash=head)
            assert JournalLine.objects.count() == reached


def test_two_cabinets_in_one_commit_are_answered_each_for_itself(now: datetime) -> None:
    tower = Tower(now=now, cabinets=2)
    a, b = tower.cabinets
    b.boot()

    answers = apply_events([b.batch(2, 2), a.batch(1, 1), b.batch(1, 2)], now=now)

    assert [type(one).__name__ for one in answers] == ["Nak", "Ack", "Ack"]
    tower.exchange()
    must_agree(tower)


# Forks and forgeries


@pytest.mark.parametrize("held", [1, 5, 9])
@pytest.mark.parametrize("at", [1, 4, 9])
def test_a_fork_at_any_line_puts_the_cabinet_into_quarantine_and_applies_nothing(
    tower: Tower, at: int, held: int
) -> None:
    cabinet = a_morning(tower)
    apply_events([cabinet.batch(1, held)], now=tower.now)
    before = rows(CUSTODY)
    bent = [
        *cabinet.lines[: at - 1],
        replace(cabinet.lines[at - 1], data={"bent": True}),
        *cabinet.lines[at:],
    ]
    prev = cabinet.lines[at - 2].hash if at > 1 else "0" * 64
    other = [
        *bent[: at - 1],
        *chained(bent[at - 1 :], after=at - 1, prev=prev, cabinet=cabinet.code),
    ]
    if at > held:  # a machine may go on from what we hold in any way: only tampering is a fork
        other[at - 1] = replace(other[at - 1], hash="f" * 64)

    answer = apply_events([cabinet.signed(other, "0" * 64)], now=tower.now)[0]

    assert isinstance(answer, Quarantined)
    assert answer.seq == at
    row = Cabinet.objects.get(code=cabinet.code)
    assert (row.quarantined_at, row.quarantine_seq, row.applied_seq) == (tower.now, at, held)
    after = rows(CUSTODY)
    assert {**after, "Cabinet": []} == {**before, "Cabinet": []}
    must_be_whole()


def test_a_cabinet_in_quarantine_is_told_so_and_nothing_more_of_it_is_applied(
    tower: Tower,
) -> None:
    cabinet = a_morning(tower)
    apply_events([cabinet.batch(1, 3)], now=tower.now)
    forked = cabinet.signed(chained(cabinet.lines[1:3], cabinet=cabinet.code), "0" * 64)

    answers = applied(cabinet, forked, cabinet.batch(4, 6), now=tower.now)
    again = applied(cabinet, cabinet.batch(4, 6), now=tower.now)

    assert answers == ["Quarantined", "Quarantined"]
    assert again == ["Quarantined"]
    assert JournalLine.objects.count() == 3
    entry = Entry.objects.get(verb="cabinet_quarantined")
    assert (entry.actor, entry.facts) == (f"cabinet:{cabinet.code}", '{"seq":1}')
    must_be_whole()


def test_lines_before_a_fork_in_the_same_commit_stay_applied(tower: Tower) -> None:
    cabinet = a_morning(tower)
    forked = cabinet.signed(chained(cabinet.lines[1:3], cabinet=cabinet.code), "0" * 64)

    answers = applied(cabinet, cabinet.batch(1, 5), forked, now=tower.now)

    assert answers == ["Ack", "Quarantined"]
    assert Cabinet.objects.get(code=cabinet.code).applied_seq == 5
    must_be_whole()


def unsigned(batch: Events) -> Events:
    return replace(batch, sig="0" * 128)


def signed_by_another(batch: Events) -> Events:
    key = Ed25519PrivateKey.from_private_bytes(b"x" * 32)
    return replace(batch, sig=key.sign(bytes.fromhex(batch.events[-1].hash)).hex())


def of_another_cabinet(batch: Events) -> Events:
    return replace(batch, cab="T-B")


def of_nobody(batch: Events) -> Events:
    return replace(batch, cab="NOBODY")


@pytest.mark.parametrize("forge", [unsigned, signed_by_another, of_another_cabinet, of_nobody])
def test_a_batch_that_its_cabinet_did_not_sign_changes_nothing_and_is_not_answered(
    now: datetime, forge: Callable[[Events], Events]
) -> None:
    tower = Tower(now=now, cabinets=2)
    before = rows()

    assert apply_events([forge(tower.a.batch(1, 1))], now=now) == [None]
    assert rows() == before


def test_a_forged_batch_among_good_ones_stops_none_of_them(tower: Tower) -> None:
    cabinet = a_morning(tower)

    answers = applied(
        cabinet,
        cabinet.batch(1, 2),
        unsigned(cabinet.batch(3, 4)),
        cabinet.batch(3, 4),
        now=tower.now,
    )

    assert answers == ["Ack", "NoneType", "Ack"]


def test_a_door_that_the_cabinet_does_not_have_puts_it_into_quarantine(tower: Tower) -> None:
    cabinet = a_morning(tower)
    fifth = replace(cabinet.lines[1], comp=5)
    lines = chained([cabinet.lines[0], fifth], cabinet=cabinet.code)

    answer = apply_events([cabinet.signed(lines, "0" * 64)], now=tower.now)[0]

    assert isinstance(answer, Quarantined)
    assert answer.seq == 2
    assert not JournalLine.objects.exists()


def test_a_meal_of_another_cabinet_puts_who_claims_it_into_quarantine(now: datetime) -> None:
    tower = Tower(now=now, cabinets=2)
    a, b = tower.cabinets
    with plugged_in(tower.line):
        begun = tower.stored(cabinet=a.code)
    claim = [replace(one, seq=one.seq + 1) for one in a.lines if one.deposit == begun.deposit]
    lines = chained(claim, after=1, prev=b.lines[0].hash, cabinet=b.code)

    answer = apply_events([b.signed(lines, b.lines[0].hash)], now=now)[0]

    assert isinstance(answer, Quarantined)
    assert Cabinet.objects.get(code=a.code).quarantined_at is None
    assert Deposit.objects.get().cabinet.code == a.code
    must_be_whole()


# Crashes


def crashing_at(statement: int) -> Callable[..., object]:
    """Return a wrapper that lets so many statements pass and then pulls the plug.

    The test's own transaction stands around, so that savepoints do what a process that is
    gone, and a database that notices, would do.
    """
    passed = 0

    def wrapper(
        execute: Callable[..., object], sql: str, params: object, many: object, context: object
    ) -> object:
        nonlocal passed
        if "SAVEPOINT" not in sql:
            passed += 1
            if passed == statement:
                raise PowerCut
        return execute(sql, params, many, context)

    return wrapper


class PowerCut(Exception):
    """The server's process is gone."""


def test_a_crash_at_any_statement_changes_nothing_and_the_same_batch_applies_afterwards(
    tower: Tower,
) -> None:
    cabinet = a_morning(tower)
    batch = cabinet.batch(1, len(cabinet.lines))
    before, statement = rows(), 1

    while True:
        try:
            with connection.execute_wrapper(crashing_at(statement)):
                apply_events([batch], now=tower.now)
        except PowerCut:
            assert rows() == before
            statement += 1
        else:
            break

    assert statement > 10
    must_agree(tower)


# What one batch does


def test_one_batch_leaves_one_entry_in_the_ledger_that_anchors_the_journal(tower: Tower) -> None:
    cabinet = a_morning(tower)
    length = len(cabinet.lines)

    apply_events([cabinet.batch(1, 4), cabinet.batch(5, length)], now=tower.now)

    entry = Entry.objects.get(verb="journal_applied")
    head = cabinet.lines[-1].hash
    assert entry.chain.name == f"cabinet/{cabinet.code}"
    assert entry.facts == f'{{"epoch":1,"from":1,"hash":"{head}","upto":{length}}}'
    must_agree(tower)


def test_a_contradiction_is_kept_told_to_the_ledger_and_not_obeyed(tower: Tower) -> None:
    begun = tower.stored()
    cabinet = tower.a
    stored = next(one for one in cabinet.lines if one.type == "DEPOSITED")
    again = chained(
        [stored], after=len(cabinet.lines), prev=cabinet.memory.head, cabinet=cabinet.code
    )

    answer = apply_events([cabinet.signed(again, cabinet.memory.head)], now=tower.now)[0]

    assert isinstance(answer, Ack)
    entry = Entry.objects.order_by("pk").last()
    assert entry is not None
    assert f'"contradictions":"{again[0].seq}"' in entry.facts
    assert Deposit.objects.get(code=begun.deposit).state == "STORED"
    assert Notice.objects.count() == 1
    must_be_whole()


def test_the_owner_of_each_stored_meal_is_told_once(tower: Tower) -> None:
    cabinet = a_morning(tower)
    length = len(cabinet.lines)

    for first in (1, 3, 1):
        apply_events([cabinet.batch(first, length)], now=tower.now)

    assert Notice.objects.count() == 3
    assert set(Notice.objects.values_list("label", flat=True)) == {"3821"}


def test_a_meal_that_moves_to_a_lower_door_within_one_batch_arrives_there(tower: Tower) -> None:
    cabinet = tower.a
    first, second = tower.stored(), tower.begun()
    assert tower.opened(second) == 2
    tower.exchange()
    cabinet.empty(tower.opened(first, Purpose.PICKUP))
    tower.wait(121)
    cabinet.jammed = {2}
    cabinet.close(2)
    cabinet.open(4)  # forced: only the first door is left

    moved = tower.opened(second)
    tower.exchange()

    assert moved == 1
    assert Deposit.objects.get(code=second.deposit).comp == 1
    must_agree(tower)


def test_two_meals_that_change_places_within_one_batch_arrive_there(tower: Tower) -> None:
    cabinet = tower.a
    one, other = tower.begun(), tower.begun()
    assert [tower.opened(one), tower.opened(other)] == [1, 2]
    tower.exchange()
    cabinet.close(1)
    cabinet.close(2)
    cabinet.open(4)
    tower.wait(121)

    assert [tower.opened(other), tower.opened(one)] == [1, 2]
    tower.exchange()

    assert Deposit.objects.get(code=one.deposit).comp == 2
    assert Deposit.objects.get(code=other.deposit).comp == 1
    must_agree(tower)
