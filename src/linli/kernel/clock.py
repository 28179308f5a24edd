"""The only place that reads a clock; everything else is told the time."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime


def now() -> datetime:
    """Return the wall clock's instant, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  # this is the module the ban points to


def wall_ms() -> int:
    """Return milliseconds since 1970-01-01T00:00Z by the wall clock."""
    return time.time_ns() // 1_000_000


def mono_ms() -> int:
    """Return milliseconds since the machine started; never goes back, restarts at boot."""
    return time.monotonic_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Instant:
    """One moment by both clocks of a cabinet.

    ``mono_ms`` decides everything that matters for safety. ``wall_ms`` is for people and for
    limits that outlast a reboot; ``quality`` says how far to trust it: 0 none, 1 RTC, 2 NTP.
    """

    mono_ms: int
    wall_ms: int
    quality: int = 2
