"""A tower's figures from its meals, kept once a day is over, and who was refused."""

import json
from collections.abc import Callable, Sized
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests.lockers.tower import Tower, must_be_whole

from linli.ledger.models import Entry
from linli.lockers.actions import figures
from linli.lockers.actions.beginning import Begun
from linli.lockers.actions.figures import REFUSALS_KEPT, count_towers
from linli.lockers.errors import NoCompartmentFree
from linli.lockers.models import Cabinet, Deposit, Platform, PlatformOrder, Refusal, TowerDay
from linli.lockers.queries.figures import Figures, figures_of
from linli.lockers.rules.figures import NO_PLATFORM, WHOLE
from linli.wire.messages import Purpose, Size

pytestmark = pytest.mark.django_db

MARCH_2 = date(2026, 3, 2)
NIGHT_S = 13 * 3_600
"""From noon to an hour after midnight."""


def shown(tower: Tower, first: date = MARCH_2, last: date = MARCH_2) -> Figures:
    return figures_of(tower.place, first, last, now=tower.now)


def takes(tower: Tower, meal: Begun) -> None:
    comp = Deposit.objects.get(code=meal.deposit).comp
    tower.ask(meal, Purpose.PICKUP, comp=comp)
    tower.a.empty(comp)
    tower.exchange()


def platform_order(tower: Tower) -> PlatformOrder:
    platform = Platform.objects.create(code="meals", name="好饭", made_at=tower.now)
    return PlatformOrder.objects.create(
        platform=platform, code="X", building=tower.place, size="S", announced_at=tower.now
    )


def test_today_is_counted_as_it_stands(tower: Tower) -> None:
    first = tower.stored()
    tower.stored()
    tower.wait(600)
    takes(tower, first)

    whole = shown(tower).whole

    assert (whole.stored, whole.picked, whole.standing) == (2, 1, 1)
    assert (whole.wait_median, whole.busiest, whole.peak, whole.doors) == (10, 2, 2, 4)
    assert whole.peak_percent == 50
    assert min(day for day, _platform in shown(tower).days) == MARCH_2
    assert shown(tower, MARCH_2 - timedelta(days=3), MARCH_2 - timedelta(days=1)).day_count == 0


