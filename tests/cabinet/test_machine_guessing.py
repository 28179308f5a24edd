"""Whoever guesses at codes: five in a row, then ever longer pauses, 60 a day, reboots or not."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cabinet.durable import DurableWorld
from tests.cabinet.onsite import (
    CODE,
    HOUR_MS,
    MINUTE_MS,
    WRONG,
    guesses_wrong,
    keyed,
    stores,
    types,
)
from tests.cabinet.world import FAST_FOLDER, FILLED, OPEN, World

from linli.cabinet.inputs import Refusal, Shown, Write
from linli.cabinet.machine.running import NOTED_EACH_MS
from linli.kernel.clock import Instant
from linli.wire.messages import EventType

DAY_MS = 24 * HOUR_MS


def reboots(world: DurableWorld) -> None:
    """Lose power: what was not durable is gone, and the clocks begin anew."""
    world.memory = world.reload()
    world.now = Instant(mono_ms=3, wall_ms=0, quality=0)
    world.boot()


def test_four_wrong_codes_in_a_row_cost_nothing() -> None:
    world = World(keyed())

    assert [types(world, WRONG) for _ in range(4)] == [Shown(Refusal.WRONG_CODE)] * 4


def test_pauses_double_from_a_minute_to_a_quarter_of_an_hour() -> None:
    world = World(keyed())
    guesses_wrong(world, 4)
    pauses = []
    for _ in range(7):
        answer = types(world, WRONG)
        assert answer.refusal is Refusal.WRONG_CODE
        pauses.append(answer.wait_s)
        world.wait(answer.wait_s * 1_000)

    assert pauses == [60, 120, 240, 480, 900, 900, 900]


def test_during_a_pause_no_code_is_looked_at_nor_counted() -> None:
    world = World(keyed(hold_ms=1 << 50))
    comp = stores(world)
    guesses_wrong(world, 5)
    world.wait(MINUTE_MS - 1)

    assert types(world) == Shown(Refusal.TOO_MANY, wait_s=1)
    assert len(world.memory.watch.wrong_ms) == 5

    world.wait(1)
    assert types(world) == Shown(Refusal.NONE, comp=comp)


def test_a_right_code_ends_the_row_but_not_the_days_count() -> None:
    world = World(keyed())
    comp = stores(world)
    guesses_wrong(world, 4)
    types(world)
    for reading in (OPEN, FILLED):
        world.senses(comp, reading)

    assert guesses_wrong(world, 4).wait_s == 0
    assert types(world, WRONG).wait_s == 60
    assert len(world.memory.watch.wrong_ms) == 9


def test_a_row_ends_with_an_hour_without_a_wrong_code() -> None:
    world = World(keyed())
    guesses_wrong(world, 8)
    world.wait(HOUR_MS - 1)
    assert types(world, WRONG).wait_s == 900

    world.wait(HOUR_MS)
    assert types(world, WRONG) == Shown(Refusal.WRONG_CODE)


def test_sixty_wrong_codes_are_all_that_any_day_has() -> None:
    world = World(keyed(hold_ms=1 << 50))
    first_ms = world.now.mono_ms
    last = guesses_wrong(world, 60)

    world.wait(last.wait_s * 1_000 - 1)
    assert types(world, CODE).refusal is Refusal.TOO_MANY
    world.wait(1)

    assert world.now.mono_ms >= first_ms + DAY_MS
    assert types(world, WRONG).refusal is Refusal.WRONG_CODE


def test_the_journal_tells_of_a_row_and_of_a_day_not_of_each_wrong_code() -> None:
    world = World(keyed())
    told = []
    last = Shown(Refusal.NONE)
    for number in range(1, 61):
        world.wait(last.wait_s * 1_000)
        last = types(world, WRONG)
        lines = [one.event for one in world.effects if isinstance(one, Write)]
        told += [(number, line.type, line.comp, line.state, line.data) for line in lines]

    assert told == [
        (5, EventType.WRONG_CODES, 0, None, {"in_a_row": 5, "today": 5, "wait_s": 60}),
        (60, EventType.WRONG_CODES, 0, None, {"in_a_row": 60, "today": 60, "wait_s": last.wait_s}),
    ]


def test_a_pause_begins_anew_with_a_reboot_and_is_never_shorter(tmp_path: Path) -> None:
    world = DurableWorld(tmp_path / "journal.sqlite3", keyed())
    guesses_wrong(world, 5)
    world.wait(50_000)
    reboots(world)

    assert types(world, WRONG) == Shown(Refusal.TOO_MANY, wait_s=60)
    world.wait(MINUTE_MS)
    assert types(world, WRONG) == Shown(Refusal.WRONG_CODE, wait_s=120)
    world.journal.close()


def test_the_days_count_outlasts_reboots_and_clocks_that_jump(tmp_path: Path) -> None:
    world = DurableWorld(tmp_path / "journal.sqlite3", keyed())
    for _ in range(59):
        wait_s = types(world, WRONG).wait_s
        reboots(world)
        world.wait(wait_s * 1_000)
    types(world, WRONG)
    world.now = Instant(world.now.mono_ms, 4_000_000_000_000, quality=2)
    reboots(world)

    answer = types(world, CODE)

    assert answer.refusal is Refusal.TOO_MANY
    assert answer.wait_s > HOUR_MS / 1_000
    world.journal.close()


def test_how_long_it_ran_is_noted_each_ten_minutes_and_not_each_tick(tmp_path: Path) -> None:
    world = DurableWorld(tmp_path / "journal.sqlite3", keyed())
    world.wait(NOTED_EACH_MS - 1)
    world.tick()
    assert world.memory.watch.ran_ms == 0
    world.wait(1)
    world.tick()

    assert world.reload().watch.ran_ms == NOTED_EACH_MS
    world.journal.close()


def test_a_right_code_writes_nothing_about_guesses_if_there_were_none() -> None:
    world = World(keyed())
    stores(world)
    before = world.memory.watch
    types(world)

    assert world.memory.watch is before


@pytest.mark.parametrize("seed_wait_ms", [0, MINUTE_MS])
@given(
    deeds=st.lists(
        st.sampled_from(["type", "type", "type", "type as soon as told", "tick", "reboot", "wait"]),
        max_size=150,
    ),
    wait_ms=st.sampled_from([1_000, MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 5 * HOUR_MS]),
)
def test_no_reboots_and_waits_win_more_guesses_than_true_time_allows(
    seed_wait_ms: int, deeds: list[str], wait_ms: int
) -> None:
    """At most 60 in any true 24 hours, and after five at most one a minute within the hour."""
    with TemporaryDirectory(dir=FAST_FOLDER) as folder:
        world = DurableWorld(Path(folder) / "journal.sqlite3", keyed())
        true_ms, guessed, told_s = seed_wait_ms, list[int](), 0
        for deed in deeds:
            passes_ms = {"wait": wait_ms, "type as soon as told": told_s * 1_000}.get(deed, 0)
            true_ms += passes_ms
            world.wait(passes_ms)
            if deed == "tick":
                world.tick()
            elif deed == "reboot":
                reboots(world)
            elif deed.startswith("type"):
                answer = types(world, WRONG)
                told_s = answer.wait_s
                if answer.refusal is Refusal.WRONG_CODE:
                    guessed.append(true_ms)
        world.journal.close()
    for first, later in zip(guessed, guessed[60:], strict=False):
        assert later - first >= DAY_MS
    for first, fifth, next_one in zip(guessed, guessed[4:], guessed[5:], strict=False):
        assert next_one - fifth >= MINUTE_MS or fifth - first >= HOUR_MS
