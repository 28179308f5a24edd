"""How a project goes on."""

from collections.abc import Mapping
from datetime import date

from linli.buildings.enums.projects import ProjectState

NEXT: Mapping[ProjectState, frozenset[ProjectState]] = {
    ProjectState.PLANNED: frozenset({ProjectState.RUNNING, ProjectState.DROPPED}),
    ProjectState.RUNNING: frozenset({ProjectState.DONE, ProjectState.DROPPED}),
    ProjectState.DONE: frozenset(),
    ProjectState.DROPPED: frozenset(),
}
"""What may follow each state; nothing is done that was never begun."""


def is_late(state: ProjectState, due_on: date, *, today: date) -> bool:
    """Tell whether a project should be over and is not."""
    return bool(NEXT[state]) and due_on < today
