"""What a secretary types about resources and projects, read into facts or refused."""

from collections.abc import Iterable
from datetime import date

from django.http import QueryDict

from linli.buildings.access.matters import is_number
from linli.buildings.actions.projects import NewProject, NewResource
from linli.buildings.enums.matters import SeatKind
from linli.buildings.enums.projects import ProjectState
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.matters import read_choice, read_day, read_words

TITLE_LONGEST, OFFERER_LONGEST, OUTCOME_LONGEST = 60, 40, 200
CHOSEN_MOST = 30
"""Of needs, and of offers: a project for more is a programme, and is several projects."""


def read_resource(posted: QueryDict) -> NewResource:
    """Read what is offered by whom, and until when, if that was said.

    Raises:
        WordsNeeded, DateUnreadable: see ``forms.matters``.
    """
    return NewResource(
        says=read_words(posted, "what", most=TITLE_LONGEST),
        offerer=read_words(posted, "offerer", most=OFFERER_LONGEST),
        until=_day_if_any(posted, "until"),
    )


def read_project(posted: QueryDict) -> NewProject:
    """Read what is planned.

    Raises:
        FormUnreadable, WordsNeeded, DateUnreadable: see ``forms.matters``.
    """
    return NewProject(
        title=read_words(posted, "title", most=TITLE_LONGEST),
        owner=read_choice(posted, "owner", SeatKind),
        begins_on=read_day(posted, "begins"),
        due_on=read_day(posted, "due"),
        demands=_numbers(posted.getlist("demand")),
        resources=_numbers(posted.getlist("resource")),
    )


def read_outcome(posted: QueryDict, to: ProjectState) -> str:
    """Return what came of a project; one that only begins has nothing to say yet.

    Raises:
        WordsNeeded: see ``forms.matters``.
    """
    if to is ProjectState.RUNNING:
        return ""
    return read_words(posted, "outcome", most=OUTCOME_LONGEST)


def _day_if_any(posted: QueryDict, field: str) -> date | None:
    return read_day(posted, field) if posted.get(field) else None


def _numbers(typed: Iterable[str]) -> frozenset[int]:
    found = list(typed)
    if len(found) > CHOSEN_MOST or not all(is_number(one) for one in found):
        raise FormUnreadable
    return frozenset(int(one) for one in found)
