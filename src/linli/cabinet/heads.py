"""``python -m linli.cabinet.heads JOURNAL…`` says how far journals are, while agents write them.

One line of JSON for each file: ``{"journal": path, "cabinet": code, "epoch": 1, "seq": 42,
"hash": "…"}``. The hash is computed again from the lines, so that it is the journal's own word
and not a copy of somebody's. A file that cannot be read, or whose lines do not hold together,
is named on standard error and makes the exit status 1.
"""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import msgspec
from msgspec import Struct

from linli.wire.journal import line_hash
from linli.wire.messages import Event

PATIENCE_S = 1.0
"""How long to wait for the agent to finish a commit."""


class BrokenError(ValueError):
    """Lines that do not follow one another, or are not as they were written."""


class Head(Struct, frozen=True):
    """The last line of one journal, by its own lines."""

    journal: str
    cabinet: str
    epoch: int
    seq: int
    hash: str


def read_head(path: Path) -> Head:
    """Return the head of a journal, each kept line checked; the file is only read.

    Raises:
        BrokenError: a line is missing, or its hash is not that of its content.
        sqlite3.Error: no journal, or unreadable. msgspec.DecodeError: a line is none.
    """
    address = f"file:{quote(str(path))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=PATIENCE_S)) as file:
        file.execute("BEGIN")  # one moment for both questions
        cabinet, epoch, seq, head = file.execute(
            "SELECT code, epoch, base_seq, base_hash FROM cabinet"
        ).fetchone()
        for (text,) in file.execute("SELECT line FROM line ORDER BY seq"):
            line = msgspec.json.decode(text, type=Event)
            head, seq = line_hash(head, cabinet, epoch, line), seq + 1
            if (line.seq, line.hash) != (seq, head):
                msg = f"line {seq} does not hold"
                raise BrokenError(msg)
    return Head(journal=str(path), cabinet=cabinet, epoch=epoch, seq=seq, hash=head)


def main(paths: list[str]) -> int:
    """Print each journal's head; return the exit status: 1 where one could not be read."""
    status = 0
    for path in paths:
        try:
            head = read_head(Path(path))
        except (sqlite3.Error, ValueError, TypeError) as failure:
            sys.stderr.write(f"{path}: {failure}\n")
            status = 1
        else:
            sys.stdout.write(msgspec.json.encode(head).decode() + "\n")
    return status


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
