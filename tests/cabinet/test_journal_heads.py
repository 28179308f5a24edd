"""How far a journal is, by its own lines, read while its agent goes on writing."""

import json
import sqlite3
from pathlib import Path

import pytest

from linli.cabinet.heads import main
from linli.cabinet.journal import Journal
from linli.cabinet.memory import Fitting, Layout, Times, new_memory, with_line
from linli.kernel.chain import GENESIS
from linli.wire.journal import line_hash
from linli.wire.messages import Event, EventType, Size, State

LAYOUT = Layout(
    cabinet="HK-A",
    number=1,
    epoch=3,
    compartments=(Fitting(1, Size.S, occupancy_sensor=True, lamp=True),),
    times=Times(hold_ms=7_200_000, close_ms=60_000, sanitise_ms=60_000, idle_ms=0),
    keys={1: "0" * 64},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal of three lines in a folder with a name that needs quoting, still open."""
    folder = tmp_path / "a #?% 柜"
    folder.mkdir()
    return folder / "journal.sqlite3"


def write(path: Path, lines: int) -> str:
    """Write so many lines and return the hash of the last."""
    journal = Journal(path, LAYOUT)
    memory = new_memory(LAYOUT)
    head = GENESIS
    for seq in range(1, lines + 1):
        draft = Event(
            seq=seq,
            mono=seq,
            wall=seq,
            wq=2,
            type=EventType.FORCED,
            comp=1,
            state=State.CHECK,
            deposit="",
            grant="",
            data={},
            hash=GENESIS,
        )
        head = line_hash(head, LAYOUT.cabinet, LAYOUT.epoch, draft)
        line = Event(**{**{f: getattr(draft, f) for f in draft.__struct_fields__}, "hash": head})
        after = with_line(memory, line)
        journal.commit(after, memory, [line])
        memory = after
    return head


def said(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, object]]]:
    status = main([str(path)])
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_file_that_is_no_journal_is_named_and_nothing_is_said_of_it(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.write_text("no journal")
    here = write(path.with_name("good.sqlite3"), 1)

    assert main([str(path), str(path.with_name("none")), str(path.with_name("good.sqlite3"))]) == 1

    out, err = capsys.readouterr()
    assert [json.loads(line)["hash"] for line in out.splitlines()] == [here]
    assert len(err.splitlines()) == 2


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE line SET line = (SELECT line FROM line WHERE seq = 3) WHERE seq = 2",
        "DELETE FROM line WHERE seq = 2",
        "UPDATE line SET line = x'7b7d' WHERE seq = 2",
        "UPDATE line SET line = CAST(replace(CAST(line AS TEXT), ':2', ':9') AS BLOB)",
    ],
)
def test_a_journal_that_was_written_over_says_no_head(
    path: Path, capsys: pytest.CaptureFixture[str], harm: str
) -> None:
    write(path, 3)
    with sqlite3.connect(path) as file:
        for trigger in ("a_line_is_never_changed", "a_line_stays"):
            file.execute(f"DROP TRIGGER {trigger}")
        file.execute(harm)

    assert said(path, capsys) == (1, [])


def test_the_head_of_an_empty_journal_is_where_every_chain_begins(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(path, 0)

    status, (head,) = said(path, capsys)

    assert status == 0
    assert (head["seq"], head["hash"]) == (0, GENESIS)


def test_the_head_is_the_last_line_and_names_cabinet_and_epoch(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    last = write(path, 3)

    status, (head,) = said(path, capsys)

    assert status == 0
    assert head == {
        "journal": str(path),
        "cabinet": "HK-A",
        "epoch": 3,
        "seq": 3,
        "hash": last,
    }
