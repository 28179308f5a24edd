"""Messages to platforms: what is told, how it is signed, and when it is sent again.

Signed after Standard Webhooks 1.0.0 (https://github.com/standard-webhooks/standard-webhooks),
so that any of its libraries checks it.
"""

import hashlib
import hmac
from base64 import b64decode, b64encode
from datetime import timedelta
from urllib.parse import urlsplit

from linli.lockers.enums import OUTCOMES, DepositState, EventKind
from linli.lockers.rules.lifecycle import DepositNow

SECRET_BEGINS = "whsec_"  # noqa: S105  # how one begins
URL_LONGEST = 400

OLD_SECRET_LASTS = timedelta(hours=24)
"""As long as a platform takes to roll out a new secret."""

TRIES_AT_MOST = 10
FIRST_PAUSE_S = 5.0
EACH_TIMES = 4.0
LONGEST_PAUSE_S = 21_600.0
"""5 s, 20 s, 80 s, 5 min, 21 min, 85 min, 5.7 h, then 6 h: given up after 14 to 20 hours."""

GONE = 410
"""By which a receiver says for good that nobody is there. Source: Standard Webhooks."""

_ENDS = {
    DepositState.PICKED: EventKind.PICKED,
    DepositState.RECALLED: EventKind.RECALLED,
    DepositState.DISPOSED: EventKind.DISPOSED,
}
_IN_VAIN = (DepositState.CANCELLED, DepositState.EXPIRED, DepositState.NEVER_ARRIVED)


def kinds_of(now: DepositNow, *, just_stored: bool) -> list[EventKind]:
    """Return what a platform is told once its order's deposit has become ``now``."""
    told = [EventKind.STORED] if just_stored else []
    if now.state in OUTCOMES:
        told.append(_ENDS[now.state])
    elif now.state in _IN_VAIN:
        told.append(EventKind.NOT_STORED)
    elif now.held:
        told.append(EventKind.OVERDUE)
    return told


def is_hook_url(text: str) -> bool:
    """Tell whether a text can be a platform's address: https, a host, nobody's password."""
    try:
        parts = urlsplit(text)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    is_plain = text.isascii() and text.isprintable() and " " not in text and "@" not in parts.netloc
    return parts.scheme == "https" and is_whole and is_plain and len(text) <= URL_LONGEST


def write_secret(key: bytes) -> str:
    """Return a signing key as platforms are given it."""
    return SECRET_BEGINS + b64encode(key).decode()


def signature(secret: str, *, name: str, at_s: int, body: str) -> str:
    """Return the signature of one sending; ``secret`` as ``write_secret`` made it."""
    key = b64decode(secret.removeprefix(SECRET_BEGINS))
    mac = hmac.digest(key, f"{name}.{at_s}.{body}".encode(), hashlib.sha256)
    return f"v1,{b64encode(mac).decode()}"


def pause_after(tries: int, *, jitter: float) -> timedelta | None:
    """Return how long to wait after so many tries in vain, None when it is given up.

    ``jitter`` is chance from 0 to 1: it takes up to half of the pause away, so that what
    failed together is not sent again together.
    """
    assert 0 <= jitter <= 1
    if tries >= TRIES_AT_MOST:
        return None
    whole = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * EACH_TIMES ** (tries - 1))
    return timedelta(seconds=whole * (1 - jitter / 2))
