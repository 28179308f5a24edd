"""A matter as the rules know it."""

from datetime import date

from linli.buildings.enums.matters import MatterState, Verdict
from linli.buildings.models import Matter
from linli.buildings.rules.lifecycle import Standing


def standing_of(matter: Matter, *, today: date | None = None) -> Standing:
    """Return what decides what may be done to a matter; ``today`` where its deadline matters."""
    return Standing(
        state=MatterState(matter.state),
        verdict=Verdict(matter.verdict),
        is_promised=matter.due_on is not None,
        is_paused=is_paused(matter, today),
        is_late=is_late(matter, today),
        is_merged=matter.merged_into_id is not None,
        reopened=matter.reopened,
    )


def is_paused(matter: Matter, today: date | None) -> bool:
    """Tell whether a matter rests on a day, and nothing was answered yet."""
    return (
        today is not None
        and matter.state == MatterState.IN_HAND
        and matter.paused_until is not None
        and today < matter.paused_until
    )


def is_late(matter: Matter, today: date | None) -> bool:
    """Tell whether a matter's promise is broken on a day, and nothing was answered yet."""
    return (
        today is not None
        and matter.state == MatterState.IN_HAND
        and matter.due_on is not None
        and matter.due_on < today
    )
