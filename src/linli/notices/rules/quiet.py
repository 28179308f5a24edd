"""When staff are left in peace, and how much one message to them holds."""

from datetime import time

MOST_LINES = 15
"""Of one message: what is more is counted."""


def is_quiet(at: time, hours: str) -> bool:
    """Whether an instant of the day lies in hours written 22:00-07:00; in none, if empty."""
    if not hours:
        return False
    start, end = map(time.fromisoformat, hours.split("-"))
    return start <= at < end if start <= end else at >= start or at < end


def within(text: str, most: int) -> str:
    """Return the beginning of a text, at most so many bytes of UTF-8 long."""
    whole = text.encode()
    return text if len(whole) <= most else whole[:most].decode(errors="ignore")
