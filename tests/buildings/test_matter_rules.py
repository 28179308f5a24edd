"""What may be done to a matter, by which days it is judged, and how matters are counted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from linli.buildings.enums.matters import Exclusion, MatterState, Verdict
from linli.buildings.rules.calendar import (
    DAY,
    Pause,
    Year,
    after_working_days,
    due_after,
    is_working,
    level_of,
    unknown_years,
    working_days_between,
)
from linli.buildings.rules.figures import Counted, figures_of
from linli.buildings.rules.lifecycle import FROM, OPEN, Act, Standing, after, allowed, mended
from linli.buildings.rules.likeness import likeness, most_alike
from linli.buildings.rules.terms import is_ending, is_term

NEW = Standing(MatterState.RAISED)
GOLDEN_WEEK = {
    2026: Year(
        off=frozenset(date(2026, 10, day) for day in range(1, 8)),
        worked=frozenset({date(2026, 10, 10)}),
    )
}
"""A week off and a Saturday that is worked for it."""


def done(*acts: Act, standing: Standing = NEW) -> Standing:
    for act in acts:
        then = after(standing, act)
        assert then is not None, act
        standing = then
    return standing


def test_an_answer_says_nothing_about_whether_it_solved_anything() -> None:
    answered = done(Act.TAKE_UP, Act.PROMISE, Act.ANSWER)

    assert (answered.state, answered.verdict) == (MatterState.ANSWERED, Verdict.UNKNOWN)
    assert allowed(answered) == {Act.SAY_SOLVED, Act.SAY_UNSOLVED}


def test_whoever_is_not_content_opens_it_again_without_a_promise_even_after_solved() -> None:
    solved = done(Act.TAKE_UP, Act.PROMISE, Act.ANSWER, Act.SAY_SOLVED)
    again = done(Act.SAY_UNSOLVED, standing=solved)

    assert after(solved, Act.SAY_SOLVED) is None
    assert (again.state, again.is_promised, again.reopened) == (MatterState.TRIAGED, False, 1)
    assert done(Act.PROMISE, Act.ANSWER, standing=again).verdict is Verdict.UNKNOWN


def test_what_is_late_is_not_paused_nor_is_what_was_promised_merged_or_refused() -> None:
    in_hand = done(Act.TAKE_UP, Act.DELIBERATE, Act.PROMISE)
    late = Standing(in_hand.state, is_promised=True, is_late=True)
    rests = done(Act.PAUSE, standing=in_hand)

    assert allowed(in_hand) == {Act.PAUSE, Act.ANSWER}
    assert allowed(late) == {Act.ANSWER}
    assert allowed(rests) == {Act.RESUME, Act.ANSWER}
    assert not done(Act.RESUME, standing=rests).is_paused


def test_what_lies_in_another_is_only_taken_out_again_and_then_is_what_it_was() -> None:
    taken_up = done(Act.TAKE_UP)
    merged = done(Act.MERGE, standing=taken_up)

    assert allowed(merged) == {Act.UNMERGE}
    assert done(Act.UNMERGE, standing=merged) == taken_up
    assert after(taken_up, Act.UNMERGE) is None


class AnyMatter(RuleBasedStateMachine):
    """One matter, and anything at all that is tried with it."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NEW
        self.before_merge: Standing | None = None
        self.has_been: set[MatterState] = {NEW.state}
        self.has_mended = False

    @rule(act=st.sampled_from(Act))
    def something_is_tried(self, act: Act) -> None:
        """Whatever it is, the rules say beforehand whether it may be done."""
        then = after(self.now, act)

        assert (then is not None) is (act in allowed(self.now))
        if then is None:
            return
        assert self.now.state in FROM[act]
        if act is Act.MERGE:
            self.before_merge = self.now
        if act is Act.UNMERGE:
            assert then == self.before_merge, "merging loses nothing"
        if act is not Act.SAY_SOLVED and then.verdict is Verdict.SOLVED:
            assert self.now.verdict is Verdict.SOLVED, "only the raiser makes it solved"
        assert then.reopened == self.now.reopened + (act is Act.SAY_UNSOLVED)
        self.now = then
        self.has_been.add(then.state)

    @rule()
    def its_machine_works_again(self) -> None:
        """Whatever was promised or not, it is answered, and nobody has said that it is solved."""
        then = mended(self.now)

        assert (then is not None) is (self.now.state in OPEN and not self.now.is_merged)
        if then is not None:
            assert (then.state, then.verdict) == (MatterState.ANSWERED, Verdict.UNKNOWN)
            self.now, self.has_mended = then, True

    @precondition(lambda self: self.now.state is MatterState.IN_HAND)
    @rule()
    def its_last_day_passes(self) -> None:
        """The promise is broken; a pause does not help any more."""
        self.now = Standing(
            self.now.state,
            self.now.verdict,
            is_promised=True,
            is_late=True,
            reopened=self.now.reopened,
        )

    @invariant()
    def nobody_answers_what_was_not_promised(self) -> None:
        """Every answer had a deadline, but for what mended itself."""
        if self.now.state is MatterState.IN_HAND or (
            self.now.state is MatterState.ANSWERED and not self.has_mended
        ):
            assert self.now.is_promised

    @invariant()
    def only_an_answer_is_called_solved(self) -> None:
        """Nothing is solved before it was answered."""
        assert self.now.verdict is not Verdict.SOLVED or self.now.state is MatterState.ANSWERED

    @invariant()
    def there_is_always_a_way_on(self) -> None:
        """Whatever was done to it."""
        solved = self.now.verdict is Verdict.SOLVED
        assert allowed(self.now), "nothing is stuck for good"
        assert solved or self.now.state not in OPEN or allowed(self.now) - {Act.MERGE}


