"""What the bench feeds to the ingest is what a real cabinet would have sent."""

from collections import Counter
from datetime import datetime
from random import Random

import pytest
from bench.ingest import in_turn
from bench.journals import STANDING, batches, noon
from bench.planting import begin, make_endless, plant

from linli.lockers.actions.applying import apply_events
from linli.lockers.enums import DepositState
from linli.lockers.models import Deposit, JournalLine
from linli.lockers.queries.verifying import find_journal_damage
from linli.wire.messages import Ack, Events

MEALS = STANDING + 4


@pytest.mark.django_db
def test_a_noon_is_taken_in_whole_and_nothing_in_it_is_contradicted(now: datetime) -> None:
    messages = a_noon(now)

    answers = apply_events(messages, now=now)

    assert all(isinstance(one, Ack) for one in answers)
    assert JournalLine.objects.count() == sum(len(one.events) for one in messages)
    states = Counter(Deposit.objects.values_list("state", flat=True))
    assert states == {DepositState.STORED: STANDING, DepositState.PICKED: MEALS - STANDING}
    assert find_journal_damage().damage == ()


@pytest.mark.django_db
def test_a_message_has_as_many_lines_as_it_is_to_have(now: datetime) -> None:
    sizes = [len(one.events) for one in a_noon(now)]

    assert set(sizes[:-1]) == {7}
    assert 0 < sizes[-1] <= 7


def test_messages_arrive_in_turn_and_none_is_lost() -> None:
    assert list(in_turn(["ad", "b", "cef"])) == list("abcdef")


def a_noon(now: datetime) -> list[Events]:
    """Let one cabinet live through a noon of deposits that the server knows."""
    chance = Random(1)  # noqa: S311  # names in a test
    (planted,) = plant(1, doors=48, now=now)
    make_endless([planted.layout.cabinet])
    tokens = [f"form-{number:015d}" for number in range(MEALS)]
    begun = begin(planted.layout.cabinet, tokens, chance=chance, now=now)
    lines = noon(planted.layout, [(one.deposit, one.size) for one in begun], chance)
    return batches(planted.layout, lines, planted.key, size=7)
