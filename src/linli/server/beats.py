"""That a part still goes round: each says so in a file, and others read how long ago."""

import os
from collections.abc import Iterable

from linli.kernel import clock
from linli.server.folder import Folder

EACH_MS = 1_000
"""A part that goes round more often says so once a second."""

SILENT_AFTER_MS = {"ingest": 10_000, "jobs": 60_000}
"""The rounds take 0.25 s and 5 s; a slow one on a full disk took 3 s in the kill tests."""


class Beat:
    """Called each time a part has gone round.

    It never fails: a part whose disk is full goes on, and is taken for silent.
    """

    def __init__(self, folder: Folder, part: str) -> None:
        self._path = folder.beats / part
        self._said_ms = -EACH_MS

    def __call__(self) -> None:
        """Say so, at most once a second."""
        now = clock.mono_ms()
        if now - self._said_ms < EACH_MS:
            return
        self._said_ms = now
        try:
            self._path.parent.mkdir(mode=0o700, exist_ok=True)
            file = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.pwrite(file, f"{now:020d}".encode(), 0)
            finally:
                os.close(file)
        except OSError:
            return


def age_ms(folder: Folder, part: str) -> int | None:
    """Return how long ago a part went round, in ms; None where it never did since the start."""
    try:
        return clock.mono_ms() - int((folder.beats / part).read_bytes())
    except (OSError, ValueError):
        return None


def silent(folder: Folder) -> Iterable[str]:
    """Return the parts that have not gone round for too long."""
    for part, most in SILENT_AFTER_MS.items():
        age = age_ms(folder, part)
        if age is None or not 0 <= age <= most:
            yield part


def forget(folder: Folder) -> None:
    """Forget what earlier runs said and counted; before any part of this one is started."""
    for place in (folder.beats, folder.metrics):
        for file in place.glob("*"):
            file.unlink(missing_ok=True)
