"""Lamps, heaters and thermometers on a simulated line, with everything wrong that can be."""

from pathlib import Path
from typing import Any

import pytest
from tests.cabinet.drivers.ptys import Plant, a_line, planted

from linli.cabinet.drivers import breaker, relays, thermometers
from linli.cabinet.inputs import Warmed
from linli.cabinet.simulators.relays import Hygiene

pytestmark = pytest.mark.anyio

THERMOMETERS = [
    {"name": "t1", "family": "xy-md02", "address": 10, "zone": 1},
    {"name": "t2", "family": "register", "address": 11, "zone": 2, "register": 7, "scale": 0.01},
]
RELAYS = [{"name": "hygiene", "address": 20, "lamps": {"1": 1}, "heaters": {"2": 1}}]


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask a silent board again, and tell a relay again, sooner than in a real cabinet."""
    monkeypatch.setattr(breaker, "PROBE_S", 0.05)
    monkeypatch.setattr(relays, "REPEAT_S", 0.1)
    monkeypatch.setattr(thermometers, "MEASURE_EVERY_S", 0.05)


def a_warm_line(folder: Path) -> dict[str, Any]:
    line: dict[str, Any] = a_line(folder / "tty", "8a", baud=115_200)
    return line | {"thermometers": THERMOMETERS, "relays": RELAYS}


def warmths(plant: Plant, zone: int) -> list[float | None]:
    return [one.celsius for one in plant.told if isinstance(one, Warmed) and one.zone == zone]


def hygiene(plant: Plant) -> Hygiene:
    unit = plant.lines.units["hygiene"]
    assert isinstance(unit, Hygiene)
    return unit


async def test_thermometers_are_read_and_a_silent_one_is_said(tmp_path: Path) -> None:
    async with planted(tmp_path, a_warm_line(tmp_path)) as plant:
        plant.world.warm(1, 61.2)
        plant.world.warm(2, -3.5)
        await plant.until(lambda: warmths(plant, 1)[-1:] == [61.2])
        await plant.until(lambda: (warmths(plant, 2)[-1:] or [None])[0] is not None)
        plant.fault_of("t1", silent=True)
        await plant.until(lambda: warmths(plant, 1)[-1] is None)
        plant.fault_of("t1", celsius=80.0)
        await plant.until(lambda: warmths(plant, 1)[-1] == 80.0)

    assert plant.words_of("t1") == [True, False]
    assert plant.words_of("t2") == []
    second = warmths(plant, 2)[-1]
    assert second is not None
    assert -4 < second < 0


@pytest.mark.parametrize("garbage", ["before", "after", "instead"])
async def test_noise_never_becomes_a_temperature(tmp_path: Path, garbage: str) -> None:
    async with planted(tmp_path, a_warm_line(tmp_path)) as plant:
        plant.fault_of("t1", garbage=garbage, celsius=55.0)
        heard = plant.lines.units["t1"].heard
        before = heard["status"]
        await plant.until(lambda: heard["status"] >= before + 6)

    assert set(warmths(plant, 1)) <= {22.0, 55.0, None}


async def test_a_lamp_goes_dark_when_its_door_opens_and_stays_dark(tmp_path: Path) -> None:
    async with planted(tmp_path, a_warm_line(tmp_path)) as plant:
        plant.board.lamp(1, on=True)
        await plant.until(lambda: plant.world.lit == [1])
        plant.world.force(1)
        assert plant.world.lit == [], "the contact in series is faster than any program"
        await plant.until(lambda: not hygiene(plant).coils[0])
        plant.world.close(1)
        await plant.settled()
        assert plant.world.lit == []
        plant.board.lamp(1, on=True)
        await plant.until(lambda: plant.world.lit == [1])

    assert plant.world.lit == [], "an agent that stops leaves nothing burning"


async def test_a_lamp_goes_dark_when_its_door_falls_silent(tmp_path: Path) -> None:
    async with planted(tmp_path, a_warm_line(tmp_path)) as plant:
        plant.board.lamp(1, on=True)
        await plant.until(lambda: plant.world.lit == [1])
        plant.fault(1, silent=True)
        await plant.until(lambda: plant.world.lit == [])


async def test_a_relay_board_that_lost_power_is_told_again_what_is_wanted(tmp_path: Path) -> None:
    async with planted(tmp_path, a_warm_line(tmp_path)) as plant:
        plant.board.heater(1, on=True)
        await plant.until(lambda: plant.world.heated == [1])
        plant.fault_of("hygiene", dark=True)
        assert plant.world.heated == []
        await plant.until(lambda: plant.words_of("hygiene") == [True])
        plant.fault_of("hygiene")
        await plant.until(lambda: plant.world.heated == [1])
        plant.board.heater(1, on=False)
        await plant.until(lambda: plant.world.heated == [])


async def test_off_reaches_a_relay_board_that_says_nothing(tmp_path: Path) -> None:
    async with planted(tmp_path, a_warm_line(tmp_path)) as plant:
        plant.board.heater(1, on=True)
        await plant.until(lambda: plant.world.heated == [1])
        plant.fault_of("hygiene", silent=True)
        await plant.until(lambda: plant.words_of("hygiene") == [True])
        plant.board.heater(1, on=False)
        await plant.until(lambda: plant.world.heated == [])
