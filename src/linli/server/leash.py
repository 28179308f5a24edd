"""A child on this leash dies with its parent, even one that was killed without a word."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def hold(parent: int) -> None:
    """Let the kernel kill this process when ``parent`` dies. Safe between fork and exec.

    The kernel watches the parent's thread that forked; fork from a thread that stays. On a
    system other than Linux there is no such promise, and this does nothing.
    """
    if _libc is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)
