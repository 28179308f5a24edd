"""How many doors staff may open from afar: a second person's yes, and caps nobody can lift."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WINDOW = timedelta(hours=1)
"""What is counted: the openings of the hour before. Source: issue 5."""

MOST_ASKED = 20
"""Openings one yes can be asked for: a recall round of a tower."""

PERMIT_LIVES = timedelta(hours=1)
"""A yes is for now; whoever needs more tomorrow asks tomorrow."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Openings within an hour: without anybody else's yes, and at most by each count."""

    alone: int
    operator: int
    cabinet: int
    fleet: int


@dataclass(frozen=True, slots=True)
class Opened:
    """One opening from afar; ``alone``: nobody else had agreed to it."""

    at: datetime
    operator: str
    cabinet: int
    alone: bool


class Verdict(StrEnum):
    """Whether somebody may open one more door from afar."""

    ALONE = "alone"
    PERMITTED = "permitted"
    NEEDS_ANOTHER = "needs_another"
    OPERATOR_FULL = "operator"
    CABINET_FULL = "cabinet"
    FLEET_FULL = "fleet"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants to open which cabinet's door, and whether a second person's yes is left over."""

    operator: str
    cabinet: int
    is_permitted: bool
    now: datetime


def verdict(asked: Asked, openings: Iterable[Opened], limits: Limits) -> Verdict:
    """Decide one opening by those of the hour before; no yes lifts a cap.

    The window slides: what was opened exactly an hour ago does not count any more.
    """
    recent = [one for one in openings if one.at > asked.now - WINDOW]
    own = [one for one in recent if one.operator == asked.operator]
    if len(recent) >= limits.fleet:
        return Verdict.FLEET_FULL
    if sum(one.cabinet == asked.cabinet for one in recent) >= limits.cabinet:
        return Verdict.CABINET_FULL
    if len(own) >= limits.operator:
        return Verdict.OPERATOR_FULL
    if sum(one.alone for one in own) < limits.alone:
        return Verdict.ALONE
    return Verdict.PERMITTED if asked.is_permitted else Verdict.NEEDS_ANOTHER
