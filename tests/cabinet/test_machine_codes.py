"""Codes typed at a cabinet that may be alone in the world: whose door they open, and when."""

from pathlib import Path

import pytest
from tests.cabinet.durable import DurableWorld
from tests.cabinet.onsite import (
    CODE,
    HOUR_MS,
    KEY,
    a_grant,
    empties,
    fills,
    keyed,
    opens,
    shown,
    stores,
    types,
)
from tests.cabinet.world import CLOSED, FILLED, MEAL, NOON_MS, OPEN, OTHER, World, layout

from linli.cabinet.inputs import Presented, Pulse, Refusal, Show, Shown, Typed, Write
from linli.cabinet.memory import BY_CODE
from linli.kernel.clock import Instant
from linli.wire.messages import (
    EventType,
    HoldDeposit,
    Purpose,
    State,
)
from linli.wire.verifier import verifier


def test_a_code_opens_the_door_of_its_deposit_and_says_in_the_journal_that_it_was_a_code() -> None:
    world = World(keyed())
    stores(world, OTHER, "00000001")
    comp = stores(world)

    answer = types(world)

    assert answer == opens(comp)
    assert world.pulses[-1] == comp
    assert world.written == [(EventType.INTENT_P, comp, State.OPENING_P, MEAL)]
    assert world.last.grant == BY_CODE
    assert world.last.data == {"cid": f"here-{world.last.seq}", "actor": "keypad"}
    assert [type(one) for one in world.effects] == [Write, Pulse, Show]


def test_a_code_needs_no_server_no_clock_and_no_youth() -> None:
    world = World(keyed(hold_ms=1 << 50))
    comp = stores(world)
    world.wait(400 * 24 * HOUR_MS)
    world.now = Instant(world.now.mono_ms, 0, quality=0)

    assert types(world) == opens(comp)


def test_a_code_opens_again_while_the_meal_is_still_there() -> None:
    world = World(keyed())
    comp = stores(world)
    for _ in range(2):
        assert types(world) == opens(comp)
        for reading in (OPEN, FILLED):
            world.senses(comp, reading)

    assert types(world) == opens(comp)


def test_typing_again_before_the_open_door_names_it_and_pulses_nothing() -> None:
    world = World(keyed())
    comp = stores(world)
    types(world)

    assert types(world) == opens(comp)
    assert world.pulses == [comp, comp]


def test_a_code_is_forgotten_when_its_meal_is_taken() -> None:
    world = World(keyed())
    comp = stores(world)
    types(world)
    empties(world, comp)

    assert world.memory.compartments[comp].verifier == ""
    assert types(world).refusal is Refusal.WRONG_CODE


def test_a_code_outlasts_a_power_cut(tmp_path: Path) -> None:
    world = DurableWorld(tmp_path / "journal.sqlite3", keyed())
    comp = stores(world)
    world.memory = world.reload()
    world.boot(dict.fromkeys((1, 2, 3), CLOSED) | {comp: FILLED})

    assert types(world) == opens(comp)
    world.journal.close()


def test_a_code_of_a_meal_that_is_held_opens_nothing() -> None:
    world = World(keyed())
    stores(world)
    world.directs(HoldDeposit(deposit=MEAL, held=True))

    assert types(world) == Shown(Refusal.HELD)
    assert world.memory.watch.wrong_ms == ()


def test_a_code_before_the_meal_is_there_opens_nothing() -> None:
    world = World(keyed())
    world.asks(world.act(Purpose.DEPOSIT), verifier=verifier(KEY, MEAL, CODE))

    assert types(world) == Shown(Refusal.BUSY)
    world.passes(2_000)
    assert types(world) == Shown(Refusal.STATE)


def test_a_code_that_two_deposits_share_opens_neither() -> None:
    world = World(keyed())
    stores(world)
    stores(world, OTHER)
    pulses = len(world.pulses)

    assert types(world) == Shown(Refusal.STATE)
    assert len(world.pulses) == pulses


def test_a_cabinet_without_a_key_knows_no_code() -> None:
    world = World(layout())
    world.asks(world.act(Purpose.DEPOSIT), verifier=verifier(b"", MEAL, CODE))
    fills(world, 1)

    assert types(world).refusal is Refusal.WRONG_CODE


def test_a_deposit_that_brought_no_verifier_fits_no_code() -> None:
    world = World(keyed())
    world.stores()

    assert world.memory.compartments[1].verifier == ""
    assert types(world).refusal is Refusal.WRONG_CODE


def test_a_second_grant_for_the_same_deposit_leaves_its_code_as_it_was() -> None:
    world = World(keyed())
    world.asks(world.act(Purpose.DEPOSIT), verifier=verifier(KEY, MEAL, CODE))
    world.passes(2_000)
    world.asks(world.act(Purpose.DEPOSIT))
    fills(world, 1)

    assert types(world) == opens(1)


@pytest.mark.parametrize("junk", ["", "1234567", "123456789", "١٢٣٤٥٦٧٨", "1234567x"])
def test_what_is_no_code_opens_nothing_and_is_no_guess(junk: str) -> None:
    world = World(keyed())
    stores(world)

    assert types(world, junk) == Shown(Refusal.WRONG_CODE)
    assert world.memory.watch.wrong_ms == ()


def test_a_hundred_meals_are_taken_by_code_from_a_cabinet_whose_server_died_for_good() -> None:
    """I16."""
    world = World(keyed(100, hold_ms=1 << 50))
    meals = {f"{number:013d}": f"{7_919 * number:08d}" for number in range(1, 101)}
    doors = {deposit: stores(world, deposit, code) for deposit, code in meals.items()}
    world.wait(100 * 24 * HOUR_MS)
    world.boot(dict.fromkeys(range(1, 101), FILLED))

    for deposit, code in meals.items():
        assert types(world, code) == opens(doors[deposit])
        empties(world, doors[deposit])
        world.wait(HOUR_MS)

    assert {world.memory.ended[deposit] for deposit in meals} == {EventType.PICKED}


@pytest.mark.parametrize(("age_ms", "told"), [(5_000, opens(1)), (5_001, Shown(Refusal.BUSY))])
def test_whoever_was_not_answered_for_five_seconds_may_have_gone(age_ms: int, told: Shown) -> None:
    happenings = (
        Typed(CODE, 100_000),
        Presented("QR", a_grant(Purpose.PICKUP), 100_000),
    )
    for happened in happenings:
        world = World(keyed())
        stores(world)
        world.now = Instant(100_000 + age_ms, NOON_MS, quality=2)

        assert shown(world, happened) == told
        assert world.memory.watch.wrong_ms == ()
