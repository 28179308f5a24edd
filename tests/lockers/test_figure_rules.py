"""How a day is counted and days are put together, held against the long way round."""

from datetime import UTC, date, datetime, timedelta
from statistics import median_low

from hypothesis import given
from hypothesis import strategies as st

from linli.lockers.enums import DepositState, Period
from linli.lockers.rules.figures import (
    BUSIEST_WITHIN,
    Counts,
    Stay,
    Turned,
    busiest_of,
    count_day,
    peak_of,
    rank,
    span,
    together,
)

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY = (NOON, NOON + timedelta(hours=12))
MINUTE = timedelta(minutes=1)

minutes = st.integers(-3, 20).map(lambda one: NOON + one * 5 * MINUTE)
endings = st.sampled_from([DepositState.PICKED, DepositState.RECALLED, DepositState.DISPOSED])
stays = st.builds(
    lambda at, lasts, how: Stay(
        at,
        None if lasts is None else at + lasts * MINUTE,
        DepositState.STORED if lasts is None else how,
    ),
    minutes,
    st.none() | st.integers(0, 60),
    endings,
)


@given(st.lists(minutes, max_size=12))
def test_the_busiest_quarter_is_the_fullest_of_all_that_begin_with_a_meal(
    times: list[datetime],
) -> None:
    within = {at: sum(at <= one < at + BUSIEST_WITHIN for one in times) for at in times}
    most = max(within.values(), default=0)

    first = min((at for at, count in within.items() if count == most), default=None)
    assert busiest_of(times) == (most, first)


@given(st.lists(stays, max_size=10))
def test_the_peak_is_the_most_that_lie_in_at_any_minute(some: list[Stay]) -> None:
    begin, end = DAY
    some = [one for one in some if one.ended_at is None or one.ended_at > one.stored_at]
    looked = [begin + step * MINUTE for step in range(200)]

    lying = [
        sum(one.stored_at <= at and (one.ended_at is None or at < one.ended_at) for one in some)
        for at in looked
    ]

    most, since = peak_of(some, begin=begin, end=end)
    assert most == max(lying)
    assert since == (looked[lying.index(most)] if most else None)


@given(st.lists(stays, max_size=10))
def test_every_meal_put_in_that_day_is_in_one_count(some: list[Stay]) -> None:
    begin, end = DAY
    counted = count_day(some, Turned(5, 2, 1), begin=begin, end=end, doors=4)

    assert counted.stored == sum(one.stored_at >= begin for one in some)
    assert counted.stored == (
        counted.picked + counted.recalled + counted.disposed + counted.standing
    )
    assert sum(counted.waits.values()) == counted.picked
    assert (counted.full, counted.full_later, counted.not_stored, counted.doors) == (5, 2, 1, 4)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=20))
def test_half_of_the_waits_are_no_longer_than_the_median(waits: list[int]) -> None:
    counted = {one: waits.count(one) for one in waits}

    assert rank(counted, 0.5) == median_low(waits)
    assert rank(counted, 1.0) == max(waits)


def test_where_nobody_came_there_is_no_wait_and_no_share() -> None:
    nothing = together([])

    assert (nothing.wait_median, nothing.wait_p90, nothing.peak_percent) == (None, None, None)
    assert nothing == Counts()


def test_clocks_that_disagree_make_no_time_less_than_none() -> None:
    before = Stay(NOON, NOON - MINUTE, DepositState.PICKED)

    counted = count_day([before], Turned(), begin=DAY[0], end=DAY[1], doors=0)

    assert dict(counted.waits) == {0: 1}


def test_days_together_are_sums_and_the_greatest_peaks() -> None:
    quiet = Counts(stored=2, picked=2, busiest=1, busiest_at=NOON, peak=3, doors=10, waits={5: 2})
    full = Counts(stored=3, picked=2, standing=1, busiest=2, full=4, peak=1, waits={5: 1, 9: 1})

    both = together([quiet, full])

    assert (both.stored, both.picked, both.standing, both.full) == (5, 4, 1, 4)
    assert (both.busiest, both.busiest_at, both.peak, both.doors) == (2, None, 3, 10)
    assert dict(both.waits) == {5: 3, 9: 1}
    assert (both.wait_median, both.wait_p90, both.peak_percent) == (5, 9, 30)


def test_a_week_begins_on_monday_and_a_month_ends_where_it_does() -> None:
    sunday = date(2026, 3, 1)

    assert span(Period.DAY, sunday) == (sunday, sunday)
    assert span(Period.WEEK, sunday) == (date(2026, 2, 23), sunday)
    assert span(Period.MONTH, date(2026, 2, 28)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert span(Period.MONTH, date(2026, 12, 31)) == (date(2026, 12, 1), date(2026, 12, 31))
