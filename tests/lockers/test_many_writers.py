"""Pages, ingest, hellos and the clock write at once, and nobody waits for nobody for ever."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from random import SystemRandom

import pytest
from django.db import connections
from tests.lockers.tower import Tower, must_agree, plugged_in

from linli.lockers.actions.applying import apply_events
from linli.lockers.actions.beginning import begin_deposits
from linli.lockers.actions.directing import withdraw_forgotten
from linli.lockers.actions.hearing import hear
from linli.lockers.actions.pickups import PickupRequest, begin_openings
from linli.lockers.actions.standing import Standing, note_applied
from linli.lockers.models import Deposit
from linli.wire.messages import Purpose

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 8
LIMIT_S = 60


def at_once(*works: Callable[[int], object]) -> list[Exception]:
    """Let each work go its rounds in a thread of its own; return what went wrong."""
    wrong: list[Exception] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[int], object]) -> None:
        start.wait()
        try:
            for number in range(ROUNDS):
                work(number)
        except Exception as failure:  # noqa: BLE001  # it is what is looked for
            wrong.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join(LIMIT_S)
        assert not one.is_alive()
    return wrong


def test_whoever_writes_at_the_same_time_none_is_lost_and_none_is_refused(now: datetime) -> None:
    tower = Tower(now=now, cabinets=2, doors=48)
    a, b = tower.cabinets
    with plugged_in(tower.line):
        meals = [tower.stored(cabinet=one.code) for one in (a, b)]
        for one in (a, b):
            one.acked = 0
            for _ in range(ROUNDS):
                one.boot()
    later = now + timedelta(minutes=2)
    batches = {one: [one.batch(1, number) for number in range(1, 20)] for one in (a, b)}
    couriers = [
        [tower.request(cabinet=one.code) for one in pair] for pair in ((a, b), (b, a)) * ROUNDS
    ]

    def opens(meal: int) -> PickupRequest:
        return PickupRequest(
            deposit=meals[meal].deposit,
            cid=f"cid-{meal}",
            purpose=Purpose.PICKUP,
            actor="owner",
            reason="",
            now=now,
        )

    wrong = at_once(
        lambda number: begin_deposits(couriers[2 * number], chance=SystemRandom()),
        lambda number: begin_deposits(couriers[2 * number + 1], chance=SystemRandom()),
        lambda number: apply_events([batches[a][number], batches[b][number]], now=now),
        lambda number: apply_events([batches[b][number + 8], batches[a][number + 8]], now=now),
        lambda _: hear([b.hello(), a.hello()], now=now),
        lambda number: begin_openings([opens(number % 2), opens(1 - number % 2)]),
        lambda _: withdraw_forgotten(now=later),
        lambda _: note_applied([Standing("T-B", 0, ""), Standing("T-A", 0, "")], now=now),
    )

    assert wrong == []
    assert Deposit.objects.count() == 2 + 4 * ROUNDS
    with plugged_in(tower.line):
        tower.exchange()
        must_agree(tower)
