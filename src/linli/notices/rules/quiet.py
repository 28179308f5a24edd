"""When staff are left in peace, and how much one message to them holds."""

from datetime import datetime, time, timedelta

MOST_LINES = 15
"""Of one message: what is more is counted."""


def is_quiet(at: time, hours: str) -> bool:
    """Whether an instant of the day lies in hours written 22:00-07:00; in none, if empty."""
    if not hours:
        return False
    start, end = map(time.fromisoformat, hours.split("-"))
    return start <= at < end if start <= end else at >= start or at < end


def read_hours(text: str) -> str | None:
    """Return hours as they are kept, 22:00-07:00, empty for never; None where they are none."""
    if not text:
        return ""
    parts = text.split("-")
    try:
        start, end = (time.fromisoformat(one) for one in parts)
    except ValueError:
        return None
    return f"{start:%H:%M}-{end:%H:%M}"


def quiet_until(at: datetime, hours: str) -> datetime | None:
    """Return when the quiet hours end that a local instant lies in; None where it lies in none."""
    if not is_quiet(at.time(), hours):
        return None
    end = time.fromisoformat(hours.partition("-")[2])
    over = at.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    return over if over > at else over + timedelta(days=1)


def within(text: str, most: int) -> str:
    """Return the beginning of a text, at most so many bytes of UTF-8 long."""
    whole = text.encode()
    return text if len(whole) <= most else whole[:most].decode(errors="ignore")
