"""The self-test names the wire that is wrong, and blames no door that is right."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from tests.cabinet.drivers.copper import leap

from linli.cabinet.drivers.board import Hear
from linli.cabinet.inputs import BoardHeard, Reading, Sensed, Warmed
from linli.cabinet.selftest.course import Course, Plan, Watch
from linli.cabinet.selftest.findings import Fault, Finding
from linli.cabinet.selftest.words import SENTENCES, Language, say

BOARDS = {"left": [1, 2, 3], "right": [4, 5]}


class Cabinet:
    """Five doors on two boards, whose wires a test may tear, swap and stick."""

    def __init__(self) -> None:
        self.open: set[int] = set()
        self.full: set[int] = set()
        self.sensors: set[int] = set()
        self.releases: dict[int, set[int]] = {}
        self.stuck: dict[int, bool] = {}
        self.inverted: set[str] = set()
        self.refuses: set[int] = set()
        self.dead: set[str] = set()
        self.blind: set[int] = set()
        self.unlocked: list[int] = []
        self._hear: Hear = lambda _news: None

    def readings(self) -> Mapping[int, Reading]:
        """Return what the switches say."""
        return {
            comp: self._reading(comp, name in self.inverted)
            for name, doors in BOARDS.items()
            for comp in doors
            if name not in self.dead
        }

    def _reading(self, comp: int, inverted: bool) -> Reading:  # noqa: FBT001  # a fact
        is_open = self.stuck.get(comp, (comp in self.open) is not inverted)
        seen = comp in self.full and comp not in self.blind
        return Reading(is_open, seen if comp in self.sensors else None)

    def wait_ms(self, comp: int, ahead: Sequence[int]) -> int:
        """Let nobody wait."""
        return 0 * comp * len(ahead)

    async def unlock(self, comp: int) -> None:
        """Release whatever this lock's wires lead to."""
        if comp in self.refuses:
            msg = "no"
            raise OSError(msg)
        self.unlocked.append(comp)
        self.open |= self.releases.get(comp, {comp})
        self.tell()

    def lamp(self, comp: int, *, on: bool) -> None:
        """Have none."""

    def heater(self, zone: int, *, on: bool) -> None:
        """Have none."""

    async def run(self, hear: Hear) -> None:
        """Serve."""
        self._hear = hear
        for name in self.dead:
            hear(BoardHeard(name, silent=True))
        hear(Warmed(1, 20.0))
        self.tell()
        await asyncio.Event().wait()

    def tell(self) -> None:
        """Say all anew."""
        for comp, reading in self.readings().items():
            self._hear(Sensed(comp, reading))


class Installer:
    """Closes what stands open a second after being asked, and answers what is asked."""

    def __init__(self, cabinet: Cabinet, *, looks: bool | None = None) -> None:
        self.cabinet = cabinet
        self.looks = looks
        self.lazy = False
        self.names: int | None = None
        self.said: list[str] = []

    def say(self, name: str, **facts: Any) -> None:  # noqa: ANN401  # whatever a sentence needs
        """Be told."""
        self.said.append(say(Language.EN, name, **facts))
        if name == "close" and not self.lazy:
            asyncio.get_running_loop().call_later(1, self._close)
        if name == "hand":
            asyncio.get_running_loop().call_later(1, self._reach, facts["comp"])

    async def agrees(self, name: str, **facts: object) -> bool | None:
        """Look, or do not."""
        self.said.append(say(Language.EN, name, **facts))
        return self.looks

    def typed(self) -> int | None:
        """Name another door once."""
        named, self.names = self.names, None
        return named

    def _close(self) -> None:
        self.cabinet.open.clear()
        self.cabinet.full.clear()
        self.cabinet.tell()

    def _reach(self, comp: int) -> None:
        self.cabinet.full.add(comp)
        self.cabinet.tell()


async def a_course(
    cabinet: Cabinet,
    installer: Installer,
    doors: Sequence[int] = (1, 2, 3, 4, 5),
    *,
    with_hands: bool = False,
    close_s: float = 60.0,
) -> Sequence[Finding]:
    watch = Watch()
    serving = asyncio.create_task(cabinet.run(watch.hear))
    plan = Plan(BOARDS, doors, frozenset(cabinet.sensors), with_hands, close_s)
    try:
        return await Course(cabinet, plan, watch, installer).run()
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


def test_a_good_cabinet_opens_each_door_once_and_has_no_faults() -> None:
    cabinet = Cabinet()
    installer = Installer(cabinet)

    assert leap(a_course(cabinet, installer)) == []
    assert cabinet.unlocked == [1, 2, 3, 4, 5]
    assert cabinet.open == set()
    assert installer.said.count("Please close door 4.") == 1
    assert "Door 5: good." in installer.said


def test_only_the_doors_that_were_asked_for_are_opened() -> None:
    cabinet = Cabinet()
    leap(a_course(cabinet, Installer(cabinet), [4, 2]))

    assert cabinet.unlocked == [4, 2]


def test_swapped_wires_name_both_doors() -> None:
    cabinet = Cabinet()
    cabinet.releases = {1: {2}, 2: {1}}

    assert leap(a_course(cabinet, Installer(cabinet))) == [
        Finding(Fault.SWAPPED, 1, 2),
        Finding(Fault.SWAPPED, 2, 1),
    ]


