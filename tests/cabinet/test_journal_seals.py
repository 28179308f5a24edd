"""What the journal keeps besides its lines: changed by nobody, not even by one bit."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.cabinet.durable import DurableWorld, durable
from tests.cabinet.world import FAST_FOLDER

from linli.cabinet.journal import Journal, JournalDamagedError
from linli.cabinet.memory import Watch
from linli.cabinet.sealed import seal, unseal
from linli.cabinet.store import number_in
from linli.wire.messages import CancelDeposit

PAGE = 4_096


@pytest.fixture
def world() -> Iterator[DurableWorld]:
    """Give a cabinet that has had a directive and holds a meal; its journal is closed."""
    with TemporaryDirectory(dir=FAST_FOLDER) as folder:
        made = DurableWorld(Path(folder) / "journal.sqlite3")
        made.directs(CancelDeposit(deposit="0000000099999", why="expired"))
        made.stores()
        made.journal.close()
        yield made
        made.journal.close()


def change(world: DurableWorld, *sentences: str) -> None:
    """Change the file behind the journal's back."""
    with closing(sqlite3.connect(world.path)) as intruder:
        for sentence in sentences:
            assert intruder.execute(sentence).rowcount
        intruder.commit()


@pytest.mark.parametrize(
    "sentence",
    [
        "UPDATE cabinet SET dseq = 3",
        "UPDATE kept SET name = 'dse1' WHERE name = 'dseq'",
        "UPDATE compartment SET known = cast(replace(known, 'OCC', 'DIRTY') AS BLOB)",
        "UPDATE compartment SET number = 7 WHERE number = 1",
        "UPDATE compartment SET known = (SELECT known FROM compartment WHERE number = 2)",
    ],
)
def test_what_was_changed_besides_the_lines_is_damage(world: DurableWorld, sentence: str) -> None:
    change(world, sentence)

    with closing(Journal(world.path, world.layout)) as journal, pytest.raises(JournalDamagedError):
        journal.load()


@pytest.mark.parametrize("bit", range(8))
def test_a_bit_that_flips_anywhere_in_a_sealed_value_is_found(bit: int) -> None:
    value = Watch(ran_ms=5, wrong_ms=(1, 2))
    kept = seal("watch", value)

    assert unseal("watch", kept, Watch) == value
    for place in range(len(kept)):
        flipped = bytearray(kept)
        flipped[place] ^= 1 << bit
        with pytest.raises(JournalDamagedError):
            unseal("watch", bytes(flipped), Watch)


def test_a_value_of_one_name_is_not_taken_for_that_of_another() -> None:
    with pytest.raises(JournalDamagedError, match="compartment 2 is not what was written"):
        unseal("compartment 2", seal("compartment 1", Watch()), Watch)


def test_a_value_of_another_type_is_damage() -> None:
    with pytest.raises(JournalDamagedError, match="another type"):
        unseal("watch", "{}", Watch)


def test_what_an_older_agent_kept_without_a_seal_is_read(world: DurableWorld) -> None:
    change(
        world,
        "UPDATE compartment SET known = substr(known, 17)",
        "DELETE FROM kept WHERE name = 'dseq'",
    )

    assert durable(world.reload()) == durable(world.memory)


def test_a_journal_without_its_one_row_is_damage(world: DurableWorld) -> None:
    change(world, "DELETE FROM cabinet")

    with pytest.raises(JournalDamagedError, match="one row was written, 0 are there"):
        Journal(world.path, world.layout)


def test_a_number_that_is_none_is_damage() -> None:
    with pytest.raises(JournalDamagedError, match="is no number"):
        number_in([(b"7",)])


def test_pages_that_do_not_fit_together_are_damage(world: DurableWorld) -> None:
    raw = bytearray(world.path.read_bytes())
    last = len(raw) - PAGE
    cells = int.from_bytes(raw[last + 3 : last + 5], "big")
    raw[last + 3 : last + 5] = (cells - 1).to_bytes(2, "big")
    world.path.write_bytes(raw)

    with closing(Journal(world.path, world.layout)) as journal, pytest.raises(JournalDamagedError):
        journal.verify()
