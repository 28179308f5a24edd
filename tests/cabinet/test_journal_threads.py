"""A journal that one thread writes while another reads it: nobody waits for the disk in vain."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.cabinet.durable import DurableWorld
from tests.cabinet.world import OPEN, World, layout

from linli.cabinet.inputs import BoardHeard, Sensed, Warmed, Write
from linli.cabinet.journal import Journal
from linli.cabinet.memory import Fitting, Told, Zone
from linli.cabinet.store import Store
from linli.wire.messages import EventType, Size

LIMIT_S = 10


class Stopped:
    """A commit that has written its lines, and waits for the disk in a thread of its own."""

    def __init__(self, world: DurableWorld, monkeypatch: pytest.MonkeyPatch) -> None:
        self.waits, self.goes_on = threading.Event(), threading.Event()
        do_each = Store.do_each

        def stop(store: Store, statement: str, rows: list[tuple[int | bytes, ...]]) -> None:
            do_each(store, statement, rows)
            self.waits.set()
            assert self.goes_on.wait(LIMIT_S)

        monkeypatch.setattr(Store, "do_each", stop)
        before = world.memory
        World.happens(world, Sensed(1, OPEN))
        lines = [one.event for one in world.effects if isinstance(one, Write)]
        self.thread = threading.Thread(
            target=world.journal.commit, args=(world.memory, before, lines)
        )
        self.thread.start()
        assert self.waits.wait(LIMIT_S)

    def ends(self) -> None:
        """Let the disk turn, and the commit return."""
        self.goes_on.set()
        self.thread.join(LIMIT_S)
        assert not self.thread.is_alive()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DurableWorld]:
    """Give a cabinet that has just started."""
    made = DurableWorld(tmp_path / "journal.sqlite3")
    yield made
    made.journal.close()


def test_lines_are_read_while_others_are_written(
    world: DurableWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing = Stopped(world, monkeypatch)

    seen = world.journal.lines(0, 10)
    writing.ends()

    assert [line.type for line in seen] == [EventType.BOOTED]
    assert len(world.journal.lines(0, 10)) == 2
    assert world.journal.hash_at(2) == world.memory.head


def test_how_far_the_server_is_waits_for_no_commit_and_is_kept_by_the_next(
    world: DurableWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing = Stopped(world, monkeypatch)

    world.journal.set_acked(1)
    assert world.journal.acked() == 1
    writing.ends()
    monkeypatch.undo()
    assert kept(world) == 0
    world.senses(2, OPEN)

    assert kept(world) == 1


def test_how_far_the_server_is_is_kept_when_the_journal_is_closed(
    world: DurableWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing = Stopped(world, monkeypatch)
    world.journal.set_acked(1)
    writing.ends()

    world.journal.close()

    assert kept(world) == 1


def kept(world: DurableWorld) -> int:
    """Return how far the server is by the file."""
    reader = sqlite3.connect(world.path)
    ((acked,),) = reader.execute("SELECT acked FROM cabinet").fetchall()
    reader.close()
    return int(acked)


def test_what_was_told_to_be_wrong_is_known_after_a_power_cut(tmp_path: Path) -> None:
    cabinet = layout(Fitting(1, Size.S, zone=1), zones=(Zone(1),))
    world = DurableWorld(tmp_path / "warm.sqlite3", cabinet)
    world.happens(Warmed(1, 80.0))
    world.happens(BoardHeard("left", silent=True))

    loaded = world.reload()
    world.journal.close()

    assert loaded.told == Told({1: EventType.TOO_HOT}, ("left",))
    assert (loaded.zones, loaded.warmths[1].celsius) == ({1: Zone(1)}, None)


def test_the_warmth_of_a_meal_and_the_age_of_a_lamp_outlast_a_power_cut(tmp_path: Path) -> None:
    cabinet = layout(Fitting(1, Size.S, zone=1), zones=(Zone(1),))
    world = DurableWorld(tmp_path / "warm.sqlite3", cabinet)
    world.happens(Warmed(1, 64.0))
    world.stores()

    loaded = world.reload()
    world.journal.close()

    assert loaded.compartments == world.memory.compartments
    assert loaded.compartments[1].warm is True


def test_another_lamp_begins_its_life_when_the_configuration_names_it(tmp_path: Path) -> None:
    path = tmp_path / "lamps.sqlite3"
    world = DurableWorld(path, layout(Fitting(1, Size.S, lamp_uw_cm2=500)))
    world.senses(1, OPEN)
    aged = {1: replace(world.memory.compartments[1], lamp_ms=9)}
    before, world.memory = world.memory, replace(world.memory, compartments=aged)
    world.journal.commit(world.memory, before, [])
    world.journal.close()

    ages = []
    for intensity in (500, 480):
        journal = Journal(path, layout(Fitting(1, Size.S, lamp_uw_cm2=intensity)))
        ages.append(journal.load().compartments[1].lamp_ms)
        journal.close()

    assert ages == [9, 0]
