"""The 8 digits: right, wrong, used, guessed at; and what a restart does not forget."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone, translation
from tests.lockers.tower import Tower, must_be_whole

from linli.ledger.models import Entry
from linli.lockers.actions.beginning import Begun
from linli.lockers.actions.tries import find_by_code
from linli.lockers.errors import (
    CodeUsed,
    TooManyWrongCodes,
    UnknownCabinet,
    WrongCode,
)
from linli.lockers.models import CodeTries
from linli.lockers.queries.codes import code_of
from linli.lockers.rules.tries import A_DAY_AT_MOST
from linli.wire.messages import Purpose

pytestmark = pytest.mark.django_db

WRONG = "00000000"


def types(tower: Tower, code: str) -> str:
    return find_by_code(cabinet=tower.a.code, code=code, now=tower.now)


def types_wrong(tower: Tower, times: int) -> list[int]:
    """Type a wrong code so often and return how many tries were left each time."""
    told = []
    for _ in range(times):
        with pytest.raises(WrongCode) as caught:
            types(tower, WRONG)
        told.append(caught.value.left)
    return told


def pauses(tower: Tower) -> str:
    """Type a code that is not even looked at, and return how long to wait."""
    with pytest.raises(TooManyWrongCodes) as caught:
        types(tower, WRONG)
    return str(caught.value.wait)


@pytest.fixture
def meal(tower: Tower) -> Begun:
    """Give a stored meal."""
    return tower.stored()


def test_a_cabinet_that_there_is_not_takes_no_code(tower: Tower) -> None:
    with pytest.raises(UnknownCabinet):
        find_by_code(cabinet="NOWHERE", code=WRONG, now=tower.now)


@pytest.mark.parametrize(
    "code", [WRONG, "", "😀", "\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18", "0" * 10_000]
)
def test_a_wrong_code_says_how_many_more_may_be_typed(tower: Tower, meal: Begun, code: str) -> None:
    with pytest.raises(WrongCode, match="还可以试 4 次"):
        types(tower, code)

    entry = Entry.objects.get(verb="wrong_code")
    assert (entry.actor, entry.facts) == ("anyone", '{"today":1}')
    must_be_whole()


def test_five_wrong_codes_in_a_row_stop_everyone_for_a_minute(tower: Tower, meal: Begun) -> None:
    assert types_wrong(tower, 4) == [4, 3, 2, 1]

    assert pauses(tower) == "60 秒"

    tower.wait(45.5)
    with pytest.raises(TooManyWrongCodes, match="请 15 秒 后再试"):
        types(tower, code_of(meal.deposit))
    tower.wait(15)
    assert types(tower, code_of(meal.deposit)) == meal.deposit
    assert Entry.objects.filter(verb="wrong_code").count() == 5
    must_be_whole()


@pytest.mark.django_db(transaction=True)
def test_another_process_knows_what_was_typed_before(tower: Tower) -> None:
    types_wrong(tower, 4)
    pauses(tower)
    told: list[str] = []

    def type_there() -> None:
        try:
            told.append(pauses(tower))
        finally:
            connections.close_all()

    there = threading.Thread(target=type_there)
    there.start()
    there.join()

    assert told == ["60 秒"]
    assert CodeTries.objects.get().wrong == 5


def test_how_long_to_wait_is_told_in_the_readers_language(tower: Tower) -> None:
    types_wrong(tower, 4)

    with translation.override("en"):
        assert "60" in pauses(tower)
        assert "秒" not in pauses(tower)


def test_a_right_code_between_wrong_ones_begins_a_new_row(tower: Tower, meal: Begun) -> None:
    assert types_wrong(tower, 3) == [4, 3, 2]
    types(tower, code_of(meal.deposit))

    assert types_wrong(tower, 4) == [4, 3, 2, 1]


def test_after_sixty_wrong_codes_the_cabinet_takes_none_until_tomorrow(
    tower: Tower, meal: Begun
) -> None:
    for _ in range(A_DAY_AT_MOST // 5):
        types_wrong(tower, 4)
        pauses(tower)
        tower.wait(61)

    assert CodeTries.objects.get().wrong == A_DAY_AT_MOST
    assert pauses(tower) == "明天"
    with pytest.raises(TooManyWrongCodes, match="请 明天 后再试"):
        types(tower, code_of(meal.deposit))
    tower.now += timedelta(hours=12)
    assert types(tower, code_of(meal.deposit)) == meal.deposit
    assert Entry.objects.filter(verb="wrong_code").count() == A_DAY_AT_MOST


def test_the_day_begins_at_midnight_where_the_cabinet_stands(tower: Tower) -> None:
    types_wrong(tower, 1)
    tower.now = timezone.localtime(tower.now).replace(hour=23, minute=59, second=59)
    assert types_wrong(tower, 1) == [3]

    tower.now += timedelta(seconds=1)

    assert types_wrong(tower, 1) == [4]
    assert [str(one)[-13:] for one in CodeTries.objects.order_by("day")] == [
        "2026-03-02: 2",
        "2026-03-03: 1",
    ]


def test_a_used_code_says_when_its_meal_was_taken_and_counts_as_no_try(
    tower: Tower, meal: Begun
) -> None:
    tower.wait(60)
    tower.a.empty(tower.opened(meal, Purpose.PICKUP))
    tower.exchange()

    for _ in range(6):
        with pytest.raises(CodeUsed, match="餐在 12:01 取走"):
            types(tower, code_of(meal.deposit))

    assert CodeTries.objects.get().wrong == 0
    tower.now += timedelta(hours=24, seconds=1)
    with pytest.raises(WrongCode):
        types(tower, code_of(meal.deposit))


def test_a_recalled_meals_code_opens_nothing_and_tells_nothing(tower: Tower, meal: Begun) -> None:
    tower.a.empty(tower.opened(meal, Purpose.RECALL))
    tower.exchange()

    with pytest.raises(WrongCode):
        types(tower, code_of(meal.deposit))


def test_a_code_is_found_however_it_is_spaced_and_only_at_its_own_cabinet(
    tower: Tower, meal: Begun
) -> None:
    code = code_of(meal.deposit)
    other = Tower(now=tower.now, code="OTHER")

    assert types(tower, f" {code[:4]}\t{code[4:6]} {code[6:]}\n") == meal.deposit
    with pytest.raises(WrongCode):
        types(other, code)


def test_two_meals_with_one_code_are_opened_for_nobody(
    tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It happens once in a million noons, and then a person must decide."""
    tower.stored()
    tower.stored()
    monkeypatch.setattr("linli.lockers.actions.tries.code_of", lambda _: "12345678")

    with pytest.raises(WrongCode):
        types(tower, "12345678")
