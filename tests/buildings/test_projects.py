"""Needs, offers and the projects that join them: nothing is planned for what nobody needs."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.test import Client
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries
from tests.buildings.house import House

from linli.buildings.actions import handling
from linli.buildings.actions.projects import (
    NewProject,
    NewResource,
    move_project,
    note_resource,
    plan_project,
    withdraw_resource,
)
from linli.buildings.enums.matters import SeatKind
from linli.buildings.enums.projects import ProjectState
from linli.buildings.errors.matters import DateUnreadable, FormUnreadable, WordsNeeded
from linli.buildings.errors.projects import (
    DemandNeeded,
    ProjectBackwards,
    ProjectMoved,
    UnknownProject,
    UnknownResource,
)
from linli.buildings.forms.projects import read_outcome, read_project, read_resource
from linli.buildings.models import Project, Resource
from linli.buildings.queries.projects import lists_of
from linli.buildings.rules.projects import NEXT, is_late
from linli.kernel import clock

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
BANK = NewResource("三楼会议室，每月两晚", "某银行网点", None)


def plans(house: House, **changed: Any) -> None:  # noqa: ANN401  # any of its fields
    """Plan a project for the first matter."""
    asked: dict[str, Any] = {
        "title": "外卖柜进楼",
        "owner": SeatKind.PROPERTY,
        "begins_on": MONDAY,
        "due_on": MONDAY + 30 * DAY,
        "demands": {1},
        "resources": set(),
    }
    plan_project(house.keeper, NewProject(**asked | changed), now=house.now)


def moves(house: House, to: ProjectState, *, project: int = 0) -> None:
    """Move the only project on."""
    found = project or Project.objects.get().pk
    move_project(house.keeper, project=found, to=to, outcome="六台柜子", now=house.now)


def test_nothing_is_done_that_was_never_begun_and_what_ended_stays_so() -> None:
    planned, running = NEXT[ProjectState.PLANNED], NEXT[ProjectState.RUNNING]

    assert ProjectState.DONE not in planned
    assert running == {ProjectState.DONE, ProjectState.DROPPED}
    assert not NEXT[ProjectState.DONE] | NEXT[ProjectState.DROPPED]
    assert is_late(ProjectState.RUNNING, MONDAY - DAY, today=MONDAY)
    assert not is_late(ProjectState.RUNNING, MONDAY, today=MONDAY)
    assert not is_late(ProjectState.DONE, MONDAY - DAY, today=MONDAY)


def test_a_project_joins_what_is_needed_with_what_is_offered(house: House) -> None:
    house.taken_up("外卖没有地方放")
    note_resource(house.keeper, BANK, now=house.now)
    offered = Resource.objects.get().pk

    plans(house, resources={offered})

    lists = lists_of(house.committee, today=MONDAY)
    (project,) = lists.projects
    assert project.demands == [(1, "外卖没有地方放")]
    assert project.resources == [(BANK.says, BANK.offerer)]
    assert project.next == [ProjectState.RUNNING, ProjectState.DROPPED]
    assert [one.projects for one in lists.resources] == [1]
    assert [one.number for one in lists.demands] == [1]
    assert house.verbs()[-2:] == ["resource_noted", "project_planned"]


def test_a_project_needs_demands_that_are_open_and_read_here(house: House) -> None:
    house.taken_up()
    house.raises()
    merged = house.taken_up().matter
    handling.merge(house.keeper, merged, into=1, now=house.now)
    house.answered()

    for demands in ((), {2}, {3}, {4}, {1, 99}):
        with pytest.raises(DemandNeeded):
            plans(house, demands=demands)

    assert not Project.objects.exists()


def test_a_project_uses_only_what_is_still_offered_and_ends_after_it_begins(house: House) -> None:
    house.taken_up()
    note_resource(house.keeper, BANK, now=house.now)
    offered = Resource.objects.get().pk
    for begins, due in ((MONDAY, MONDAY - DAY), (MONDAY - 9 * DAY, MONDAY - DAY)):
        with pytest.raises(ProjectBackwards):
            plans(house, begins_on=begins, due_on=due)
    withdraw_resource(house.keeper, resource=offered, now=house.now)

    with pytest.raises(UnknownResource):
        withdraw_resource(house.keeper, resource=offered, now=house.now)
    with pytest.raises(UnknownResource):
        plans(house, resources={offered})

    assert lists_of(house.committee, today=MONDAY).resources == []


def test_what_was_offered_until_a_day_is_listed_until_then(house: House) -> None:
    with pytest.raises(DateUnreadable):
        note_resource(house.keeper, NewResource("车位", "物业", MONDAY - DAY), now=house.now)

    note_resource(house.keeper, NewResource("车位", "物业", MONDAY), now=house.now)

    assert len(lists_of(house.committee, today=MONDAY).resources) == 1
    assert not lists_of(house.committee, today=MONDAY + DAY).resources


def test_a_project_goes_on_step_by_step_and_says_what_came_of_it(house: House) -> None:
    house.taken_up()
    plans(house)
    with pytest.raises(UnknownProject):
        moves(house, ProjectState.RUNNING, project=99)
    with pytest.raises(ProjectMoved):
        moves(house, ProjectState.DONE)

    moves(house, ProjectState.RUNNING)
    assert Project.objects.get().ended_at is None
    moves(house, ProjectState.DONE)
    with pytest.raises(ProjectMoved):
        moves(house, ProjectState.DROPPED)

    found = Project.objects.get()
    assert (found.outcome, found.ended_at) == ("六台柜子", house.now)
    assert house.verbs()[-1] == "project_moved"
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.update(ended_at=None)


def test_the_lists_ask_no_more_often_where_there_is_more(
    house: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in (1, 2):
        house.taken_up()
        note_resource(house.keeper, BANK, now=house.now)
        plans(house, demands={number}, resources={Resource.objects.latest("pk").pk})

    with django_assert_num_queries(7):
        lists_of(house.committee, today=MONDAY)


def test_what_is_typed_is_read_or_refused() -> None:
    resource = QueryDict(mutable=True)
    resource.update({"what": "车位", "offerer": "物业 13800138000", "until": ""})
    assert read_resource(resource) == NewResource("车位", "物业 138****8000", None)
    resource["until"] = "2026-03-02"
    assert read_resource(resource).until == MONDAY
    days = "begins=2026-03-02&due=2026-03-03"
    project = QueryDict(f"title=外卖柜&owner=owner&{days}&demand=1&demand=2")
    assert read_project(project).demands == {1, 2}
    for wrong in ("&demand=x", "&demand=1" * 30):
        with pytest.raises(FormUnreadable):
            read_project(QueryDict(f"{project.urlencode()}{wrong}"))

    assert read_outcome(QueryDict("outcome=x"), ProjectState.RUNNING) == ""
    with pytest.raises(WordsNeeded):
        read_outcome(QueryDict(""), ProjectState.DONE)


@pytest.mark.django_db
def test_the_secretary_keeps_the_lists_that_everybody_reads(client: Client) -> None:
    house = House(clock.now())
    desk = Client()
    desk.force_login(house.person, backend="django.contrib.auth.backends.ModelBackend")
    assert "还没有立项" in client.get("/matters/TOWER/projects").content.decode()
    house.taken_up("外卖没有地方放")
    kept, today = "/committees/TOWER/projects", localdate(house.now)

    steps: tuple[dict[str, object], ...] = (
        {"then": "note", "what": "会议室", "offerer": "某银行"},
        {
            "then": "plan",
            "title": "外卖柜进楼",
            "owner": "property",
            "begins": today.isoformat(),
            "due": (today + DAY).isoformat(),
            "demand": ["1"],
        },
        {"then": "move", "to": "running"},
        {"then": "withdraw"},
    )
    for one in steps:
        rows = Project if one["then"] == "move" else Resource
        number = getattr(rows.objects.first(), "pk", 0)
        assert desk.post(kept, one | {"number": number}).status_code == 302, one

    public = client.get("/matters/TOWER/projects").content.decode()
    refused = desk.post(kept, steps[1] | {"demand": ["9"], "title": "留下来的字"})
    assert "外卖柜进楼" in public
    assert "进行中" in public
    assert "某银行" not in public
    assert (refused.status_code, "留下来的字" in refused.content.decode()) == (422, True)
    assert desk.post(kept, {"then": "explode"}).status_code == 422
    assert "编清单" in desk.get("/matters/TOWER/projects").content.decode()
