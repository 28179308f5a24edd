"""The rule of the queue: who is offered a door, what lapses, what is left for those who come."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from linli.lockers.enums import QueueEnd
from linli.lockers.rules.queueing import AWAY_AFTER, MOST_WAITING, Waiting, left_over, moves_of
from linli.wire.messages import Size

S, M, L = Size.S, Size.M, Size.L
SECOND = timedelta(seconds=1)


def waits(number: int, size: Size, now: datetime) -> Waiting:
    """Return somebody who is looking at the page."""
    return Waiting(number, size, now)


def holds(number: int, size: Size, until: datetime, *, seen_at: datetime) -> Waiting:
    """Return somebody for whom a door is kept."""
    return Waiting(number, size, seen_at, size, until)


def test_nobody_is_offered_what_there_is_not(now: datetime) -> None:
    moves = moves_of([waits(1, S, now)], {S: 0, M: -1}, in_use=True, now=now)
    assert not moves
    assert not moves_of([], {S: 4}, in_use=True, now=now)


def test_the_first_who_fits_is_offered_the_door_and_a_large_meal_holds_up_no_small_one(
    now: datetime,
) -> None:
    queue = [waits(1, L, now), waits(2, S, now), waits(3, S, now)]
    assert moves_of(queue, {S: 1, M: 0, L: 0}, in_use=True, now=now).offered == {2: S}
    assert moves_of(queue, {S: 0, M: 1, L: 1}, in_use=True, now=now).offered == {1: L, 2: M}


def test_an_offer_lapses_at_its_very_end_and_passes_on_at_once(now: datetime) -> None:
    queue = [holds(1, M, now, seen_at=now), waits(2, S, now)]
    moves = moves_of(queue, {S: 0, M: 0}, in_use=True, now=now)
    assert moves.ended == {1: QueueEnd.LAPSED}
    assert moves.offered == {2: M}
    assert not moves_of(queue, {S: 0, M: 0}, in_use=True, now=now - SECOND)


def test_who_has_gone_is_passed_over_but_not_while_a_door_is_kept(now: datetime) -> None:
    long_ago = now - AWAY_AFTER
    queue = [
        waits(1, S, long_ago),
        holds(2, S, now + SECOND, seen_at=long_ago),
        waits(3, S, long_ago + SECOND),
    ]
    moves = moves_of(queue, {S: 1}, in_use=True, now=now)
    assert moves.ended == {1: QueueEnd.AWAY}
    assert moves.offered == {3: S}


def test_a_cabinet_out_of_use_sends_everybody_home(now: datetime) -> None:
    queue = [waits(1, S, now), holds(2, S, now + SECOND, seen_at=now)]
    moves = moves_of(queue, {S: 3}, in_use=False, now=now)
    assert moves.ended == {1: QueueEnd.CLOSED, 2: QueueEnd.CLOSED}
    assert moves.offered == {}


def test_those_who_come_have_what_the_queue_cannot_use() -> None:
    assert left_over([L], {S: 1, M: 1, L: 0}) == {S: 1, M: 1, L: 0}
    assert left_over([S, S], {S: 1, M: 1, L: 1}) == {S: 0, M: 0, L: 1}
    assert left_over([], {S: -1}) == {S: -1}


SIZED = st.sampled_from([S, M, L])


@settings(max_examples=25)
@given(
    sizes=st.lists(SIZED, max_size=MOST_WAITING),
    credits_left=st.fixed_dictionaries({one: st.integers(-1, 4) for one in (S, M, L)}),
)
def test_no_door_is_offered_twice_nobody_overtakes_and_what_is_left_over_is_really_left(
    sizes: list[Size], credits_left: dict[Size, int]
) -> None:
    now = datetime.fromisoformat("2026-11-23T12:00:00+08:00")
    queue = [waits(number, size, now) for number, size in enumerate(sizes)]
    offered = moves_of(queue, credits_left, in_use=True, now=now).offered
    for size in (S, M, L):
        given_out = sum(one == size for one in offered.values())
        assert given_out <= max(0, credits_left[size])
        assert left_over(sizes, credits_left)[size] == credits_left[size] - given_out
    for number, size in enumerate(sizes):
        served = [later for later in offered if later > number and sizes[later] == size]
        assert number in offered or not served
