"""How many doors are enough: against cases worked out by hand, Erlang's formula, and the csv."""

import csv
from collections import Counter
from datetime import datetime
from importlib.resources import files
from math import exp, log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lockers.rules import sizing
from linli.lockers.rules.capacity import SIZES
from linli.lockers.rules.noons import (
    SHAPE,
    SHAPE_EACH_S,
    SHAPE_FROM_S,
    SIZE_SHARES,
    STAYS_MEDIAN_S,
    Meal,
    any_size,
    noon_of_orders,
    played_again,
    poisson,
    usual_stay_s,
)
from linli.lockers.rules.sizing import (
    Doors,
    Point,
    curve_of,
    fewest,
    needed,
    refused,
    share_within,
    size_tower,
)
from linli.server.replay import habits, noon
from linli.wire.messages import Size

meals = st.builds(
    Meal,
    st.integers(0, 6).map(float),
    st.integers(0, 4).map(float),
    st.sampled_from(SIZES),
)
noons = st.lists(meals, max_size=14)
doors = st.tuples(*[st.integers(0, 4)] * 3)


def chance(seed: int = 1) -> Random:
    return Random(seed)  # noqa: S311  # a simulation


def more(doors: Doors, size: int, by: int) -> Doors:
    small, medium, large = (one + by * (place == size) for place, one in enumerate(doors))
    return small, medium, large


@given(noons, doors, st.sampled_from(range(3)))
def test_one_door_more_never_refuses_more(some: list[Meal], few: Doors, size: int) -> None:
    before = refused(some, few, turnover_s=1)
    after = refused(some, more(few, size, 1), turnover_s=1)

    assert all(late <= early for late, early in zip(after, before, strict=True))


@given(noons, doors)
def test_nobody_is_refused_where_there_are_as_many_doors_as_are_needed_and_only_there(
    some: list[Meal], few: Doors
) -> None:
    enough = needed(some, turnover_s=1)
    turned = refused(some, few, turnover_s=1)

    assert [bool(one) for one in turned] == [
        here < wanted for here, wanted in zip(few, enough, strict=True)
    ]


def test_a_small_case_worked_out_by_hand() -> None:
    some = [
        Meal(0, 10, Size.S),
        Meal(5, 10, Size.S),
        Meal(10, 1, Size.S),
        Meal(12, 1, Size.L),
        Meal(11, None, Size.S),
    ]

    assert needed(some, turnover_s=0) == (2, 0, 1)
    assert refused(some, (1, 0, 0), turnover_s=0) == (1, 0, 1)
    assert needed(some, turnover_s=5) == (4, 0, 1)


def erlang_b(offered: float, servers: int) -> float:
    """The share that is refused. Source: Erlang 1917, by the usual recursion."""
    blocked = 1.0
    for one in range(1, servers + 1):
        blocked = offered * blocked / (one + offered * blocked)
    return blocked


@pytest.mark.parametrize(("offered", "servers"), [(3.0, 4), (8.0, 6)])
def test_exponential_stays_are_refused_as_erlang_says(offered: float, servers: int) -> None:
    dice, at, some = chance(), 0.0, []
    for _ in range(30_000):
        at += dice.expovariate(1.0)
        some.append(Meal(at, dice.expovariate(1 / offered), Size.M))

    turned = refused(some, (0, servers, 0), turnover_s=0)[1]

    assert turned / len(some) == pytest.approx(erlang_b(offered, servers), abs=0.01)


def test_the_answer_keeps_its_promise_and_can_spare_no_door(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sizing, "REDRAWN", 40)
    days = [noon_of_orders(60, chance=chance(seed).random) for seed in range(20)]

    found = size_tower(days, chance=chance().random)

    assert found == size_tower(days, chance=chance().random)
    assert found.share >= 0.95
    assert found.total == sum(found.doors)
    assert found.low <= found.total <= found.high
    assert found.noons == 400
    assert [one.doors for one in found.curve] == sorted({one.doors for one in found.curve})
    assert [one.share for one in found.curve] == sorted(one.share for one in found.curve)
    assert found.curve[-1].share == 1.0


@given(st.lists(doors, min_size=1, max_size=12), st.sampled_from([0.5, 0.9, 0.95, 1.0]))
def test_few_doors_are_enough_and_none_of_them_can_go(peaks: list[Doors], promised: float) -> None:
    found = fewest(peaks, promised)

    assert share_within(peaks, found) >= promised
    for size in range(3):
        assert found[size] == 0 or share_within(peaks, more(found, size, -1)) < promised


def test_a_curve_of_one_noon_is_one_point() -> None:
    assert curve_of([(2, 1, 0)]) == (Point(3, 1.0),)


def test_a_day_played_again_keeps_its_arrivals_and_draws_its_own_stays() -> None:
    day = [Meal(1, 10, Size.S), Meal(2, None, Size.S), Meal(3, 30, Size.M), Meal(4, None, Size.L)]

    again = played_again(day, chance=chance().random)

    assert [(one.at_s, one.size) for one in again] == [(one.at_s, one.size) for one in day]
    assert [one.stays_s for one in again][:3] == [10, 10, 30]
    assert again[3].stays_s in {10, 30}
    (alone,) = played_again([Meal(1, None, Size.S)], chance=chance().random)
    assert alone.stays_s


def test_imagined_noons_have_the_replays_shape_sizes_and_owners() -> None:
    data = files("linli.server.replay.data").joinpath("noon.csv").read_text("utf-8")
    at = [datetime.fromisoformat(one["ready_at"]) for one in csv.DictReader(data.splitlines())]
    counted = Counter(
        (one.hour * 3600 + one.minute * 60 - SHAPE_FROM_S) // SHAPE_EACH_S for one in at
    )
    assert tuple(counted[place] for place in range(len(SHAPE))) == SHAPE
    assert {size.value: share for size, share in SIZE_SHARES.items()} == noon.SIZE_SHARES
    assert (STAYS_MEDIAN_S, habits.COLLECTED_SIGMA) == (habits.COLLECTED_MEDIAN_S, 0.8)

    dice = chance().random
    some = [one for _ in range(20) for one in noon_of_orders(200, chance=dice)]
    assert len(some) / 20 == pytest.approx(200, rel=0.05)
    sizes = Counter(one.size for one in some)
    assert sizes[Size.S] / len(some) == pytest.approx(0.68, abs=0.03)
    stays = sorted(one.stays_s or 0 for one in some)
    assert stays[len(stays) // 2] == pytest.approx(STAYS_MEDIAN_S, rel=0.05)
    logs = [log(one) for one in stays]
    middle = sum(logs) / len(logs)
    spread = (sum((one - middle) ** 2 for one in logs) / len(logs)) ** 0.5
    assert spread == pytest.approx(0.8, rel=0.05)
    assert usual_stay_s(lambda: 0.0) == STAYS_MEDIAN_S
    assert any_size(lambda: 1.0) is Size.S


@pytest.mark.parametrize("mean", [0.0, 0.7, 40.0])
def test_counts_drawn_have_the_mean_and_the_spread_of_poisson(mean: float) -> None:
    dice = chance().random
    drawn = [poisson(mean, dice) for _ in range(4_000)]

    average = sum(drawn) / len(drawn)
    assert average == pytest.approx(mean, rel=0.05)
    assert sum((one - average) ** 2 for one in drawn) / len(drawn) == pytest.approx(mean, rel=0.1)
    assert drawn.count(0) / len(drawn) == pytest.approx(exp(-mean), abs=0.03)
