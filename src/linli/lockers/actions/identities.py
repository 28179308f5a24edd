"""Telling the bus which cabinets it lets in."""

import fcntl
import json
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import transaction

from linli.lockers.queries.identities import let_in

FILE = "cabinets.json"


def bus_folder() -> Path:
    """Return where the bus of this installation reads who is let in."""
    folder: Path = settings.LINLI_DATA / "bus"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def tell_bus_afterwards() -> None:
    """Tell the bus once the transaction under way stands.

    Should that fail, on a full disk say, the next round of the clock does it.
    """
    transaction.on_commit(tell_bus, robust=True)


def tell_bus() -> bool:
    """Write down which cabinets are let in now; return whether that has changed.

    The bus's keeper looks at the file four times a second. Of two who write at once, the
    second reads the database after the first has written, so the file never goes back.
    """
    folder = bus_folder()
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        path, text = folder / FILE, json.dumps(let_in())
        if path.is_file() and path.read_text(encoding="ascii") == text:
            return False
        put_in_place(path, text)
        return True
    finally:
        os.close(lock)


def put_in_place(path: Path, text: str) -> None:
    """Write a file that only its owner may read, so that a reader sees the old or the new."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(draft).replace(path)
