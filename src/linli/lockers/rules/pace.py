"""How fast a program may ask: a bucket that fills at one pace and is emptied by requests."""

from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Pace:
    """So many requests a second for ever, and so many at once after a pause."""

    per_s: int
    burst: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is left of a burst, at an instant of a clock that never goes back."""

    left: float
    at_ms: int


def take(bucket: Bucket | None, pace: Pace, now_ms: int) -> tuple[Bucket, int]:
    """Take one request out; return the bucket, and in how many s it holds one again (0: took).

    ``bucket`` is None for who has not asked before.
    """
    if bucket is None:
        return Bucket(pace.burst - 1, now_ms), 0
    filled = min(pace.burst, bucket.left + (now_ms - bucket.at_ms) * pace.per_s / 1000)
    if filled < 1:
        return Bucket(filled, now_ms), ceil((1 - filled) / pace.per_s)
    return Bucket(filled - 1, now_ms), 0