TestAnyMatter = AnyMatter.TestCase


@pytest.mark.parametrize(
    ("first", "days", "last"),
    [
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 9, 30), 0, date(2026, 9, 30)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
    ],
)
def test_days_off_are_no_working_days_and_made_up_saturdays_are(
    first: date, days: int, last: date
) -> None:
    assert after_working_days(first, days, GOLDEN_WEEK) == last
    assert working_days_between(first, last, GOLDEN_WEEK) == days


def test_a_year_without_a_calendar_is_counted_by_the_week_and_named() -> None:
    assert is_working(date(2027, 10, 1), GOLDEN_WEEK)
    assert unknown_years(date(2026, 12, 1), date(2028, 1, 1), GOLDEN_WEEK) == [2027, 2028]
    assert unknown_years(date(2026, 3, 1), date(2026, 3, 1), GOLDEN_WEEK) == []


def test_a_pause_gives_the_days_it_took_and_no_more() -> None:
    pause = Pause(date(2026, 3, 2), date(2026, 3, 9), due_before=date(2026, 3, 4))

    assert due_after(pause, date(2026, 3, 2), {}) == date(2026, 3, 4)
    assert due_after(pause, date(2026, 3, 3), {}) == date(2026, 3, 5)
    assert due_after(pause, date(2026, 3, 30), {}) == date(2026, 3, 11)
    assert working_days_between(date(2026, 3, 9), date(2026, 3, 2), {}) == 0


@pytest.mark.parametrize("until", [date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 9)])
def test_a_pause_that_ends_at_a_weekend_breaks_no_promise_there(until: date) -> None:
    pause = Pause(date(2026, 3, 6), until, due_before=date(2026, 3, 6))

    assert due_after(pause, until, {}) == date(2026, 3, 9)


def test_a_broken_promise_goes_up_the_day_after_and_again_after_a_week() -> None:
    due = date(2026, 3, 6)
    days = (0, 1, 3, 7, 8, 90)

    levels = [level_of(due_on=due, today=due + one * DAY, calendar={}) for one in days]

    assert levels == [0, 1, 1, 1, 1, 2]
    assert level_of(due_on=due, today=date(2026, 3, 16), calendar={}) == 2


def test_alike_is_what_shares_pairs_of_characters() -> None:
    known = [(1, "电梯早高峰太慢"), (2, "早高峰电梯要等很久"), (3, "大堂空调太冷"), (4, "电梯太慢")]

    assert most_alike("电梯太慢了", known) == [4, 1]
    assert most_alike("", known) == []
    assert likeness("\uff37ifi", "wifi") == 1
    assert likeness("充电桩", "卫生间") == 0


def test_a_term_takes_at_least_a_day_and_at_most_five_years() -> None:
    first = date(2026, 3, 2)

    assert not is_term(first, first)
    assert is_term(first, date(2031, 3, 2))
    assert not is_term(first, date(2031, 3, 3))
    assert is_ending(first + timedelta(days=60), today=first)
    assert not is_ending(first + timedelta(days=61), today=first)


COUNTED = st.builds(
    Counted,
    state=st.sampled_from(MatterState),
    verdict=st.sampled_from(Verdict),
    exclusion=st.sampled_from([one.value for one in Exclusion]),
    is_merged=st.booleans(),
    is_promised=st.booleans(),
    is_late=st.booleans(),
    reopened=st.integers(0, 2),
)


@given(st.lists(COUNTED, max_size=12))
def test_every_matter_stays_in_the_denominator_in_exactly_one_part(matters: list[Counted]) -> None:
    found = figures_of(matters)

    parts = found.open + found.solved + found.silent + found.merged + sum(found.excluded.values())
    assert found.raised == len(matters) == parts
    assert all(found.excluded.values()), "a reason that nobody gave is not listed"
    assert found.solved <= sum(one.verdict is Verdict.SOLVED for one in matters)


def test_silence_is_not_counted_as_solved_and_what_was_refused_lowers_the_share() -> None:
    def one(state: MatterState, verdict: Verdict = Verdict.UNKNOWN, why: str = "") -> Counted:
        return Counted(state, verdict, why, is_merged=False, is_promised=True, is_late=False)

    found = figures_of(
        [
            one(MatterState.ANSWERED, Verdict.SOLVED),
            one(MatterState.ANSWERED),
            one(MatterState.EXCLUDED, why="unclear"),
            one(MatterState.IN_HAND),
        ]
    )

    assert (found.solved, found.silent, found.open, found.solved_percent) == (1, 1, 1, 25)
    assert found.excluded == {Exclusion.UNCLEAR: 1}
    assert figures_of([]).solved_percent is None
