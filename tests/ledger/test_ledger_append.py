"""Writing down what was done."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, connection, transaction

from linli.kernel.chain import GENESIS, link
from linli.ledger.actions import NewEntry, append
from linli.ledger.models import Chain, Entry
from linli.ledger.queries import find_damage

Queries = Callable[[int], AbstractContextManager[object]]


def entry(chain: str, subject: str, at: datetime, **facts: object) -> NewEntry:
    return NewEntry(chain=chain, at=at, actor="linli", verb="tried", subject=subject, facts=facts)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written(now: datetime) -> None:
    with pytest.raises(AssertionError, match="stands or falls"):
        append([entry("a", "1", now)])

    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_an_entry_too_large_to_be_one_is_refused(now: datetime) -> None:
    with pytest.raises(AssertionError, match="bytes"):
        append([entry("a", "1", now, text="长" * 4_000)])

    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_an_instant_without_a_zone_is_refused(now: datetime) -> None:
    with pytest.raises(AssertionError):
        append([entry("a", "1", now.replace(tzinfo=None))])


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_written(now: datetime) -> None:
    with transaction.atomic():
        append([entry("a", "1", now)])
        transaction.set_rollback(True)

    assert not Entry.objects.exists()
    assert not Chain.objects.exists()


@pytest.mark.django_db
def test_nothing_to_write_is_no_work(django_assert_num_queries: Queries) -> None:
    with django_assert_num_queries(0):
        assert append([]) == []


@pytest.mark.django_db
def test_entries_are_numbered_and_linked_in_their_own_chain(now: datetime) -> None:
    first = append([entry("b", "1", now), entry("a", "2", now), entry("b", "3", now)])
    second = append([entry("b", "4", now + timedelta(microseconds=1))])

    of_b = list(Entry.objects.filter(chain__name="b").order_by("seq"))
    assert [(one.seq, one.subject) for one in of_b] == [(1, "1"), (2, "3"), (3, "4")]
    assert [one.prev for one in of_b] == [GENESIS, first[0], first[2]]
    assert [one.hash for one in of_b] == [first[0], first[2], *second]
    assert str(of_b[2]) == f"{of_b[2].chain_id}#3 linli tried 4"
    assert str(of_b[2].chain) == "b #3"
    assert Entry.objects.get(chain__name="a").hash == first[1]
    assert set(Chain.objects.values_list("name", "seq", "head")) == {
        ("a", 1, first[1]),
        ("b", 3, second[0]),
    }


@pytest.mark.django_db
def test_a_stranger_can_compute_a_hash_from_what_is_kept(now: datetime) -> None:
    zone = timezone(timedelta(hours=8))
    append([entry("柜/HK-A", "1", now.astimezone(zone), b="二", a=[1, None, 0.5, True])])

    kept = Entry.objects.get()
    content = ["柜/HK-A", 1, "2026-03-02T04:00:00Z", "linli", "tried", "1", kept.facts]
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    assert kept.facts == '{"a":[1,null,0.5,true],"b":"二"}'
    assert kept.at == now
    assert kept.hash == link(GENESIS, body.encode())


@pytest.mark.django_db
def test_a_batch_takes_the_same_statements_however_large(
    now: datetime, django_assert_num_queries: Queries
) -> None:
    append([entry("a", "0", now)])

    with django_assert_num_queries(3):
        append([entry("a", str(number), now) for number in range(500)])


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_make_one_chain_without_a_gap(now: datetime) -> None:
    def write(writer: int) -> None:
        try:
            for number in range(5):
                with transaction.atomic():
                    append(
                        [
                            entry("b", f"{writer}.{number}", now),
                            entry(f"own/{writer}", f"{number}", now),
                            entry("a", f"{writer}.{number}", now),
                        ]
                    )
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))

    assert find_damage().damage == ()
    assert find_damage().entries == 90
    assert set(Chain.objects.values_list("name", "seq")) >= {("a", 30), ("b", 30), ("own/5", 5)}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET verb = 'undone'",
        "UPDATE ledger_entry SET seq = seq",
        "DELETE FROM ledger_entry",
        "DELETE FROM ledger_chain",
        "UPDATE ledger_chain SET seq = seq - 1",
        "UPDATE ledger_chain SET head = 'f'",
        "UPDATE ledger_chain SET name = 'b', seq = seq + 1",
        "UPDATE ledger_chain SET id = id + 1, seq = seq + 1",
        """INSERT INTO ledger_entry SELECT * FROM ledger_entry WHERE true
           ON CONFLICT (id) DO UPDATE SET verb = 'undone'""",
    ],
)
@pytest.mark.django_db
def test_the_database_refuses_to_change_what_was_written(statement: str, now: datetime) -> None:
    append([entry("a", "1", now)])
    before = (list(Entry.objects.values()), list(Chain.objects.values()))

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert (list(Entry.objects.values()), list(Chain.objects.values())) == before


@pytest.mark.django_db
def test_each_engine_refuses_its_own_way_around(now: datetime) -> None:
    append([entry("a", "1", now)])
    ways = {
        "sqlite": [
            "INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry",
            "INSERT OR REPLACE INTO ledger_chain SELECT * FROM ledger_chain",
            "UPDATE OR IGNORE ledger_entry SET verb = 'undone'",
        ],
        "postgresql": [
            "TRUNCATE ledger_entry",
            "TRUNCATE ledger_chain CASCADE",
        ],
    }
    before = list(Entry.objects.values())
    connection.check_constraints()  # what still waits for it would refuse TRUNCATE by itself

    for way in ways[connection.vendor]:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(way)

    assert list(Entry.objects.values()) == before
