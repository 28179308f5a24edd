"""Whether lines go on from those we hold: late, twice, torn, forked."""

from dataclasses import replace as with_changes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.lockers.journals import batch, chained, line

from linli.kernel.chain import GENESIS
from linli.lockers.rules.journal import Fork, Gap, GoesOn, Position, judge
from linli.wire.messages import Event, EventType

LINES = chained([line(EventType.BOOTED, data={"n": number}) for number in range(6)])
HASHES = [GENESIS, *(one.hash for one in LINES)]


def at(seq: int) -> Position:
    return Position(epoch=1, seq=seq, head=HASHES[seq])


def held(upto: int) -> dict[int, str]:
    return {seq: HASHES[seq] for seq in range(1, upto + 1)}


@given(st.integers(0, 6), st.integers(1, 6), st.integers(1, 6))
def test_any_piece_of_the_true_journal_is_a_gap_or_brings_exactly_what_is_missing(
    seq: int, first: int, length: int
) -> None:
    lines = LINES[first - 1 : first - 1 + length]

    verdict = judge(at(seq), batch(lines, prev=HASHES[first - 1]), held(seq))

    if first > seq + 1:
        assert verdict == Gap(seq + 1)
    else:
        assert verdict == GoesOn(tuple(one for one in lines if one.seq > seq))


@given(st.integers(0, 6), st.integers(1, 6), st.integers(0, 5))
def test_a_line_that_was_changed_is_a_fork_wherever_it_is(
    seq: int, first: int, changed: int
) -> None:
    lines = list(LINES[first - 1 :])
    changed %= len(lines)
    lines[changed] = replace(lines[changed], data={"n": 99})

    verdict = judge(at(seq), batch(lines, prev=HASHES[first - 1]), held(seq))

    assert verdict == (Gap(seq + 1) if first > seq + 1 else Fork(first + changed))


@given(st.integers(0, 6), st.integers(0, 5))
def test_another_history_is_a_fork_at_the_first_line_that_differs(seq: int, common: int) -> None:
    """It is well chained and could be signed: a machine set back to an old image writes it."""
    other = chained(
        [*LINES[:common], *(line(EventType.BOOTED, data={"n": -1}) for _ in range(6 - common))]
    )

    verdict = judge(at(seq), batch(other), held(seq))

    if seq <= common:
        assert isinstance(verdict, GoesOn)
        assert [one.seq for one in verdict.lines] == list(range(seq + 1, 7))
    else:
        assert verdict == Fork(common + 1)


def test_new_lines_that_do_not_stand_on_our_last_are_a_fork() -> None:
    other = chained([line(EventType.BOOTED, data={"n": -1}) for _ in range(4)])

    verdict = judge(at(3), batch(other[3:], prev=other[2].hash), held(3))

    assert verdict == Fork(4)


def test_a_repeated_line_is_held_against_our_head_when_no_other_hash_is_given() -> None:
    assert judge(at(6), batch(LINES[5:], prev=HASHES[5]), {}) == GoesOn(())
    assert judge(at(6), batch(LINES[4:5], prev=HASHES[4]), {}) == Fork(5)


@pytest.mark.parametrize("epoch", [2, 7])
def test_a_journal_of_another_epoch_is_a_fork_even_if_it_would_go_on(epoch: int) -> None:
    lines = chained([line(EventType.BOOTED)], epoch=epoch)

    assert judge(at(0), batch(lines, epoch=epoch), {}) == Fork(1)
    assert judge(with_changes(at(0), epoch=epoch), batch(lines, epoch=epoch), {}) == GoesOn(
        tuple(lines)
    )


def skipping() -> list[Event]:
    """Lines 1, 2 and 4, each hashed after the one before: a number is missing."""
    two = chained(LINES[:2])
    return [*two, *chained([LINES[3]], after=3, prev=two[-1].hash)]


def test_a_number_that_is_left_out_within_a_batch_is_a_fork() -> None:
    assert judge(at(0), batch(skipping()), {}) == Fork(3)
