"""Zones that keep meals hot: their heaters, the record of their temperature, their alarms.

A heater is lit only while its zone's thermometer speaks and every door of the zone is known
to be closed, or open for less than a minute. It is off in every other case, so that what
fails, fails cold. A wired limiter stands behind it; this is the second layer.

The record says of each meal whether its zone was hot throughout. It outlasts silence and
reboots of up to ten minutes if the zone is still hot when the thermometer speaks again:
while it is silent the heater is off, or stays as it was in an agent that was killed, so that
the temperature only falls or only rises, and was at no time below both of its ends.
"""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from linli.cabinet.inputs import Warmed
from linli.cabinet.machine.keeping import SILENT_MS, temperature, tenths
from linli.cabinet.machine.turn import Turn
from linli.cabinet.memory import Compartment, Door, Memory, Warmth, Zone
from linli.wire.messages import EventType, Fact

OPEN_MS = 60_000
"""A door of the zone may stand open so long with the heater on. Source: CUSTODY, I14."""

RECORD_MS = 300_000
"""Between two lines of a zone's record: 288 a day, and a meal's two hours have 24."""

GAP_MS = 600_000
"""Two lines of the record that are missing: who reads it cannot say any more that it was hot."""

COLD_MS = 600_000
"""Too cold for so long is told: a door that stood open for a minute is forgotten by then, a
zone that warms up has begun to, and a meal has most of its two hours left for a recall."""

SAY_AGAIN_MS = 60_000
"""A heater is told again what it was told: a relay board that was without power forgets."""

_ALWAYS, _NEVER = -(1 << 53), 1 << 53
"""Times no clock shows."""

COLDEST_C, HOTTEST_C = -40.0, 125.0
"""What a thermometer can say: the SHT20's own range. A torn wire reads far outside of it."""


def warmed(turn: Turn, happened: Warmed) -> None:
    """Take in what a zone's thermometer says; what no thermometer can say is silence."""
    zone = turn.memory.zones.get(happened.zone)
    if zone is None:
        return
    if happened.celsius is None or not COLDEST_C <= happened.celsius <= HOTTEST_C:
        _falls_silent(turn, zone.number)
    else:
        _reads(turn, zone, happened.celsius)


def regulate(turn: Turn) -> None:
    """Tell each heater what it is to do, if that is new or was told a while ago."""
    for number, zone in turn.memory.zones.items():
        on, known = _wants_heat(turn, zone), turn.warmths[number]
        if on is not known.lit or turn.now.mono_ms - known.told_ms >= SAY_AGAIN_MS:
            turn.change_zone(number, lit=on, told_ms=turn.now.mono_ms)
            turn.heat(number, on=on)


def start_zones(turn: Turn, *, off_ms: int) -> None:
    """Begin anew with all heaters off; a record that nobody kept for too long is broken."""
    now_ms = turn.now.mono_ms
    for number in turn.memory.zones:
        turn.warmths[number] = Warmth(heard_ms=now_ms, told_ms=now_ms)
        turn.heat(number, on=False)
    for number in {one.fitting.zone for one in turn.compartments.values() if one.warm}:
        if off_ms > GAP_MS or number not in turn.memory.zones:
            _break_record(turn, number)
            _write_gap(turn, number)


def zone_dues(memory: Memory) -> Iterator[int]:
    """Yield the monotonic ms at which time alone will mean something to a zone."""
    for number, known in memory.warmths.items():
        if known.celsius is not None:
            yield known.heard_ms + SILENT_MS
        if not _silence_told(known):
            yield known.heard_ms + GAP_MS
        if known.cold_ms is not None and number not in memory.told.zones:
            yield known.cold_ms + COLD_MS
        if known.lit:
            yield _open_since(memory.compartments, memory.doors, number) + OPEN_MS


def zones_elapsed(turn: Turn) -> None:
    """Do what time alone brings to the zones; their heaters are seen to after each step."""
    now_ms = turn.now.mono_ms
    for number in turn.memory.zones:
        known = turn.warmths[number]
        if known.celsius is not None and now_ms >= known.heard_ms + SILENT_MS:
            _falls_silent(turn, number)
        if not _silence_told(known) and now_ms >= known.heard_ms + GAP_MS:
            _break_record(turn, number)
            _write_gap(turn, number)
            turn.change_zone(number, recorded_ms=now_ms)
        if _is_cold_too_long(turn, number):
            _alarm(turn, EventType.TOO_COLD, number)


def _reads(turn: Turn, zone: Zone, celsius: float) -> None:
    number, known, now_ms = zone.number, turn.warmths[zone.number], turn.now.mono_ms
    was_silent = known.recorded_ms is None or known.recorded_ms > known.heard_ms
    fresh = was_silent or known.recorded_ms == known.heard_ms
    turn.change_zone(
        number,
        celsius=celsius,
        heard_ms=now_ms,
        lowest=celsius if fresh else min(known.lowest, celsius),
        highest=celsius if fresh else max(known.highest, celsius),
    )
    broken = celsius < zone.alarm_c and _break_record(turn, number)
    if was_silent or broken or now_ms - (known.recorded_ms or 0) >= RECORD_MS:
        _record(turn, zone)
    _watch_heat(turn, zone, celsius)
    _watch_cold(turn, zone, celsius)


