"""When somebody who was told of a cabinet a moment ago is told of it again."""

from datetime import datetime, timedelta

STORM = timedelta(minutes=10)
"""What happens at one cabinet within it is one message with a count, after the first. Twelve
doors that jam one after the other are one walk to one cabinet."""


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
