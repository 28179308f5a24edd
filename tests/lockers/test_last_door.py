"""Thousands want the last door: one has it, the others read where the next one is."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from random import SystemRandom

import pytest
from django.db import IntegrityError, connections
from tests.lockers.cabinets import ScriptedLine, says
from tests.lockers.tower import Tower, must_be_whole, plugged_in

from linli.kernel.batch import Batcher
from linli.ledger.models import Entry
from linli.lockers.actions import doors
from linli.lockers.actions.beginning import Begun, DepositRequest, Outcome, begin_deposits
from linli.lockers.actions.doors import Door
from linli.lockers.errors import NoCompartmentFree, OrderAlreadyHere
from linli.lockers.models import Capacity, Deposit
from linli.lockers.rules.recipients import Recipient
from linli.wire.messages import Size

pytestmark = pytest.mark.django_db(transaction=True)

COURIERS = 2_000
STACK_BYTES = 256 * 1024
LIMIT_S = 60

Writer = Batcher[DepositRequest, Outcome]


@pytest.fixture
def small_threads() -> Iterator[None]:
    """Let a test have thousands of threads that do little."""
    before = threading.stack_size(STACK_BYTES)
    yield
    threading.stack_size(before)


def race(couriers: Sequence[Callable[[], object]]) -> list[object]:
    """Let all of them go at once; return what each was given or told."""
    start = threading.Barrier(len(couriers))
    told: list[object] = [None] * len(couriers)

    def run(number: int) -> None:
        start.wait()
        try:
            told[number] = couriers[number]()
        except Exception as refusal:  # noqa: BLE001  # it is the answer
            told[number] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(couriers))]
    for one in threads:
        one.start()
    for one in threads:
        one.join(LIMIT_S)
    return told


def another_process() -> Writer:
    """Return what writes deposits in a second web process: a thread and a connection of its own."""

    def commit(requests: Sequence[DepositRequest]) -> Sequence[Outcome]:
        try:
            return begin_deposits(requests, chance=SystemRandom())
        finally:
            connections.close_all()

    return Batcher(commit, name="another process")


def asked_at(writer: Writer, request: DepositRequest) -> Callable[[], object]:
    """Return a courier's request at one of the processes, as a page makes it."""
    return lambda: doors._answer(writer, request)  # noqa: SLF001  # there is only one process here


def test_of_two_thousand_couriers_one_has_the_last_door_and_each_other_reads_where_the_next_is(
    now: datetime, small_threads: None
) -> None:
    tower = Tower(now=now, cabinets=2, doors=1)

    def courier(number: int) -> Callable[[], Door]:
        return lambda: doors.deposit_at_door(
            cabinet="T-A",
            recipient=Recipient(order_no=f"MT-{number:05d}"),
            size=Size.S,
            token=f"form-{number:05d}",
            now=now,
        )

    line = ScriptedLine(says("ok", comp=1))
    with plugged_in(line):
        told = race([courier(number) for number in range(COURIERS)])

    won = [one for one in told if isinstance(one, Door)]
    lost = [one for one in told if isinstance(one, NoCompartmentFree)]
    assert (len(won), len(lost)) == (1, COURIERS - 1)
    assert {str(one) for one in lost} == {
        "T-A 没有空的格口了。最近的空格在 T-B（B 柜），还有 1 个。"
    }
    assert len(line.asked) == 1
    assert Deposit.objects.get().code == won[0].deposit
    assert Entry.objects.filter(verb="deposit_begun").count() == 1
    capacity = Capacity.objects.get(cabinet__code=tower.a.code, size="S")
    assert (capacity.free, capacity.promised) == (1, 1)
    must_be_whole()


def test_of_couriers_at_two_processes_one_has_the_last_door(now: datetime) -> None:
    tower = Tower(now=now, doors=1)
    writers = [another_process(), another_process()]

    told = race([asked_at(writers[number % 2], tower.request()) for number in range(200)])

    assert sum(isinstance(one, Begun) for one in told) == 1
    assert sum(isinstance(one, NoCompartmentFree) for one in told) == 199
    assert Deposit.objects.count() == 1
    assert Capacity.objects.get(cabinet__code="T-A", size="S").promised == 1
    must_be_whole()


def test_every_door_of_a_cabinet_is_promised_once_by_two_processes(now: datetime) -> None:
    tower = Tower(now=now, doors=48)
    writers = [another_process(), another_process()]

    told = race([asked_at(writers[number % 2], tower.request()) for number in range(100)])

    assert sum(isinstance(one, Begun) for one in told) == 48
    assert sum(isinstance(one, NoCompartmentFree) for one in told) == 52
    for capacity in Capacity.objects.all():
        assert capacity.promised == capacity.free
    must_be_whole()


@pytest.mark.parametrize("others", ["T-A", "T-B"])
def test_the_same_form_at_two_processes_is_one_deposit(now: datetime, others: str) -> None:
    tower = Tower(now=now, cabinets=2, doors=48)
    writers = [another_process(), another_process()]

    for number in range(10):
        token = f"same-{number}"
        told = race(
            [
                asked_at(writers[0], tower.request(token=token)),
                asked_at(writers[1], tower.request(token=token, cabinet=others)),
            ]
        )

        begun = [one for one in told if isinstance(one, Begun)]
        assert len(begun) == 2, told
        assert len({one.deposit for one in begun}) == 1
        assert sorted(one.repeated for one in begun) == [False, True]

    assert Deposit.objects.count() == 10
    assert sum(Capacity.objects.values_list("promised", flat=True)) == 10
    must_be_whole()


def test_the_same_order_at_two_cabinets_and_two_processes_is_taken_by_one(now: datetime) -> None:
    tower = Tower(now=now, cabinets=2, doors=48)
    writers = [another_process(), another_process()]

    for number in range(10):
        told = race(
            [
                asked_at(writers[0], tower.request(order_no=f"MT-{number}")),
                asked_at(writers[1], tower.request(order_no=f"MT-{number}", cabinet="T-B")),
            ]
        )

        assert sorted(type(one).__name__ for one in told) == ["Begun", "OrderAlreadyHere"]

    assert Deposit.objects.count() == 10
    assert sum(Capacity.objects.values_list("promised", flat=True)) == 10
    must_be_whole()


def test_a_form_that_lost_to_another_process_is_looked_at_again(now: datetime) -> None:
    tower = Tower(now=now)
    rounds = iter([IntegrityError("one_live_deposit_per_order"), None])

    def commit(requests: Sequence[DepositRequest]) -> Sequence[Outcome]:
        if (lost := next(rounds)) is not None:
            raise lost
        return [OrderAlreadyHere(order_no="MT-1", cabinet="T-B") for _ in requests]

    courier = asked_at(Batcher(commit, name="loser"), tower.request(order_no="MT-1"))

    with pytest.raises(OrderAlreadyHere):
        courier()
