"""What the database promises by itself, whoever writes."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import IntegrityError, connection, transaction
from tests.lockers.tower import Tower

from linli.lockers.models import Capacity, Compartment, Deposit, JournalLine

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE lockers_journalline SET line = '{}'",
        "UPDATE lockers_journalline SET hash = hash",
        "UPDATE lockers_journalline SET deposit = '' WHERE seq = 1",
        "DELETE FROM lockers_journalline WHERE seq = 1",
        "DELETE FROM lockers_journalline",
    ],
)
def test_a_line_of_a_journal_is_never_changed_and_never_removed(
    tower: Tower, statement: str
) -> None:
    tower.stored()
    before = list(JournalLine.objects.order_by("seq").values_list())

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert list(JournalLine.objects.order_by("seq").values_list()) == before
    assert str(JournalLine.objects.get(seq=1)) == f"{tower.a.number}/1/1"


def test_the_journal_cannot_be_emptied_in_one_go(tower: Tower) -> None:
    tower.stored()
    connection.check_constraints()
    is_sqlite = connection.vendor == "sqlite"
    all_at_once = "DELETE FROM lockers_journalline" if is_sqlite else "TRUNCATE lockers_journalline"

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(all_at_once)


def test_who_changes_a_line_behind_the_triggers_breaks_the_cabinets_chain(
    tower: Tower, without_triggers: Callable[[], AbstractContextManager[None]]
) -> None:
    """And its own copy is held against ours when it comes again."""
    tower.stored()
    with without_triggers():
        JournalLine.objects.filter(seq=2).update(hash="f" * 64)

    tower.a.boot()
    tower.a.acked = 1

    with pytest.raises(AssertionError, match="Quarantined"):
        tower.exchange()


def test_no_line_is_held_twice(tower: Tower) -> None:
    tower.stored()
    line = JournalLine.objects.order_by("seq").first()
    assert line is not None
    line.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)


def test_a_compartment_holds_one_live_deposit(tower: Tower) -> None:
    meal, other = tower.stored(), tower.begun()

    with pytest.raises(IntegrityError), transaction.atomic():
        Deposit.objects.filter(code=other.deposit).update(comp=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Compartment.objects.filter(number=2).update(deposit=meal.deposit)


def test_a_form_and_a_live_order_are_one_deposit(tower: Tower) -> None:
    tower.begun(order_no="MT-00001")
    row = Deposit.objects.get()
    row.pk, row.code, row.order_no = None, "0123456789ABC", ""
    with pytest.raises(IntegrityError, match="token"), transaction.atomic():
        row.save(force_insert=True)
    row.token, row.order_no = "another", "MT-00001"

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)

    row.state = "CANCELLED"
    row.save(force_insert=True)


def test_an_outcome_has_its_times_and_a_capacity_counts(tower: Tower) -> None:
    tower.begun()
    with pytest.raises(IntegrityError), transaction.atomic():
        Deposit.objects.update(state="PICKED")
    with pytest.raises(IntegrityError), transaction.atomic():
        Capacity.objects.update(promised=-1)
