"""When an account that nobody uses is let go, and from when on its person is warned."""

from datetime import datetime, timedelta

UNUSED_AT_MOST = timedelta(days=730)
"""Two years without a sign-in and without a role. Source: decision 0018."""

WARNED_BEFORE = timedelta(days=30)
"""Long enough to come back from a journey, and to sign in once."""


def warned_if_unused_since(now: datetime) -> datetime:
    """Return since when nobody may have used an account for its person to be warned now."""
    return now - (UNUSED_AT_MOST - WARNED_BEFORE)


def due_if_warned(now: datetime) -> datetime:
    """Return when an account goes whose person is warned now: however long it lay unused."""
    return now + WARNED_BEFORE
