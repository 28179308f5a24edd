"""How long pages take in a district that has lived for years."""

from collections.abc import Iterator

from bench.figures import WITHIN, Figure, percentile
from bench.parts import part
from bench.stage import Room
from linli.server.folder import make_ready
from linli.server.secrets import load_or_make

LONGEST_MS = 200.0
"""Of any page that lists something. Source: issue 4."""

FILE_MS = 2_000.0
"""Of a table to take away, which is no page: measured, and nothing fails by it."""

FILES = ("places as csv", "places as xlsx")

WHOLE, REDUCED = 1_000_000, 100_000
"""Deposits: what the issue asks for, and what a bench fills within a minute."""

STEP = 20_000
"""Deposits of one wish: seconds, where a part may take two minutes."""


def figures(room: Room, deposits: int) -> Iterator[Figure]:
    """Yield how long each page takes, the median and p95 of its visits.

    Args:
        room: an empty one.
        deposits: how many there are to be; 10,000 people there are always.
    """
    make_ready(room.folder)
    load_or_make(room.folder.root)
    with part(room, "bench.lists") as work:
        work.ask(do="prepare")
        for first in range(0, deposits, STEP):
            work.ask(do="fill", first=first, last=min(first + STEP, deposits), of=deposits)
        work.ask(do="settle")
        pages: dict[str, list[float]] = work.ask(do="visit", deposits=deposits)["pages"]
    for name, took in pages.items():
        limit, judged = (FILE_MS, "") if name in FILES else (LONGEST_MS, WITHIN)
        for share, goal in ((0.5, ""), (0.95, judged)):
            title = f"{name}, p{share * 100:.0f}"
            yield Figure(title, room.database, percentile(took, share), "ms", limit, goal)
