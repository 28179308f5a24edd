"""When somebody can sign in at a gathering, and how long the code at its door is good."""

from datetime import UTC, datetime, timedelta

from linli.buildings.enums.lounge import RsvpState

EARLY = timedelta(minutes=30)
"""Doors open: chairs are set up, people come in."""

CODE_LIVES = timedelta(minutes=1)
"""How long the door shows one code. It is taken for as long again: somebody is still typing."""

ONE_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""The slot of a seat at an occasion, which is had for all of it, whenever it is moved to."""

HERE = frozenset({RsvpState.CAME, RsvpState.WALKED_IN})
SEATED = frozenset({RsvpState.SEATED, RsvpState.CAME})
"""Who holds a seat."""

COMING = SEATED | {RsvpState.WAITING}


def window_of(now: datetime) -> int:
    """Return the number of the time for which one code is shown."""
    return int(now.timestamp() // CODE_LIVES.total_seconds())


def is_fresh(window: int, *, now: datetime) -> bool:
    """Tell whether a code of this time is taken: it is shown, or was just before."""
    return window_of(now) - window in (0, 1)


def can_arrive(begins: datetime, ends: datetime, *, now: datetime) -> bool:
    """Tell whether the doors are open."""
    return begins - EARLY <= now < ends
