"""Ultraviolet: as long as the lamp needs for its dose, counted, and never over an open door."""

import pytest
from msgspec.structs import replace
from tests.cabinet.world import CLOSED, FILLED, IDLE_MS, OPEN, SANITISE_MS, TIMES, World, layout

from linli.cabinet.inputs import Lamp, Reading
from linli.cabinet.machine.lighting import LAMP_LIFE_MS, burn_ms, dose_mj_cm2
from linli.cabinet.memory import Compartment, Fitting, refitted
from linli.wire.messages import EventType, Size, State

HOUR_MS = 3_600_000


def measured(intensity: int, burnt_ms: int = 0) -> Compartment:
    """Return a compartment with a lamp of this intensity when new, which has burnt so long."""
    return Compartment(Fitting(1, Size.S, lamp_uw_cm2=intensity), lamp_ms=burnt_ms)


def lit(intensity: int = 500, burnt_ms: int = 0) -> World:
    """Return a cabinet whose only lamp has just been lit."""
    one = measured(intensity, burnt_ms)
    world = World(layout(one.fitting))
    known = replace(world.memory.compartments[1], lamp_ms=burnt_ms)
    world.memory = replace(world.memory, compartments={1: known})
    world.deposits()
    world.senses(1, OPEN)
    world.senses(1, CLOSED)
    world.passes(IDLE_MS)
    assert world.lamps == {1}
    return world


@pytest.mark.parametrize(
    ("intensity", "burnt_h", "seconds"),
    [
        (500, 0, 60),
        (70, 0, 428.572),
        (500, 1_000, 77.143),
        (500, 5_000, 77.143),
        (500, 500, 67.5),
        (90, 1_000, 428.572),
        (100_000, 0, 0.3),
    ],
    ids=["near", "weak", "old", "beyond its life", "half its life", "far and old", "at the lamp"],
)
def test_a_lamp_burns_until_thirty_millijoules_have_fallen(
    intensity: int, burnt_h: int, seconds: float
) -> None:
    one = measured(intensity, burnt_h * HOUR_MS)

    ms = burn_ms(one, TIMES)

    assert ms == seconds * 1_000
    assert dose_mj_cm2(one, ms) == 30
    assert dose_mj_cm2(one, ms - 1) == 29


def test_a_lamp_that_nobody_measured_burns_for_the_configured_time() -> None:
    assert burn_ms(measured(0, LAMP_LIFE_MS), TIMES) == SANITISE_MS


def test_the_journal_tells_time_dose_and_age() -> None:
    world = lit(burnt_ms=HOUR_MS * 7 // 2)

    world.passes(61_000)

    assert world.written == [(EventType.SANI_END, 1, State.FREE, "")]
    assert world.last.data == {"dose_s": 60, "dose_mj": 30, "lamp_h": 3}
    assert world.effects[0] == Lamp(1, on=False)


def test_a_lamp_that_burns_too_long_is_told_to_have_given_more() -> None:
    world = lit()
    world.wait(120_000)

    world.passes(0)

    assert world.last.data == {"dose_s": 120, "dose_mj": 60, "lamp_h": 0}


def test_a_lamp_that_is_worn_out_is_told_once() -> None:
    world = lit(burnt_ms=LAMP_LIFE_MS - 60_000)
    world.passes(78_000)
    assert world.last.data == {"dose_s": 77, "dose_mj": 30, "lamp_h": 1_000, "worn": True}

    world.deposits()
    world.senses(1, OPEN)
    world.senses(1, CLOSED)
    world.passes(IDLE_MS + 78_000)

    assert world.last.data == {"dose_s": 77, "dose_mj": 30, "lamp_h": 1_000}


@pytest.mark.parametrize("reading", [OPEN, FILLED, Reading(is_open=False, occupied=None), None])
def test_whatever_is_not_closed_and_empty_puts_the_lamp_out_and_counts_it(
    reading: Reading | None,
) -> None:
    world = lit()
    world.wait(5_000)

    world.senses(1, reading)

    assert world.effects[0] == Lamp(1, on=False)
    assert world.memory.compartments[1].lamp_ms == 5_000


def test_a_power_cut_counts_as_if_the_lamp_had_burnt_its_time_out() -> None:
    world = lit()
    world.wait(1_000)

    world.boot({1: CLOSED})

    assert world.memory.compartments[1].lamp_ms == 60_000
    assert world.last.data == {"dose_s": 0, "interrupted": True}


@pytest.mark.parametrize(
    ("changed", "lamp_ms"),
    [
        (Fitting(1, Size.S, lamp_uw_cm2=480), 0),
        (Fitting(1, Size.S, lamp_uw_cm2=500, lamp=False), 0),
        (Fitting(1, Size.L, lamp_uw_cm2=500), 9),
    ],
    ids=["another lamp", "no lamp", "the same lamp"],
)
def test_another_lamp_has_not_burnt_yet(changed: Fitting, lamp_ms: int) -> None:
    old = replace(measured(500, 9), worn=True)

    new = refitted(old, changed)

    assert (new.fitting, new.lamp_ms, new.worn) == (changed, lamp_ms, lamp_ms != 0)
