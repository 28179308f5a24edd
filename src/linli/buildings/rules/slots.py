"""How time is cut into slots, so that two claims meet where their times do."""

from datetime import UTC, datetime, timedelta

SLOT = timedelta(minutes=5)
"""The shortest visit to a window; every other length here is a multiple of it."""

LONGEST = timedelta(hours=24)
"""What takes longer is claimed day by day."""


def slots(begins: datetime, ends: datetime) -> list[datetime]:
    """Return when each slot begins that a time touches, in UTC; a slot begun is a slot taken.

    Raises:
        ValueError: it ends before it begins, takes no time, or takes more than a day.
    """
    if not timedelta() < ends - begins <= LONGEST:
        message = f"no time to claim: {begins} to {ends}"
        raise ValueError(message)
    at = _floor(begins)
    found = []
    while at < ends:
        found.append(at)
        at += SLOT
    return found


def _floor(moment: datetime) -> datetime:
    moment = moment.astimezone(UTC)
    return moment - (moment - datetime.min.replace(tzinfo=UTC)) % SLOT
