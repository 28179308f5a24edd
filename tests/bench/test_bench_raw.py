"""The limit of the deposits line writes what the action writes, and nothing less."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from bench.planting import make_endless, plant
from bench.raw import address, again, record
from bench.statements import FAR, Deposit, Statement, connected
from django.db import connections

from linli.ledger.models import Chain, Entry
from linli.lockers.models import Capacity
from linli.lockers.models import Deposit as Kept


def test_another_deposit_differs_in_its_names_and_its_place_in_the_chain_alone() -> None:
    recorded = Deposit(
        (
            Statement("a", ["CODE", 7, FAR + 1, "form:FORM"], many=False),
            Statement("b", [("CODE", None), (FAR, True)], many=True),
        ),
        code="CODE",
        form="FORM",
    )

    first, second = recorded.again(number=5, code="X", form="Y")

    assert first == Statement("a", ["X", 7, FAR + 5, "form:Y"], many=False)
    assert second == Statement("b", [["X", None], [FAR, True]], many=True)


@pytest.mark.django_db
def test_recording_leaves_no_trace(now: datetime) -> None:
    (planted,) = plant(1, doors=4, now=now)
    before = Entry.objects.count()

    recorded = record(planted.layout.cabinet)

    assert Kept.objects.count() == 0
    assert Entry.objects.count() == before
    assert not Chain.objects.filter(seq__gte=FAR).exists()
    assert kinds(recorded.statements) >= {"INSERT lockers_deposit", "INSERT ledger_entry"}
    assert not [one for one in recorded.statements if "SAVEPOINT" in one.sql]


@pytest.mark.django_db(transaction=True)
def test_what_was_recorded_writes_the_same_rows_again(now: datetime) -> None:
    (planted,) = plant(1, doors=4, now=now)
    make_endless([planted.layout.cabinet])
    before = Entry.objects.count()
    recorded = record(planted.layout.cabinet)
    connections.close_all()

    with connected(address()) as run:
        for statements, _ in zip(again([recorded], who=3, first=1), range(3), strict=False):
            run(statements)

    kept = Kept.objects.get(code="0300000000002")
    assert (kept.cabinet_id, kept.state, kept.tail) == (planted.layout.number, "SENT", "0000")
    assert Kept.objects.count() == 3
    assert Entry.objects.count() == before + 3
    assert Chain.objects.get(name=f"cabinet/{planted.layout.cabinet}").seq == FAR + 3
    assert sum(Capacity.objects.values_list("promised", flat=True)) == 3


def kinds(statements: Sequence[Statement]) -> set[str]:
    words = [one.sql.replace("INTO ", "").split() for one in statements]
    return {f"{one[0]} {one[1]}" for one in words}
