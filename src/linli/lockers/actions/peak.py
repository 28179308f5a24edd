"""Starting the demo's short noon, in a process of its own; there is one at a time."""

import fcntl
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread

from django.conf import settings

FILE = "peak.lock"
"""Held in ``run`` by whoever plays."""


def lock_file() -> Path:
    """Return the file that is held while a noon is played."""
    folder: Path = settings.LINLI_DATA / "run"
    return folder / FILE


def is_playing() -> bool:
    """Whether a noon is being played now."""
    with suppress(FileNotFoundError):
        lock = os.open(lock_file(), os.O_RDWR)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(lock)
    return False


def begin_peak() -> bool:
    """Let a noon begin; say whether it did: while one is played no other does.

    Of two who press at once both are told that it did, and one noon is played.
    """
    if is_playing():
        return False
    command = [sys.executable, "-m", "linli", "demo", "peak", "--data", str(settings.LINLI_DATA)]
    process = subprocess.Popen(  # noqa: S603  # our own command
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    Thread(target=process.wait, daemon=True).start()  # so that it does not stay as a zombie
    return True