def _record(turn: Turn, zone: Zone) -> None:
    """Write a line of the record.

    ``warm`` says whether the zone is hot now. As a line is written at once when it ceases to
    be while a meal counts on it, a meal was kept hot if no line since it was stored denies it.
    """
    known = turn.warmths[zone.number]
    assert known.celsius is not None, "a thermometer has just spoken"
    facts: dict[str, Fact] = {
        "zone": zone.number,
        "celsius": tenths(known.celsius),
        "lowest": tenths(known.lowest),
        "highest": tenths(known.highest),
        "warm": known.celsius >= zone.alarm_c,
    }
    turn.write_of_cabinet(EventType.WARMTH, facts)
    turn.change_zone(zone.number, recorded_ms=turn.now.mono_ms)


def _falls_silent(turn: Turn, zone: int) -> None:
    turn.change_zone(zone, celsius=None, cold_ms=None)


def _write_gap(turn: Turn, zone: int) -> None:
    """Write that the record has a gap: a line without a temperature."""
    turn.write_of_cabinet(EventType.WARMTH, {"zone": zone, "warm": False, "silent": True})


def _silence_told(known: Warmth) -> bool:
    """Say whether the last line of the record is newer than the last reading."""
    return known.recorded_ms is not None and known.recorded_ms > known.heard_ms


def _break_record(turn: Turn, zone: int) -> bool:
    """Let no meal in the zone count as kept hot from now on; say whether one did."""
    broken = [
        comp for comp, one in turn.compartments.items() if one.fitting.zone == zone and one.warm
    ]
    for comp in broken:
        turn.change(comp, warm=False)
    return bool(broken)


def _watch_heat(turn: Turn, zone: Zone, celsius: float) -> None:
    """Too hot is told once, and lasts until the heater would be lit again."""
    too_hot = turn.memory.told.zones.get(zone.number) is EventType.TOO_HOT
    if celsius >= zone.cut_off_c and not too_hot:
        _end_alarm(turn, zone.number)
        _alarm(turn, EventType.TOO_HOT, zone.number)
    elif too_hot and celsius < min(zone.set_c, zone.cut_off_c) - zone.band_c:
        _end_alarm(turn, zone.number)


def _watch_cold(turn: Turn, zone: Zone, celsius: float) -> None:
    """Too cold counts while a meal is in the zone, and is over when the zone is hot again."""
    number = zone.number
    if celsius >= zone.alarm_c:
        turn.change_zone(number, cold_ms=None)
        if turn.memory.told.zones.get(number) is EventType.TOO_COLD:
            _end_alarm(turn, number)
    elif not _has_meal(turn, number):
        turn.change_zone(number, cold_ms=None)
    elif turn.warmths[number].cold_ms is None:
        turn.change_zone(number, cold_ms=turn.now.mono_ms)


def _is_cold_too_long(turn: Turn, zone: int) -> bool:
    cold_ms = turn.warmths[zone].cold_ms
    if cold_ms is None or zone in turn.memory.told.zones:
        return False
    return turn.now.mono_ms >= cold_ms + COLD_MS


def _has_meal(turn: Turn, zone: int) -> bool:
    return any(one.seen and one.fitting.zone == zone for one in turn.compartments.values())


def _alarm(turn: Turn, kind: EventType, zone: int) -> None:
    celsius = turn.warmths[zone].celsius
    assert celsius is not None, "silence is no alarm"
    _tell(turn, {**turn.memory.told.zones, zone: kind})
    turn.write_of_cabinet(kind, {"zone": zone, "celsius": tenths(celsius)})


def _end_alarm(turn: Turn, zone: int) -> None:
    """Say that the zone is as it should be, if it was said not to be."""
    celsius = turn.warmths[zone].celsius
    assert celsius is not None, "a thermometer has just spoken"
    if zone in turn.memory.told.zones:
        _tell(turn, {one: kind for one, kind in turn.memory.told.zones.items() if one != zone})
        turn.write_of_cabinet(EventType.WARM_AGAIN, {"zone": zone, "celsius": tenths(celsius)})


def _tell(turn: Turn, zones: Mapping[int, EventType]) -> None:
    turn.know(told=replace(turn.memory.told, zones=zones))


def _wants_heat(turn: Turn, zone: Zone) -> bool:
    """Decide by hysteresis, unless something forbids it."""
    celsius = temperature(turn, zone.number)
    if celsius is None or celsius >= zone.set_c:
        return False
    if turn.memory.told.zones.get(zone.number) is EventType.TOO_HOT:
        return False
    if turn.now.mono_ms >= _open_since(turn.compartments, turn.doors, zone.number) + OPEN_MS:
        return False
    return turn.warmths[zone.number].lit or celsius < zone.set_c - zone.band_c


def _open_since(
    compartments: Mapping[int, Compartment], doors: Mapping[int, Door], zone: int
) -> int:
    """Return since when a door of the zone is, or may be, open.

    A door whose sensors are silent may be: so its board's failure costs the zone its heat
    and not the lobby its safety. One that has not spoken since the start always was.
    """
    return min(
        (
            _door_open_since(doors[comp])
            for comp, one in compartments.items()
            if one.fitting.zone == zone
        ),
        default=_NEVER,
    )


def _door_open_since(door: Door) -> int:
    if door.reading is None and door.silent_ms is None:
        return _ALWAYS
    return min(
        _NEVER if door.opened_ms is None else door.opened_ms,
        _NEVER if door.silent_ms is None else door.silent_ms,
    )
