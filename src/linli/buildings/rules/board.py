"""In which column of the secretary's board a matter stands, and what of it is to be done today."""

from datetime import date

from linli.buildings.enums.board import Stage
from linli.buildings.enums.matters import MatterState, Verdict

_OPEN = {
    MatterState.RAISED: Stage.RAISED,
    MatterState.TRIAGED: Stage.READ,
    MatterState.DELIBERATING: Stage.DEBATED,
    MatterState.IN_HAND: Stage.IN_HAND,
}


def stage_of(state: MatterState, verdict: Verdict) -> Stage:
    """Return the column of a matter; what is closed is rated once its raiser says it is solved."""
    if state in _OPEN:
        return _OPEN[state]
    return Stage.RATED if verdict is Verdict.SOLVED else Stage.ANSWERED


def next_day(due_on: date | None, task_due_on: date | None) -> date | None:
    """Return by when something is next to be done: what was promised, or a task, if any."""
    return min((one for one in (due_on, task_due_on) if one is not None), default=None)


def is_for_today(stage: Stage, next_on: date | None, *, today: date) -> bool:
    """Tell whether a matter waits for its secretary today: to be read, or to be done today.

    What is late is counted as that, and not again.
    """
    return stage is Stage.RAISED or next_on == today
