"""A meal that nobody fetches: its owner is reminded once, then the crew walks to it."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.lockers.tower import Tower, must_be_whole

from linli.ledger.models import Entry
from linli.lockers.actions.overdue import begin_round, end_round, must_be_on_round, remind_owners
from linli.lockers.errors import NothingToFetch, RoundUnderWay, UnknownRound
from linli.lockers.models import Cabinet, Deposit, RecallRound, RoundStop
from linli.lockers.queries.overdue import ladder, walk
from linli.lockers.rules.overdue import Rung, Standing, rung_of, walking_order
from linli.notices.models import Notice
from linli.people.actions import ensure_person
from linli.people.models import Person
from linli.wire.messages import Purpose

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOLD_MS = 7_200_000

needs_a_database = pytest.mark.django_db


def rung(minutes: float, *, held: bool = False) -> Rung:
    now = NOON + minutes * MINUTE
    return rung_of(stored_at=NOON, hold_ms=HOLD_MS, held=held, now=now)


def test_half_an_hour_reminds_and_two_hours_recall() -> None:
    assert [rung(0), rung(29.9), rung(30), rung(119.9), rung(120)] == [
        Rung.FRESH,
        Rung.FRESH,
        Rung.REMIND,
        Rung.REMIND,
        Rung.RECALL,
    ]


def test_what_its_cabinet_holds_back_is_recalled_however_new() -> None:
    assert rung(1, held=True) is Rung.RECALL


def test_one_walks_past_the_cabinets_column_by_column() -> None:
    meals = [
        Standing("E", "T-B", 1, 1),
        Standing("D", "T-A", 2, 1),
        Standing("C", "T-A", 1, 8),
        Standing("A", "T-A", 1, 2),
        Standing("B", "T-A", 1, 2),
    ]

    assert "".join(one.deposit for one in walking_order(meals)) == "ABCDE"


def crew(tower: Tower) -> Person:
    return ensure_person(handle="li", name="李师傅", now=tower.now)


def begin(tower: Tower) -> None:
    begin_round(building=tower.place, by=crew(tower), now=tower.now)


@needs_a_database
def test_an_owner_is_reminded_once_after_half_an_hour(tower: Tower) -> None:
    begun = tower.stored()
    assert remind_owners(now=tower.now) == 0
    tower.wait(1_800)

    assert remind_owners(now=tower.now) == 1
    assert remind_owners(now=tower.now) == 0

    told = Notice.objects.get(kind="meal_waiting")
    assert (told.deposit, told.label) == (begun.deposit, "3821")
    assert Entry.objects.get(verb="owner_reminded").subject == f"deposit:{begun.deposit}"
    must_be_whole()


@needs_a_database
def test_nobody_is_reminded_of_what_may_not_be_eaten_any_more(tower: Tower) -> None:
    tower.stored()
    tower.now += timedelta(hours=2)

    assert remind_owners(now=tower.now) == 0
    assert Deposit.objects.get().reminded_at is None


@needs_a_database
def test_the_ladder_counts_each_meal_once(tower: Tower) -> None:
    tower.stored()
    tower.wait(7_200)
    tower.stored()
    tower.wait(1_800)
    tower.stored()

    rungs = ladder(tower.place.pk, now=tower.now)

    assert (rungs.fresh, rungs.remind, rungs.recall) == (1, 1, 1)


@needs_a_database
def test_a_round_goes_to_what_stands_too_long_and_keeps_its_progress(tower: Tower) -> None:
    first, second = tower.stored(), tower.stored()
    tower.wait(7_200)
    tower.exchange()
    late = tower.stored()
    before = walk(tower.place.pk, now=tower.now)
    assert [one.deposit for one in before.stops] == [first.deposit, second.deposit]
    assert before.begun_at is None

    begin(tower)
    tower.ask(first, Purpose.RECALL, comp=1)
    tower.a.empty(1)
    tower.exchange()

    way = walk(tower.place.pk, now=tower.now)
    assert (way.done, len(way.stops), way.beginner) == (1, 2, "李**")
    assert way.next is not None
    assert (way.next.deposit, way.next.column, way.next.row) == (second.deposit, 1, 2)
    must_be_on_round(second.deposit, tower.place)
    with pytest.raises(UnknownRound):
        must_be_on_round(late.deposit, tower.place)


@needs_a_database
def test_a_round_is_begun_once_and_ended_once(tower: Tower) -> None:
    with pytest.raises(NothingToFetch):
        begin(tower)
    tower.stored()
    tower.wait(7_200)
    begin(tower)

    with pytest.raises(RoundUnderWay):
        begin(tower)
    end_round(building=tower.place, by=crew(tower), now=tower.now)
    with pytest.raises(UnknownRound):
        end_round(building=tower.place, by=crew(tower), now=tower.now)

    verbs = Entry.objects.filter(verb__startswith="round").order_by("pk")
    assert [(one.verb, one.facts) for one in verbs] == [
        ("round_begun", '{"meals":1}'),
        ("round_ended", '{"left":1,"meals":1}'),
    ]
    assert str(RecallRound.objects.get()) == f"{tower.place.pk} 2026-03-02 06:00"
    assert str(RoundStop.objects.get()).endswith(" 1")


@needs_a_database
def test_a_walk_without_anything_left_has_no_next(tower: Tower) -> None:
    assert walk(tower.place.pk, now=tower.now).next is None
    Cabinet.objects.update(hold_ms=0)
    tower.stored()
    assert walk(tower.place.pk, now=tower.now).next is not None
