"""When many alarms of one cabinet are told as one, and when of the next ones is told again."""

from datetime import datetime, timedelta

STORM = timedelta(minutes=10)
"""What happens at one cabinet within it is one message with a count, after the first. Twelve
doors that jam one after the other are one walk to one cabinet."""

TOLD_AS_ONE = 4
"""Alarms of one cabinet from which on a message says how many, and not which."""


def due_after(last: datetime | None, *, is_dangerous: bool, now: datetime) -> datetime:
    """Return when to tell of something new at a cabinet.

    Args:
        last: when its person was, or is to be, told of that cabinet last; None: never.
        is_dangerous: no danger waits for the end of a storm.
        now: the instant, aware.
    """
    if last is None or is_dangerous:
        return now
    return max(now, last + STORM)
