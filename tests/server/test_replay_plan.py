"""Which meals of a file are played, when, and by what sort of people."""

from collections import Counter
from datetime import datetime, time, timedelta
from importlib import resources
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.server.replay.data.derive_noon import derive, main
from linli.server.replay.habits import Times, draw_habits
from linli.server.replay.noon import Meal, Window, plan_noon
from linli.server.replay.orders import Order, read_orders
from linli.server.replay.refusals import NobodyInWindow

LUNCH = Window(time(11), time(14))
DAY = datetime(2015, 1, 1)  # noqa: DTZ001  # a day as it is written in a file


def order(
    hour: float, *, day: int = 0, size: str = "S", order_no: str = "", phone: str = ""
) -> Order:
    at = DAY + timedelta(days=day, hours=hour)
    return Order(line=2, ready_at=at, size=size, order_no=order_no, phone=phone)


def plan(orders: list[Order], count: int | None = None, seed: int = 1) -> list[Meal]:
    return plan_noon(
        orders,
        window=LUNCH,
        count=count,
        chance=Random(seed),  # noqa: S311  # not for secrets
        prefix="R1",
    )


def test_a_file_whose_orders_are_all_at_other_hours_is_refused() -> None:
    with pytest.raises(NobodyInWindow) as caught:
        plan([order(10.99), order(14)])

    assert str(caught.value) == "11:00 到 14:00 之间没有订单，请改 --from 和 --to。"


def test_of_several_days_the_fullest_is_played_and_of_equal_ones_the_first() -> None:
    orders = [order(11, day=2), order(11.5, day=1), order(12), order(12, day=1), order(13)]

    assert [meal.ready_s for meal in plan(orders)] == [3_600.0, 7_200.0]
    assert len(plan([*orders, order(11.5, day=2), order(12, day=2)])) == 3


def test_the_window_begins_with_its_first_second_and_ends_before_its_last() -> None:
    meals = plan([order(11), order(14 - 1 / 3_600), order(14), order(10)])

    assert [round(meal.ready_s) for meal in meals] == [0, 10_799]


@given(st.integers(1, 60), st.integers(0, 3))
def test_exactly_as_many_meals_as_asked_for_in_order_and_inside_the_window(
    count: int, seed: int
) -> None:
    orders = [order(11), order(11.01), order(12.5), order(13.999)]

    meals = plan(orders, count=count, seed=seed)

    assert len(meals) == count
    assert [meal.index for meal in meals] == list(range(count))
    assert [meal.ready_s for meal in meals] == sorted(meal.ready_s for meal in meals)
    assert all(0 <= meal.ready_s < LUNCH.seconds for meal in meals)
    assert len({meal.recipient for meal in meals}) == count
    assert plan(orders, count=count, seed=seed) == meals


def test_fewer_meals_than_orders_are_orders_as_they_were() -> None:
    orders = [order(11 + minute / 60, order_no=f"A-{minute:04d}") for minute in range(120)]

    meals = plan(orders, count=30)

    assert all(meal.ready_s == int(meal.recipient[2:]) * 60 for meal in meals)


def test_more_meals_than_orders_keep_the_shape_of_the_noon() -> None:
    orders = [order(11.5)] * 1 + [order(13)] * 3

    hours = Counter(round(meal.ready_s / 1_800) for meal in plan(orders, count=400))

    assert set(hours) == {1, 4}
    assert 60 < hours[1] < 140


def test_a_meal_is_named_by_its_order_number_else_its_phone_else_a_new_number() -> None:
    phone = "13812345678"
    meals = plan(
        [
            order(11, order_no="A-10001", phone=phone),
            order(12, phone=phone),
            order(13),
            order(13.5, phone=phone),
        ]
    )

    assert [meal.recipient for meal in meals] == ["A-10001", phone, "R1-0003", "R1-0004"]


def test_a_meal_without_a_size_gets_one_that_doors_have() -> None:
    sizes = Counter(meal.size for meal in plan([order(12, size="")] * 500))

    assert set(sizes) == {"S", "M", "L"}
    assert sizes["S"] > sizes["M"] > sizes["L"]


def test_the_bundled_noons_hold_eight_hundred_orders_and_more_each() -> None:
    with (resources.files("linli.server.replay") / "data" / "noon.csv").open("rb") as bundled:
        orders = read_orders(bundled, name="noon")

    days = Counter(one.ready_at.date() for one in orders)
    assert sorted(days.values()) == [955, 980, 1_020, 1_032, 1_086]
    assert {day.weekday() for day in days} == set(range(5))
    assert all(one.ready_at.time() in LUNCH for one in orders)
    assert len(plan(orders, count=800)) == 800


def test_a_noon_is_derived_from_the_lunches_of_one_weekday() -> None:
    rows = [
        *[{"id": "1", "date": "2015-01-01", "time": "11:00:00"}] * 3,
        {"id": "2", "date": "2015-01-08", "time": "13:59:59"},
        {"id": "3", "date": "2015-01-08", "time": "14:00:00"},
        {"id": "4", "date": "2015-01-03", "time": "12:00:00"},
        *[{"id": "5", "date": "2015-01-02", "time": "12:00:00"}] * 5,
    ]

    assert list(derive(rows)) == [
        ("2015-01-01T11:00:00", "M"),
        ("2015-01-01T13:59:59", "S"),
        ("2015-01-02T12:00:00", "L"),
    ]


def test_the_script_writes_what_it_derived(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("id,date,time\n1,2015-01-01,12:00:00\n2,2015-01-01,11:30:00\n")

    main(table, tmp_path / "noon.csv")

    written = (tmp_path / "noon.csv").read_bytes()
    assert written == b"ready_at,size\n2015-01-01T11:30:00,S\n2015-01-01T12:00:00,S\n"


def habits_of(count: int, *, given_s: float | None = None) -> list[float | None]:
    meals = [Meal(index, 0.0, "S", f"R1-{index}", given_s) for index in range(count)]
    drawn = [draw_habits(one, cabinets=["A", "B"], times=Times(), seed=1) for one in meals]
    assert drawn == [draw_habits(one, cabinets=["A", "B"], times=Times(), seed=1) for one in meals]
    assert {one.walk for one in drawn} == {("A", "B"), ("B", "A")}
    leaving = [one.courier.seconds for one in drawn if one.courier.leaves_open]
    assert 0.01 < len(leaving) / count < 0.03
    assert min(leaving) > Times().close_s
    assert all(one.courier.seconds < 60 for one in drawn if not one.courier.leaves_open)
    return [one.collected_after_s for one in drawn]


def test_owners_come_after_a_quarter_of_an_hour_some_late_and_some_never() -> None:
    after = habits_of(4_000)

    came = sorted(one for one in after if one is not None)
    assert 800 < came[len(came) // 2] < 1_000
    assert 0.01 < after.count(None) / len(after) < 0.03
    assert 0.005 < sum(one > Times().hold_s for one in came) / len(after) < 0.03


def test_owners_come_when_the_file_says_unless_nobody_would_wait_so_long() -> None:
    assert set(habits_of(2_000, given_s=42.0)) == {42.0}
    assert set(habits_of(2_000, given_s=80_000.0)) == {None}
