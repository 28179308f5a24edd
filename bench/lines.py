"""The lines of the bench: what is run, in which order, and which figures come of it."""

import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

from bench import board, pages
from bench.figures import Figure, middle, percentile
from bench.http import JSON, PAGE
from bench.parts import Part, part
from bench.product import HOST, Product, running
from bench.stage import POSTGRESQL, Room, Stage

SERVER_MB = 300.0
"""What the whole server side may take at rest; the limit of the memory figures."""

DEPOSITS, INGEST, LISTS = "deposits", "ingest", "lists"
OPENS, RESOURCES, BOARD = "opens", "resources", "board"
NAMES = (INGEST, RESOURCES, OPENS, DEPOSITS, BOARD, LISTS)
"""In the order in which they are measured; the three after the first share one running product."""

ROUNDS = 5
"""So often value and limit are measured in turn; the median round is the figure."""

CABINETS = 64
"""Of the deposits line: so many that processes of the raw pool seldom wait for one another."""

AT_ONCE = 32
"""Couriers who wait for an answer at any time. Source: SPEED, the claim behind HTTP."""

POOLS = (1, 2, 4, 8, 16)
"""Processes of the raw pool; the best size is the limit."""

MANY = 10_000
"""Deposits after which memory is read again."""

LONGEST_S = 100.0
"""For the rest of them; a machine that needs longer is not measured but waited for."""

PACES = (1.0, 5.0)
"""Opens a second, steadily."""

LATCH_MS = 1
"""From the pulse to the door springing open: a lock takes some 30 ms, which are not ours."""

AT_REST_S = 5.0
"""After a start, before memory at rest is read: two hellos of no cabinet fall into it."""


class RefusedError(RuntimeError):
    """Couriers who should all have had a door were refused; the bench measures nothing then."""


def measure(stage: Stage, wanted: Sequence[str], *, whole: bool) -> Iterator[Figure]:
    """Yield the figures of one database engine, as they come; ``whole``: lists of a million."""
    if INGEST in wanted:
        yield from ingest(stage.room("ingest"))
    if set(wanted) & {RESOURCES, OPENS, DEPOSITS}:
        yield from product(stage.room("product"), wanted)
    if BOARD in wanted:
        yield from board.figures(stage.room("board"))
    if LISTS in wanted:
        yield from pages.figures(stage.room("lists"), pages.WHOLE if whole else pages.REDUCED)


def ingest(room: Room) -> Iterator[Figure]:
    """Line 2: a backlog in full messages, and a busy noon in small ones."""
    with part(room, "bench.ingest") as work:
        for name, batch, meals, goal in (
            ("ingest lines/s, a backlog", 50, 120, "ratio ≥ 10"),
            ("ingest lines/s, 5 lines a message", 5, 120, ""),
        ):
            made = work.ask(do="prepare", cabinets=20, meals=meals, batch=batch, seed=batch)
            share, rows = made["messages"] // (ROUNDS + 1), made["rows"] // ROUNDS
            work.ask(do="apply", messages=share)  # the first is warming up
            rounds = []
            for _ in range(ROUNDS):
                applied = _rate(work.ask(do="apply", messages=share), "lines")
                inserted = _rate(work.ask(do="insert", seconds=0.5, most=rows), "lines")
                rounds.append((applied, inserted))
            yield middle(name, room.database, "lines/s", rounds, goal=goal)


def product(room: Room, wanted: Sequence[str]) -> Iterator[Figure]:
    """Lines 4, 3 and 1, on one product that is started twice."""
    with running(room) as first:
        cold_s = first.first_page_s
    with running(room) as linli:
        if RESOURCES in wanted:
            yield Figure("first start to first page", room.database, cold_s, "s", 120, "≤ limit")
            yield Figure(
                "second start to first page", room.database, linli.first_page_s, "s", 3, "≤ limit"
            )
            time.sleep(AT_REST_S)
            yield from _memory(linli, "at rest")
        if OPENS in wanted:
            yield from opens(linli)
        if {RESOURCES, DEPOSITS} & set(wanted):
            yield from deposits(linli, with_limit=DEPOSITS in wanted)
        if RESOURCES in wanted:
            yield from _memory(linli, f"after {MANY:,} deposits")


