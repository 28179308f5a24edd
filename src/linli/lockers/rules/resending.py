"""How often somebody may say that no message came, and when a meal is late."""

from datetime import datetime, timedelta

from linli.people.rules.guessing import Limit

PER_OWNER = Limit("resend-owner", 3, timedelta(hours=1))
"""Each message costs money and wakes somebody, who may not be the one who asks."""

PER_ADDRESS = Limit("resend-address", 30, timedelta(hours=1))
"""A lobby shares one address. The answer tells nothing; this keeps the messages few."""

LATE_AFTER = timedelta(minutes=30)
"""Then owners are reminded. Source: T/CCA 021-2021, LOCKERS, part d."""


def is_late(stored_at: datetime, *, now: datetime) -> bool:
    """Whether a meal waits longer than meals should."""
    return now - stored_at >= LATE_AFTER
