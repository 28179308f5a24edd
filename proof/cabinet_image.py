"""Whether a cabinet that finds this disk after a power cut knows all that it had promised."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from tests.cabinet.world import layout

from linli.cabinet.journal import Journal, JournalError
from proof.cabinet_load import digest
from proof.cuts import FAST, BrokenError, Check, LostError

JOURNAL = "journal.sqlite3"


def check_cabinet(promises: Path) -> Check:
    """Return the check of a cabinet's images: ``promises`` holds a digest for each commit.

    The image must open with the journal itself, verify line by line, pass SQLite's own check,
    and hold exactly what some commit left: the last that was promised, or the next.
    """
    states = [_never_run(), *promises.read_text(encoding="ascii").split()]

    def check(folder: Path, promised: int) -> None:
        held = _held(folder / JOURNAL)
        if held in states[promised : promised + 2]:
            return
        if held in states[:promised]:
            msg = f"commit {promised} is not there"
            raise LostError(msg)
        msg = "what is there was never committed"
        raise BrokenError(msg)

    return check


def _held(path: Path) -> str:
    try:
        journal = Journal(path, layout())
        try:
            journal.verify()
            held = digest(journal)
        finally:
            journal.close()
    except JournalError as damaged:
        raise BrokenError(str(damaged)) from damaged
    with closing(sqlite3.connect(path)) as file:
        ((answer,),) = file.execute("PRAGMA integrity_check")
    if answer != "ok":
        raise BrokenError(answer)
    return held


def _never_run() -> str:
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        journal = Journal(Path(folder) / JOURNAL, layout())
        try:
            return digest(journal)
        finally:
            journal.close()
