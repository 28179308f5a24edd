"""A plan keeps to all that may not be, is the same each time, and gives nothing by itself."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from tests.buildings.duties import DAY, Rostered, claimed, on_duty
from tests.buildings.house import House

from linli.buildings.actions import demo_roster, duties, members, planning, shifts
from linli.buildings.errors.roster import NoDraft, OnDutyThen, PlanningFailed
from linli.buildings.models import Duty, RosterDraft, Shift
from linli.buildings.queries.roster_choice import choices_for, draft_of
from linli.buildings.rules.planning import GAP, Open, Plan, Problem, Taker, cost_of, faults, simple
from linli.buildings.rules.roster import Obstacle
from linli.buildings.rules.solver import Asked, solve
from linli.ledger.queries import find_damage


@pytest.fixture
def tower(house: House) -> Rostered:
    """Two windows and nobody."""
    return Rostered(house)


def some(people: int, days: int, seed: int) -> Problem:
    """Two windows, two shifts a day; each can some, and wishes something."""
    chance = Random(seed)  # noqa: S311  # a case, not a secret
    begins = datetime(2026, 11, 2, 9, tzinfo=UTC)
    shifts_of = []
    for day in range(days):
        for at in (0, 0, 4, 4):
            able = tuple(one for one in range(people) if chance.random() < 0.7)
            avoid = tuple(one for one in able if chance.random() < 0.2)
            when = begins + day * DAY + timedelta(hours=at)
            shifts_of.append(
                Open(
                    when,
                    when + timedelta(hours=3),
                    180,
                    day,
                    day // 5,
                    day == 4,
                    able,
                    avoid,
                    tuple(one for one in able if one not in avoid and chance.random() < 0.2),
                )
            )
    left = dict.fromkeys(range(days), 660), dict.fromkeys(range(days), 6)
    return Problem(
        tuple(shifts_of),
        tuple(Taker(0, 0, *left) for _one in range(people)),
        ((0, 4),) if days > 1 else (),
    )


def test_a_plan_has_no_fault_is_no_worse_than_the_simple_one_and_always_the_same() -> None:
    problem = some(6, 5, 7)
    asked = Asked(problem, seed=3, effort=0.1)

    found = solve(asked)

    assert faults(problem, found.takers) == []
    assert found.cost == cost_of(problem, found.takers) <= cost_of(problem, simple(problem))
    assert found.bound <= found.cost < GAP
    assert solve(asked) == found
    nothing = Problem((), ())
    assert solve(Asked(nothing)) == Plan((), 0, 0)


def test_no_time_to_search_gives_the_simple_plan() -> None:
    problem = some(4, 2, 1)

    found = solve(Asked(problem, effort=0.0))

    assert faults(problem, found.takers) == []
    assert found.takers.count(None) <= simple(problem).count(None)


def at_once(asked: Asked) -> Plan:
    return solve(Asked(asked.problem, asked.seed, 0.05))


def test_a_proposal_fills_gaps_and_is_applied_in_one_act(tower: Rostered) -> None:
    keeper, now, house = tower.house.keeper, tower.now, tower.house
    one, other = tower.member("张敏", most=3), tower.member("李强", windows=1, most=3)
    duties.give(keeper, tower.shift(21), one, now=now)
    members.wish_weekdays(one, wants={0}, avoids={1}, by=one.person, now=now)
    fixed = duties.give(keeper, tower.shift(0), one, now=now)
    same_time = tower.shift(0, window=tower.notary)
    late = tower.shift(1, 20, 3)
    early = tower.shift(2, 9)
    members.wish_shift(other, shift=late.pk, wants=True, now=now)

    made = planning.propose(keeper, first=tower.monday - 60 * DAY, planner=at_once, now=now)

    assert Duty.objects.count() == 2, "nothing is given yet"
    shown = draft_of(house.committee, now=now)
    assert shown is not None
    given = {row.shift.pk: row.who for row in shown.given}
    assert [gap.shift.pk for gap in shown.gaps] == [same_time.pk], "who could is there already"
    assert set(given) == {late.pk, early.pk}
    assert len(set(given.values())) == 2, "after a late evening one rests"
    assert given[late.pk] == "李强"
    assert shown.points_off >= 0
    assert isinstance(shown.is_best, bool)
    assert sum(load.shifts for load in shown.loads) == 2
    before = len(house.verbs())
    assert planning.apply_draft(keeper, draft=made.pk, now=now) == (2, 0)
    assert house.verbs()[before:] == ["roster_applied"]
    assert Duty.objects.get(pk=fixed.pk).left_at is None
    assert claimed() == on_duty()
    assert draft_of(house.committee, now=now) is None
    for late_press in (planning.apply_draft, planning.discard_draft):
        with pytest.raises(NoDraft):
            late_press(keeper, draft=made.pk, now=now)
    assert find_damage().damage == ()


def test_what_changed_since_a_proposal_stays_a_gap(
    tower: Rostered, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, now = tower.house.keeper, tower.now
    who = tower.member("张敏")
    taken, dropped, away, free, lost = (tower.shift(day) for day in range(5))
    made = planning.propose(keeper, first=tower.monday, planner=at_once, now=now)
    assert made.gaps == 0
    duties.give(keeper, taken, tower.member("李强"), now=now)
    shifts.drop_shift(keeper, dropped, now=now)
    day = tower.monday + 2 * DAY
    members.note_absence(who, first=day, last=day, by=who.person, now=now)
    really = duties.take

    def busy(shift: object, member: object, **given: object) -> Duty:
        if shift == lost:
            raise OnDutyThen(who="—")
        return really(shift, member, **given)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(shifts, "take", busy)

    assert planning.apply_draft(keeper, draft=made.pk, now=now) == (1, 4)
    assert Duty.objects.filter(shift=free, person=who.person).exists()
    assert not Duty.objects.filter(shift=away).exists()
    again = planning.propose(keeper, first=tower.monday, planner=at_once, now=now)
    planning.discard_draft(keeper, draft=again.pk, now=now)
    assert not RosterDraft.objects.exists()
    empty = planning.propose(keeper, first=tower.monday + 60 * DAY, planner=at_once, now=now)
    assert planning.apply_draft(keeper, draft=empty.pk, now=now) == (0, 0)


def test_planning_runs_in_a_process_of_its_own_that_knows_no_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = Asked(some(3, 1, 2), effort=0.05)

    assert planning.plan_apart(asked) == solve(asked)

    monkeypatch.setattr(sys, "executable", os.devnull)
    with pytest.raises(PlanningFailed):
        planning.plan_apart(asked)
    silent = subprocess.CompletedProcess([], 0, b"no plan")
    monkeypatch.setattr(subprocess, "run", lambda *_asked, **_how: silent)
    with pytest.raises(PlanningFailed):
        planning.plan_apart(asked)


def test_who_could_take_a_gap_is_listed_by_what_speaks_against_it(tower: Rostered) -> None:
    keeper, now = tower.house.keeper, tower.now
    wishing, free, averse = (tower.member(one) for one in ("想", "闲", "避"))
    full, never = tower.member("满", most=1), tower.member("不", windows=1)
    gap = tower.shift(1, window=tower.notary)
    duties.give(keeper, tower.shift(2), full, now=now)
    members.wish_weekdays(averse, wants=set(), avoids={1}, by=averse.person, now=now)
    members.wish_shift(wishing, shift=gap.pk, wants=True, now=now)

    found = choices_for(tower.house.committee, gap)

    assert [one.id for one in found] == [one.pk for one in (wishing, free, averse, full, never)]
    assert [one.is_free for one in found] == [True, True, True, False, False]
    assert [list(one.why) for one in found[3:]] == [[Obstacle.WEEK_FULL], [Obstacle.UNQUALIFIED]]
    assert [one.is_never for one in found] == [False] * 4 + [True]
    assert found[3].in_week == 1


def test_the_demo_s_roster_has_duties_and_gaps(tower: Rostered) -> None:
    demo_roster.plant(tower.house.keeper, tower.now)

    assert Duty.objects.count() == 2
    assert Shift.objects.count() == 12
    assert claimed() == on_duty()
    other = House(tower.now, "OTHER")
    demo_roster.plant(other.keeper, tower.now)
    assert other.committee.windows.count() == 2
