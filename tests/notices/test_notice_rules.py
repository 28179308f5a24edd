"""How long a message is, and when it is sent again: by hand, and at every edge."""

import pytest

from linli.notices.rules.lengths import ending, segments, shortened
from linli.notices.rules.retrying import (
    TRIES_AT_MOST,
    Answer,
    Next,
    next_after,
    pause_after,
)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("餐" * 70, 1),
        ("餐" * 71, 2),
        ("餐" * 134, 2),
        ("餐" * 135, 3),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("a" * 69 + "餐", 1),
        ("a" * 70 + "餐", 2),
        ("[]" * 40, 1),
        ("[]" * 40 + "a", 2),
        ("🍜" * 35, 1),
        ("🍜" * 36, 2),
    ],
)
def test_messages_are_counted_as_networks_count_them(text: str, count: int) -> None:
    assert segments(text) == count


def test_what_is_too_long_says_so_and_keeps_the_end_that_tells() -> None:
    assert [shortened("大堂东侧", 4), shortened("大堂东侧墙", 4)] == ["大堂东侧", "大堂东…"]
    assert [ending("3821", 4), ending("MT-00001", 4)] == ["3821", "…001"]


def test_pauses_grow_and_chance_takes_up_to_half_away() -> None:
    whole = [pause_after(tries, jitter=0).total_seconds() for tries in range(1, TRIES_AT_MOST)]

    assert whole == [10, 30, 90, 270, 810]
    assert pause_after(5, jitter=1).total_seconds() == 405


@pytest.mark.parametrize(("tries", "jitter"), [(0, 0.5), (TRIES_AT_MOST, 0.5), (1, 1.1), (1, -1)])
def test_nobody_asks_for_a_pause_that_there_is_not(tries: int, jitter: float) -> None:
    with pytest.raises(AssertionError):
        pause_after(tries, jitter=jitter)


@pytest.mark.parametrize(
    ("answer", "tries", "has_other", "then"),
    [
        (Answer.SENT, 1, True, Next.DONE),
        (Answer.MOOT, 1, True, Next.DONE),
        (Answer.REFUSED, 1, False, Next.OTHERWISE),
        (Answer.LATER, 1, True, Next.AGAIN),
        (Answer.LATER, TRIES_AT_MOST, True, Next.OTHERWISE),
        (Answer.AWAY, TRIES_AT_MOST - 1, True, Next.AGAIN),
        (Answer.AWAY, TRIES_AT_MOST, False, Next.OTHERWISE),
        (Answer.BROKEN, 1, True, Next.OTHERWISE),
        (Answer.BROKEN, 1, False, Next.AGAIN),
    ],
)
def test_what_comes_after_each_answer(
    answer: Answer, tries: int, *, has_other: bool, then: Next
) -> None:
    assert next_after(answer, tries=tries, has_other=has_other) is then


def test_before_the_first_try_there_is_nothing_after() -> None:
    with pytest.raises(AssertionError):
        next_after(Answer.SENT, tries=0, has_other=False)
