"""What a cabinet's own lines make of its zones, boards and keypad: last record, standing alarm."""

from dataclasses import dataclass

from linli.lockers.enums import PartAlarm, PartKind
from linli.wire.messages import Event, EventType

LONGEST_NAME = 40
"""Characters of a board's name that are kept."""

COLDEST_C, HOTTEST_C = -100, 1_000
"""What lies outside is no temperature of anything in a lobby."""

PartName = tuple[PartKind, str]
"""Which part of a cabinet: its kind, and a zone's number or a board's name."""


@dataclass(frozen=True, slots=True)
class PartNow:
    """A part as last reported; ``since_ms`` is when its alarm began, 0 while there is none.

    Times are milliseconds since 1970 by the cabinet's wall clock.
    """

    celsius: float | None = None
    alarm: PartAlarm | None = None
    since_ms: int = 0
    told_ms: int = 0


_KINDS = {
    EventType.WARMTH: (PartKind.ZONE, "zone"),
    EventType.TOO_COLD: (PartKind.ZONE, "zone"),
    EventType.TOO_HOT: (PartKind.ZONE, "zone"),
    EventType.WARM_AGAIN: (PartKind.ZONE, "zone"),
    EventType.BOARD_SILENT: (PartKind.BOARD, "board"),
    EventType.BOARD_BACK: (PartKind.BOARD, "board"),
    EventType.WRONG_CODES: (PartKind.KEYPAD, ""),
}
"""What each line is about, and the fact that names which one of them."""

TOLD_OF_PARTS = frozenset(_KINDS)
"""Lines that are about a part."""

_ALARMS = {
    EventType.TOO_COLD: PartAlarm.TOO_COLD,
    EventType.TOO_HOT: PartAlarm.TOO_HOT,
    EventType.BOARD_SILENT: PartAlarm.BOARD_SILENT,
    EventType.WRONG_CODES: PartAlarm.WRONG_CODES,
}
_ENDED_BY = {
    EventType.WARM_AGAIN: frozenset(PartAlarm),
    EventType.BOARD_BACK: frozenset(PartAlarm),
    EventType.WARMTH: frozenset({PartAlarm.SILENT}),
}


def part_of(line: Event) -> PartName | None:
    """Return which part a line is about, or None where it is about none that has a name."""
    if line.type not in _KINDS:
        return None
    kind, fact = _KINDS[line.type]
    if fact and fact not in line.data:
        return None
    named = str(line.data[fact]) if fact else ""
    return kind, named.replace("\x00", "")[:LONGEST_NAME]


def part_after(part: PartNow, line: Event) -> PartNow:
    """Return a part as it is after one line; an alarm that stands keeps its beginning.

    A record of warmth without a temperature says that the thermometer gives none.
    """
    celsius = _celsius(line)
    alarm = _ALARMS.get(line.type)
    if line.type is EventType.WARMTH and celsius is None:
        alarm = PartAlarm.SILENT
    if alarm is None and part.alarm not in _ENDED_BY.get(line.type, ()):
        alarm = part.alarm
    now_ms = max(line.wall, 1)  # a clock that was never set; 0 would say never
    return PartNow(
        celsius=part.celsius if celsius is None else celsius,
        alarm=alarm,
        since_ms=_since(part, alarm, now_ms),
        told_ms=now_ms,
    )


def cooled_zone(line: Event) -> int | None:
    """Return the zone of which a line denies that it was hot throughout; None where none is.

    From then on no meal that stood in it counts as kept hot.
    """
    zone = line.data.get("zone")
    if line.type is not EventType.WARMTH or line.data.get("warm") is not False:
        return None
    return zone if isinstance(zone, int) else None


def _celsius(line: Event) -> float | None:
    """Return the temperature that a line names, if it is one."""
    told = line.data.get("celsius")
    if isinstance(told, bool | str) or told is None or not COLDEST_C <= told <= HOTTEST_C:
        return None
    return float(told)


def _since(part: PartNow, alarm: PartAlarm | None, now_ms: int) -> int:
    if alarm is None:
        return 0
    return part.since_ms if alarm == part.alarm else now_ms