def test_lock_and_switch_swapped_together_are_found_by_the_person_who_looks() -> None:
    cabinet = Cabinet()
    installer = Installer(cabinet)
    installer.names = 5

    assert leap(a_course(cabinet, installer, [4])) == [Finding(Fault.BOTH_SWAPPED, 4, 5)]


def test_two_locks_whose_wires_touch_open_together() -> None:
    cabinet = Cabinet()
    cabinet.releases = {4: {4, 5}}

    assert leap(a_course(cabinet, Installer(cabinet))) == [Finding(Fault.OPENED_TOO, 4, 5)]


@pytest.mark.parametrize(
    ("looks", "fault"),
    [
        (None, Fault.NOTHING_MOVED),
        (False, Fault.DEAD_LOCK),
    ],
)
def test_a_door_that_does_not_move_has_a_dead_lock_if_someone_looked(
    *, looks: bool | None, fault: Fault
) -> None:
    cabinet = Cabinet()
    cabinet.releases = {3: set()}

    assert leap(a_course(cabinet, Installer(cabinet, looks=looks))) == [Finding(fault, 3)]


def test_a_switch_that_is_stuck_at_closed_is_told_from_a_dead_lock() -> None:
    cabinet = Cabinet()
    cabinet.stuck = {3: False}

    assert leap(a_course(cabinet, Installer(cabinet, looks=True))) == [
        Finding(Fault.STUCK_CLOSED, 3)
    ]


def test_a_switch_that_is_stuck_at_open_is_not_opened_for() -> None:
    cabinet = Cabinet()
    cabinet.stuck = {3: True}

    assert leap(a_course(cabinet, Installer(cabinet))) == [Finding(Fault.STUCK_OPEN, 3)]
    assert 3 not in cabinet.unlocked


def test_a_door_that_nobody_closes_is_said_and_the_rest_is_a_course() -> None:
    cabinet = Cabinet()
    installer = Installer(cabinet)
    installer.lazy = True

    found = leap(a_course(cabinet, installer, [1, 5], close_s=10))

    assert found == [Finding(Fault.STUCK_OPEN, 1), Finding(Fault.STUCK_OPEN, 5)]
    assert cabinet.unlocked == [1, 5]


def test_switches_that_read_the_wrong_way_round_are_one_fault_of_their_board() -> None:
    cabinet = Cabinet()
    cabinet.inverted = {"left"}

    assert leap(a_course(cabinet, Installer(cabinet))) == [Finding(Fault.INVERTED, board="left")]
    assert cabinet.unlocked == [1, 4, 5], "one door is enough to know"


def test_a_board_whose_doors_do_all_stand_open_is_not_inverted() -> None:
    cabinet = Cabinet()
    cabinet.open = {4, 5}

    assert leap(a_course(cabinet, Installer(cabinet), [4, 5])) == []


def test_a_dead_board_is_one_fault_and_its_doors_are_left_alone() -> None:
    cabinet = Cabinet()
    cabinet.dead = {"left", "t1"}

    assert leap(a_course(cabinet, Installer(cabinet))) == [
        Finding(Fault.DEAD_BOARD, board="left"),
        Finding(Fault.DEAD_STATION, board="t1"),
    ]
    assert cabinet.unlocked == [4, 5]


def test_a_board_that_does_not_carry_out_an_open_says_why() -> None:
    cabinet = Cabinet()
    cabinet.refuses = {2}

    assert leap(a_course(cabinet, Installer(cabinet))) == [
        Finding(Fault.REFUSED, 2, board="left", why="no")
    ]


def test_a_switch_that_moves_by_itself_is_loose() -> None:
    class Loose(Cabinet):
        async def unlock(self, comp: int) -> None:
            """Shake the wire as well."""
            self.stuck = {}
            await super().unlock(comp)

    loose = Loose()
    loose.stuck = {5: True}
    assert leap(a_course(loose, Installer(loose), [1])) == [Finding(Fault.MOVED_ALONE, 1, 5)]


def test_a_sensor_that_sees_what_is_not_there_lies() -> None:
    cabinet = Cabinet()
    cabinet.sensors, cabinet.full = {2, 3}, {3}

    assert leap(a_course(cabinet, Installer(cabinet), [2, 3])) == []
    cabinet.full = {3}
    assert leap(a_course(cabinet, Installer(cabinet), [3])) == [Finding(Fault.SENSOR_FULL, 3)]


def test_a_hand_proves_a_sensor() -> None:
    cabinet = Cabinet()
    cabinet.sensors, cabinet.blind = {2, 3}, {3}

    found = leap(a_course(cabinet, Installer(cabinet), [1, 2, 3], with_hands=True, close_s=10))

    assert found == [Finding(Fault.SENSOR_BLIND, 3)]


def test_every_fault_has_a_sentence_in_both_languages() -> None:
    for fault in Fault:
        assert fault.value in SENTENCES
    for name in SENTENCES:
        facts = dict.fromkeys(("comp", "other", "board", "why", "count", "doors"), "7")
        chinese, english = (say(language, name, **facts) for language in Language)
        assert english.isascii() or "…" in english
        assert not chinese.isascii()
