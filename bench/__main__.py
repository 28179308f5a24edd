"""``python -m bench``: measure, and say each figure in a line, or all of them as JSON."""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence

from bench import cabinet, restore, roster
from bench.figures import Figure, percentile
from bench.lines import NAMES, measure
from bench.stage import POSTGRESQL, SQLITE, stage

CABINET = "cabinet"
"""Needs neither database, so it is measured once."""

ROSTER = "roster"
"""Needs none either."""

RESTORE = "restore"
"""Makes its own rooms, and takes longest: last."""

REDUCED_MB, WHOLE_MB = 100, 1_000
"""Of the database that is backed up and restored."""

SYNCS = 50

ALL = (*NAMES, CABINET, ROSTER, RESTORE)


def main(arguments: Sequence[str]) -> int:
    """Measure what the command line asks for; return 1 if anything was lost, late or done twice."""
    said = argparse.ArgumentParser("bench", description=__doc__)
    said.add_argument("--json", action="store_true", help="one list of objects, at the end")
    said.add_argument("--database", choices=[SQLITE, POSTGRESQL, "both"], default="both")
    said.add_argument("--only", choices=ALL, action="append", help="may be given more than once")
    said.add_argument(
        "--whole",
        action="store_true",
        help="lists with 1,000,000 deposits and a restore of 1 GB: half an hour more",
    )
    asked = said.parse_args(arguments)
    databases = [SQLITE, POSTGRESQL] if asked.database == "both" else [asked.database]
    note(machine())
    figures = []
    for figure in all_figures(databases, asked.only or ALL, whole=asked.whole):
        figures.append(figure)
        if not asked.json:
            say(figure.as_line())
    note(machine())
    if asked.json:
        say(json.dumps([one.as_json() for one in figures], ensure_ascii=False, indent=1))
    wrong = [one for one in figures if one.is_wrong]
    for one in wrong:
        note(f"must not be, and is: {one.name}, {one.database}: {one.value:,.0f} {one.unit}")
    return 1 if wrong else 0


def all_figures(
    databases: Sequence[str], wanted: Sequence[str], *, whole: bool
) -> Iterator[Figure]:
    """Yield each figure as soon as it is known, one database after the other."""
    if CABINET in wanted:
        yield from cabinet.figures()
    if ROSTER in wanted:
        yield from roster.figures()
    for database in databases if set(wanted) & set(NAMES) else ():
        with stage(database) as here:
            yield from measure(here, wanted, whole=whole)
    for database in databases if RESTORE in wanted else ():
        yield from restore.figures(database, WHOLE_MB if whole else REDUCED_MB)


def machine() -> str:
    """Return how fast and how busy this machine is now: figures of two runs differ by it."""
    with tempfile.TemporaryFile() as file:
        took = []
        for _ in range(SYNCS):
            file.write(b"x" * 4096)
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append((time.perf_counter() - began) * 1000)
    load, _, _ = os.getloadavg()
    half, most = percentile(took, 0.5), percentile(took, 0.9)
    return f"{os.cpu_count()} cores, load {load:.1f}, one fdatasync {half:.2f} ms, p90 {most:.2f}"


def say(line: str) -> None:
    """Tell what was measured."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def note(line: str) -> None:
    """Tell what a reader should know and a program need not."""
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
