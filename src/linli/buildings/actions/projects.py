"""What a secretary does with resources and projects, each step once and in its order."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.entries import lock, write_down
from linli.buildings.enums.matters import MatterState, SeatKind
from linli.buildings.enums.projects import ProjectState
from linli.buildings.errors.matters import DateUnreadable
from linli.buildings.errors.projects import (
    DemandNeeded,
    ProjectBackwards,
    ProjectMoved,
    UnknownProject,
    UnknownResource,
)
from linli.buildings.models import Matter, Project, ProjectDemand, ProjectResource, Resource
from linli.buildings.rules.lifecycle import OPEN
from linli.buildings.rules.projects import NEXT
from linli.people.actions import name_in_ledger


@dataclass(frozen=True, slots=True)
class NewResource:
    """What is offered by whom; ``until`` is the last day, None: for good."""

    says: str
    offerer: str
    until: date | None


@dataclass(frozen=True, slots=True)
class NewProject:
    """What is planned: ``demands`` are numbers of matters, ``resources`` keys of resources."""

    title: str
    owner: SeatKind
    begins_on: date
    due_on: date
    demands: Collection[int]
    resources: Collection[int]


@transaction.atomic
def note_resource(keeper: Keeper, new: NewResource, *, now: datetime) -> None:
    """Note what somebody offers.

    Raises:
        DateUnreadable: its last day is over.
    """
    if new.until is not None and new.until < localdate(now):
        raise DateUnreadable
    lock(keeper.committee)
    Resource.objects.create(
        committee=keeper.committee,
        says=new.says,
        offerer=new.offerer,
        until=new.until,
        noted_by=keeper.person,
        noted_at=now,
    )
    _write(keeper, "resource_noted", now, {"what": new.says})


@transaction.atomic
def withdraw_resource(keeper: Keeper, *, resource: int, now: datetime) -> None:
    """Note that something is offered no more; projects that use it keep it.

    Raises:
        UnknownResource: there is none such, or it was withdrawn.
    """
    lock(keeper.committee)
    rows = Resource.objects.filter(pk=resource, committee=keeper.committee, withdrawn_at=None)
    says = rows.values_list("says", flat=True).first()
    if says is None:
        raise UnknownResource
    rows.update(withdrawn_at=now)
    _write(keeper, "resource_withdrawn", now, {"what": says})


@transaction.atomic
def plan_project(keeper: Keeper, new: NewProject, *, now: datetime) -> None:
    """Plan a project for matters that people raised, with what others offer.

    Raises:
        ProjectBackwards: it ends before it begins, or is over.
        DemandNeeded: no matter, or one that is unread, closed or lies in another.
        UnknownResource: one that is not there any more.
    """
    if new.due_on < max(new.begins_on, localdate(now)):
        raise ProjectBackwards
    lock(keeper.committee)
    wanted = Matter.objects.filter(
        committee=keeper.committee,
        number__in=new.demands,
        merged_into=None,
        state__in=OPEN - {MatterState.RAISED},
    )
    demands = list(wanted.order_by("number").values_list("pk", "number"))
    if not demands or len(demands) < len(new.demands):
        raise DemandNeeded
    offered = Resource.objects.filter(
        committee=keeper.committee, pk__in=new.resources, withdrawn_at=None
    )
    resources = list(offered.values_list("pk", flat=True))
    if len(resources) < len(new.resources):
        raise UnknownResource
    made = Project.objects.create(
        committee=keeper.committee,
        title=new.title,
        owner=new.owner,
        begins_on=new.begins_on,
        due_on=new.due_on,
        made_at=now,
    )
    ProjectDemand.objects.bulk_create(
        ProjectDemand(project=made, matter_id=pk) for pk, _number in demands
    )
    ProjectResource.objects.bulk_create(
        ProjectResource(project=made, resource_id=pk) for pk in resources
    )
    named = " ".join(f"#{number}" for _pk, number in demands)
    facts: dict[str, str | int] = {
        "title": new.title,
        "demands": named,
        "resources": len(resources),
        "owner": new.owner.value,
        "due": new.due_on.isoformat(),
    }
    _write(keeper, "project_planned", now, facts)


@transaction.atomic
def move_project(
    keeper: Keeper, *, project: int, to: ProjectState, outcome: str, now: datetime
) -> None:
    """Begin a project, or end it and say in public what came of it.

    Raises:
        UnknownProject: the committee has none such.
        ProjectMoved: that does not follow on how it is.
    """
    lock(keeper.committee)
    found = Project.objects.filter(pk=project, committee=keeper.committee).first()
    if found is None:
        raise UnknownProject
    if to not in NEXT[ProjectState(found.state)]:
        raise ProjectMoved
    found.state, found.outcome = to, outcome
    found.ended_at = None if NEXT[to] else now
    found.save(update_fields=["state", "outcome", "ended_at"])
    facts: dict[str, str | int] = {"title": found.title, "to": to.value, "outcome": outcome}
    _write(keeper, "project_moved", now, facts)


def _write(keeper: Keeper, verb: str, now: datetime, facts: dict[str, str | int]) -> None:
    by = name_in_ledger(keeper.person)
    write_down(keeper.committee, verb, by=by, now=now, facts=facts)
