"""What becomes of a meal that nobody fetches: a reminder, the limit, and the crew's round."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from linli.lockers.rules.holding import hold_until

REMIND_AFTER = timedelta(minutes=30)
"""Not taken by then, its owner is reminded. Source: T/CCA 021-2021, in LOCKERS, part d."""


class Rung(StrEnum):
    """How far up the ladder a stored meal is."""

    FRESH = "fresh"
    REMIND = "remind"
    RECALL = "recall"


def rung_of(*, stored_at: datetime, hold_ms: int, held: bool, now: datetime) -> Rung:
    """Return what is to be done about a stored meal now; the limit comes before the reminder.

    Args:
        stored_at: when it was put in.
        hold_ms: how long it may stand.
        held: whether its cabinet has said that its time is over.
        now: the instant, aware.
    """
    if held or now >= hold_until(stored_at=stored_at, hold_ms=hold_ms):
        return Rung.RECALL
    return Rung.REMIND if now - stored_at >= REMIND_AFTER else Rung.FRESH


@dataclass(frozen=True, slots=True)
class Standing:
    """A meal to be fetched and where it stands: which cabinet, and which door of it."""

    deposit: str
    cabinet: str
    column: int
    row: int


def walking_order(meals: Iterable[Standing]) -> list[Standing]:
    """Return meals in the order in which one walks past their doors.

    Cabinets of a row are numbered as they stand; within one, column by column from the left,
    each from the top.
    """
    return sorted(meals, key=lambda one: (one.cabinet, one.column, one.row, one.deposit))
