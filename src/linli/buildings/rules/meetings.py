"""When a committee's meeting counts, and what a line of its agenda means."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_HOURS = 12
FARTHEST = timedelta(days=366)
"""A committee plans a year ahead."""

LINE_LONGEST = 100

_MATTER = re.compile(r"#\s*(\d{1,6})\b")
_MOTION = re.compile(r"(?:议题|[Mm]otion)\s*(\d{1,6})\b")


def is_quorate(came: int, held: int) -> bool:
    """Tell whether enough seats came: more than half of those that somebody holds.

    Ours, where the standing orders of a committee say nothing else; of none, nobody is enough.
    """
    return came * 2 > held


def is_time(begins_at: datetime, ends_at: datetime, *, now: datetime) -> bool:
    """Tell whether a meeting can be called for this time."""
    lasts = ends_at - begins_at
    return now < begins_at <= now + FARTHEST and timedelta() < lasts <= timedelta(
        hours=LONGEST_HOURS
    )


@dataclass(frozen=True, slots=True)
class Point:
    """A point of an agenda: a matter or a motion by its number, and what is written beside it."""

    line: int
    says: str
    matter: int | None = None
    motion: int | None = None


def read_agenda(typed: str) -> list[Point]:
    """Return the points of an agenda, one a line: ``#3 电梯`` is matter 3, ``议题 2`` motion 2."""
    found = []
    for number, line in enumerate(typed.splitlines(), start=1):
        text = line.strip()
        if not text:
            continue
        matter, motion = _MATTER.match(text), _MOTION.match(text)
        named = matter or motion
        says = text if named is None else text[named.end() :].strip()
        found.append(
            Point(
                number,
                says,
                None if matter is None else int(matter[1]),
                None if motion is None else int(motion[1]),
            )
        )
    return found
