"""A cabinet's journal and doors belong to one process at a time."""

import fcntl
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(journal: Path, *, patience_s: float) -> Iterator[None]:
    """Be the only one at this journal; one that is just stopping is waited for.

    Raises:
        TimeoutError: another one works with it and does not stop in time.
    """
    with journal.with_suffix(".lock").open("w") as lock:
        if patience_s > 0:
            signal.signal(signal.SIGALRM, _too_long)
            signal.setitimer(signal.ITIMER_REAL, patience_s)
            fcntl.flock(lock, fcntl.LOCK_EX)
            signal.setitimer(signal.ITIMER_REAL, 0)
        else:
            _try(lock.fileno())
        yield


def _try(lock: int) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _too_long(0, None)


def _too_long(_number: int, _frame: object) -> None:
    msg = "another agent works with this journal"
    raise TimeoutError(msg)
