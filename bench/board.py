"""How old the board is: from the commit of an event to the tile that says so in a browser."""

import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import psutil

from bench.figures import WITHIN, Figure, percentile
from bench.parts import part
from bench.product import HOST, Product, running
from bench.stage import Room
from linli.server.folder import read_json

LONGEST_MS = 1_000.0
"""From the event to the page, p95. Source: issue 5."""

CABINETS, DOORS = 12, 48
BOARDS, BROWSERS = 50, 2
"""Open boards, and how many of these in a browser."""

A_SECOND = 20.0
"""Lines of journals. Source: issue 5."""

WARMING_S, SECONDS = 6.0, 40.0
LATEST_S = 3.0
"""So long boards are watched on after the last event."""

MEALS = 60
"""Of each cabinet's noon: more lines than are told in the time."""

COOKIE = "linli_session"

Change = tuple[float, str, str]
"""When, which tile, and its words since then."""


class NotSeenError(RuntimeError):
    """Events changed tiles, and a browser has not shown it: the bench measures nothing then."""


def figures(room: Room) -> Iterator[Figure]:
    """Yield how old boards are, what an answer takes, and what all of it costs the web process."""
    with (
        running(room) as linli,
        part(room, "bench.board_events") as cabinets,
        part(room, "bench.board_watchers", HOST, str(linli.port)) as watchers,
        part(room, "bench.board_pages", HOST, str(linli.port)) as browser,
        ThreadPoolExecutor(1) as beside,
    ):
        sessions: list[str] = cabinets.ask(
            do="prepare", cabinets=CABINETS, doors=DOORS, meals=MEALS, people=BOARDS
        )["sessions"]
        opened = browser.ask(do="open", sessions=sessions[:BROWSERS], cookie=COOKIE)
        assert opened["tiles"] == [CABINETS * DOORS] * BROWSERS, opened
        watching = beside.submit(
            watchers.ask,
            sessions=sessions[BROWSERS:],
            cookie=COOKIE,
            seconds=WARMING_S + SECONDS + LATEST_S,
        )
        cabinets.ask(do="happen", a_second=A_SECOND, seconds=WARMING_S)
        before, began = _cpu_s(linli), time.perf_counter()
        told = cabinets.ask(do="happen", a_second=A_SECOND, seconds=SECONDS)
        busy = (_cpu_s(linli) - before) / (time.perf_counter() - began)
        answers = watching.result()
        seen: list[list[Change]] = browser.ask(do="seen")["seen"]
    took = [late for one in seen for late in delays(told["changes"], one)]
    database = room.database
    yield Figure("board, event→DOM p50", database, percentile(took, 0.5), "ms", LONGEST_MS)
    yield Figure("board, event→DOM p95", database, percentile(took, 0.95), "ms", LONGEST_MS, WITHIN)
    yield Figure(
        "board, events really told", database, told["lines"] / told["seconds"], "a second", A_SECOND
    )
    yield Figure("board, an answer p95", database, percentile(answers["took_ms"], 0.95), "ms", 0)
    yield Figure("board, refused as too many", database, answers["refused"], "times", 0)
    drawn = answers["drawn"] / (answers["drawn"] + answers["unchanged"])
    yield Figure("board, answers with doors", database, 100 * drawn, "%", 0)
    size = answers["bytes"] / max(1, answers["drawn"]) / 1000
    yield Figure("board, such an answer", database, size, "kB", 0)
    yield Figure("board, web process, one core", database, 100 * busy, "%", 100)


def delays(changes: Sequence[Change], seen: Sequence[Change]) -> list[float]:
    """Return after how many ms a browser has shown each change, or what came of that tile later.

    Args:
        changes: what became of tiles, in order of time.
        seen: what a browser has shown of them, likewise.

    Raises:
        NotSeenError: something that changed was never shown.
    """
    became, shown = _by_tile(changes), _by_tile(seen)
    took = []
    for tile, all_of_it in became.items():
        views = shown.get(tile, [])
        for at, (when, _) in enumerate(all_of_it):
            first = bisect_left(views, (when, ""))
            later = all_of_it[at:]
            found = next(
                (
                    saw
                    for saw, words in views[first:]
                    if any(words == said and since <= saw for since, said in later)
                ),
                None,
            )
            if found is None:
                msg = f"{tile} became {later} and was shown as {views[-3:]}"
                raise NotSeenError(msg)
            took.append((found - when) * 1000)
    return took


def _by_tile(changes: Sequence[Change]) -> dict[str, list[tuple[float, str]]]:
    found: dict[str, list[tuple[float, str]]] = {}
    for when, tile, words in changes:
        found.setdefault(tile, []).append((when, words))
    return found


def _cpu_s(linli: Product) -> float:
    """Return how long the web process and its workers have worked, in seconds."""
    web = psutil.Process(read_json(linli.room.folder.pids_file)["web"])
    times = [one.cpu_times() for one in (web, *web.children(recursive=True))]
    return sum(one.user + one.system for one in times)
