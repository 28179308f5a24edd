"""A journal whose disk is full, slow, read-only or damaged: told by name, and nothing half done."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.cabinet.durable import DurableWorld, durable
from tests.cabinet.world import FAST_FOLDER, OPEN, World, layout

from linli.cabinet import journal as journal_module
from linli.cabinet import store
from linli.cabinet.inputs import Sensed, Write
from linli.cabinet.journal import (
    Journal,
    JournalBusyError,
    JournalDamagedError,
    JournalError,
    JournalFullError,
    JournalReadOnlyError,
    JournalUnreachableError,
)
from linli.wire.messages import CancelDeposit

PAGE = 4_096


@pytest.fixture
def path() -> Iterator[Path]:
    """Give a place for a journal."""
    with TemporaryDirectory(dir=FAST_FOLDER) as folder:
        yield Path(folder) / "journal.sqlite3"


@pytest.fixture
def world(path: Path) -> Iterator[DurableWorld]:
    """Give a cabinet with a meal in it, whose journal is closed."""
    made = DurableWorld(path)
    made.stores()
    made.journal.close()
    yield made
    made.journal.close()


def tamper(world: DurableWorld, *sentences: str) -> None:
    """Change the file behind the triggers' back."""
    intruder = sqlite3.connect(world.path)
    for (name,) in intruder.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        intruder.execute(f"DROP TRIGGER {name}")
    for one in sentences:
        intruder.execute(one)
    intruder.commit()
    intruder.close()


def damage_found(world: DurableWorld) -> int:
    """Return the line that the journal names as damaged."""
    journal = Journal(world.path, world.layout)
    with pytest.raises(JournalDamagedError) as caught:
        journal.verify()
    journal.close()
    return caught.value.seq


def test_a_journal_that_nobody_touched_is_not_damaged(world: DurableWorld) -> None:
    tamper(world)
    journal = Journal(world.path, world.layout)

    journal.verify()

    assert durable(journal.load()) == durable(world.memory)
    journal.close()


@pytest.mark.parametrize(
    ("sentence", "line"),
    [
        ("UPDATE line SET line = cast(replace(line, 'courier', 'nobody') AS BLOB)", 2),
        ("UPDATE line SET line = cast(replace(line, 'OPENED', 'FORCED') AS BLOB)", 3),
        ("DELETE FROM line WHERE seq = 1", 1),
        ("DELETE FROM line WHERE seq = 2", 2),
        ("UPDATE line SET line = x'7b7d' WHERE seq = 3", 3),
        ("UPDATE line SET line = x'ff' WHERE seq = 4", 4),
        ("UPDATE compartment SET known = x'7b7d' WHERE number = 1", 0),
        ("UPDATE cabinet SET times = x'5b'", 0),
        ('UPDATE cabinet SET keys = cast(\'{"a":"b"}\' AS BLOB)', 0),
    ],
)
def test_the_first_line_that_was_touched_is_named(
    world: DurableWorld, sentence: str, line: int
) -> None:
    tamper(world, sentence)

    assert damage_found(world) == line


def test_another_beginning_is_found(world: DurableWorld) -> None:
    tamper(
        world,
        "DELETE FROM line WHERE seq = 1",
        "UPDATE cabinet SET base_seq = 1, base_hash = 'f' || substr(base_hash, 2)",
    )

    assert damage_found(world) == 2


