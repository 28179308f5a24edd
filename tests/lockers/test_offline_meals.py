"""A cabinet that nobody hears takes meals in and hands them out; later all of it is known once."""

from datetime import timedelta

import pytest
from tests.lockers.people import FORM, again, leaves, promised, state, stores, takes, verbs
from tests.lockers.tower import Tower, must_agree

from linli.cabinet.inputs import Refusal, Shown
from linli.ledger.models import Entry
from linli.lockers.access import pickup_code_of
from linli.lockers.actions import onsite
from linli.lockers.actions.directing import withdraw_forgotten
from linli.lockers.actions.doors import Door
from linli.lockers.actions.onsite import OnSiteCode, courier_code, say_placed
from linli.lockers.enums import DepositState
from linli.lockers.errors import (
    CabinetOutOfUse,
    CabinetQuiet,
    MealEnded,
    NoCompartmentFree,
    UnknownCabinet,
    UnknownDeposit,
)
from linli.lockers.models import Cabinet, Deposit
from linli.lockers.queries.door import DepositAtDoor, deposit_at_door
from linli.lockers.rules.offline import COURIER_CODE_LIVES, DEPOSITS_FOR
from linli.notices.models import Notice
from linli.wire.messages import EventType

pytestmark = pytest.mark.django_db(transaction=True)

A_MINUTE = 60


@pytest.fixture
def alone(tower: Tower) -> Tower:
    """Give a tower whose cabinet was heard a moment ago, and is not any more."""
    tower.greet()
    tower.a.quiet = True
    return tower


def row(door: Door) -> DepositAtDoor:
    return deposit_at_door(door.deposit)


def code_for(tower: Tower, door: Door) -> OnSiteCode:
    """The code on the courier's phone."""
    code = courier_code(row(door), now=tower.now)
    assert code is not None
    return code


def comes_in(tower: Tower, door: Door) -> int:
    """A courier holds the code before the scanner and puts the meal in."""
    shown = tower.a.present(code_for(tower, door).text)
    assert shown.refusal is Refusal.NONE
    tower.a.fill(shown.comp)
    return shown.comp


def kinds(tower: Tower, door: Door) -> list[EventType]:
    """What the journal says of a meal."""
    return [line.type for line in tower.a.lines if line.deposit == door.deposit]


def test_a_cabinet_that_was_never_heard_is_offered_to_nobody(tower: Tower) -> None:
    tower.a.quiet = True

    with pytest.raises(CabinetQuiet):
        leaves(tower)

    assert not Deposit.objects.exists()


def test_after_four_hours_no_more_meals_are_brought_and_a_known_form_is_still_known(
    alone: Tower,
) -> None:
    door = leaves(alone, token=FORM)
    alone.wait(DEPOSITS_FOR.total_seconds() + 1)

    with pytest.raises(CabinetQuiet):
        leaves(alone)
    with pytest.raises(CabinetQuiet):
        again(alone, door)

    assert leaves(alone, token=FORM) == Door(door.deposit, None, "asked")
    assert Deposit.objects.count() == 1


def test_a_cabinet_that_there_is_not_or_that_is_shut_gives_no_codes(alone: Tower) -> None:
    Cabinet.objects.update(quarantined_at=alone.now)

    with pytest.raises(CabinetOutOfUse):
        leaves(alone)

    alone.a.code = "T-Z"
    with pytest.raises(UnknownCabinet):
        leaves(alone)
    alone.a.code = "'; DROP TABLE"
    with pytest.raises(UnknownCabinet):
        leaves(alone)


def test_a_full_cabinet_is_full_although_nobody_hears_it(alone: Tower) -> None:
    for _ in range(4):
        assert leaves(alone).settled == "offline"

    with pytest.raises(NoCompartmentFree):
        leaves(alone)


