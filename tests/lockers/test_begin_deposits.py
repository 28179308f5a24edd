"""Promising couriers a compartment: what is refused, what is the same, what is written."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.lockers.tower import Tower, must_be_whole, plugged_in, rolled_back, rows

from linli.ledger.models import Entry
from linli.lockers.actions.beginning import Begun, DepositRequest, begin_deposits
from linli.lockers.enums import DepositState
from linli.lockers.errors import (
    CabinetOutOfUse,
    NoCompartmentFree,
    OrderAlreadyHere,
    UnknownCabinet,
)
from linli.lockers.models import Cabinet, Capacity, Deposit
from linli.lockers.rules.capacity import SIZES
from linli.lockers.rules.recipients import Recipient
from linli.wire.messages import Purpose, Size

pytestmark = pytest.mark.django_db

FORM = "form-of-one-courier"


def test_an_unknown_cabinet_is_named_and_nothing_is_written(tower: Tower) -> None:
    before = rows()

    outcome = tower.begins(tower.request(cabinet="NOWHERE"))[0]

    assert isinstance(outcome, UnknownCabinet)
    assert str(outcome) == "没有编号为 NOWHERE 的柜子，请再扫一次柜门上的二维码。"
    assert rows() == before


def test_a_cabinet_in_quarantine_promises_nothing(tower: Tower) -> None:
    Cabinet.objects.update(quarantined_at=tower.now)
    before = rows()

    outcome = tower.begins(tower.request())[0]

    assert isinstance(outcome, CabinetOutOfUse)
    assert rows() == before


def test_a_full_cabinet_names_the_nearest_one_with_a_free_door(now: datetime) -> None:
    tower = Tower(now=now, cabinets=5, doors=2)
    Cabinet.objects.filter(code="T-B").update(quarantined_at=now)
    for cabinet in ("T-A", "T-A", "T-C", "T-C", "T-D"):
        tower.begun(cabinet=cabinet)

    outcome = tower.begins(tower.request())[0]

    assert isinstance(outcome, NoCompartmentFree)
    assert str(outcome) == "T-A 没有空的格口了。最近的空格在 T-D（D 柜），还有 1 个。"


def test_who_needs_a_large_room_is_sent_where_there_is_one(now: datetime) -> None:
    """Its own cabinet has small rooms left, and so has the nearer one."""
    tower = Tower(now=now, cabinets=3, doors=8)
    for code in ("T-A", "T-B"):
        tower.begun(Size.L, cabinet=code)

    outcome = tower.begins(tower.request(size=Size.L))[0]
    assert isinstance(outcome, NoCompartmentFree)
    assert "最近的空格在 T-C（C 柜），还有 1 个。" in str(outcome)

    tower.begun(Size.L, cabinet="T-C")
    outcome = tower.begins(tower.request(size=Size.L))[0]
    assert "整栋楼现在都满了" in str(outcome)


def test_all_who_come_in_vain_at_once_are_told_of_one_place_by_one_question(
    now: datetime,
) -> None:
    tower = Tower(now=now, cabinets=2, doors=1)
    tower.begun()

    with CaptureQueriesContext(connection) as asked:
        outcomes = tower.begins(*[tower.request() for _ in range(50)])

    assert {str(one) for one in outcomes} == {
        "T-A 没有空的格口了。最近的空格在 T-B（B 柜），还有 1 个。"
    }
    assert len(asked) < 12


def test_the_place_is_told_in_the_language_of_whoever_reads_it(now: datetime) -> None:
    """The writer thread that decides speaks Chinese, whoever waits for it."""
    tower = Tower(now=now, cabinets=2, doors=1)
    tower.begun()
    outcome = tower.begins(tower.request())[0]

    assert "最近的空格在 T-B" in str(outcome)
    with translation.override("en"):
        assert "nearest free compartment is at T-B" in str(outcome)


def test_an_order_that_is_here_already_is_refused_in_the_whole_building(now: datetime) -> None:
    tower = Tower(now=now, cabinets=2)
    request = tower.request(cabinet="T-A", order_no="MT-1")
    elsewhere = tower.request(cabinet="T-B", order_no="MT-1")

    same_batch = tower.begins(request, elsewhere, tower.request(order_no="MT-1"))
    next_batch = tower.begins(tower.request(cabinet="T-B", order_no="MT-1"))

    assert isinstance(same_batch[0], Begun)
    for refused in (*same_batch[1:], *next_batch):
        assert isinstance(refused, OrderAlreadyHere)
        assert str(refused) == "订单 MT-1 已经在 T-A 登记过了，请核对订单号。"
    assert Deposit.objects.count() == 1


def test_an_order_may_come_again_once_it_has_ended(tower: Tower) -> None:
    meal = tower.stored(order_no="MT-1")
    tower.a.empty(tower.opened(meal, Purpose.PICKUP))
    tower.exchange()

    assert tower.begun(order_no="MT-1").deposit != meal.deposit


def test_an_order_of_another_building_is_another_order(now: datetime) -> None:
    one, other = Tower(now=now), Tower(now=now, code="OTHER")

    one.begun(order_no="MT-1")
    other.begun(order_no="MT-1")

    assert Deposit.objects.count() == 2


def test_meals_without_an_order_number_never_collide(tower: Tower) -> None:
    assert tower.begun() != tower.begun()


def test_the_same_form_is_the_same_deposit_in_one_batch_and_in_the_next(tower: Tower) -> None:
    request = tower.request(token=FORM)

    first, second = tower.begins(request, request)
    (third,) = tower.begins(request)

    assert isinstance(first, Begun)
    assert not first.repeated
    for again in (second, third):
        assert isinstance(again, Begun)
        assert again.repeated
        assert (again.deposit, again.size, again.cabinet_id) == (
            first.deposit,
            first.size,
            first.cabinet_id,
        )
    assert Deposit.objects.count() == 1
    assert Capacity.objects.get(cabinet__code="T-A", size="S").promised == 1
    assert Entry.objects.filter(verb="deposit_begun").count() == 1


def test_a_form_that_came_before_is_answered_even_by_a_full_cabinet(now: datetime) -> None:
    tower = Tower(now=now, doors=1)
    request = tower.request()

    (first,) = tower.begins(request)
    (again,) = tower.begins(request)

    assert isinstance(first, Begun)
    assert isinstance(again, Begun)
    assert again.deposit == first.deposit


def test_a_deposit_is_written_as_the_courier_gave_it(tower: Tower) -> None:
    request = DepositRequest(
        cabinet="T-A",
        recipient=Recipient(tail="8000", phone="13800138000"),
        size=Size.M,
        token=FORM,
        now=tower.now,
    )

    (begun,) = tower.begins(request)

    row = Deposit.objects.get()
    assert isinstance(begun, Begun)
    assert (row.code, row.token, row.size, row.tail, row.order_no) == (
        begun.deposit,
        FORM,
        "M",
        "8000",
        "",
    )
    assert (row.state, row.comp, row.begun_at, row.asked_at) == (
        DepositState.SENT,
        0,
        tower.now,
        tower.now,
    )
    assert row.phone is not None
    assert row.phone.opened() == "13800138000"
    assert str(row.phone) == "138****8000"
    assert str(row) == f"{row.code} @ {row.cabinet_id}"
    entry = Entry.objects.get(verb="deposit_begun")
    assert entry.facts == f'{{"cid":"{FORM}","size":"M"}}'
    assert "13800138000" not in "".join(Entry.objects.values_list("facts", flat=True))


def test_a_small_meal_takes_a_larger_room_only_when_the_small_ones_are_gone(
    tower: Tower,
) -> None:
    sizes = [
        one.size
        for one in tower.begins(*[tower.request() for _ in range(4)])
        if isinstance(one, Begun)
    ]

    assert sizes == [Size.S, Size.S, Size.S, Size.M]


wishes = st.tuples(
    st.sampled_from(["T-A", "T-B", "T-X"]),
    st.sampled_from(SIZES),
    st.sampled_from(["t1", "t2", "t3", "t4", "t5", "t6"]),
    st.sampled_from(["", "", "MT-1", "MT-2"]),
)


@given(st.lists(wishes, max_size=10), st.integers(1, 10))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_however_couriers_are_batched_each_form_is_one_deposit_and_no_room_is_promised_twice(
    now: datetime, wished: list[tuple[str, Size, str, str]], at_once: int
) -> None:
    with rolled_back():
        tower = Tower(now=now, cabinets=2, doors=3)
        requests = [
            tower.request(cabinet=cabinet, size=size, token=token, order_no=order_no)
            for cabinet, size, token, order_no in wished
        ]

        outcomes = []
        for start in range(0, len(requests), at_once):
            outcomes += begin_deposits(requests[start : start + at_once], chance=tower.chance)

        one_by_one = [one for one in outcomes if isinstance(one, Begun)]
        fresh = [one for one in one_by_one if not one.repeated]
        assert len({one.deposit for one in one_by_one}) == len(fresh) == Deposit.objects.count()
        by_token = dict(Deposit.objects.values_list("token", "code"))
        for request, outcome in zip(requests, outcomes, strict=True):
            if isinstance(outcome, Begun):
                assert by_token[request.token] == outcome.deposit
        for capacity in Capacity.objects.all():
            assert capacity.promised <= capacity.free
            assert (
                capacity.promised
                == Deposit.objects.filter(cabinet=capacity.cabinet_id, size=capacity.size).count()
            )
        assert Entry.objects.filter(verb="deposit_begun").count() == len(fresh)
        must_be_whole()


def test_a_promise_is_kept_by_the_cabinet_that_gave_it(now: datetime) -> None:
    tower = Tower(now=now, doors=8)

    with plugged_in(tower.line):
        for size in (Size.L, Size.M, Size.M, *[Size.S] * 5):
            tower.at(begun := tower.begun(size)).fill(tower.opened(begun))
        tower.exchange()

    assert set(Capacity.objects.values_list("free", "promised")) == {(0, 0)}
