"""On which days a gathering is held: its weekday, its rule as others read it, days off."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from linli.buildings.enums.lounge import Repeats
from linli.buildings.rules.recurrence import DAYS, MOST, days_of, rule_of


@given(
    st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    st.sampled_from(Repeats),
    st.integers(0, 366),
)
def test_a_series_begins_on_its_first_day_and_keeps_its_weekday(
    first: date, repeats: Repeats, length: int
) -> None:
    until = first + timedelta(days=length)

    days = days_of(rule_of(repeats, first, until), first)

    assert days[0] == first
    assert days == sorted(set(days))
    assert {one.weekday() for one in days} == {first.weekday()}
    assert days[-1] <= until or repeats is Repeats.ONCE
    apart = {(later - one).days for one, later in pairwise(days)}
    assert (
        apart
        <= {
            Repeats.ONCE: set(),
            Repeats.WEEKLY: {7},
            Repeats.FORTNIGHTLY: {14},
            Repeats.MONTHLY: {28, 35},
        }[repeats]
    )
    assert len(days) <= MOST + 1


def test_rules_are_written_as_rfc_5545_has_them_and_days_off_are_left_out() -> None:
    first = date(2026, 10, 29)  # the fifth Thursday

    rule_text = rule_of(Repeats.MONTHLY, first, date(2026, 12, 31))

    assert rule_text == "FREQ=MONTHLY;BYDAY=-1TH;UNTIL=20261231T235959"
    assert DAYS[first.weekday()] == "TH"
    assert days_of(rule_text, first) == [first, date(2026, 11, 26), date(2026, 12, 31)]
    without = {first, date(2026, 11, 26)}
    assert days_of(rule_text, first, without=without) == [first, date(2026, 12, 31)]