def test_however_many_are_refused_no_statement_grows_with_them(tower: Tower) -> None:
    cabinet = Cabinet.objects.get(code=tower.a.code)
    Refusal.objects.bulk_create(
        Refusal(token=f"form-{number}", cabinet=cabinet, size="S", at=tower.now)
        for number in range(30)
    )
    given = list[int]()

    def counting(
        execute: Callable[..., object], sql: str, params: Sized, many: object, context: object
    ) -> object:
        given.append(len(params or ()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counting):
        assert shown(tower).whole.full == 30
    assert max(given) < 30


def test_a_form_that_meets_a_full_cabinet_counts_once_and_says_if_it_found_room(
    tower: Tower,
) -> None:
    meals = [tower.stored(size) for size in (Size.S, Size.S, Size.S, Size.M)]
    again, never = tower.request(), tower.request(size=Size.M)
    outcomes = tower.begins(again, never, again)
    assert [type(one) for one in outcomes] == [NoCompartmentFree] * 3
    takes(tower, meals[0])
    tower.wait(120)
    tower.exchange()
    (found,) = tower.begins(again)
    assert isinstance(found, Begun)
    tower.at(found).fill(tower.opened(found))
    tower.exchange()

    whole = shown(tower).whole

    assert (whole.full, whole.full_later, whole.stored) == (2, 1, 5)
    assert {one.size for one in Refusal.objects.all()} == {"S", "M"}
    assert str(Refusal.objects.first()).startswith(str(tower.a.number))


def test_each_platform_has_its_own_figures_and_nobody_s_are_told_apart(tower: Tower) -> None:
    meal, _other = tower.stored(), tower.stored()
    order = platform_order(tower)
    Deposit.objects.filter(code=meal.deposit).update(platform_order=order)
    tower.stored(), tower.stored(Size.M)
    tower.begins(tower.request())
    Refusal.objects.update(platform_order=order)
    Deposit.objects.filter(state="SENT").update(ended_at=tower.now)

    found = shown(tower)

    assert found.names == {"meals": "好饭"}
    assert [(code, one.stored, one.full) for code, one in found.platforms] == [
        (NO_PLATFORM, 3, 0),
        ("meals", 1, 1),
    ]


def test_a_promise_that_no_meal_followed_is_counted_apart(tower: Tower) -> None:
    begun = tower.begun()
    Deposit.objects.filter(code=begun.deposit).update(state="EXPIRED", ended_at=tower.now)

    whole = shown(tower).whole

    assert (whole.stored, whole.not_stored) == (0, 1)


def test_a_day_that_is_over_is_kept_and_stays_when_its_meals_change(tower: Tower) -> None:
    takes(tower, tower.stored())
    tower.stored()
    before = shown(tower)
    assert before.missing == 0
    tower.wait(NIGHT_S)
    assert shown(tower).missing == 1

    assert [count_towers(now=tower.now) for _ in range(2)] == [1, 0]
    Deposit.objects.update(stored_at=tower.now - timedelta(days=60))

    kept = shown(tower)
    assert kept.missing == 0
    assert kept.whole == before.whole
    assert {one.platform for one in TowerDay.objects.all()} == {WHOLE, NO_PLATFORM}
    assert str(TowerDay.objects.get(platform=WHOLE)) == f"{tower.place.pk} 2026-03-02"
    told = json.loads(Entry.objects.get(verb="figures_counted").facts)
    assert (told["first"], told["last"], told["days"]) == ("2026-03-02", "2026-03-02", 1)
    must_be_whole()


def test_a_week_is_counted_anew_each_night_and_then_no_more(tower: Tower) -> None:
    meal = tower.stored()
    tower.wait(NIGHT_S)
    count_towers(now=tower.now)
    assert shown(tower).whole.standing == 1
    tower.greet()
    Deposit.objects.filter(code=meal.deposit).update(state="RECALLED", ended_at=tower.now)
    tower.now += timedelta(days=1)

    assert count_towers(now=tower.now) == 2
    assert (shown(tower).whole.standing, shown(tower).whole.recalled) == (0, 1)

    tower.now += timedelta(days=6)
    assert count_towers(now=tower.now) == 7
    counted_at = TowerDay.objects.get(platform=WHOLE, day=MARCH_2).counted_at
    assert counted_at < tower.now
    assert shown(tower, MARCH_2, MARCH_2 + timedelta(days=7)).day_count == 8


def test_a_long_past_is_counted_piece_by_piece_yesterday_last(
    tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "DAYS_AT_ONCE", 3)
    tower.stored()
    tower.now += timedelta(days=5)

    assert [count_towers(now=tower.now) for _ in range(3)] == [3, 2, 0]


def test_a_tower_without_a_meal_is_counted_once_a_night(tower: Tower) -> None:
    assert [count_towers(now=tower.now) for _ in range(2)] == [1, 0]
    assert shown(tower, MARCH_2 - timedelta(days=1)).whole.stored == 0


def test_refusals_go_once_no_sizing_looks_at_them(tower: Tower) -> None:
    for size in (Size.S, Size.S, Size.S, Size.M):
        tower.stored(size)
    tower.begins(tower.request())
    tower.now += REFUSALS_KEPT
    count_towers(now=tower.now)
    assert Refusal.objects.count() == 1
    tower.now += timedelta(days=1)

    while count_towers(now=tower.now):
        pass

    assert not Refusal.objects.exists()


def test_the_database_keeps_every_meal_of_a_day_in_one_count(tower: Tower) -> None:
    count_towers(now=tower.now)
    kept = TowerDay.objects.get()
    kept.stored = 1

    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save()
