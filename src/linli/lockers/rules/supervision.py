"""What the platform promises a building each day, and whether it was kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.lockers.enums import AlarmKind
from linli.wire.messages import Event, EventType

REPAIR_WITHIN = timedelta(hours=2)
"""From the alarm to the cabinet's word that it is over. Source: SCREENS, screen 5."""

WARMTH = frozenset({AlarmKind.TOO_COLD, AlarmKind.TOO_HOT, AlarmKind.SILENT})
"""Alarms of temperature; counted by themselves."""

NOT_REPAIRED = frozenset({AlarmKind.LEFT_OPEN, AlarmKind.OVERDUE, AlarmKind.WRONG_CODES})
"""What people do, and no repair ends."""

DEADLINES_H = (4, 24, 72)
"""Hours a rectification order may give: this shift, tomorrow, three days."""

MEAL_ANSWERED_WITHIN = timedelta(hours=2)
"""What an owner says of a meal: as long as a meal may stand, so that another can still come."""

DESK_ANSWERED_WITHIN = timedelta(hours=24)
"""What is said at the front desk: by the next day, as the middle of ``DEADLINES_H``."""

HIGHEST_LEVEL = 2
"""Late, and late again by as much: whoever runs the place, then the district."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One alarm of a day: what it was, where, and how long it stood; None: it still does."""

    kind: AlarmKind
    where: str
    began_at: datetime
    ended_at: datetime | None

    def lasted(self, *, now: datetime) -> timedelta:
        """How long it stood, or has stood so far."""
        return (self.ended_at or now) - self.began_at


@dataclass(frozen=True, slots=True)
class Repairs:
    """How many faults were over in time, how many not, and the longest of all."""

    in_time: int
    late: int
    longest: timedelta


def is_to_repair(kind: AlarmKind) -> bool:
    """Whether an alarm is a fault that somebody has to mend."""
    return kind not in NOT_REPAIRED


def repairs_of(faults: Iterable[Fault], *, now: datetime) -> Repairs:
    """Hold a day's faults against the promise; one that stands is late once its time is over."""
    lasted = [one.lasted(now=now) for one in faults if is_to_repair(one.kind)]
    late = sum(one > REPAIR_WITHIN for one in lasted)
    return Repairs(len(lasted) - late, late, max(lasted, default=timedelta()))


@dataclass(slots=True)
class LineCounts:
    """What some lines add to a cabinet's day."""

    openings: int = 0
    jams: int = 0
    sanitised: int = 0


COUNTED = frozenset({EventType.OPENED, EventType.UNSURE, EventType.SANI_END})
"""Lines that a day is judged by."""


def count_line(counts: LineCounts, line: Event) -> None:
    """Count a line, if it is one that a day is judged by.

    A run that was cut short, or had no lamp, gave no dose and is none.
    """
    if line.type is EventType.OPENED:
        counts.openings += 1
    elif line.type is EventType.UNSURE:
        counts.jams += 1
    elif line.type is EventType.SANI_END:
        dose = line.data.get("dose_s")
        counts.sanitised += isinstance(dose, int | float) and dose > 0


def level_of(*, raised_at: datetime, due_at: datetime, now: datetime) -> int:
    """Return how far an unanswered order has escalated: 0 in time, then one step each deadline."""
    if now < due_at:
        return 0
    given = due_at - raised_at
    return min(HIGHEST_LEVEL, 1 + int((now - due_at) / given))
