"""When somebody who wants a door opened is asked whether they stand before it."""

from datetime import datetime, timedelta

JUST_IN = timedelta(seconds=90)
"""Whoever waits upstairs for the message is not in the lobby yet. Source: docs/decisions/0020."""


def may_be_far(stored_at: datetime, *, now: datetime) -> bool:
    """Whether a meal is in for so short a time that its owner may still sit at a desk."""
    return now - stored_at < JUST_IN
