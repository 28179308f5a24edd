"""How long after a door has closed it is opened once more for who has just closed it."""

from datetime import datetime, timedelta

REOPEN_WITHIN = timedelta(seconds=60)
"""Who put a meal into the wrong compartment, or forgot a drink, still stands there. Source:
SCREENS, screen 1; LOCKERS, feature list."""

CLOCKS_DIFFER = timedelta(seconds=5)
"""When a door closed is by its cabinet's clock, which may be a little ahead of ours."""


def may_reopen(shut_at: datetime, *, now: datetime) -> bool:
    """Whether a door that closed then is opened again for the same person."""
    return -CLOCKS_DIFFER <= now - shut_at <= REOPEN_WITHIN
