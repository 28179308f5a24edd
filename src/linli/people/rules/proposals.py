"""Four eyes: what one person proposes, another one with the right decides, in time."""

from datetime import datetime, timedelta
from enum import Enum, auto

PROPOSED_FOR = timedelta(days=7)
"""Over a weekend and a holiday; what nobody decides in a week is proposed anew."""


class Verdict(Enum):
    """Whether somebody may decide a proposal now."""

    MAY = auto()
    OWN = auto()
    OVER = auto()


def verdict(
    *, proposed_by: int, person: int, expires_at: datetime, is_open: bool, now: datetime
) -> Verdict:
    """Say whether a person who holds the role may decide; the one who proposed may not.

    Args:
        proposed_by: number of who proposed.
        person: number of who would decide.
        expires_at: from this instant on nobody may.
        is_open: whether nobody has decided.
        now: the instant, aware.
    """
    if not is_open or now >= expires_at:
        return Verdict.OVER
    return Verdict.OWN if proposed_by == person else Verdict.MAY
