"""The three lists of a building: what is needed, what is offered, what is made of both."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from linli.buildings.enums.matters import SeatKind
from linli.buildings.enums.projects import ProjectState
from linli.buildings.models import Committee, Project, ProjectDemand, ProjectResource, Resource
from linli.buildings.queries.matters import MatterRow, shown_matters
from linli.buildings.rules.lifecycle import OPEN
from linli.buildings.rules.projects import NEXT, is_late

MOST_SHOWN = 100
"""Of each list on one page."""


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """Something that is offered, and in how many projects it is."""

    id: int
    says: str
    offerer: str
    until: date | None
    projects: int


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project: its matters by number and title, its resources by what and by whom."""

    id: int
    title: str
    owner: SeatKind
    begins_on: date
    due_on: date
    state: ProjectState
    is_late: bool
    outcome: str
    demands: Sequence[tuple[int, str]]
    resources: Sequence[tuple[str, str]]
    next: Sequence[ProjectState]


@dataclass(frozen=True, slots=True)
class Lists:
    """The three lists of a building."""

    demands: list[MatterRow]
    resources: list[ResourceRow]
    projects: list[ProjectRow]


def lists_of(committee: Committee, *, today: date) -> Lists:
    """Return the three lists of a building: open matters, offers and projects, newest first."""
    demands = [one for one in shown_matters(committee, today=today) if one.state in OPEN]
    offered = Resource.objects.filter(
        Q(until=None) | Q(until__gte=today), committee=committee, withdrawn_at=None
    ).annotate(count=Count("projects"))
    resources = [
        ResourceRow(*one)
        for one in offered.order_by("-pk").values_list("pk", "says", "offerer", "until", "count")[
            :MOST_SHOWN
        ]
    ]
    return Lists(demands, resources, _projects(committee, today))


def _projects(committee: Committee, today: date) -> list[ProjectRow]:
    rows = list(Project.objects.filter(committee=committee).order_by("-pk")[:MOST_SHOWN])
    keys = [one.pk for one in rows]
    demands: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for project, number, title in (
        ProjectDemand.objects.filter(project__in=keys)
        .order_by("matter__number")
        .values_list("project", "matter__number", "matter__title")
    ):
        demands[project].append((number, title))
    resources: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for project, says, offerer in (
        ProjectResource.objects.filter(project__in=keys)
        .order_by("pk")
        .values_list("project", "resource__says", "resource__offerer")
    ):
        resources[project].append((says, offerer))
    return [_row(one, demands[one.pk], resources[one.pk], today) for one in rows]


def _row(
    one: Project,
    demands: Sequence[tuple[int, str]],
    resources: Sequence[tuple[str, str]],
    today: date,
) -> ProjectRow:
    state = ProjectState(one.state)
    return ProjectRow(
        id=one.pk,
        title=one.title,
        owner=SeatKind(one.owner),
        begins_on=one.begins_on,
        due_on=one.due_on,
        state=state,
        is_late=is_late(state, one.due_on, today=today),
        outcome=one.outcome,
        demands=demands,
        resources=resources,
        next=[each for each in ProjectState if each in NEXT[state]],
    )
