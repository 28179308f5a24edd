"""What the file itself promises: on the disk before anyone acts, whatever kills the agent."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cabinet.world import layout

from linli.cabinet.journal import Journal, JournalConflictError
from linli.cabinet.store import Store

FULL, NORMAL = 2, 1
LARGE = 1 << 20

WRITER = """
import sys
from pathlib import Path
from tests.cabinet.durable import DurableWorld
from linli.wire.messages import CancelDeposit

world = DurableWorld(Path(sys.argv[1]))
for number in range(100_000):
    world.directs(CancelDeposit(deposit=f"{number:013d}", why="expired"))
    print(world.last.seq, flush=True)
"""


def test_every_commit_is_on_the_disk_before_it_returns(tmp_path: Path) -> None:
    store = Store(tmp_path / "file.sqlite3", largest_bytes=LARGE)

    modes = [store.ask("PRAGMA journal_mode"), store.number("PRAGMA synchronous")]
    with store.in_no_hurry():
        modes.append(store.number("PRAGMA synchronous"))
    modes.append(store.number("PRAGMA synchronous"))
    store.close()

    assert modes == [[("wal",)], FULL, NORMAL, FULL]


def test_whoever_is_in_no_hurry_leaves_no_haste_behind_even_when_it_fails(tmp_path: Path) -> None:
    store = Store(tmp_path / "file.sqlite3", largest_bytes=LARGE)
    store.do("CREATE TABLE one (number INTEGER PRIMARY KEY)")
    store.do("INSERT INTO one VALUES (1)")

    with pytest.raises(JournalConflictError), store.in_no_hurry():
        store.do("INSERT INTO one VALUES (1)")

    assert store.number("PRAGMA synchronous") == FULL
    store.close()


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "file.sqlite3", largest_bytes=LARGE)
    store.do("CREATE TABLE one (number INTEGER PRIMARY KEY)")

    with pytest.raises(JournalConflictError), store.transaction():
        store.do_each("INSERT INTO one VALUES (?)", [(1,), (2,), (1,)])

    assert store.number("SELECT count(*) FROM one") == 0
    with store.transaction():
        store.do("INSERT INTO one VALUES (3)")
    assert store.number("SELECT max(number) FROM one") == 3
    store.close()


def test_what_was_committed_before_the_agent_was_killed_is_there(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    root = Path(__file__).parents[2]
    paths = os.pathsep.join([str(root / "src"), str(root)])
    with subprocess.Popen(  # noqa: S603  # this very Python and a text of ours
        [sys.executable, "-c", WRITER, str(path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths},
        text=True,
    ) as writer:
        assert writer.stdout is not None
        for _ in range(30):
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        told = [int(word) for word in writer.stdout.read().split("\n")[:-1]]

    journal = Journal(path, layout())
    journal.verify()
    held = journal.load()
    journal.close()

    promised = told[-1] if told else 31
    assert held.seq in (promised, promised + 1), "at most the one that was not told yet"
    assert len(held.ended) == held.dseq == held.seq - 1
