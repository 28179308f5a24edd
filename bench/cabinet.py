"""The cabinet's own figures: from the command to the pulse, with neither server nor database."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from random import Random

import msgspec

from bench import cabinet_wires as wires
from bench.cabinet_journal import append
from bench.cabinet_rest import full_poll, idle
from bench.cabinet_room import Room, room
from bench.cabinet_trouble import restarted, stalled
from bench.cabinet_visits import Visit, all_at_once, there_and_back
from bench.figures import NEVER, Figure, percentile
from linli.cabinet.wiring import Wired
from linli.wire.messages import EventType

NO_DATABASE = "-"
DOORS = 48

UNASKED = frozenset({"wkly"})
"""Families whose boards speak by themselves."""

MEALS = 25
"""Each is let in and out: so many commands twice."""

BURST = 24
PLENTY = {"pulses_at_once": BURST}
"""A supply that feeds a whole burst: what is left is the lines' own time."""

SILENT_BOARD, SILENT_DOORS = "b2", range(49, 73)
SILENT_ROUNDS, SILENT_MEALS = 2, 15

PEER_MS = {0.50: 20.0, 0.95: 152.0}
PEER_BURST_MS, PEER_SILENT_MS = 436.0, 1_195.0
"""The best open peer's, measured on the same broker. Source: the README beside this file."""


def figures() -> Iterator[Figure]:
    """Yield each figure as soon as it is known."""
    for family in wires.FAMILIES:
        yield from asyncio.run(command_to_pulse(family))
    lines: Sequence[Callable[[], Coroutine[None, None, list[Figure]]]] = (
        burst,
        one_of_three_silent,
        full_poll,
        stalled,
        restarted,
        idle,
    )
    for line in lines:
        yield from asyncio.run(line())
    yield append()


async def command_to_pulse(family: str) -> list[Figure]:
    """Line 1: couriers and owners at an uneven pace, at one family's boards on one line."""
    on_lines = wires.boards(family, DOORS)
    takes = wires.line_time(on_lines[0][0])
    async with room(family, on_lines) as here:
        visits = await there_and_back(here, MEALS, _chance())
    seen = _pulses(visits)
    limits = ((0.50, takes.open_said), (0.95, takes.open_said + takes.poll))
    return [
        _ms(
            f"command→pulse p{share * 100:.0f}, {family}",
            percentile(seen, share),
            limit,
            f"peer {PEER_MS[share]:,.0f} ms",
        )
        for share, limit in limits
    ] + [_lost(family, len(visits) - len(seen))]


async def burst() -> list[Figure]:
    """Line 2: 24 couriers in one moment, with the supply as it is and with one that feeds all.

    Whoever is told that the cabinet is busy asks again, a second or so later, until a door opens.
    """
    told = []
    for name, supply, rounds in (("supply of 2", {}, 1), ("supply of 24", PLENTY, 2)):
        on_lines = wires.boards("8a", DOORS)
        board = wires.wired("8a", on_lines, "/dev/tty") | supply
        seen = list[Visit]()
        async with room("8a", on_lines, board=supply) as here:
            for _ in range(rounds):
                seen += await all_at_once(here, BURST)
            unsure = [line.type for line in here.server.lines].count(EventType.UNSURE)
        pulses = sorted(_pulses(seen))
        limits = _burst_limits(board)
        told += [
            _ms(
                f"burst of 24 p{share * 100:.0f}, {name}",
                percentile(pulses, share),
                percentile(limits, share),
                f"peer {PEER_BURST_MS:,.0f} ms" if share == 0.5 else "",  # noqa: PLR2004  # as above
            )
            for share in (0.5, 0.95)
            if pulses
        ]
        missed = sum(one.pulse_ms is None for one in seen)
        told.append(_none(f"burst of 24, «ok» without a pulse, {name}", missed))
        told.append(_none(f"burst of 24, UNSURE, {name}", unsure))
        asked = percentile([one.asked for one in seen], 1.0)
        told.append(Figure(f"burst of 24, most often asked, {name}", "-", asked, "times", 1))
    return told


def _burst_limits(board: dict[str, object]) -> list[float]:
    """Return when each of 24 pulses can come at the earliest: by the supply, and by the line."""
    wired = msgspec.convert(board, Wired)
    takes = wires.line_time(msgspec.to_builtins(wired.boards()[0]))
    by_line = (takes.open_said + number * takes.open for number in range(BURST))
    return [max(both) for both in zip(wires.pulses_at(wired, BURST), by_line, strict=True)]


async def one_of_three_silent() -> list[Figure]:
    """Line 3: three boards on one line, rounds with all and rounds with one silent in turn."""
    on_lines = wires.boards("8a", 72)
    sound, beside_silent = list[Visit](), list[Visit]()
    async with room("8a", on_lines, silent=SILENT_DOORS) as here:
        chance = _chance()
        for _ in range(SILENT_ROUNDS):
            sound += await there_and_back(here, SILENT_MEALS, chance)
            await _make(here, silent=True)
            beside_silent += await there_and_back(here, SILENT_MEALS, chance)
            await _make(here, silent=False)
    limit = percentile(_pulses(sound), 0.95)
    value = percentile(_pulses(beside_silent), 0.95)
    slowest = max(one.reply_ms for one in beside_silent)
    return [
        _ms(
            "one of three silent: pulse p95",
            value,
            limit,
            f"ratio ≤ 1.2, peer {PEER_SILENT_MS:,.0f} ms",
        ),
        _ms(
            "one of three silent: slowest reply",
            slowest,
            max(one.reply_ms for one in sound),
        ),
    ]


async def _make(here: Room, *, silent: bool) -> None:
    """Silence the third board, or let it speak again; nobody waits until that is noticed."""
    told = [line.type for line in here.server.lines].count(EventType.BOARD_BACK)
    here.doors.do("fault", board=SILENT_BOARD, faults={"silent": silent})
    if not silent:
        await here.until(
            lambda: [line.type for line in here.server.lines].count(EventType.BOARD_BACK) > told,
            "the silent board is back",
        )


def _pulses(seen: Sequence[Visit]) -> list[float]:
    return [one.pulse_ms for one in seen if one.pulse_ms is not None]


def _ms(name: str, value: float, limit: float, goal: str = "") -> Figure:
    return Figure(name, NO_DATABASE, value, "ms", limit, goal)


def _lost(family: str, count: int) -> Figure:
    """Count opens that were spoken into: where boards speak unasked, that is known to happen."""
    name = f"opens lost on the line, {family}"
    return Figure(name, NO_DATABASE, count, "times", 0) if family in UNASKED else _none(name, count)


def _none(name: str, count: float) -> Figure:
    return Figure(name, NO_DATABASE, count, "times", 0, NEVER)


def _chance() -> Random:
    return Random(1)  # noqa: S311  # who comes when
