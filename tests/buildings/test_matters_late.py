"""Promises that cannot be bent: pauses, deadlines that pass, and what rises by itself."""

from datetime import date, datetime, timedelta
from threading import Event

import pytest
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries
from tests.buildings.house import House, now_is

from linli.buildings import jobs
from linli.buildings.actions import entries, escalating, handling
from linli.buildings.actions.escalating import escalate_matters
from linli.buildings.enums.matters import MatterState
from linli.buildings.errors.matters import (
    MatterMoved,
    PauseTooLong,
    PromiseUnreadable,
)
from linli.buildings.models import Committee, Matter
from linli.buildings.queries.committees import needs_hand
from linli.buildings.queries.matters import (
    desk_of,
    figures,
    matter_page,
)
from linli.ledger.models import Entry
from linli.web import rounds


def test_a_promise_counts_working_days_and_is_made_once(house: House) -> None:
    matter = house.taken_up().matter
    for days in (0, 61):
        with pytest.raises(PromiseUnreadable):
            handling.promise(house.keeper, matter, days=days, now=house.now)

    due = handling.promise(house.keeper, matter, days=5, now=house.now)
    with pytest.raises(MatterMoved):
        handling.promise(house.keeper, matter, days=60, now=house.now)

    assert due == date(2026, 3, 9)
    assert (now_is(matter).state, now_is(matter).promised_on) == (MatterState.IN_HAND, MONDAY)


MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def test_a_pause_moves_the_deadline_by_what_it_takes_and_never_mends_a_broken_promise(
    house: House,
) -> None:
    matter = house.taken_up().matter
    handling.promise(house.keeper, matter, days=2, now=house.now)
    for until in (MONDAY, MONDAY + timedelta(days=181)):
        with pytest.raises(PauseTooLong):
            handling.pause(house.keeper, matter, until=until, reason="等配件", now=house.now)

    with pytest.raises(MatterMoved):
        handling.resume(house.keeper, matter, now=house.now)
    handling.pause(house.keeper, matter, until=date(2026, 3, 9), reason="等配件", now=house.now)
    rests = matter_page(now_is(matter), today=MONDAY, to_all=True)
    handling.resume(house.keeper, matter, now=house.now + DAY)

    assert rests.row.is_paused
    assert rests.row.due_on == date(2026, 3, 11)
    assert rests.pause_reason == "等配件"
    assert now_is(matter).due_on == date(2026, 3, 5)
    with pytest.raises(MatterMoved):
        handling.pause(
            house.keeper,
            matter,
            until=date(2026, 3, 20),
            reason="等配件",
            now=house.now + 4 * DAY,
        )


def test_no_promise_is_broken_while_it_rests(house: House) -> None:
    matter = house.taken_up().matter
    handling.promise(house.keeper, matter, days=1, now=house.now)
    friday = house.now + 4 * DAY
    Matter.objects.filter(pk=matter.pk).update(due_on=localdate(friday))
    handling.pause(
        house.keeper, matter, until=localdate(friday) + 9 * DAY, reason="等配件", now=friday
    )

    assert escalate_matters(now=friday + 8 * DAY) == 0


def test_nothing_rests_once_it_is_answered(house: House) -> None:
    matter = house.taken_up().matter
    handling.promise(house.keeper, matter, days=5, now=house.now)
    handling.pause(house.keeper, matter, until=MONDAY + 9 * DAY, reason="等配件", now=house.now)

    handling.answer(house.keeper, matter, says="修好了", now=house.now)

    assert not matter_page(now_is(matter), today=MONDAY, to_all=True).row.is_paused


def test_a_broken_promise_goes_up_by_itself_and_stays_broken_once_answered(house: House) -> None:
    matter = house.taken_up().matter
    handling.promise(house.keeper, matter, days=1, now=house.now)
    counts = [escalate_matters(now=house.now + days * DAY) for days in (0, 1, 2, 3, 20, 21)]
    (row,) = desk_of(house.committee, today=MONDAY + 21 * DAY)
    need = needs_hand([house.place.pk], today=MONDAY + 21 * DAY)

    handling.answer(house.keeper, matter, says="修好了", now=house.now + 22 * DAY)

    assert counts == [0, 0, 1, 0, 1, 0]
    assert (row.is_late, row.level) == (True, 2)
    assert (need.late, need.unread) == (1, 0)
    assert figures(house.committee, now=house.now + 22 * DAY).late == 1
    levels = Entry.objects.filter(verb="matter_escalated").values_list("actor", flat=True)
    assert list(levels) == ["clock", "clock"]


def test_all_that_is_late_in_a_district_rises_in_one_round(house: House) -> None:
    for _each in range(2):
        handling.promise(house.keeper, house.taken_up().matter, days=1, now=house.now)

    assert escalate_matters(now=house.now + 5 * DAY) == 2


def test_one_round_is_bounded_and_what_waits_to_rise_again_holds_up_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(escalating, "RISING_AT_ONCE", 1)
    for days in (1, 1, 2):
        handling.promise(house.keeper, house.taken_up().matter, days=days, now=house.now)

    rounds = [escalate_matters(now=house.now + at * DAY) for at in (2, 2, 2, 3, 3)]

    assert rounds == [1, 1, 0, 1, 0]


def test_what_does_not_rise_is_only_read(
    house: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    handling.promise(house.keeper, house.taken_up().matter, days=1, now=house.now)
    escalate_matters(now=house.now + 2 * DAY)

    with django_assert_num_queries(2):
        assert escalate_matters(now=house.now + 3 * DAY) == 0


def test_what_was_answered_a_moment_ago_is_not_escalated(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = house.taken_up().matter
    handling.promise(house.keeper, matter, days=1, now=house.now)
    later = house.now + 5 * DAY
    lock = entries.lock

    def answered_first(committee: Committee) -> None:
        lock(committee)
        handling.answer(house.keeper, matter, says="修好了", now=later)

    monkeypatch.setattr(escalating, "lock", answered_first)

    assert escalate_matters(now=later) == 0
    assert now_is(matter).was_late


def test_the_clock_escalates_in_its_rounds_and_goes_on_after_a_failure(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = iter((1, RuntimeError("away"), 0))
    stop = Event()

    def next_round(*, now: datetime) -> int:  # as the action
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def beat() -> None:
        beats.append(1)
        if len(beats) == 2:
            stop.set()

    beats: list[int] = []
    monkeypatch.setattr(jobs, "ROUND_S", 0.001)
    monkeypatch.setattr(rounds, "close_old_connections", lambda: None)
    monkeypatch.setattr(jobs, "escalate_matters", next_round)

    jobs.run_jobs(stop, beat)

    assert len(beats) == 2
