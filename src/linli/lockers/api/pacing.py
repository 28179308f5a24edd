"""How fast each platform may ask, counted in this process.

Not in the database: a count there would cost each question a write. With several processes a
platform may ask so many times as fast; the limit keeps one of them from the others' way, and is
no lock.
"""

import threading

from linli.kernel.clock import mono_ms
from linli.lockers.platform_errors import TooManyRequests
from linli.lockers.rules.pace import Bucket, Pace, take

CALLS = Pace(per_s=50, burst=200)
"""A hundred towers at noon are 100 deposits a second for all platforms. Source: LOCKERS.md."""

KEYS_SHOWN = Pace(per_s=2, burst=20)
"""From one address: a program shows its key once in 10 minutes."""

ASKING_AT_MOST = 1_000
"""Who is remembered; beyond that all begin anew."""

_buckets: dict[str, Bucket] = {}
_lock = threading.Lock()


def let_pass(who: str, pace: Pace) -> None:
    """Count one request.

    Raises:
        TooManyRequests: too many came before it.
    """
    with _lock:
        if len(_buckets) > ASKING_AT_MOST:
            _buckets.clear()
        _buckets[who], wait_s = take(_buckets.get(who), pace, mono_ms())
    if wait_s:
        raise TooManyRequests(seconds=wait_s)