def test_the_same_form_is_the_same_deposit_and_the_same_code(alone: Tower) -> None:
    door = leaves(alone, token=FORM)

    repeated = leaves(alone, token=FORM)

    assert door == Door(door.deposit, None, "offline")
    assert repeated.deposit == door.deposit
    assert code_for(alone, door) == code_for(alone, repeated)
    assert len(code_for(alone, door).text) == 160
    assert code_for(alone, door).until == alone.now + COURIER_CODE_LIVES
    assert promised() == 1
    facts = Entry.objects.get(verb="deposit_begun").facts
    assert '"by_code_until":"2026-03-02T04:10:00+00:00"' in facts


def test_a_meal_comes_and_goes_while_nobody_hears_and_then_is_known_once(alone: Tower) -> None:
    door = leaves(alone)
    comp = comes_in(alone, door)
    say_placed(deposit=door.deposit, now=alone.now)
    assert state(door) == DepositState.SENT
    assert Notice.objects.get().deposit == door.deposit
    shown = alone.a.type(pickup_code_of(door.deposit))
    assert shown == Shown(Refusal.NONE, comp)
    alone.a.empty(comp)

    alone.a.quiet = False
    alone.greet()
    alone.exchange()

    assert state(door) == DepositState.PICKED
    assert kinds(alone, door).count(EventType.DEPOSITED) == 1
    assert kinds(alone, door).count(EventType.PICKED) == 1
    assert Notice.objects.count() == 1
    assert verbs(alone)[-3:] == ["deposit_begun", "said_placed", "journal_applied"]
    assert alone.a.pulses == [comp, comp]
    must_agree(alone)


def test_a_meal_that_came_over_the_line_is_fetched_by_its_code_when_the_line_is_gone(
    tower: Tower,
) -> None:
    door = stores(tower)
    tower.a.quiet = True

    shown = tower.a.type(pickup_code_of(door.deposit))

    assert shown == Shown(Refusal.NONE, door.comp or 0)
    tower.a.empty(shown.comp)
    tower.a.quiet = False
    tower.exchange()
    assert state(door) == DepositState.PICKED
    must_agree(tower)


def test_no_code_of_another_meal_or_of_another_cabinet_opens_a_door(alone: Tower) -> None:
    door, other = leaves(alone), leaves(alone)
    comes_in(alone, door)

    assert alone.a.type(pickup_code_of(other.deposit)).refusal is Refusal.WRONG_CODE
    assert alone.a.type("00000000").refusal is Refusal.WRONG_CODE


def test_the_owners_code_opens_the_door_at_the_scanner_as_often_as_it_is_shown(
    tower: Tower,
) -> None:
    door = stores(tower)
    code = onsite.owner_code(row(door))
    tower.a.quiet = True
    tower.wait(3_600)

    first = tower.a.present(code.text)
    tower.a.close(first.comp)
    second = tower.a.present(code.text)

    assert (first.comp, second.comp) == (door.comp, door.comp)
    assert onsite.owner_code(row(door)) == code


def test_a_cabinet_without_its_half_of_the_key_takes_codes_at_its_scanner_alone(
    tower: Tower,
) -> None:
    Cabinet.objects.update(codes_public="")
    door = stores(tower)

    assert tower.a.type(pickup_code_of(door.deposit)).refusal is Refusal.WRONG_CODE
    assert tower.a.present(onsite.owner_code(row(door)).text).comp == door.comp


def test_a_promise_by_code_is_kept_until_the_code_has_ended_and_a_minute_more(
    alone: Tower,
) -> None:
    door = leaves(alone)
    alone.wait(COURIER_CODE_LIVES.total_seconds() + A_MINUTE)
    assert withdraw_forgotten(now=alone.now) == 0

    alone.wait(1)
    assert withdraw_forgotten(now=alone.now) == 1
    assert state(door) == DepositState.SENT, "the cabinet alone ends it"
    assert promised() == 1

    alone.a.quiet = False
    alone.exchange()
    assert state(door) == DepositState.EXPIRED
    assert promised() == 0
    must_agree(alone)


