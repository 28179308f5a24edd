"""Whoever gets past the triggers is found out."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from linli.kernel.chain import link
from linli.ledger import queries
from linli.ledger.actions import NewEntry, append
from linli.ledger.enums import DamageKind
from linli.ledger.models import Entry
from linli.ledger.queries import find_damage
from linli.ledger.rules import MOST_DAMAGE, Verified, Written, content_of

pytestmark = pytest.mark.django_db

CHAIN_A = "(SELECT id FROM ledger_chain WHERE name = 'a')"

WithoutTriggers = Callable[[], AbstractContextManager[None]]
Found = list[tuple[DamageKind, str, int]]


@pytest.fixture(autouse=True)
def two_chains(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty entries in each of two chains, read seven at a time."""
    monkeypatch.setattr(queries, "CHUNK", 7)
    append(
        [
            NewEntry(
                chain=chain,
                at=now + timedelta(seconds=number, microseconds=number % 2),
                actor="linli",
                verb="tried",
                subject=str(number),
                facts={"number": number},
            )
            for number in range(1, 21)
            for chain in ("a", "b")
        ]
    )


@pytest.fixture
def tamper(without_triggers: WithoutTriggers) -> Callable[..., Found]:
    """Run statements that the triggers would refuse, and say what is found afterwards."""

    def run(*statements: str) -> Found:
        with without_triggers(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement.replace("A#", CHAIN_A))
                assert cursor.rowcount
        return [(one.kind, one.chain, one.seq) for one in find_damage().damage]

    return run


def test_what_nobody_touched_is_whole() -> None:
    found = find_damage()

    assert found == Verified(chains=2, entries=40, damage=())


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'nobody'",
        "verb = 'undone'",
        "subject = '6'",
        """facts = '{"number": 5}'""",
        "at = '2026-03-02 04:00:06+00'",
        "at = '2026-03-02 04:00:05.000002+00'",
        "hash = prev",
        "facts = '" + "x" * 20_000 + "'",
    ],
)
def test_a_changed_entry_is_found(change: str, tamper: Callable[..., Found]) -> None:
    found = tamper(f"UPDATE ledger_entry SET {change} WHERE chain_id = A# AND seq = 5")  # noqa: S608  # a test's own

    assert found[0] == (DamageKind.CHANGED, "a", 5)


def test_an_entry_moved_to_the_other_chain_is_found(tamper: Callable[..., Found]) -> None:
    found = tamper(
        "DELETE FROM ledger_entry WHERE chain_id = A# AND seq = 5",
        "UPDATE ledger_entry SET chain_id = A# WHERE chain_id <> A# AND seq = 5",
    )

    assert {(DamageKind.UNLINKED, "a", 5), (DamageKind.MISSING, "b", 6)} <= set(found)


def test_a_removed_entry_is_found(tamper: Callable[..., Found]) -> None:
    found = tamper("DELETE FROM ledger_entry WHERE chain_id = A# AND seq = 5")

    assert found == [(DamageKind.MISSING, "a", 6)]


def test_the_first_entry_removed_is_found(tamper: Callable[..., Found]) -> None:
    found = tamper("DELETE FROM ledger_entry WHERE chain_id = A# AND seq = 1")

    assert found == [(DamageKind.MISSING, "a", 2)]


def test_entries_that_changed_places_are_found(tamper: Callable[..., Found]) -> None:
    found = tamper(
        "UPDATE ledger_entry SET seq = 99 WHERE chain_id = A# AND seq = 5",
        "UPDATE ledger_entry SET seq = 5 WHERE chain_id = A# AND seq = 6",
        "UPDATE ledger_entry SET seq = 6 WHERE chain_id = A# AND seq = 99",
    )

    assert (DamageKind.UNLINKED, "a", 5) in found


def test_a_removed_entry_whose_number_was_closed_up_is_found(tamper: Callable[..., Found]) -> None:
    found = tamper(
        "DELETE FROM ledger_entry WHERE chain_id = A# AND seq = 20",
        "UPDATE ledger_entry SET seq = 20 WHERE chain_id = A# AND seq = 19",
        "UPDATE ledger_entry SET seq = 19 WHERE chain_id = A# AND seq = 18",
    )

    assert (DamageKind.MISSING, "a", 19) in found


