"""What the agent asks of the operating system itself."""

import ctypes
import os
import secrets
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_TIMEX_BYTES = 512
"""More than ``struct timex`` has on any Linux; all zero asks and changes nothing."""
_TIME_ERROR = 5
"""What adjtimex(2) returns while nothing keeps the clock right."""

RTC, NTP = 1, 2
"""How far to trust the wall clock; see ``kernel.clock.Instant``."""

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def die_with_parent(parent: int) -> None:
    """Ask to be told to stop (SIGTERM) when the parent process ends.

    Args:
        parent: its process id as it knows itself, or 1 if that is not known; with it, a
            parent that ended before this call is noticed too.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if parent > 1 and os.getppid() != parent:
        raise SystemExit(0)


def obey_parent() -> None:
    """Die with the parent if the environment says so.

    ``LINLI_DIE_WITH_PARENT`` is 1, or the parent's own process id, by which one that has
    ended already is noticed.
    """
    parent = os.environ.get("LINLI_DIE_WITH_PARENT", "0")
    if parent != "0":
        die_with_parent(int(parent) if parent.isdecimal() else 1)


def clock_quality() -> int:
    """Return 2 if the wall clock is kept by NTP by the kernel's word, else 1."""
    if sys.platform != "linux":
        return RTC
    state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    return NTP if 0 <= state < _TIME_ERROR else RTC


def boot_id() -> str:
    """Return 32 hex digits that change when the machine starts; elsewhere, when we do."""
    try:
        return BOOT_ID.read_text(encoding="ascii").strip().replace("-", "")
    except OSError:
        return secrets.token_hex(16)
