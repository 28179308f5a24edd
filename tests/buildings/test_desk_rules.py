"""The order of a queue, how long one waits in it, when one can book, and what is counted."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.buildings.enums.frontdesk import TicketState
from linli.buildings.rules.booking import (
    ANSWER_BEFORE,
    ANSWER_WITHIN,
    Start,
    expires_at,
    free_starts,
    is_covered,
    length_of,
    most_equal,
)
from linli.buildings.rules.queueing import (
    GRACE,
    HEAD_START,
    Waiting,
    ahead_of,
    in_order,
    next_for,
    place_of,
    put_off,
)
from linli.buildings.rules.slots import SLOT, slots
from linli.buildings.rules.visits import Visit, desk_figures
from linli.buildings.rules.waiting import (
    FARTHEST,
    Ahead,
    Busy,
    Interval,
    Known,
    wait_interval,
)

TEN = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BOTH = frozenset({1, 2})
MOMENTS = st.integers(0, 600).map(lambda minutes: TEN + minutes * MINUTE)


def waits(key: int, minutes: int, windows: frozenset[int] = BOTH) -> Waiting:
    return Waiting(key, TEN + minutes * MINUTE, windows)


def test_an_appointment_in_time_goes_before_who_walked_in_after_it() -> None:
    booked = place_of(came_at=TEN + GRACE, due_at=TEN, is_urgent=False)
    walked_in = place_of(came_at=TEN + MINUTE, due_at=None, is_urgent=False)

    assert booked < walked_in


def test_who_comes_too_late_for_an_appointment_stands_where_they_came() -> None:
    late = TEN + GRACE + MINUTE

    assert place_of(came_at=late, due_at=TEN, is_urgent=False) == late


def test_who_walked_in_before_an_appointed_time_keeps_their_place_before_it() -> None:
    early = place_of(came_at=TEN - 30 * MINUTE, due_at=TEN, is_urgent=False)

    assert place_of(came_at=TEN - MINUTE, due_at=None, is_urgent=False) < early


@given(MOMENTS, MOMENTS, st.none() | MOMENTS, st.booleans())
def test_nobody_starves_since_who_comes_forty_minutes_later_passes_nobody(
    place: datetime,
    later: datetime,
    due: datetime | None,
    urgent: bool,  # noqa: FBT001  # hypothesis draws it
) -> None:
    came = place + HEAD_START + GRACE + (later - TEN)

    assert place_of(came_at=came, due_at=due, is_urgent=urgent) >= place


PEOPLE = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from([frozenset({1}), frozenset({2}), BOTH])),
    max_size=12,
)


@given(PEOPLE, st.randoms(use_true_random=False))
def test_the_order_is_total_and_does_not_depend_on_how_the_rows_came(
    people: list[tuple[int, frozenset[int]]], chance: Random
) -> None:
    queue = [waits(key, minutes, windows) for key, (minutes, windows) in enumerate(people)]
    mixed = chance.sample(queue, len(queue))

    assert in_order(mixed) == in_order(queue)
    assert len(in_order(queue)) == len(queue)


@given(PEOPLE)
def test_two_windows_that_call_in_turn_serve_everybody_once(
    people: list[tuple[int, frozenset[int]]],
) -> None:
    queue = {key: waits(key, at, windows) for key, (at, windows) in enumerate(people)}
    served = []
    for turn in range(2 * len(queue)):
        chosen = next_for(turn % 2 + 1, queue.values(), now=TEN)
        if chosen is not None:
            before = ahead_of(chosen, list(queue.values()))
            assert not [one for one in before if turn % 2 + 1 in one.windows]
            served.append(queue.pop(chosen.key))

    assert not queue
    assert len(served) == len(people)


def test_who_lets_others_go_first_is_not_called_until_back_and_does_not_gain_by_it() -> None:
    place, back = put_off(TEN - MINUTE, minutes=15, now=TEN)
    later = Waiting(1, place, BOTH, back)

    assert place == back == TEN + 15 * MINUTE
    assert next_for(1, [later], now=TEN) is None
    assert next_for(1, [later], now=back) == later
    assert put_off(TEN + 60 * MINUTE, minutes=15, now=TEN)[0] == TEN + 60 * MINUTE


def test_only_who_needs_one_of_the_same_windows_is_before_one() -> None:
    own = waits(9, 9, frozenset({1}))

    assert ahead_of(own, [waits(1, 1, frozenset({2})), waits(2, 2), own]) == [waits(2, 2)]


def asked(ahead: int, busy: Busy | None, known: Known) -> Interval:
    found = wait_interval(
        windows=BOTH,
        ahead=[Ahead(1, BOTH)] * ahead,
        desks={1: busy, 2: None} if busy is None else {1: busy},
        known={1: known},
        chance=Random(1).random,  # noqa: S311  # a simulation
    )
    assert found is not None
    return found


def test_with_no_open_window_nothing_is_said_of_the_wait() -> None:
    found = wait_interval(
        windows=frozenset({3}),
        ahead=[],
        desks={1: None},
        known={},
        chance=Random(1).random,  # noqa: S311  # a simulation
    )

    assert found is None


def test_who_comes_to_a_free_window_does_not_wait() -> None:
    assert asked(0, None, Known(10)) == Interval(0, 0)


def test_few_visits_seen_make_a_wider_interval_than_many() -> None:
    few, many = asked(6, Busy(1, 2), Known(10)), asked(6, Busy(1, 2), Known(10, [10.0] * 60))

    assert many.high - many.low < few.high - few.low


def test_a_visit_that_goes_on_beyond_all_that_was_seen_is_still_expected_to_end() -> None:
    assert asked(0, Busy(1, 900), Known(10, [10.0] * 60)).high < 60


def test_people_whom_no_open_window_serves_hold_nobody_up() -> None:
    found = wait_interval(
        windows=frozenset({1}),
        ahead=[Ahead(1, frozenset({2}))] * 5,
        desks={1: None},
        known={1: Known(10)},
        chance=Random(1).random,  # noqa: S311  # a simulation
    )

    assert found == Interval(0, 0)


def test_a_longer_queue_than_is_simulated_is_scaled() -> None:
    half = asked(FARTHEST, Busy(1, 0), Known(10, [10.0] * 60))
    whole = asked(2 * FARTHEST, Busy(1, 0), Known(10, [10.0] * 60))

    assert whole.high == pytest.approx(2 * half.high, rel=0.1)


Length = Callable[[Random], float]

WORLDS: tuple[Length, ...] = (
    lambda chance: chance.gammavariate(2.0, 5.0),
    lambda chance: chance.weibullvariate(9.0, 1.5),
    lambda chance: chance.gauss(5, 1) if chance.random() < 0.6 else chance.gauss(18, 4),
    lambda chance: chance.triangular(3, 25, 6),
    lambda chance: chance.expovariate(1 / 8),
)
"""How long visits really take, in minutes: none as the rule assumes."""


def test_four_of_five_waits_are_within_the_interval_whatever_visits_are_like() -> None:
    """Days at a desk of one to three windows, with lengths that the rule does not assume."""
    chance = Random(20261124)  # noqa: S311  # a simulation
    count = 4_000 if os.environ.get("LINLI_SOAK") else 400
    within = sum(_is_within(WORLDS[at % len(WORLDS)], chance) for at in range(count))

    assert 0.75 <= within / count <= 0.88


def _is_within(world: Length, chance: Random) -> bool:
    def length() -> float:
        return max(0.5, world(chance))

    mean = sum(length() for _each in range(50)) / 50
    seen = [length() for _each in range(chance.choice((0, 3, 10, 30, 60)))]
    usual = max(1.0, round(mean * chance.uniform(0.6, 1.7)))
    number = chance.randint(1, 3)
    every = frozenset(range(number))
    ahead = chance.randint(0, 12)
    totals = {window: length() for window in every}
    done = {window: total * chance.random() for window, total in totals.items()}
    free = {window: totals[window] - done[window] for window in every}
    for _each in range(ahead):
        window = min(free, key=lambda one: free[one])
        free[window] += length()
    truth = min(free.values())
    found = wait_interval(
        windows=every,
        ahead=[Ahead(1, every)] * ahead,
        desks={window: Busy(1, done[window]) for window in every},
        known={1: Known(usual, seen)},
        chance=chance.random,
    )
    assert found is not None
    return found.low <= truth <= found.high


HOURS = (TEN, TEN + 120 * MINUTE)


@given(st.integers(1, 60), st.sets(st.integers(0, 23)), st.integers(-30, 120))
def test_what_can_be_booked_is_within_opening_hours_and_free(
    minutes: int, taken: set[int], after: int
) -> None:
    claimed = {TEN + one * SLOT for one in taken}
    found = free_starts({1: [HOURS]}, {1: claimed}, minutes=minutes, after=TEN + after * MINUTE)

    for one in found:
        ends = one.begins_at + length_of(minutes)
        assert is_covered([HOURS], one.begins_at, minutes=minutes)
        assert one.begins_at >= TEN + after * MINUTE
        assert not claimed & set(slots(one.begins_at, ends))
    assert found == sorted(found)


def test_between_two_appointments_there_is_as_much_time_for_who_walks_in() -> None:
    found = free_starts({1: [HOURS]}, {}, minutes=12, after=TEN)

    assert [one.begins_at - TEN for one in found] == [30 * at * MINUTE for at in range(4)]


def test_the_nearest_time_that_was_not_offered_yet_is_the_most_equal() -> None:
    near, nearer, far = (Start(TEN + at * MINUTE, 1) for at in (-20, 10, 90))

    assert most_equal([near, nearer, far], TEN, without=()) == nearer
    assert most_equal([near, nearer, far], TEN, without={nearer}) == near
    assert most_equal([near], TEN, without={near}) is None


def test_an_offer_is_kept_for_a_day_or_until_shortly_before_its_time() -> None:
    assert expires_at(TEN + timedelta(days=5), made=TEN) == TEN + ANSWER_WITHIN
    assert (
        expires_at(TEN + timedelta(hours=2), made=TEN) == TEN + timedelta(hours=2) - ANSWER_BEFORE
    )


def test_figures_leave_nobody_out_and_say_how_many_rated() -> None:
    found = desk_figures(
        [
            Visit(TicketState.DONE, 4.0, 5),
            Visit(TicketState.DONE, 30.0, None),
            Visit(TicketState.NO_SHOW, 9.2, None),
            Visit(TicketState.GIVEN_UP, None, None),
        ],
        days=2,
    )

    assert found.drawn == sum(found.counts.values()) == 4
    assert (found.median_wait, found.p90_wait) == (10, 30)
    assert (found.rating, found.rated, found.a_day) == (5.0, 1, 2.0)


def test_without_a_visit_there_is_no_figure_but_nought() -> None:
    found = desk_figures([], days=0)

    assert (found.drawn, found.median_wait, found.rating, found.a_day) == (0, None, None, None)
