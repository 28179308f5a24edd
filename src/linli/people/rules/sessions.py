"""How long somebody who signed in stays so, and what must be shown besides."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

STAFF_IDLE = timedelta(minutes=30)
"""A desk that was left. Source: OWASP ASVS 5.0, 7.3.1, which asks for a documented limit."""

STAFF_AT_MOST = timedelta(hours=12)
"""A long shift; the next one signs in anew. Source: OWASP ASVS 5.0, 7.3.2."""

ANYONE_AT_MOST = timedelta(days=14)
"""Somebody without a role sees their own things on their own phone."""

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when somebody was here last: one write a minute at most."""


class Standing(Enum):
    """What a signed-in browser may be shown."""

    GOOD = auto()
    ENDED = auto()
    UNPROVEN = auto()
    """Only the page that asks for the second factor."""
    UNFIT = auto()
    """Only the page that sets a second factor up: staff must have one here, and has none."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of one signed-in browser and its person."""

    began_at: datetime
    seen_at: datetime
    is_staff: bool
    has_factor: bool
    is_proven: bool


def standing(seen: Seen, *, is_factor_required: bool, now: datetime) -> Standing:
    """Say what a signed-in browser may be shown now.

    Args:
        seen: what is known of it.
        is_factor_required: whether staff of this installation must have a second factor.
        now: the instant, aware. A clock that was set back ends nothing.
    """
    at_most = STAFF_AT_MOST if seen.is_staff else ANYONE_AT_MOST
    if now - seen.began_at >= at_most:
        return Standing.ENDED
    if seen.is_staff and now - seen.seen_at >= STAFF_IDLE:
        return Standing.ENDED
    if seen.has_factor and not seen.is_proven:
        return Standing.UNPROVEN
    if is_factor_required and seen.is_staff and not seen.has_factor:
        return Standing.UNFIT
    return Standing.GOOD
