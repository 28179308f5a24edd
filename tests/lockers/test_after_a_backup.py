"""A server set back to an old backup learns from its cabinets what it has forgotten."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.db import transaction
from tests.lockers.tower import Tower, must_agree, plugged_in

from linli.lockers.actions.directing import withdraw_deposit
from linli.lockers.enums import DepositState
from linli.lockers.models import Deposit
from linli.lockers.queries.door import deposit_at_door
from linli.notices.models import Notice
from linli.wire.messages import Purpose, Size

pytestmark = pytest.mark.django_db


@contextmanager
def forgotten(tower: Tower) -> Iterator[None]:
    """Let the server forget whatever happens meanwhile; the cabinets remember."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_a_meal_that_the_server_forgot_is_kept_seen_and_can_be_recalled(tower: Tower) -> None:
    with forgotten(tower):
        begun = tower.stored(Size.M)
        tower.stored()
    assert not Deposit.objects.exists()

    tower.greet()
    tower.exchange()

    meal = deposit_at_door(begun.deposit)
    assert (meal.state, meal.size, meal.label) == (DepositState.STORED, Size.M, "收餐人不详")
    assert Notice.objects.filter(deposit=begun.deposit).get().label == ""
    must_agree(tower)

    tower.a.empty(tower.opened(begun, Purpose.RECALL))
    tower.exchange()

    assert tower.state(begun) == DepositState.RECALLED
    must_agree(tower)


def test_a_meal_stored_and_taken_while_the_server_forgot_has_its_outcome(tower: Tower) -> None:
    with forgotten(tower):
        begun = tower.stored()
        tower.a.empty(tower.opened(begun, Purpose.PICKUP))
        tower.exchange()

    tower.greet()
    tower.exchange()

    assert tower.state(begun) == DepositState.PICKED
    must_agree(tower)


def test_a_promise_that_was_forgotten_and_withdrawn_leaves_nothing_promised(
    tower: Tower,
) -> None:
    with forgotten(tower):
        begun = tower.begun(Size.M)
        withdraw_deposit(deposit=begun.deposit, why="cancelled", now=tower.now)
        tower.exchange()

    tower.greet()
    tower.exchange()

    assert tower.state(begun) == DepositState.CANCELLED
    must_agree(tower)


def test_several_forgotten_meals_of_two_cabinets_come_back_in_one_commit(now: datetime) -> None:
    tower = Tower(now=now, cabinets=2)
    with plugged_in(tower.line):
        with forgotten(tower):
            begun = [tower.stored(cabinet=one.code) for one in tower.cabinets * 2]

        for one in tower.cabinets:
            one.boot()  # a new line, after what we do not know: the gap is found without a hello
        tower.exchange()

    assert {tower.state(one) for one in begun} == {DepositState.STORED}
    must_agree(tower)
