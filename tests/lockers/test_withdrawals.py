"""Promises that nobody used: taken back by the clock, ended by the cabinet."""

import pytest
from tests.lockers.cabinets import ScriptedLine, is_silent
from tests.lockers.people import (
    again,
    leaves,
    promised,
    state,
    takes,
    verbs,
)
from tests.lockers.tower import Tower, must_agree, plugged_in

from linli.lockers.actions.directing import withdraw_deposit, withdraw_forgotten
from linli.lockers.enums import DepositState
from linli.lockers.errors import (
    MealEnded,
)
from linli.lockers.models import Cabinet, Deposit

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_door_nobody_used_is_withdrawn_by_the_clock_and_the_promise_returns(
    tower: Tower,
) -> None:
    with plugged_in(ScriptedLine(is_silent)):
        door = leaves(tower)
    tower.wait(60)
    assert withdraw_forgotten(now=tower.now) == 0
    tower.wait(1)

    assert withdraw_forgotten(now=tower.now) == 1
    assert withdraw_forgotten(now=tower.now) == 0
    assert state(door) == DepositState.SENT
    tower.exchange()

    assert state(door) == DepositState.EXPIRED
    assert promised() == 0
    with pytest.raises(MealEnded, match="已过期"):
        again(tower, door)
    with pytest.raises(MealEnded, match="已过期"):
        takes(tower, door)
    must_agree(tower)


def test_an_opening_still_on_its_way_cannot_bring_back_what_was_withdrawn(tower: Tower) -> None:
    line = ScriptedLine(is_silent)
    with plugged_in(line):
        door = leaves(tower)
    tower.wait(61)
    withdraw_forgotten(now=tower.now)
    tower.exchange()

    late = tower.a.open_door(line.asked[0])

    assert late is not None
    assert (late.result, late.comp) == ("state", 0)
    assert state(door) == DepositState.EXPIRED
    assert tower.a.pulses == []


def test_the_cabinet_knows_of_a_withdrawal_before_the_server_and_says_so(tower: Tower) -> None:
    with plugged_in(ScriptedLine(is_silent)):
        door = leaves(tower)
    withdraw_deposit(deposit=door.deposit, why="cancelled", now=tower.now)
    tower.bring_down()  # and the cabinet's line about it is not up yet

    with pytest.raises(MealEnded, match="已取消"):
        again(tower, door)

    tower.exchange()
    assert state(door) == DepositState.CANCELLED


def test_a_jammed_door_behind_which_nothing_ever_was_ends_as_never_arrived(tower: Tower) -> None:
    tower.a.jammed = {1}
    door = leaves(tower)
    tower.wait(3)
    tower.exchange()

    tower.wait(61)
    withdraw_forgotten(now=tower.now)
    tower.exchange()

    assert state(door) == DepositState.NEVER_ARRIVED
    must_agree(tower)


def test_a_withdrawal_that_meets_a_stored_meal_comes_to_nothing(tower: Tower) -> None:
    door = leaves(tower)
    tower.wait(61)
    tower.a.fill(1)
    assert withdraw_forgotten(now=tower.now) == 1

    tower.exchange()

    assert state(door) == DepositState.STORED
    tower.wait(61)
    assert withdraw_forgotten(now=tower.now) == 0
    withdraw_deposit(deposit=door.deposit, why="cancelled", now=tower.now)
    assert verbs(tower).count("directive_made") == 1
    must_agree(tower)


def test_a_withdrawal_is_given_again_each_minute_while_the_courier_stands_at_the_door(
    tower: Tower,
) -> None:
    door = leaves(tower)
    for _ in range(3):
        tower.wait(61)
        tower.exchange()
        assert withdraw_forgotten(now=tower.now) == 1
        assert withdraw_forgotten(now=tower.now) == 0

    tower.a.close(1)
    tower.exchange()

    assert state(door) == DepositState.EXPIRED
    must_agree(tower)


def test_a_withdrawal_that_is_still_on_its_way_down_is_not_given_again(tower: Tower) -> None:
    with plugged_in(ScriptedLine(is_silent)):
        leaves(tower)
    for expected in (1, 0, 0):
        tower.wait(61)
        assert withdraw_forgotten(now=tower.now) == expected

    tower.exchange()

    assert Deposit.objects.get().state == DepositState.EXPIRED


def test_a_courier_who_asks_again_has_another_minute(tower: Tower) -> None:
    door = leaves(tower)
    tower.wait(50)
    again(tower, door)
    tower.wait(60)
    assert withdraw_forgotten(now=tower.now) == 0

    tower.wait(1)

    assert withdraw_forgotten(now=tower.now) == 1


def test_the_clock_leaves_a_cabinet_alone_that_is_in_quarantine(tower: Tower) -> None:
    with plugged_in(ScriptedLine(is_silent)):
        leaves(tower)
    Cabinet.objects.update(quarantined_at=tower.now)
    tower.wait(61)

    assert withdraw_forgotten(now=tower.now) == 0
