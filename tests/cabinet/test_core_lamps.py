"""Lamps go dark and heaters off whatever the disk, the locks and the rules are busy with."""

import asyncio
from pathlib import Path

import pytest
from tests.cabinet.workbench import LIMIT_S, asks, working
from tests.cabinet.world import CLOSED, OPEN

from linli.cabinet import core as core_module
from linli.cabinet.core import PULSE_LIVES_MS
from linli.cabinet.inputs import Reading, Sensed, Warmed
from linli.wire.messages import EventType, State

pytestmark = pytest.mark.anyio

BUDGET_S = 0.05
"""From a door's movement to a dark lamp. Source: CUSTODY, section 2."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a place for a journal."""
    return tmp_path / "journal.sqlite3"


async def test_a_lamp_goes_dark_while_the_disk_stands_still(path: Path) -> None:
    async with working(path) as works:
        works.disk.stops()
        works.moves(2, OPEN)
        await works.disk.is_reached()
        loop = asyncio.get_running_loop()
        moved_s = loop.time()
        loop.call_soon(works.moves, 1, OPEN)
        while works.board.lit:  # noqa: ASYNC110  # the loop must turn while the disk does not
            await asyncio.sleep(0)
        dark_s = loop.time()
        waiting = works.kinds()
        works.disk.turns.set()
        await works.until(lambda: works.kinds().count(EventType.FORCED) == 2)

        assert dark_s - moved_s < BUDGET_S
        assert EventType.FORCED not in waiting
        assert works.board.lit == set()


async def test_a_lamp_goes_dark_and_doors_are_decided_while_a_lock_is_slow(path: Path) -> None:
    async with working(path) as works:
        await works.is_decided()
        told: list[object] = []
        works.core.put(asks(works), answer=told.append)
        await asyncio.wait_for(works.board.pulsed.wait(), LIMIT_S)
        works.moves(1, OPEN)

        assert works.board.lit == set()
        await works.until(lambda: EventType.FORCED in works.kinds())
        assert told == [], "who asked is answered after the pulse"

        works.board.answers.set()
        await works.until(lambda: bool(told))


async def test_a_lock_is_left_alone_when_the_disk_took_too_long(path: Path) -> None:
    async with working(path) as works:
        await works.is_decided()
        told: list[object] = []
        works.disk.stops()
        works.core.put(asks(works), answer=told.append)
        await works.disk.is_reached()
        works.now_ms += PULSE_LIVES_MS + 1
        works.disk.turns.set()
        await works.until(lambda: bool(told))

        assert EventType.INTENT_D in works.kinds()
        assert not works.board.pulsed.is_set()


@pytest.mark.parametrize("reading", [None, OPEN, Reading(is_open=False, occupied=None)])
async def test_a_word_that_is_not_closed_and_empty_darkens_before_it_is_decided(
    path: Path, reading: Reading | None
) -> None:
    async with working(path) as works:
        works.core.put(Sensed(1, reading))

        assert works.board.lit == set()


async def test_a_word_that_changes_nothing_leaves_the_lamp_alone(path: Path) -> None:
    async with working(path) as works:
        works.moves(1, CLOSED)
        works.moves(2, OPEN)
        await works.is_decided()

        assert works.board.lit == {1}


async def test_a_lamp_is_not_lit_over_a_door_that_opened_while_its_line_was_written(
    path: Path,
) -> None:
    async with working(path) as works:
        works.disk.stops_at(EventType.SANI_START)
        works.core.put(Sensed(1, None))
        works.moves(1, CLOSED)
        await works.disk.stands()
        works.board.switched.clear()
        works.moves(1, OPEN)
        works.disk.turns.set()
        await works.until(lambda: EventType.FORCED in works.kinds())

        assert EventType.SANI_START in works.kinds()
        assert ("lamp", 1, True) not in works.board.switched


async def test_a_lamp_that_was_put_out_by_a_word_that_was_lost_gave_no_dose(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full while a door opens and closes again: nobody may call it clean."""
    monkeypatch.setattr(core_module, "AGAIN_MS", 0)
    async with working(path) as works:
        works.disk.full = True
        works.moves(1, OPEN)
        await works.disk.is_reached()
        works.moves(1, CLOSED)
        await asyncio.sleep(0)
        works.disk.full = False
        await works.until(lambda: bool({EventType.SANI_END, EventType.FORCED} & {*works.kinds()}))

        first = next(
            line
            for line in works.journal.lines(0, 100)
            if line.type in (EventType.SANI_END, EventType.FORCED)
        )
        assert first.state in (State.DIRTY, State.CHECK)


async def test_heaters_are_off_at_a_start_and_on_once_that_is_durable(path: Path) -> None:
    async with working(path) as works:
        assert works.board.switched[3] == ("heater", 1, False)
        works.disk.stops()
        works.core.put(Warmed(1, 50.0))
        await works.disk.is_reached()
        assert ("heater", 1, True) not in works.board.switched

        works.disk.turns.set()
        await works.is_decided()

        assert works.board.switched[-1] == ("heater", 1, True)


async def test_a_heater_that_was_switched_off_later_in_the_same_breath_stays_off(
    path: Path,
) -> None:
    async with working(path) as works:
        works.core.put(Warmed(1, 50.0))
        works.core.put(Warmed(1, 80.0))
        await works.is_decided()

        assert ("heater", 1, True) not in works.board.switched