def test_a_line_that_is_missing_before_those_that_are_read_is_named(
    world: DurableWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    tamper(world, "DELETE FROM line WHERE seq = 2")
    monkeypatch.setattr(journal_module, "REREAD_LINES", 2)
    journal = Journal(world.path, world.layout)

    with pytest.raises(JournalDamagedError, match="line 2 is missing"):
        journal.load()

    journal.close()


def test_two_lines_that_changed_places_are_found(world: DurableWorld) -> None:
    tamper(
        world,
        "UPDATE line SET seq = -2 WHERE seq = 2",
        "UPDATE line SET seq = 2 WHERE seq = 3",
        "UPDATE line SET seq = 3 WHERE seq = -2",
    )

    assert damage_found(world) == 2


@pytest.mark.parametrize("byte", range(8))
def test_a_bit_that_tipped_in_a_line_is_found(world: DurableWorld, byte: int) -> None:
    """In the text of a line, wherever it lies in the file."""
    raw = bytearray(world.path.read_bytes())
    raw[raw.index(b'"type":"OPENED"') + 2 + byte] ^= 1 << byte
    world.path.write_bytes(raw)

    assert damage_found(world) == 3


def test_a_file_that_is_no_journal_is_damaged(path: Path) -> None:
    path.write_bytes(b"this is not a journal" * 100)

    with pytest.raises(JournalDamagedError):
        Journal(path, layout())


def test_a_page_of_rubbish_is_damage(world: DurableWorld) -> None:
    raw = bytearray(world.path.read_bytes())
    raw[PAGE:] = b"\xa5" * (len(raw) - PAGE)
    world.path.write_bytes(raw)

    with pytest.raises(JournalDamagedError):
        Journal(world.path, world.layout).load()


def test_a_folder_that_is_not_there_is_unreachable(path: Path) -> None:
    with pytest.raises(JournalUnreachableError):
        Journal(path.parent / "nowhere" / "journal.sqlite3", layout())


def test_a_disk_that_may_only_be_read_is_told_at_the_start(world: DurableWorld) -> None:
    raw = bytearray(world.path.read_bytes())
    raw[18] = 3  # a file whose writing is of a format to come may only be read
    world.path.write_bytes(raw)

    with pytest.raises(JournalReadOnlyError):
        Journal(world.path, world.layout)


def fill(world: DurableWorld) -> None:
    """Write until the disk is full."""
    for number in range(10_000):
        world.directs(CancelDeposit(deposit=f"{number:013d}", why="expired"))


def test_a_full_disk_is_told_and_nothing_of_the_step_is_kept(path: Path) -> None:
    world = DurableWorld(path)
    world.journal.close()
    world.journal = Journal(path, world.layout, largest_bytes=16 * PAGE)

    with pytest.raises(JournalFullError):
        fill(world)

    held = world.journal.load()
    assert held.seq == len(world.lines) - 1
    assert held.dseq == world.memory.dseq - 1
    world.journal.verify()
    world.journal.close()


def test_a_journal_that_was_full_goes_on_when_there_is_room(path: Path) -> None:
    world = DurableWorld(path)
    world.journal.close()
    world.journal = Journal(path, world.layout, largest_bytes=16 * PAGE)
    with pytest.raises(JournalFullError):
        fill(world)

    world.memory = world.reload()
    world.boot()
    world.stores("0000000099999")

    world.journal.verify()
    assert durable(world.reload()) == durable(world.memory)


def test_a_file_that_another_process_holds_is_busy(
    world: DurableWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PATIENCE_S", 0.05)
    world.memory = world.reload()
    holder = sqlite3.connect(world.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    with pytest.raises(JournalBusyError):
        world.boot()

    holder.execute("ROLLBACK")
    holder.close()
    world.memory = world.reload()
    world.boot()
    world.journal.verify()


def test_a_journal_that_is_closed_says_so(world: DurableWorld) -> None:
    with pytest.raises(JournalError, match="closed"):
        world.journal.lines(0, 1)


def test_a_commit_that_is_interrupted_leaves_nothing_behind(world: DurableWorld) -> None:
    world.memory = world.reload()
    world.boot()
    held = durable(world.memory)
    before = world.memory
    World.happens(world, Sensed(2, OPEN))
    lines = [one.event for one in world.effects if isinstance(one, Write)]
    twice = [*lines, *lines]

    with pytest.raises(AssertionError, match="every line"):
        world.journal.commit(world.memory, before, twice)

    assert durable(world.reload()) == held