def opens(linli: Product) -> Iterator[Figure]:
    """Line 3: five cabinets of 48 doors, at two paces."""
    room = linli.room
    with part(room, "bench.responder") as echo, _at(linli, "bench.opens") as visitors:
        echo.ask(be=[])
        visitors.ask(do="prepare", cabinets=5, doors=48, latch_ms=LATCH_MS)
        for pace, seconds in zip(PACES, (40, 20), strict=True):
            seen = visitors.ask(do="visit", a_second=pace, seconds=seconds)
            for share in (0.50, 0.95, 0.99):
                goal = "≤ 60 ms" if (pace, share) == (1.0, 0.95) else ""
                yield Figure(
                    f"scan→door open p{share * 100:.0f}, {pace:.0f}/s",
                    room.database,
                    percentile(seen["door_ms"], share),
                    "ms",
                    percentile(seen["bus_ms"], share),
                    goal,
                )


def deposits(linli: Product, *, with_limit: bool) -> Iterator[Figure]:
    """Line 1, and so many deposits more that there are 10,000; its limit only if asked for."""
    room = linli.room
    with part(room, "bench.plant") as planting:
        codes = planting.ask(cabinets=CABINETS, doors=48)["cabinets"]
    with part(room, "bench.responder") as cabinets, _at(linli, "bench.load") as crowd:
        cabinets.ask(be=codes)
        made = _press(crowd, codes, accept=PAGE, seconds=2)["opened"]
        if with_limit:
            rounds: dict[str, list[tuple[float, float]]] = {PAGE: [], JSON: []}
            with part(room, "bench.raw") as raw:
                raw.ask(do="prepare", cabinets=CABINETS)
                best = max(POOLS, key=lambda size: _raw_rate(raw, size))
                for _ in range(ROUNDS):
                    pressed = {one: _press(crowd, codes, accept=one, seconds=1.2) for one in rounds}
                    limit = _raw_rate(raw, best)
                    for accept, told in pressed.items():
                        made += told["opened"]
                        rounds[accept].append((_rate(told, "opened"), limit))
            for accept, name in ((PAGE, "as a page"), (JSON, "as JSON")):
                yield middle(
                    f"begin_deposit over HTTP, {name}",
                    room.database,
                    "a second",
                    rounds[accept],
                    goal="ratio ≥ 0.5" if room.database == POSTGRESQL else "",
                )
        _press(crowd, codes, accept=PAGE, seconds=LONGEST_S, most=max(MANY - made, 0))


def _press(
    crowd: Part, codes: Sequence[str], *, accept: str, seconds: float, most: int = MANY
) -> dict[str, Any]:
    pressed = crowd.ask(cabinets=codes, at_once=AT_ONCE, seconds=seconds, most=most, accept=accept)
    if pressed["refused"]:
        msg = f"{pressed['refused']} were refused, one of them so: {pressed['sample']}"
        raise RefusedError(msg)
    return pressed


def _raw_rate(raw: Part, processes: int) -> float:
    return _rate(raw.ask(do="run", processes=processes, seconds=1), "deposits")


def _memory(linli: Product, when: str) -> Iterator[Figure]:
    """Yield each process's memory, and that of the server's side, without the cabinets."""
    memory = linli.memory()
    for name, megabytes in memory.items():
        yield Figure(f"{name}, {when}", linli.room.database, megabytes, "MB", SERVER_MB)
    server = sum(mb for name, mb in memory.items() if not name.startswith("cabinet-"))
    yield Figure(
        f"server side, {when}", linli.room.database, server, "MB", SERVER_MB, "≤ limit at rest"
    )


def _at(linli: Product, module: str) -> AbstractContextManager[Part]:
    return part(linli.room, module, HOST, str(linli.port))


def _rate(told: dict[str, Any], what: str) -> float:
    return float(told[what] / told["seconds"])
