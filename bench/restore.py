"""``python -m bench.restore``: verify 100,000 entries; back up and restore a database of 1 GB.

Both with the commands as people run them, encrypted, on each database; the backup includes its
restore drill. ``--megabytes`` makes the database smaller or larger.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

import pyrage  # type: ignore[import-untyped]  # a compiled wheel without type stubs

from bench.figures import WITHIN, Figure
from bench.parts import Part, part
from bench.stage import POSTGRESQL, SQLITE, Room, stage
from linli.server.folder import make_ready, write_json
from linli.server.secrets import load_or_make

VERIFIED = 100_000
STEP = 100_000
"""Entries added between two looks at the size: 60 to 80 MB."""

MEGABYTE = 1_000_000
LEAST_S = 20
"""Of a small database: the starts of three processes. Of 1 GB it is 60. Source: issue 4."""

KEY_FILE = "bench.key"


def main(arguments: Sequence[str]) -> None:
    """Measure what the command line asks for, a line each."""
    said = argparse.ArgumentParser("bench.restore", description=__doc__)
    said.add_argument("--megabytes", type=int, default=1_000)
    said.add_argument("--database", choices=[SQLITE, POSTGRESQL, "both"], default="both")
    asked = said.parse_args(arguments)
    databases = [SQLITE, POSTGRESQL] if asked.database == "both" else [asked.database]
    for database in databases:
        for figure in figures(database, asked.megabytes):
            sys.stdout.write(figure.as_line() + "\n")
            sys.stdout.flush()


def figures(database: str, megabytes: int) -> Iterator[Figure]:
    """Yield the figures of one database engine, as they come."""
    with stage(database) as here:
        room, target = here.room("full"), here.room("restored")
        make_ready(room.folder)
        load_or_make(room.folder.root)
        write_json(room.folder.stamp_file, {})  # as if it had been started once
        with part(room, "bench.keeping") as work:
            work.ask(do="prepare")
            work.ask(do="fill", entries=VERIFIED)
            took = work.ask(do="verify")
            yield Figure("verify 100,000 entries", database, took["seconds"], "s", 2, "≤ limit")
            size = _fill(work, megabytes * MEGABYTE)
        yield Figure("database to back up", database, size / MEGABYTE, "MB", megabytes)
        file = here.root / "linli.backup"
        identity = pyrage.x25519.Identity.generate()
        key = here.root / KEY_FILE
        key.write_text(f"{identity}\n", encoding="utf-8")
        seconds = _linli(room, "backup", str(file), "--to", str(identity.to_public()))
        yield Figure("backup and drill", database, seconds, "s", 60)
        yield Figure("backup", database, file.stat().st_size / MEGABYTE, "MB", size / MEGABYTE)
        seconds = _linli(target, "restore", str(file), "--identity", str(key))
        yield Figure("restore", database, seconds, "s", max(LEAST_S, 0.06 * megabytes), WITHIN)
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / MEGABYTE
        yield Figure("most memory of any process", database, most, "MB", 200)


def _fill(work: Part, wanted: int) -> int:
    size = 0
    while size < wanted:
        size = int(work.ask(do="fill", entries=STEP)["bytes"])
    return size


def _linli(room: Room, *words: str) -> float:
    began = time.perf_counter()
    subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", "linli", *words],
        env={**os.environ, **room.environment},
        check=True,
        stdout=sys.stderr,
    )
    return time.perf_counter() - began


if __name__ == "__main__":
    main(sys.argv[1:])
