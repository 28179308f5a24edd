"""What cabinets record of warmth and lamps: kept thinned, drawn, told in words, let go."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace
from tests.lockers.journals import line
from tests.lockers.tower import Tower, must_be_whole

from linli.ledger.models import Entry
from linli.lockers.actions.hearing import hear
from linli.lockers.actions.record import forget_records, keep_record
from linli.lockers.actions.statements import lock_cabinets
from linli.lockers.enums import AlarmKind
from linli.lockers.models import Alarm, CabinetFitted, LampRun, ZoneReading
from linli.lockers.queries.record import Record, ZoneDay, fitted_of, record_of
from linli.lockers.rules.record import (
    HEIGHT,
    READINGS_KEPT,
    RUNS_KEPT,
    SLOT_MS,
    WIDTH,
    Curve,
    Hour,
    Mark,
    ReadingNow,
    RunNow,
    curve_of,
    hours_of,
    mark_of,
    reading_of,
    run_of,
    together,
    y_of,
)
from linli.wire import codec
from linli.wire.messages import Event, EventType, Fact, Fitted, FittedBoard, Purpose, Size

BEGIN = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
MARCH_2 = date(2026, 3, 2)
FIRST = int(BEGIN.timestamp() * 1_000) // SLOT_MS
NOW_MS = 1_000 * SLOT_MS

needs_a_database = pytest.mark.django_db


def warmth(*, wall: int = NOW_MS, **data: Fact) -> Event:
    return replace(line(EventType.WARMTH), wall=wall, comp=0, data=data)


def lamp(*, wall: int = NOW_MS, comp: int = 1, **data: Fact) -> Event:
    return replace(line(EventType.SANI_END), wall=wall, comp=comp, data=data)


def test_a_line_of_warmth_is_a_reading_of_five_minutes() -> None:
    told = warmth(zone=2, celsius=63.4, lowest=61.0, highest=64.0, warm=True)
    ahead = warmth(zone=2, celsius=60, wall=NOW_MS + 9 * SLOT_MS)

    assert reading_of(told, now_ms=NOW_MS) == (2, ReadingNow(1_000, 63.4, 61.0, 64.0))
    assert reading_of(ahead, now_ms=NOW_MS) == (2, ReadingNow(1_000, 60.0, 60.0, 60.0))
    assert reading_of(warmth(zone=2, silent=True), now_ms=NOW_MS) == (
        2,
        ReadingNow(1_000, None, None, None),
    )


@pytest.mark.parametrize("zone", [0, 256, "1", True])
def test_what_names_no_zone_or_no_temperature_records_none(zone: Fact) -> None:
    assert reading_of(warmth(zone=zone, celsius=60), now_ms=NOW_MS) is None
    assert reading_of(warmth(), now_ms=NOW_MS) is None
    assert reading_of(lamp(zone=1), now_ms=NOW_MS) is None
    for celsius in (5_000, "x", True):
        found = reading_of(warmth(zone=1, celsius=celsius), now_ms=NOW_MS)
        assert found == (1, ReadingNow(1_000, None, None, None))


def test_two_readings_of_the_same_minutes_are_one() -> None:
    first, silent = ReadingNow(1, 60.0, 58.0, 61.0), ReadingNow(1, None, None, None)

    assert together(first, ReadingNow(1, 59.0, 59.0, 62.0)) == ReadingNow(1, 59.0, 58.0, 62.0)
    assert together(first, silent) == first
    assert together(silent, silent) == silent


def test_a_run_has_what_was_told_of_it_within_bounds() -> None:
    assert run_of(lamp(dose_s=61, dose_mj=30, lamp_h=7, worn=True)) == RunNow(61, 30, 7, worn=True)
    assert run_of(lamp(dose_s=0, interrupted=True)) == RunNow(0, None, None, worn=False)
    for told in (True, "x", -1, 10**9):
        assert run_of(lamp(dose_s=told)) is None
    assert run_of(lamp()) is None
    assert run_of(warmth(dose_s=61)) is None


def reading(slot: int, celsius: float | None) -> ReadingNow:
    return ReadingNow(FIRST + slot, celsius, celsius, celsius)


def test_a_curve_breaks_where_the_record_does() -> None:
    told = [reading(0, 50), reading(1, 70), reading(3, 60), reading(6, 10), reading(7, None)]

    curve = curve_of([*told, reading(8, 95)], begin=BEGIN, set_c=65.0)

    assert curve == Curve(
        ("0.0,160.0 2.5,80.0 7.5,120.0", "15.0,320.0 15.0,320.0", "20.0,0.0 20.0,0.0"),
        hot_y=120.0,
        set_y=100.0,
    )
    assert curve_of([], begin=BEGIN, set_c=None) == Curve((), y_of(60), None)
    assert (y_of(-40), y_of(120)) == (HEIGHT, 0)


def test_an_alarm_is_marked_where_it_stood_in_the_day() -> None:
    hour = timedelta(hours=1)

    def mark(since: datetime, until: datetime | None) -> Mark | None:
        return mark_of(since, until, begin=BEGIN, now=BEGIN + 12 * hour)

    assert mark(BEGIN + 6 * hour, None) == Mark(WIDTH / 4, WIDTH / 4)
    assert mark(BEGIN - hour, BEGIN + 25 * hour) == Mark(0, WIDTH)
    assert mark(BEGIN + hour, BEGIN + hour) == Mark(30, 2)
    assert mark(BEGIN - 2 * hour, BEGIN - hour) is None
    assert mark(BEGIN + 24 * hour, None) is None


def test_the_hours_say_what_the_curve_shows() -> None:
    told = [reading(0, 60), reading(1, 58), reading(13, None)]

    hours = hours_of(told, begin=BEGIN, end=BEGIN + timedelta(days=1))

    assert hours == [Hour(BEGIN, 58, 60), Hour(BEGIN + timedelta(hours=1), None, None)]


def record(tower: Tower) -> Record:
    found = record_of("T-A", [tower.place.pk], MARCH_2)
    assert found is not None
    return found


def keeps(tower: Tower, lines: Sequence[Event]) -> None:
    """Let ingest take lines in as if the cabinet had written them."""
    cabinet = lock_cabinets(["T-A"])["T-A"]
    keep_record([(cabinet, lines)], now=tower.now)


@needs_a_database
def test_a_lamps_runs_are_kept_as_its_cabinet_writes_them(tower: Tower) -> None:
    begun = tower.stored()
    assert not record(tower).lamps
    tower.ask(begun, Purpose.PICKUP, comp=1)
    tower.a.empty(1)
    tower.wait(120)
    tower.exchange()

    (one,) = record(tower).lamps
    assert (one.comp, one.lit_s, one.runs, one.worn) == (1, 60, 1, False)
    assert str(LampRun.objects.get()).startswith(f"{tower.a.number} 1 2026-03-02")
    must_be_whole()


@needs_a_database
def test_readings_of_a_slot_are_one_row_whichever_batch_they_came_in(tower: Tower) -> None:
    at = int(tower.now.timestamp() * 1_000)
    keeps(tower, [warmth(zone=1, celsius=61, wall=at), warmth(zone=1, celsius=63, wall=at)])
    keeps(tower, [warmth(zone=1, celsius=59, wall=at), warmth(zone=2, silent=True, wall=at)])
    keeps(tower, [warmth(zone=1, silent=True, wall=at), warmth(zone=2, celsius=40, wall=at)])
    Alarm.objects.create(
        cabinet_id=tower.a.number, kind="TOO_COLD", part="2", began_at=tower.now, since=tower.now
    )
    Alarm.objects.create(
        cabinet_id=tower.a.number, kind="SILENT", part="x", began_at=tower.now, since=tower.now
    )

    first, second = record(tower).zones

    slot = at // SLOT_MS
    assert first == ZoneDay(1, None, (ReadingNow(slot, 59, 59, 63),), ())
    assert second.readings == (ReadingNow(slot, 40, 40, 40),)
    assert [one.kind for one in second.alarms] == [AlarmKind.TOO_COLD]
    assert str(ZoneReading.objects.first()) == f"{tower.a.number} 1 {slot}"


@needs_a_database
def test_what_is_too_old_goes_a_few_rows_at_a_time(tower: Tower) -> None:
    assert forget_records(now=tower.now) == 0
    at = int(tower.now.timestamp() * 1_000)
    keeps(tower, [warmth(zone=1, celsius=61, wall=at), lamp(wall=at, dose_s=60)])

    assert forget_records(now=tower.now + READINGS_KEPT) == 0
    assert forget_records(now=tower.now + READINGS_KEPT + timedelta(minutes=10)) == 1
    assert forget_records(now=tower.now + RUNS_KEPT + timedelta(seconds=1)) == 1
    assert not ZoneReading.objects.exists()


FITTED = Fitted(
    doors={Size.S: [1, 2, 4], Size.M: [3], Size.L: []},
    kind="wired",
    boards=[FittedBoard(name="left", family="wkly", first=1, locks=24, swaps={"3": 4})],
    set_c={"1": 65.0},
)


@needs_a_database
def test_how_a_cabinet_is_built_is_kept_once_until_it_says_otherwise(tower: Tower) -> None:
    assert fitted_of(tower.a.number) is None
    hello = codec.decode_hello(codec.encode(replace(tower.a.hello(), fitted=FITTED)))
    for _ in range(2):
        hear([hello, tower.a.hello()], now=tower.now)
    hear([replace(hello, fitted=replace(FITTED, kind="mqtt"))], now=tower.now)
    hear([replace(hello, cab="NONE")], now=tower.now)

    assert fitted_of(tower.a.number) == replace(FITTED, kind="mqtt")
    assert [one.set_c for one in record(tower).zones] == [65.0]
    assert Entry.objects.filter(verb="cabinet_fitted").count() == 2
    assert str(CabinetFitted.objects.get()) == str(tower.a.number)


@needs_a_database
def test_a_cabinet_of_another_building_records_nothing_for_us(tower: Tower) -> None:
    assert record_of("T-A", [], MARCH_2) is None
    assert record_of("NONE", [tower.place.pk], MARCH_2) is None
