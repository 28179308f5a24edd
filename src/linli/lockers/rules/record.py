"""What a cabinet's lines say of its warmth and its lamps, and how a day's warmth is drawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from linli.lockers.rules.parts import COLDEST_C, HOTTEST_C
from linli.wire.messages import Event, EventType

SLOT_MS = 300_000
"""A reading is kept for each five minutes: as often as a cabinet writes one."""

HOT_C = 60.0
"""Above which a meal keeps four hours instead of two. Source: LOCKERS, part d."""

READINGS_KEPT = timedelta(days=8)
"""As far back as a day can be looked at, and a day."""

RUNS_KEPT = timedelta(days=30)
"""A month's proof for property; the journal's own lines stay."""

GAP_SLOTS = 2
"""A line is drawn across one reading that is missing, and no more."""

MOST = 1_000_000
"""Seconds, hours or mJ/cm²: beyond is no lamp's."""

ZONES_MOST = 255

WIDTH, HEIGHT = 720, 320
"""Of the drawing: two minutes are a step across, a degree is four down."""

LOWEST_C, HIGHEST_C = 10, 90
"""What is drawn; what lies beyond is drawn at the edge, and told as it is."""

_DAY_S = 86_400


class ReadingNow(NamedTuple):
    """One zone's temperature within five minutes; all None where the thermometer gave none."""

    slot: int
    celsius: float | None
    lowest: float | None
    highest: float | None


class RunNow(NamedTuple):
    """One run of a lamp. ``dose_mj``, ``lamp_h``: None where it was not told."""

    lit_s: int
    dose_mj: int | None
    lamp_h: int | None
    worn: bool


def reading_of(line: Event, *, now_ms: int) -> tuple[int, ReadingNow] | None:
    """Return the zone and the reading that a line records, None where it records none.

    A clock that is ahead of ours is set back to ours.
    """
    zone = line.data.get("zone")
    if line.type is not EventType.WARMTH or isinstance(zone, bool) or not isinstance(zone, int):
        return None
    if not 1 <= zone <= ZONES_MOST:
        return None
    celsius = _degrees(line, "celsius")
    lowest, highest = _degrees(line, "lowest"), _degrees(line, "highest")
    slot = min(line.wall, now_ms) // SLOT_MS
    return zone, ReadingNow(
        slot,
        celsius,
        celsius if lowest is None else lowest,
        celsius if highest is None else highest,
    )


def together(first: ReadingNow, then: ReadingNow) -> ReadingNow:
    """Return two readings of the same five minutes as one."""
    lows = [one for one in (first.lowest, then.lowest) if one is not None]
    highs = [one for one in (first.highest, then.highest) if one is not None]
    return ReadingNow(
        first.slot,
        first.celsius if then.celsius is None else then.celsius,
        min(lows, default=None),
        max(highs, default=None),
    )


def run_of(line: Event) -> RunNow | None:
    """Return the lamp's run that a line ends, None where it ends none or there is no lamp."""
    lit_s = _count(line, "dose_s")
    if line.type is not EventType.SANI_END or lit_s is None:
        return None
    worn = line.data.get("worn") is True
    return RunNow(lit_s, _count(line, "dose_mj"), _count(line, "lamp_h"), worn)


@dataclass(frozen=True, slots=True)
class Curve:
    """A day of one zone as it is drawn: lines of points, and the heights of what is compared."""

    lines: tuple[str, ...]
    hot_y: float
    set_y: float | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A time of a day at which something was wrong: from ``x`` on, so wide."""

    x: float
    width: float


class Hour(NamedTuple):
    """One hour of one zone in words: None where nothing was recorded."""

    at: datetime
    lowest: float | None
    highest: float | None


def curve_of(readings: Sequence[ReadingNow], *, begin: datetime, set_c: float | None) -> Curve:
    """Return how a day's readings, oldest first, are drawn; broken where the record is."""
    lines: list[list[str]] = []
    before: int | None = None
    for one in readings:
        if one.celsius is None:
            before = None
            continue
        if before is None or one.slot - before > GAP_SLOTS:
            lines.append([])
        at_s = one.slot * SLOT_MS // 1_000 - int(begin.timestamp())
        lines[-1].append(f"{_x(at_s):.1f},{y_of(one.celsius):.1f}")
        before = one.slot
    return Curve(
        tuple(" ".join(_seen(one)) for one in lines),
        y_of(HOT_C),
        None if set_c is None else y_of(set_c),
    )


def y_of(celsius: float) -> float:
    """Return how far down a temperature is drawn."""
    within = min(max(celsius, LOWEST_C), HIGHEST_C)
    return round(HEIGHT * (HIGHEST_C - within) / (HIGHEST_C - LOWEST_C), 1)


def mark_of(
    since: datetime, until: datetime | None, *, begin: datetime, now: datetime
) -> Mark | None:
    """Return where an alarm is drawn in a day, None where it lies outside of it."""
    first = max(0.0, (since - begin).total_seconds())
    last = min(_DAY_S, ((until or now) - begin).total_seconds())
    if last < 0 or first >= _DAY_S:
        return None
    return Mark(round(_x(first), 1), max(2.0, round(_x(last) - _x(first), 1)))


def hours_of(readings: Iterable[ReadingNow], *, begin: datetime, end: datetime) -> list[Hour]:
    """Return a day hour by hour, for who hears it read."""
    hours: dict[int, list[ReadingNow]] = {}
    for one in readings:
        into_s = one.slot * SLOT_MS // 1_000 - int(begin.timestamp())
        hours.setdefault(into_s // 3_600, []).append(one)
    return [
        Hour(
            begin + timedelta(hours=hour),
            min((one.lowest for one in found if one.lowest is not None), default=None),
            max((one.highest for one in found if one.highest is not None), default=None),
        )
        for hour in range(int((end - begin).total_seconds() // 3_600))
        for found in [hours.get(hour, [])]
        if found
    ]


def _x(into_s: float) -> float:
    return WIDTH * into_s / _DAY_S


def _seen(points: list[str]) -> list[str]:
    """Return a line that can be seen: one point alone is drawn to itself."""
    return points * 2 if len(points) == 1 else points


def _degrees(line: Event, name: str) -> float | None:
    told = line.data.get(name)
    if isinstance(told, bool | str) or told is None or not COLDEST_C <= told <= HOTTEST_C:
        return None
    return float(told)


def _count(line: Event, name: str) -> int | None:
    told = line.data.get(name)
    if isinstance(told, bool | str) or told is None or not 0 <= told <= MOST:
        return None
    return int(told)
