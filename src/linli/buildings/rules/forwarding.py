"""When another server is asked about a matter that was handed on, and when that is given up."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from linli.buildings.enums.matters import MatterState
from linli.buildings.enums.open311 import ForwardState
from linli.buildings.rules.lifecycle import OPEN

TRIES_AT_MOST = 10
FIRST_PAUSE = timedelta(minutes=1)
EACH_TIMES = 3
LONGEST_PAUSE = timedelta(hours=6)
"""1, 3, 9, 27 min, 81 min, 4 h, then 6 h: given up after 12 to 24 hours."""

ASKED_EACH = timedelta(minutes=15)
ASKED_AT_LEAST_EACH = timedelta(days=1)
OLDER_IS_SLOWER = 20
"""What is a day old is asked for each 72 min, what is twenty days old once a day."""

REFUSED = range(400, 500)
NOT_NOW = frozenset({408, 425, 429})
"""Of those, what says nothing of the matter: too slow, too early, too many. Source: RFC 9110."""


def may_hand_on(state: MatterState, *, is_merged: bool) -> bool:
    """Tell whether a matter may go to another server: its words are shown and it is open."""
    return state in OPEN and state != MatterState.RAISED and not is_merged


def service_for(kind: str, services: Mapping[str, str], other: str) -> str:
    """Return the other server's code for a kind of matter."""
    return services.get(kind) or other


def pause_after(tries: int, *, jitter: float) -> timedelta | None:
    """Return how long to wait after so many tries in vain, None when it is given up.

    ``jitter`` is chance from 0 to 1: it takes up to half of the pause away.
    """
    assert 0 <= jitter <= 1
    assert tries > 0
    if tries >= TRIES_AT_MOST:
        return None
    times: int = EACH_TIMES ** (tries - 1)
    whole = min(LONGEST_PAUSE, FIRST_PAUSE * times)
    return whole * (1 - jitter / 2)


def asks_next(handed_on_at: datetime, *, now: datetime) -> timedelta:
    """Return after how long a server is asked again what became of a matter."""
    return min(ASKED_AT_LEAST_EACH, max(ASKED_EACH, (now - handed_on_at) / OLDER_IS_SLOWER))


def is_final(status: int) -> bool:
    """Tell whether a server has refused for good."""
    return status in REFUSED and status not in NOT_NOW


def state_of(*, reference: str, token: str) -> ForwardState:
    """Return how far something is that goes on, by what the server has given for it."""
    if reference:
        return ForwardState.OPEN
    return ForwardState.TAKEN if token else ForwardState.WAITING


def words_of(title: str, says: str, spot: str, building: str, mark: str) -> str:
    """Return what is sent of a matter: what everybody can read, and the mark to find it by."""
    lines = (title, says, f"{building} {spot}".strip(), f"[{mark}]")
    return "\n".join(one for one in lines if one)
