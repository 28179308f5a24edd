"""How often a wrong pickup code may be typed at one cabinet."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

A_DAY_AT_MOST = 60
"""With 100 live codes of 8 digits, a hit in 46 years. Source: CUSTODY, section 5."""

IN_A_ROW_AT_MOST = 5
PAUSE = timedelta(minutes=1)
"""Five wrong codes, then a minute. Source: SCREENS, screen 3."""


@dataclass(frozen=True, slots=True)
class Tries:
    """What one cabinet has seen today; ``paused_until`` is None while codes are taken."""

    wrong: int = 0
    in_a_row: int = 0
    paused_until: datetime | None = None


def may_try(tries: Tries, *, now: datetime) -> bool:
    """Whether another code may be typed now."""
    if tries.wrong >= A_DAY_AT_MOST:
        return False
    return tries.paused_until is None or now >= tries.paused_until


def after_wrong(tries: Tries, *, now: datetime) -> Tries:
    """Count one wrong code; the fifth in a row pauses the cabinet."""
    in_a_row = tries.in_a_row + 1
    if in_a_row < IN_A_ROW_AT_MOST:
        return replace(tries, wrong=tries.wrong + 1, in_a_row=in_a_row)
    return Tries(wrong=tries.wrong + 1, in_a_row=0, paused_until=now + PAUSE)


def after_right(tries: Tries) -> Tries:
    """Forget the row, not the day: a right code does not pay for guesses."""
    return replace(tries, in_a_row=0, paused_until=None)


def left(tries: Tries) -> int:
    """How many more wrong codes may be typed before a pause, or before the day is over."""
    return max(0, min(IN_A_ROW_AT_MOST - tries.in_a_row, A_DAY_AT_MOST - tries.wrong))
