"""What the screen shows of the cabinet behind it, and for how long."""

from dataclasses import dataclass, field

import pytest
from tests.cabinet.onsite import CODE, WRONG, guesses_wrong, keyed, stores, types
from tests.cabinet.stage import Configured
from tests.cabinet.world import OPEN, World

from linli.cabinet.config import read_config
from linli.cabinet.desk import Sight, Told
from linli.cabinet.inputs import Refusal, Shown
from linli.cabinet.kiosk import qr
from linli.cabinet.kiosk.showing import STUCK_MS, TOLD_MS, TURNED_MS, Screen


@dataclass
class FakeDesk:
    """Where nobody has been told anything yet."""

    told: Told | None = None


@dataclass
class Before:
    """A screen before a world that tests can turn."""

    world: World
    screen: Screen
    desk: FakeDesk = field(default_factory=FakeDesk)

    def now(self, seen: str = "") -> dict[str, object]:
        """Return what the screen shows."""
        return self.screen.now(seen)


@pytest.fixture
def before(configured: Configured) -> Before:
    """Give a screen before a cabinet that has just started."""
    config = read_config(configured(kiosk={"port": 0, "address": "https://linli.example"}))
    assert config.kiosk is not None
    world, desk = World(keyed()), FakeDesk()
    sight = Sight(
        memory=lambda: world.memory,
        instant=lambda: world.now,
        online=lambda: True,
        desk=desk,  # type: ignore[arg-type]  # as far as the screen looks at it
    )
    return Before(world, Screen(config, config.kiosk, sight), desk)


def test_the_qr_turns_each_minute_to_the_newest_number(before: Before) -> None:
    first = before.world.tick()
    shown = before.now()
    before.world.wait(2_000)
    newer = before.world.tick()
    before.world.wait(TURNED_MS - 2_001)
    same = before.now(first)
    before.world.wait(1)
    newest = before.world.tick()
    turned = before.now(first)

    assert shown["tick"] == first
    assert shown["qr"] == qr.svg(f"https://linli.example/c/HK-A?t={first}")
    assert (same["tick"], same["qr"]) == (first, "")
    assert turned["tick"] == newest != newer
    assert turned["qr"] == qr.svg(f"https://linli.example/c/HK-A?t={newest}")


def test_a_cabinet_that_has_drawn_no_number_yet_shows_its_address(before: Before) -> None:
    assert before.now()["qr"] == qr.svg("https://linli.example/c/HK-A")


def test_an_answer_stays_for_ten_seconds(before: Before) -> None:
    before.desk.told = Told(3, before.world.now.mono_ms, Shown(Refusal.FULL))
    before.world.wait(TOLD_MS - 1)
    assert before.now()["told"] == {"number": 3, "refusal": "full", "comp": 0}

    before.world.wait(1)

    assert before.now()["told"] is None


def test_a_pause_is_counted_down(before: Before) -> None:
    guesses_wrong(before.world, 5)
    before.world.wait(58_001)

    assert before.now()["wait_s"] == 2
    assert types(before.world, WRONG).wait_s == 2


def test_doors_are_shown_from_the_pulse_to_the_closing(before: Before) -> None:
    world = before.world
    comp = stores(world)
    assert before.now()["moving"] == []
    types(world, CODE)
    assert before.now()["moving"] == [{"number": comp, "stage": "opening", "whose": "pickup"}]
    world.senses(comp, OPEN)
    assert before.now()["moving"] == [{"number": comp, "stage": "open", "whose": "pickup"}]
    world.passes(60_000)
    assert before.now()["moving"] == [{"number": comp, "stage": "left_open", "whose": "pickup"}]


def test_a_door_that_did_not_open_is_shown_while_somebody_may_wait_for_it(before: Before) -> None:
    world = before.world
    comp = stores(world)
    types(world, CODE)
    world.passes(2_000)
    assert before.now()["moving"] == [{"number": comp, "stage": "stuck", "whose": ""}]

    world.wait(STUCK_MS)

    assert before.now()["moving"] == []
