"""One meal from the promise to its outcome, with the cabinet's real rules at the other end."""

import pytest
from django.db import transaction
from tests.lockers.cabinets import ScriptedLine, is_silent, says
from tests.lockers.people import (
    again,
    fetches,
    leaves,
    promised,
    state,
    stores,
    takes,
    verbs,
)
from tests.lockers.tower import Tower, must_agree, plugged_in

from linli.ledger.models import Entry
from linli.lockers.actions import doors
from linli.lockers.actions.directing import direct
from linli.lockers.actions.doors import Door
from linli.lockers.enums import DepositState
from linli.lockers.errors import (
    CodeUsed,
    DoorOutOfOrder,
    MealEnded,
    MealHeld,
    NotStoredYet,
    UnknownDeposit,
)
from linli.lockers.models import Cabinet, Deposit
from linli.lockers.queries.codes import code_of
from linli.notices.models import Notice
from linli.wire.messages import HoldDeposit

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_meal_is_stored_announced_and_taken(tower: Tower) -> None:
    door = leaves(tower, order_no="MT-00001")
    assert door == Door(door.deposit, 1, "opened")

    tower.a.fill(1)
    tower.exchange()
    assert state(door) == DepositState.STORED
    assert Notice.objects.get().label == "MT-00001"

    assert takes(tower, door) == Door(door.deposit, 1, "opened")
    tower.a.empty(1)
    tower.exchange()

    assert state(door) == DepositState.PICKED
    with pytest.raises(CodeUsed, match="餐在 12:00 取走"):
        takes(tower, door)
    with pytest.raises(MealEnded, match="已取走"):
        fetches(tower, door)
    with pytest.raises(MealEnded, match="已取走"):
        again(tower, door)
    assert verbs(tower) == [
        "deposit_begun",
        "journal_applied",
        "pickup_asked",
        "journal_applied",
    ]
    must_agree(tower)


def test_a_meal_is_taken_by_its_code_typed_with_spaces(tower: Tower) -> None:
    door = stores(tower)
    code = code_of(door.deposit)

    opened = doors.pick_up_by_code(
        cabinet="T-A", code=f" {code[:4]} {code[4:]} ", cid="c", now=tower.now
    )

    assert opened == Door(door.deposit, 1, "opened")


def test_a_meal_that_stays_in_after_a_pickup_can_be_taken_later(tower: Tower) -> None:
    door = stores(tower)
    takes(tower, door)
    tower.a.close(1)
    tower.exchange()
    assert state(door) == DepositState.STORED
    must_agree(tower)
    tower.wait(1)  # a grant that has acted never acts again, and it differs by the second

    takes(tower, door)
    tower.a.empty(1)
    tower.exchange()

    assert state(door) == DepositState.PICKED
    must_agree(tower)


def test_a_door_closed_empty_gives_the_courier_another(tower: Tower) -> None:
    door = leaves(tower)
    tower.a.close(1)
    tower.exchange()
    assert state(door) == DepositState.OFFERED
    assert promised() == 1

    tower.wait(1)
    other = again(tower, door)
    assert other.comp == 2
    tower.a.fill(2)
    tower.exchange()

    assert state(door) == DepositState.STORED
    assert "door_asked" in verbs(tower)
    must_agree(tower)


def test_a_jammed_door_opens_when_the_courier_asks_again(tower: Tower) -> None:
    tower.a.jammed = {1}
    door = leaves(tower)
    tower.wait(3)
    tower.exchange()
    assert state(door) == DepositState.SENT
    must_agree(tower)

    tower.a.jammed = set()
    assert again(tower, door).comp == 1
    tower.a.fill(1)
    tower.exchange()

    assert state(door) == DepositState.STORED
    assert tower.a.pulses == [1, 1]
    must_agree(tower)


def test_a_door_that_jams_three_times_is_given_up_and_the_next_one_opens(tower: Tower) -> None:
    tower.a.jammed = {1}
    door = leaves(tower)
    for _ in range(2):
        tower.wait(3)
        again(tower, door)
    tower.wait(6)  # until its latch can open no more
    with pytest.raises(DoorOutOfOrder):
        again(tower, door)
    tower.exchange()

    assert again(tower, door).comp == 2
    tower.a.fill(2)
    tower.exchange()

    assert state(door) == DepositState.STORED
    must_agree(tower)


def test_a_meal_that_is_not_in_yet_opens_for_nobody_and_no_cabinet_is_asked(
    tower: Tower,
) -> None:
    line = ScriptedLine(is_silent)
    with plugged_in(line):
        door = leaves(tower)

        with pytest.raises(NotStoredYet):
            takes(tower, door)
        with pytest.raises(NotStoredYet):
            fetches(tower, door)

    assert len(line.asked) == 1


def test_an_owner_who_is_told_before_the_cabinet_has_the_meal_waits(tower: Tower) -> None:
    door = stores(tower)

    with (
        plugged_in(ScriptedLine(says("state", why="unknown_deposit"))),
        pytest.raises(NotStoredYet),
    ):
        takes(tower, door)


@pytest.mark.parametrize(
    ("then", "outcome"), [("recall", DepositState.RECALLED), ("dispose", DepositState.DISPOSED)]
)
def test_a_meal_that_stood_too_long_is_refused_to_its_owner_and_fetched_by_the_crew(
    tower: Tower,
    then: str,
    outcome: DepositState,
) -> None:
    door = stores(tower)
    tower.wait(7_200)
    with pytest.raises(MealHeld):  # by our clock: the cabinet's word is not here yet
        takes(tower, door)
    tower.exchange()
    assert Deposit.objects.get().held
    with pytest.raises(MealHeld):
        takes(tower, door)

    assert fetches(tower, door, dispose=then == "dispose").comp == 1
    tower.a.empty(1)
    tower.exchange()

    assert state(door) == outcome
    entry = Entry.objects.filter(verb=f"{then}_asked").get()
    assert (entry.actor, '"reason":"超时"' in entry.facts) == ("person:1", True)
    must_agree(tower)


def test_a_meal_the_cabinet_called_too_old_is_refused_whatever_our_clock_says(
    tower: Tower,
) -> None:
    door = stores(tower)
    tower.a.wait(7_200_000)
    tower.exchange()

    with plugged_in(line := ScriptedLine(is_silent)), pytest.raises(MealHeld):
        takes(tower, door)

    assert line.asked == []


def test_a_meal_that_only_the_cabinet_holds_back_is_refused_in_its_words(
    tower: Tower,
) -> None:
    door = stores(tower)
    with transaction.atomic():
        direct(
            cabinet=Cabinet.objects.get(),
            body=HoldDeposit(deposit=door.deposit, held=True),
            actor="linli",
            subject=f"deposit:{door.deposit}",
            now=tower.now,
        )
    tower.bring_down()

    with pytest.raises(MealHeld):
        takes(tower, door)


def test_a_meal_at_another_building_does_not_exist_for_the_crew(tower: Tower) -> None:
    door = stores(tower)

    with pytest.raises(UnknownDeposit):
        doors.recall(
            actor="person:1",
            buildings=[tower.place.pk + 1],
            deposit=door.deposit,
            dispose=False,
            reason="超时",
            cid="c",
            now=tower.now,
        )

    assert tower.a.pulses == [1]


@pytest.mark.parametrize("act", [takes, again])
def test_a_deposit_that_there_is_not_is_not_found(tower: Tower, act: object) -> None:
    assert callable(act)
    with pytest.raises(UnknownDeposit):
        act(tower, Door("0000000000000", None, "asked"))
