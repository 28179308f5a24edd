"""Sizes, tries, hold limits and the arrangement of doors: the small rules of the lockers."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lockers.rules import tries as rules
from linli.lockers.rules.capacity import SIZES, choose_size
from linli.lockers.rules.holding import HOLD_MS, hold_until, is_too_old
from linli.lockers.rules.layout import ROWS, arrange
from linli.lockers.rules.tries import A_DAY_AT_MOST, IN_A_ROW_AT_MOST, PAUSE, Tries
from linli.wire.messages import Size

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)

credits_left = st.dictionaries(st.sampled_from(Size), st.integers(-1, 2))


@given(st.sampled_from(Size), credits_left)
def test_a_meal_is_promised_the_smallest_room_that_fits_and_is_left(
    wanted: Size, left: dict[Size, int]
) -> None:
    chosen = choose_size(wanted, left)

    fitting = [size for size in SIZES[SIZES.index(wanted) :] if left.get(size, 0) > 0]
    assert chosen == (fitting[0] if fitting else None)


def test_the_fifth_wrong_code_in_a_row_pauses_the_cabinet_for_a_minute() -> None:
    tries = Tries()
    for expected_left in (4, 3, 2, 1):
        tries = rules.after_wrong(tries, now=NOON)
        assert rules.may_try(tries, now=NOON)
        assert rules.left(tries) == expected_left

    tries = rules.after_wrong(tries, now=NOON)

    assert not rules.may_try(tries, now=NOON)
    assert not rules.may_try(tries, now=NOON + PAUSE - SECOND)
    assert rules.may_try(tries, now=NOON + PAUSE)
    assert rules.left(tries) == IN_A_ROW_AT_MOST


def test_after_sixty_wrong_codes_no_more_are_taken_that_day_however_long_one_waits() -> None:
    tries = Tries()
    for minute in range(A_DAY_AT_MOST):
        assert rules.may_try(tries, now=NOON + minute * PAUSE)
        tries = rules.after_wrong(tries, now=NOON + minute * PAUSE)

    assert not rules.may_try(tries, now=NOON + timedelta(hours=11))
    assert rules.left(tries) == 0


def test_the_day_counts_before_the_row_when_less_of_it_is_left() -> None:
    assert rules.left(Tries(wrong=A_DAY_AT_MOST - 2)) == 2


def test_a_right_code_forgives_the_row_and_not_the_day() -> None:
    tries = Tries(wrong=9, in_a_row=4, paused_until=NOON)

    assert rules.after_right(tries) == Tries(wrong=9, in_a_row=0, paused_until=None)


@given(st.lists(st.booleans(), max_size=80))
def test_whatever_is_typed_no_more_than_sixty_wrong_codes_are_looked_at(right: list[bool]) -> None:
    tries, looked_at, now = Tries(), 0, NOON

    for is_right in right:
        now += 13 * SECOND
        if rules.may_try(tries, now=now):
            looked_at += not is_right
            tries = rules.after_right(tries) if is_right else rules.after_wrong(tries, now=now)

    assert looked_at == tries.wrong <= A_DAY_AT_MOST
    assert 0 <= tries.in_a_row < IN_A_ROW_AT_MOST


def test_a_meal_is_too_old_from_the_very_instant_its_time_is_up() -> None:
    end = hold_until(stored_at=NOON, hold_ms=HOLD_MS)

    assert end == NOON + timedelta(hours=2)
    assert not is_too_old(stored_at=NOON, hold_ms=HOLD_MS, now=end - timedelta(microseconds=1))
    assert is_too_old(stored_at=NOON, hold_ms=HOLD_MS, now=end)


@pytest.mark.parametrize("doors", [0, 256])
def test_a_cabinet_without_doors_or_with_more_than_a_lock_board_has_is_a_mistake(
    doors: int,
) -> None:
    with pytest.raises(AssertionError):
        arrange(doors)


@given(st.sampled_from([1, 7, 8, 9, 48, 255]))
def test_doors_are_numbered_down_the_columns_with_the_large_ones_at_the_bottom(doors: int) -> None:
    places = arrange(doors)

    assert [one.number for one in places] == list(range(1, doors + 1))
    assert len({(one.column, one.row) for one in places}) == doors
    assert [(one.column, one.row) for one in places] == sorted(
        (one.column, one.row) for one in places
    )
    for one in places:
        assert (one.size == Size.L) == (one.row == ROWS)
        assert (one.size == Size.M) == (one.row in (3, 6))