def test_a_tail_that_was_cut_off_is_found(tamper: Callable[..., Found]) -> None:
    found = tamper("DELETE FROM ledger_entry WHERE chain_id = A# AND seq > 14")

    assert found == [(DamageKind.MISSING, "a", 15)]


def test_a_chain_without_its_entries_is_found(tamper: Callable[..., Found]) -> None:
    found = tamper("DELETE FROM ledger_entry")

    assert found == [(DamageKind.MISSING, "a", 1), (DamageKind.MISSING, "b", 1)]


def test_a_head_that_was_set_back_is_found(tamper: Callable[..., Found]) -> None:
    found = tamper(
        "UPDATE ledger_chain SET seq = 19, head ="
        " (SELECT hash FROM ledger_entry WHERE chain_id = A# AND seq = 19) WHERE name = 'a'"
    )

    assert found == [(DamageKind.HEAD_MOVED, "a", 19)]


def test_a_head_with_another_hash_is_found(tamper: Callable[..., Found]) -> None:
    found = tamper("UPDATE ledger_chain SET head = 'f' WHERE name = 'a'")

    assert found == [(DamageKind.HEAD_MOVED, "a", 20)]


def test_a_chain_computed_anew_does_not_fit_its_head(tamper: Callable[..., Found]) -> None:
    twenty = Entry.objects.get(chain__name="a", seq=20)
    forged = Written("a", 20, twenty.at, "nobody", "tried", "20", twenty.facts, twenty.prev, "")
    hash_ = link(forged.prev, content_of(forged))

    found = tamper(
        f"UPDATE ledger_entry SET actor = 'nobody', hash = '{hash_}'"  # noqa: S608  # a test's own
        " WHERE chain_id = A# AND seq = 20"
    )

    assert found == [(DamageKind.HEAD_MOVED, "a", 20)]


def test_entries_of_a_chain_that_was_removed_are_found(
    without_triggers: WithoutTriggers,
) -> None:
    number = Entry.objects.filter(chain__name="a").values_list("chain_id", flat=True)[0]
    with without_triggers(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # the reference stays open until we put the chain back
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute("DELETE FROM ledger_chain WHERE name = 'a'")
        found = find_damage()
        cursor.execute(
            "INSERT INTO ledger_chain (id, name, seq, head) VALUES (%s, 'a', 0, '')", [number]
        )

    assert found.damage[0].kind == DamageKind.ORPHAN
    assert found.damage[0].chain == f"#{number}"
    assert len(found.damage) == 20


def test_an_instant_that_is_none_is_found(tamper: Callable[..., Found]) -> None:
    nonsense = {"sqlite": "noon", "postgresql": "infinity"}[connection.vendor]

    found = tamper(
        f"UPDATE ledger_entry SET at = '{nonsense}' WHERE chain_id = A# AND seq = 5"  # noqa: S608  # a test's own
    )

    assert found == [(DamageKind.CHANGED, "a", 5)]


def test_of_much_damage_the_first_hundred_are_named(
    now: datetime, tamper: Callable[..., Found]
) -> None:
    append(
        [
            NewEntry(chain="c", at=now, actor="x", verb="y", subject=str(number), facts={})
            for number in range(150)
        ]
    )

    assert len(tamper("UPDATE ledger_entry SET actor = 'nobody'")) == MOST_DAMAGE


def test_what_is_written_while_it_reads_is_no_damage(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(chain: str) -> None:
        with transaction.atomic():
            append([NewEntry(chain=chain, at=now, actor="x", verb="y", subject="z", facts={})])

    reading = queries._entries  # noqa: SLF001  # the moment between two reads

    def interrupted() -> Iterator[tuple[int, Written]]:
        late("a")
        late("new")
        yield from reading()
        late("b")

    monkeypatch.setattr(queries, "_entries", interrupted)

    assert find_damage() == Verified(chains=2, entries=42, damage=())
