"""A new epoch at the cabinet: the old journal is set aside, a new one begins.

After an inventory the doors are as a person found them, and nothing that the old journal knew
holds any more. See docs/decisions/0024.
"""

import os
from pathlib import Path

from msgspec.structs import replace

from linli.cabinet.journal import Journal
from linli.cabinet.memory import Layout
from linli.wire.messages import NewEpoch

_BESIDE = ("-wal", "-shm")
"""Files that SQLite keeps beside its own while it is open."""


def begin_epoch(path: Path, layout: Layout, word: NewEpoch, *, after: int) -> None:
    """Put a new, empty journal in the place of the old one, which stays beside it.

    Whenever the power goes, the cabinet has one of the two whole: the new one is made under
    another name and takes the old one's in one step. Nobody else may have either open.

    Args:
        path: the journal.
        layout: the cabinet as configured now.
        word: the server's, its signature found good.
        after: the epoch of the journal as it is.

    Raises:
        JournalError: the new one cannot be made; the old one stands. OSError: so too.
    """
    made, kept = path.with_name(f"{path.name}.new"), aside(path, after)
    for one in (made, *_beside(made)):
        one.unlink(missing_ok=True)
    Journal(made, replace(layout, epoch=word.next, dseq=word.dseq, mark=word.mark)).close()
    if not kept.exists():
        os.link(path, kept)
    for one in _beside(
        path
    ):  # closed, it leaves none; one left over would be read as the new one's
        if one.exists():
            one.replace(one.with_name(one.name.replace(path.name, kept.name, 1)))
    made.replace(path)
    _settle(path.parent)


def aside(path: Path, epoch: int) -> Path:
    """Return where the journal of an epoch that was closed is kept."""
    return path.with_name(f"{path.stem}-epoch{epoch}{path.suffix}")


def _beside(path: Path) -> list[Path]:
    return [path.with_name(f"{path.name}{one}") for one in _BESIDE]


def _settle(folder: Path) -> None:
    """Have the disk hold the folder as it is now."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
