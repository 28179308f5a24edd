"""The secretary's board: what is open by how far it has come, and what is late."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F

from linli.buildings.enums.board import Stage
from linli.buildings.enums.matters import MatterState, SeatKind, Verdict
from linli.buildings.models import Committee, Matter, Task
from linli.buildings.queries.matters import MatterRow, closed_lately, desk_of
from linli.buildings.rules.board import is_for_today, next_day, stage_of
from linli.buildings.rules.lifecycle import OPEN

TASKS_SHOWN = 30
"""Late tasks on one page; a committee with more has other worries."""


@dataclass(frozen=True, slots=True)
class Card:
    """One matter on the board; ``days_left`` is below 0 where something is late."""

    row: MatterRow
    step: int
    owner: SeatKind | None
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Column:
    """One stage: how many matters are in it, and the first of them."""

    stage: Stage
    count: int
    cards: list[Card]


@dataclass(frozen=True, slots=True)
class LateTask:
    """A task that is not done although its day is over."""

    number: int
    title: str
    says: str
    owner: SeatKind
    due_on: date


@dataclass(frozen=True, slots=True)
class Board:
    """What a secretary has before them: ``late`` is matters and tasks whose day is over."""

    columns: list[Column]
    for_today: int
    late: int
    tasks: list[LateTask]


def board_of(committee: Committee, *, today: date) -> Board:
    """Return the board of a committee; eight queries, whatever is on it."""
    tasks = _first_tasks(committee)
    rows = [*desk_of(committee, today=today), *closed_lately(committee, today=today)]
    cards = [_card(row, tasks.get(row.number), today) for row in rows]
    counts = _counts(committee)
    late_tasks = _late_tasks(committee, today)
    columns = [
        Column(stage, counts[stage], [one for one in cards if _stage(one.row) is stage])
        for stage in Stage
    ]
    todo = sum(_is_for_today(one.row, tasks.get(one.row.number), today) for one in cards)
    late = sum(one.row.is_late for one in cards) + len(late_tasks)
    return Board(columns, todo, late, late_tasks)


def _card(row: MatterRow, task: Task | None, today: date) -> Card:
    owner = None if task is None else SeatKind(task.owner)
    next_on = _next(row, task)
    left = None if next_on is None else (next_on - today).days
    return Card(row, list(Stage).index(_stage(row)) + 1, owner, left)


def _is_for_today(row: MatterRow, task: Task | None, today: date) -> bool:
    return is_for_today(_stage(row), _next(row, task), today=today)


def _stage(row: MatterRow) -> Stage:
    return stage_of(row.state, row.verdict)


def _next(row: MatterRow, task: Task | None) -> date | None:
    if row.state not in OPEN:
        return None
    return next_day(row.due_on, None if task is None else task.due_on)


def _first_tasks(committee: Committee) -> Mapping[int, Task]:
    """Return the task that is due first of each open matter, by the matter's number."""
    rows = Task.objects.select_related("matter").filter(
        matter__committee=committee, matter__state__in=OPEN, done_at=None
    )
    return {one.matter.number: one for one in rows.order_by("-due_on", "-pk")}


def _late_tasks(committee: Committee, today: date) -> list[LateTask]:
    rows = Task.objects.filter(
        matter__committee=committee,
        matter__state__in=OPEN,
        matter__merged_into=None,
        done_at=None,
        due_on__lt=today,
    ).order_by("due_on", "pk")[:TASKS_SHOWN]
    found = rows.values_list("matter__number", "matter__title", "says", "owner", "due_on")
    return [
        LateTask(number, title, says, SeatKind(owner), due)
        for number, title, says, owner, due in found
    ]


def _counts(committee: Committee) -> Counter[Stage]:
    found: Counter[Stage] = Counter()
    rows = Matter.objects.filter(committee=committee, merged_into=None).values_list(
        F("state"), F("verdict")
    )
    for state, verdict, count in rows.annotate(count=Count("pk")).order_by():
        found[stage_of(MatterState(state), Verdict(verdict))] += count
    return found
