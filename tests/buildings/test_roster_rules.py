"""When shifts are, what speaks against one, whether somebody came; and what a plan keeps to."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.buildings.enums.roster import Attendance
from linli.buildings.rules.calendar import Year
from linli.buildings.rules.planning import (
    AVOIDED,
    GAP,
    HOURS_APART,
    UNPOPULAR_APART,
    WANTED,
    Open,
    Plan,
    Problem,
    Taker,
    cost_of,
    faults,
    simple,
)
from linli.buildings.rules.roster import (
    MAY_INSIST,
    REST,
    Able,
    Coming,
    Obstacle,
    Span,
    Wanted,
    Weekly,
    a_week_later,
    attendance,
    coming_of,
    is_shift,
    is_unpopular,
    lacks_rest,
    may_sign_on,
    obstacles,
    shifts_between,
    weekday_on,
)

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 9, 28)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NATIONAL = {
    2026: Year(
        off=frozenset({date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3)}),
        worked=frozenset({date(2026, 10, 10), date(2026, 9, 27)}),
    )
}


def span(day: int, begins: float, hours: float = 3) -> Span:
    at = datetime.combine(MONDAY, time(), ZONE) + timedelta(days=day) + begins * HOUR
    return Span(at, at + hours * HOUR)


def test_days_off_have_no_pattern_and_made_up_weekends_go_by_the_working_day_beside_them() -> None:
    days = [date(2026, 9, 26), date(2026, 9, 27), date(2026, 10, 1), date(2026, 10, 3)]

    assert [weekday_on(one, NATIONAL) for one in days] == [5, 0, None, None]
    assert weekday_on(date(2026, 10, 10), NATIONAL) == 4
    assert weekday_on(date(2026, 10, 10), {}) == 5, "nobody knows yet"


def test_a_pattern_makes_each_day_s_shifts_in_local_time() -> None:
    pattern = [
        Weekly(2, 4, time(13), time(17)),
        Weekly(1, 4, time(9), time(12)),
        Weekly(1, 3, time(9), time(12)),
    ]

    made = list(shifts_between(pattern, MONDAY, date(2026, 10, 10), NATIONAL, ZONE))

    assert [(one.window, f"{one.span.begins:%m-%d %H:%M}") for one in made] == [
        (1, "10-08 09:00"),
        (1, "10-09 09:00"),
        (2, "10-09 13:00"),
        (1, "10-10 09:00"),
        (2, "10-10 13:00"),
    ]
    assert made[0].span.begins.utcoffset() == 8 * HOUR


def test_a_copied_week_leaves_days_off_out() -> None:
    before = [Wanted(1, span(-7, 9)), Wanted(1, span(-4, 9))]

    assert list(a_week_later(before, NATIONAL, ZONE)) == [Wanted(1, span(0, 9))]


@pytest.mark.parametrize(
    ("one", "is_one"),
    [
        (span(0, 9), True),
        (span(0, 9, 24), True),
        (span(0, 9, 0), False),
        (span(0, 9, -1), False),
        (span(0, 9, 25), False),
        (Span(span(0, 9).begins, span(0, 9).ends + MINUTE), False),
        (Span(span(0, 9).begins + MINUTE, span(0, 9).ends + MINUTE), False),
    ],
)
def test_a_shift_takes_whole_slots_and_a_day_at_most(one: Span, *, is_one: bool) -> None:
    assert is_shift(one) is is_one


FREE = Able(windows=frozenset({1}), most_per_week=2)


@pytest.mark.parametrize(
    ("able", "found"),
    [
        (FREE, []),
        (replace(FREE, windows=frozenset({2})), [Obstacle.UNQUALIFIED]),
        (replace(FREE, absences=((MONDAY, MONDAY),)), [Obstacle.ABSENT]),
        (replace(FREE, absences=((MONDAY + timedelta(1), MONDAY + timedelta(9)),)), []),
        (replace(FREE, duties=(span(0, 11.5),)), [Obstacle.BUSY]),
        (replace(FREE, duties=(span(0, 12),)), []),
        (replace(FREE, duties=(span(0, 12, 8),)), []),
        (replace(FREE, duties=(span(0, 12, 8.5),)), [Obstacle.DAY_FULL]),
        (replace(FREE, duties=(span(2, 9), span(4, 9))), [Obstacle.WEEK_FULL]),
        (replace(FREE, duties=(span(-1, 9), span(-2, 9))), []),
        (replace(FREE, duties=(span(-1, 20, 2.5),)), [Obstacle.NO_REST]),
        (replace(FREE, duties=(span(-1, 19, 3),)), []),
        (replace(FREE, duties=(span(-1, 22, 12),)), [Obstacle.BUSY]),
    ],
)
def test_what_speaks_against_a_shift_from_nine_to_twelve(able: Able, found: list[Obstacle]) -> None:
    assert obstacles(Wanted(1, span(0, 9)), able, ZONE) == found


def test_house_rules_alone_may_be_set_aside_and_a_night_away_counts_on_both_days() -> None:
    assert {Obstacle.WEEK_FULL, Obstacle.NO_REST} == MAY_INSIST
    night = Wanted(1, span(0, 22, 10))
    for day in (MONDAY, MONDAY + timedelta(1)):
        assert obstacles(night, replace(FREE, absences=((day, day),)), ZONE) == [Obstacle.ABSENT]
    assert FREE.with_duty(span(0, 9)).duties == (span(0, 9),)


def test_two_shifts_of_one_day_need_no_night_between_them() -> None:
    assert not lacks_rest(span(0, 9), span(0, 13), ZONE)
    assert lacks_rest(span(0, 20), span(1, 9), ZONE)
    assert not lacks_rest(span(0, 9), span(1, 9), ZONE)
    assert lacks_rest(span(1, 9), span(0, 20), ZONE)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 12), st.integers(1, 12))
def test_resting_and_meeting_do_not_depend_on_which_comes_first(
    one_at: int, other_at: int, one_h: int, other_h: int
) -> None:
    one, other = span(0, one_at, one_h), span(0, other_at, other_h)

    assert one.meets(other) is other.meets(one)
    assert lacks_rest(one, other, ZONE) is lacks_rest(other, one, ZONE)
    if lacks_rest(one, other, ZONE):
        assert max(one.begins, other.begins) - min(one.ends, other.ends) < REST


@pytest.mark.parametrize(
    ("one", "is_odd"),
    [
        (span(0, 9), False),
        (span(0, 15), False),
        (span(0, 7.5), True),
        (span(0, 16), True),
        (span(5, 9), True),
        (span(0, 17, 9), True),
    ],
)
def test_weekends_early_and_late_are_unpopular(one: Span, *, is_odd: bool) -> None:
    assert is_unpopular(one, ZONE) is is_odd


def test_one_signs_on_from_half_an_hour_before_until_the_end() -> None:
    duty = span(0, 9)
    moments = [duty.begins - 31 * MINUTE, duty.begins - 30 * MINUTE, duty.ends - MINUTE, duty.ends]

    assert [may_sign_on(duty, one) for one in moments] == [False, True, True, False]


def test_who_came_late_or_never_is_told_apart() -> None:
    duty, after = span(0, 9), span(0, 9).ends
    begins = duty.begins

    assert attendance(duty, None, now=begins - MINUTE) is Attendance.TO_COME
    assert attendance(duty, None, now=begins) is Attendance.AWAITED
    assert attendance(duty, None, now=after) is Attendance.ABSENT
    assert attendance(duty, begins + 5 * MINUTE, now=after) is Attendance.ON_TIME
    assert attendance(duty, begins + 6 * MINUTE, now=after) is Attendance.LATE
    seen = [Attendance.ON_TIME, Attendance.LATE, Attendance.ABSENT, Attendance.AWAITED]
    assert coming_of(seen) == Coming(1, 1, 1)
    assert coming_of(seen).share == 67
    assert coming_of([]).share is None


NINE = datetime(2026, 9, 28, 9, tzinfo=UTC)


def gap(
    at: int = 0,
    hours: int = 3,
    able: tuple[int, ...] = (0, 1),
    *,
    avoid: tuple[int, ...] = (),
    is_odd: bool = False,
) -> Open:
    begins = NINE + at * HOUR
    day = at // 24
    return Open(begins, begins + hours * HOUR, hours * 60, day, day // 7, is_odd, able, avoid, ())


def taker(minutes: int = 0, *, day: int = 660, week: int = 5) -> Taker:
    return Taker(minutes, 0, dict.fromkeys(range(15), day), dict.fromkeys(range(3), week))


def test_each_thing_that_may_not_be_is_named() -> None:
    two = (taker(), taker())
    at_once = Problem((gap(0), gap(1)), two)
    apart = Problem((gap(0), gap(12)), two, apart=((0, 1),))

    assert faults(at_once, [0, 0]) == ["0 at 0 and 1 at once"]
    assert faults(at_once, [0, 1]) == []
    assert faults(at_once, [None, None]) == []
    assert faults(apart, [1, 1]) == ["1 has no rest between 0 and 1"]
    assert faults(Problem((gap(able=(1,)),), two), [0]) == ["0 may not take 0"]
    assert faults(Problem((gap(),), (taker(day=60),)), [0]) == ["0 has too much on day 0"]
    assert faults(Problem((gap(),), (taker(week=0),)), [0]) == ["0 has too much in week 0"]


def test_a_gap_costs_most_then_unfairness_and_wishes() -> None:
    two = (taker(), taker(60))
    odd = gap(24, is_odd=True, avoid=(0,))
    problem = Problem((gap(0), odd), two)

    assert cost_of(problem, [None, 0]) == GAP + AVOIDED + 2 * HOURS_APART + UNPOPULAR_APART
    assert cost_of(problem, [0, 1]) == HOURS_APART + UNPOPULAR_APART
    wanted = Problem((replace(gap(), want=(1,)),), two)
    assert cost_of(wanted, [1]) == WANTED + 4 * HOURS_APART
    assert cost_of(Problem((gap(able=()),), ()), [None]) == GAP
    assert Plan((), 3, 3).is_best
    assert not Plan((), 3, 2).is_best


def test_who_can_take_less_than_a_share_makes_no_plan_unfair() -> None:
    rare = Problem(
        (gap(0, able=(0, 1)), gap(24, able=(0,)), gap(48, able=(0,))), (taker(), taker())
    )

    assert cost_of(rare, [0, 0, 0]) == 0


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Some hours, few people: so that shifts meet, and people are short."""
    people = draw(st.integers(1, 4))
    shifts = tuple(
        gap(
            draw(st.integers(0, 60)),
            draw(st.integers(1, 6)),
            tuple(sorted(draw(st.sets(st.integers(0, people - 1))))),
            is_odd=draw(st.booleans()),
        )
        for _each in range(draw(st.integers(0, 9)))
    )
    who = tuple(
        taker(draw(st.sampled_from([0, 180])), day=draw(st.sampled_from([240, 660])), week=2)
        for _each in range(people)
    )
    pairs = [(a, b) for a in range(len(shifts)) for b in range(a + 1, len(shifts))]
    apart = tuple(draw(st.lists(st.sampled_from(pairs), unique=True))) if pairs else ()
    return Problem(shifts, who, apart)


@settings(max_examples=60)
@given(problems())
def test_the_simple_plan_has_no_fault_and_leaves_no_gap_that_somebody_could_fill(
    problem: Problem,
) -> None:
    found = simple(problem)

    assert faults(problem, found) == []
    for at, one in enumerate(problem.shifts):
        if found[at] is None:
            for who in one.able:
                tried = [*found[:at], who, *found[at + 1 :]]
                assert faults(problem, tried), "somebody could have taken it"
