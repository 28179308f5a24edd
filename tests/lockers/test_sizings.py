"""A tower's sizing: from its own noons where there are enough, from imagined ones otherwise."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from tests.lockers.tower import Tower, must_be_whole

from linli.ledger.models import Entry
from linli.lockers.actions import sizing as actions
from linli.lockers.actions.sizing import make_sizing
from linli.lockers.models import Deposit, Refusal, TowerSizing
from linli.lockers.property_errors import MealsUnreadable, SizedLately
from linli.lockers.queries.sizing import FEWEST_MEALS, doors_here, last_sizing, own_noons
from linli.lockers.rules import sizing as rules
from linli.people.actions import ensure_person

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 2, 23)
MARCH_2 = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reckon little: how well it reckons is asked of the rules alone."""
    monkeypatch.setattr(rules, "NOONS_AT_LEAST", 20)
    monkeypatch.setattr(rules, "REDRAWN", 10)
    monkeypatch.setattr(actions, "IMAGINED", 10)


def chance() -> Random:
    return Random(1)  # noqa: S311  # a simulation


def noon(tower: Tower, day: date, meals: int, *, at: time = time(12)) -> None:
    """Let so many meals come on a day, a minute after one another, and stay for five."""
    begin = datetime.combine(day, at, SHANGHAI)
    Deposit.objects.bulk_create(
        Deposit(
            code=f"{day:%m%d}{at:%H}-{one}",
            token=f"{day:%m%d}{at:%H}-{one}",
            cabinet_id=tower.a.number,
            building=tower.place,
            size="S",
            state="PICKED",
            begun_at=begin,
            asked_at=begin,
            stored_at=begin + timedelta(minutes=one),
            ended_at=begin + timedelta(minutes=one + 5),
        )
        for one in range(meals)
    )


def reckons(tower: Tower, meals: int | None = None, *, seconds: int = 0) -> None:
    make_sizing(
        tower.place,
        by=ensure_person(handle="wang", name="王经理", now=tower.now),
        meals=meals,
        chance=chance().random,
        now=tower.now + timedelta(seconds=seconds),
    )


def test_enough_own_noons_give_the_answer(tower: Tower, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "DAYS_AT_LEAST", 5)
    for day in range(5):
        noon(tower, MONDAY + timedelta(days=day), 12)
    reckons(tower)

    made = last_sizing(tower.place)

    assert made is not None
    assert (made.is_own, made.meals, made.kept.days) == (True, 12, 5)
    assert made.kept.sizing.doors == (7, 0, 0)
    assert (made.kept.sizing.low, made.kept.sizing.total, made.kept.sizing.high) == (7, 7, 7)
    told = Entry.objects.get(verb="tower_sized")
    assert '"S":7' in told.facts.replace(" ", "")
    assert str(TowerSizing.objects.get()).startswith(str(tower.place.pk))
    must_be_whole()


def test_weekends_quiet_days_and_the_evening_are_left_out_and_counted(tower: Tower) -> None:
    noon(tower, MONDAY, 12)
    noon(tower, MONDAY, 12, at=time(18))
    noon(tower, MONDAY + timedelta(days=1), FEWEST_MEALS - 1)
    noon(tower, MONDAY + timedelta(days=5), 12)
    noon(tower, MARCH_2, 12, at=time(10))

    own = own_noons(tower.place, now=tower.now)

    assert [len(one) for one in own.noons] == [12]
    assert (own.weekend, own.few, own.refused, own.meals) == (1, 1, 0, 12)


def test_who_was_refused_came_too_once(tower: Tower) -> None:
    noon(tower, MONDAY, 12)
    at = datetime.combine(MONDAY, time(12, 30), SHANGHAI)
    for token in ("never", "022312-3"):
        Refusal.objects.create(token=token, cabinet_id=tower.a.number, size="L", at=at)
    Deposit.objects.filter(code="022312-0").update(ended_at=None, state="STORED")

    own = own_noons(tower.place, now=tower.now)

    assert own.refused == 1
    stays = [one.stays_s for one in own.noons[0]]
    assert (len(stays), stays.count(None), stays.count(300)) == (13, 2, 11)


def test_without_a_past_a_noon_is_imagined(tower: Tower) -> None:
    assert last_sizing(tower.place) is None
    assert own_noons(tower.place, now=tower.now).meals == 0

    reckons(tower)

    made = last_sizing(tower.place)
    assert made is not None
    assert (made.is_own, made.meals, made.kept.days) == (False, actions.NOBODY_SAID, 10)
    assert 150 < made.kept.sizing.total < 250
    assert doors_here(tower.place) == (3, 1, 0)


@pytest.mark.parametrize("meals", [9, 3_001])
def test_a_noon_that_cannot_be_is_refused(tower: Tower, meals: int) -> None:
    with pytest.raises(MealsUnreadable):
        reckons(tower, meals)


def test_it_is_not_reckoned_twice_within_a_minute(tower: Tower) -> None:
    reckons(tower, 40)
    with pytest.raises(SizedLately):
        reckons(tower, 40, seconds=59)

    reckons(tower, 30, seconds=60)

    made = last_sizing(tower.place)
    assert made is not None
    assert made.meals == 30
