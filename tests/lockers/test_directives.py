"""Durable orders to cabinets: numbered without a gap, brought until they are in force."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from tests.lockers.tower import Tower, must_agree, must_be_whole

from linli.ledger.models import Entry
from linli.lockers.actions.directing import (
    AT_ONCE as WITHDRAWN_AT_ONCE,
)
from linli.lockers.actions.directing import (
    block_compartment,
    withdraw_forgotten,
)
from linli.lockers.actions.hearing import hear
from linli.lockers.actions.standing import Standing, note_applied
from linli.lockers.enums import DoorState
from linli.lockers.models import Cabinet, Compartment, Deposit, Directive
from linli.lockers.queries.directives import AT_ONCE, pending

pytestmark = pytest.mark.django_db


def block(tower: Tower, comp: int, *, blocked: bool = True, cabinet: str = "T-A") -> None:
    block_compartment(
        cabinet=Cabinet.objects.get(code=cabinet),
        comp=comp,
        blocked=blocked,
        reason="锁坏了",
        actor="person:1",
        now=tower.now,
    )


def says(tower: Tower, dseq: int, *, cabinet: str = "T-A") -> None:
    """Let a cabinet answer that our directive of this number is in force, or one of nobody's."""
    ours = Directive.objects.filter(cabinet__code=cabinet, dseq=dseq).first()
    note_applied([Standing(cabinet, dseq, ours.mark if ours else "f" * 16)], now=tower.now)


def test_a_compartment_is_taken_out_of_service_and_back(tower: Tower) -> None:
    block(tower, 2)
    tower.exchange()
    assert Compartment.objects.get(number=2).state == DoorState.OOS
    must_agree(tower)

    block(tower, 2, blocked=False)
    tower.exchange()
    tower.wait(121)
    tower.exchange()

    assert Compartment.objects.get(number=2).state == DoorState.FREE
    entries = Entry.objects.filter(verb="directive_made").order_by("pk")
    assert [one.actor for one in entries] == ["person:1", "person:1"]
    assert '"dseq":2' in entries[1].facts
    assert [str(one) for one in Directive.objects.order_by("dseq")] == [
        f"{tower.a.number}/1",
        f"{tower.a.number}/2",
    ]
    must_agree(tower)


def test_directives_wait_in_order_until_their_cabinet_says_they_are_in_force(
    tower: Tower,
) -> None:
    for comp in (1, 2, 3):
        block(tower, comp)

    assert [one.dseq for one in pending()] == [1, 2, 3]
    assert tower.a.direct(pending()[0]) == Standing("T-A", 1, pending()[0].mark)
    assert [one.dseq for one in pending()] == [1, 2, 3]
    says(tower, 1)
    assert [one.dseq for one in pending()] == [2, 3]


def test_a_directive_after_a_gap_is_not_applied_and_comes_again(tower: Tower) -> None:
    block(tower, 1)
    block(tower, 2)

    assert tower.a.direct(pending()[1]) == Standing("T-A", 0, "")
    tower.exchange()

    assert Cabinet.objects.get().applied_dseq == 2
    must_agree(tower)


def test_a_directive_brought_twice_is_applied_once(tower: Tower) -> None:
    block(tower, 1)
    first = pending()[0]

    assert [tower.a.direct(first).dseq, tower.a.direct(first).dseq] == [1, 1]
    tower.exchange()

    assert sum(one.type == "BLOCKED" for one in tower.a.lines) == 1


def test_a_few_directives_are_brought_at_once_and_each_cabinet_has_its_own(
    now: datetime,
) -> None:
    tower = Tower(now=now, cabinets=2)
    for _ in range(AT_ONCE + 3):
        block(tower, 1)
    block(tower, 1, cabinet="T-B")

    waiting = pending()

    assert [one.dseq for one in waiting if one.cabinet == "T-A"] == list(range(1, AT_ONCE + 1))
    assert [one.dseq for one in waiting if one.cabinet == "T-B"] == [1]
    tower.exchange()
    assert pending() == []
    must_agree(tower)


@pytest.mark.parametrize("said", [0, 1, 2])
def test_what_is_said_to_be_in_force_needs_no_bringing(tower: Tower, said: int) -> None:
    block(tower, 1)
    block(tower, 2)

    says(tower, said)
    says(tower, 1, cabinet="NOBODY")

    assert Cabinet.objects.get().applied_dseq == said
    assert [one.dseq for one in pending()] == [1, 2][said:]


def test_an_old_answer_does_not_take_back_what_is_in_force(tower: Tower) -> None:
    block(tower, 1)
    block(tower, 2)
    says(tower, 2)

    says(tower, 1)

    assert Cabinet.objects.get().applied_dseq == 2


def test_the_database_refuses_a_directive_in_force_before_it_was_made(tower: Tower) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Cabinet.objects.update(applied_dseq=1)


def test_a_cabinet_that_lost_its_directives_is_given_them_again_after_its_hello(
    tower: Tower,
) -> None:
    image = tower.a.memory, list(tower.a.lines)
    block(tower, 1)
    tower.bring_down()
    tower.a.restore(*image)
    assert pending() == []

    hear([tower.a.hello()], now=tower.now)

    assert [one.dseq for one in pending()] == [1]


def test_the_clock_withdraws_the_longest_forgotten_first_and_not_too_many_at_once(
    now: datetime,
) -> None:
    tower = Tower(now=now, cabinets=3, doors=48)
    for cabinet in ("T-A", "T-B", "T-C"):
        tower.begins(*[tower.request(cabinet=cabinet) for _ in range(48)])
        tower.wait(1)
    tower.wait(61)

    assert withdraw_forgotten(now=tower.now) == WITHDRAWN_AT_ONCE

    withdrawn = Deposit.objects.filter(withdrawn_at=tower.now)
    assert withdrawn.filter(cabinet__code="T-A").count() == 48
    assert withdrawn.filter(cabinet__code="T-C").count() == WITHDRAWN_AT_ONCE - 96
    tower.exchange()
    assert withdraw_forgotten(now=tower.now) == 144 - WITHDRAWN_AT_ONCE
    tower.exchange()
    assert set(Deposit.objects.values_list("state", flat=True)) == {"EXPIRED"}
    must_be_whole()