def test_a_meal_that_came_in_by_code_is_not_lost_to_a_withdrawal_that_came_late(
    alone: Tower,
) -> None:
    door = leaves(alone)
    comes_in(alone, door)
    alone.wait(COURIER_CODE_LIVES.total_seconds() + A_MINUTE + 1)
    withdraw_forgotten(now=alone.now)

    alone.a.quiet = False
    alone.bring_down()
    alone.exchange()

    assert state(door) == DepositState.STORED
    must_agree(alone)


def test_a_code_that_was_withdrawn_opens_nothing(alone: Tower) -> None:
    door = leaves(alone)
    text = code_for(alone, door).text
    alone.wait(COURIER_CODE_LIVES.total_seconds() + A_MINUTE + 1)
    withdraw_forgotten(now=alone.now)
    alone.a.quiet = False
    alone.exchange()

    shown = alone.a.present(text)

    assert shown.refusal is not Refusal.NONE
    assert alone.a.pulses == []
    assert courier_code(row(door), now=alone.now - timedelta(hours=1)) is None


def test_asking_again_gives_a_new_code_and_counts_anew(alone: Tower) -> None:
    door = leaves(alone)
    first = code_for(alone, door)
    say_placed(deposit=door.deposit, now=alone.now)
    alone.wait(A_MINUTE)

    answer = again(alone, door)

    assert answer == Door(door.deposit, None, "offline")
    assert code_for(alone, door).until == first.until + timedelta(seconds=A_MINUTE)
    assert code_for(alone, door).text != first.text
    assert row(door).placed_at is None
    comp = comes_in(alone, door)
    assert alone.a.present(first.text).refusal is not Refusal.NONE, "what is in stays shut"
    assert alone.a.pulses == [comp]


def test_asking_over_the_line_again_ends_what_the_code_was_for(alone: Tower) -> None:
    door = leaves(alone)
    alone.a.quiet = False

    answer = again(alone, door)

    assert (answer.settled, answer.comp) == ("opened", 1)
    assert courier_code(row(door), now=alone.now) is None
    assert alone.a.pulses == [1]


def test_a_dead_code_is_not_shown(alone: Tower) -> None:
    door = leaves(alone)
    alone.wait(COURIER_CODE_LIVES.total_seconds())

    assert courier_code(row(door), now=alone.now) is None


def test_a_couriers_word_counts_once_and_only_where_a_code_was_given(tower: Tower) -> None:
    tower.greet()
    online = leaves(tower)
    say_placed(deposit=online.deposit, now=tower.now)
    tower.a.quiet = True
    door = leaves(tower)

    say_placed(deposit=door.deposit, now=tower.now)
    placed_at = row(door).placed_at
    tower.wait(1)
    say_placed(deposit=door.deposit, now=tower.now)

    assert row(online).placed_at is None
    assert row(door).placed_at == placed_at
    assert list(Notice.objects.values_list("deposit", flat=True)) == [door.deposit]
    assert verbs(tower).count("said_placed") == 1


def test_a_couriers_word_on_a_meal_that_is_not_there_is_refused(alone: Tower) -> None:
    with pytest.raises(UnknownDeposit):
        say_placed(deposit="0123456789ABC", now=alone.now)

    door = leaves(alone)
    alone.wait(COURIER_CODE_LIVES.total_seconds() + A_MINUTE + 1)
    withdraw_forgotten(now=alone.now)
    alone.a.quiet = False
    alone.exchange()
    with pytest.raises(MealEnded, match="已过期"):
        say_placed(deposit=door.deposit, now=alone.now)


def test_a_couriers_word_after_the_cabinets_changes_nothing(alone: Tower) -> None:
    door = leaves(alone)
    comes_in(alone, door)
    alone.a.quiet = False
    alone.exchange()

    say_placed(deposit=door.deposit, now=alone.now)

    assert row(door).placed_at is None
    assert Notice.objects.count() == 1
    takes(alone, door)
