"""The self-test as a command: when it refuses, what it prints, and its exit status."""

import os
import pty
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.cabinet.stage import Configured

from linli.cabinet import __main__ as program
from linli.cabinet.alone import alone
from linli.cabinet.config import Config, read_config
from linli.cabinet.journal import Journal
from linli.cabinet.selftest.terminal import Terminal
from linli.cabinet.selftest.words import Language
from linli.wire.messages import State

DOORS = [
    {"number": number, "size": "S", "occupancy_sensor": False, "lamp": False}
    for number in (1, 2, 3)
]
PEOPLE = {"kind": "simulated", "latch_ms": 0, "people": "auto", "dwell_ms": 0}


@pytest.fixture
def cabinet(configured: Configured) -> Path:
    """Give a cabinet of three doors with people who close them at once."""
    return configured(board=PEOPLE, compartments=DOORS)


def with_a_meal(config: Config, comp: int) -> None:
    journal = Journal(config.journal, config.layout())
    memory = journal.load()
    full = replace(memory.compartments[comp], state=State.OCC, deposit="D1", seen=True)
    journal.commit(replace(memory, compartments={**memory.compartments, comp: full}), memory, [])
    journal.close()


def test_good_doors_are_said_to_be_good_and_the_status_is_0(
    cabinet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = program.main(["selftest", str(cabinet), "--doors", "1,3", "--lang", "en"])

    said = capsys.readouterr().out.splitlines()
    assert status == 0
    assert said[0].startswith("Self-test: 2 doors will open one by one.")
    assert said[-1] == "All 2 doors are good."
    assert "Door 2: good." not in said


def test_faults_are_summed_up_in_chinese_and_the_status_is_1(
    cabinet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cabinet.with_name("journal.board.json").write_bytes(b'{"jammed":[2]}')

    assert program.main(["selftest", str(cabinet), "--doors", "2"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[-2:] == [
        "发现 1 个问题：",
        "2 号门没有动静：锁打不开，或门磁卡在“关闭”。",
    ]


def test_it_does_not_open_a_door_while_the_agent_runs(
    cabinet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with alone(read_config(cabinet).journal, patience_s=0):
        assert program.main(["selftest", str(cabinet)]) == 2

    assert capsys.readouterr().err == "柜子的程序正在运行，请先停止它再自检。\n"


def test_it_refuses_while_meals_are_inside_unless_their_doors_are_left_out(
    cabinet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_a_meal(read_config(cabinet), 2)

    assert program.main(["selftest", str(cabinet), "--lang", "en", "--doors", "1"]) == 2
    assert capsys.readouterr().err.startswith("Meals are in compartments 2: no self-test now.")

    assert program.main(["selftest", str(cabinet), "--lang", "en", "--beside-meals"]) == 0
    said = capsys.readouterr().out
    assert "Door 1: good." in said
    assert "Door 2" not in said


def test_a_journal_that_cannot_be_read_hides_meals_perhaps(
    cabinet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read_config(cabinet).journal.write_bytes(b"no journal at all, by any means" * 100)

    assert program.main(["selftest", str(cabinet), "--lang", "en"]) == 2
    assert "The cabinet's journal cannot be read: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["--doors", "9"], "There is no door 9."), (["--doors", "1-9"], "no door 4, 5, 6, 7, 8, 9.")],
)
def test_doors_that_do_not_exist_are_named(
    cabinet: Path, arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert program.main(["selftest", str(cabinet), "--lang", "en", *arguments]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--doors", "x"], ["--doors", ""], ["--lang", "fr"]])
def test_nonsense_is_refused_with_its_name(
    cabinet: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(["selftest", str(cabinet), *arguments])

    assert ended.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def test_a_bad_configuration_is_one_sentence(
    configured: Configured, capsys: pytest.CaptureFixture[str]
) -> None:
    assert program.main(["selftest", str(configured(number=0))]) == 2
    assert "the field number" in capsys.readouterr().err


@dataclass
class Keyboard:
    """A terminal with somebody at it."""

    terminal: Terminal
    master: int

    def types(self, text: str) -> None:
        """Type this."""
        os.write(self.master, text.encode())


@pytest.fixture
def keyboard() -> Iterator[Keyboard]:
    """Give a terminal, and its keys."""
    master, slave = pty.openpty()
    with os.fdopen(slave, "r") as source, open(os.devnull, "w") as sink:  # noqa: PTH123  # a device
        yield Keyboard(Terminal(Language.EN, source, sink), master)
    os.close(master)


@pytest.mark.anyio
@pytest.mark.parametrize(("typed", "meant"), [("y", True), ("是", True), ("n", False), ("", False)])
async def test_a_question_is_answered_by_a_line(
    keyboard: Keyboard, typed: str, *, meant: bool
) -> None:
    with keyboard.terminal as terminal:
        keyboard.types(f"{typed}\n")

        assert await terminal.agrees("stands_open", comp=1) is meant


@pytest.mark.anyio
async def test_a_number_that_was_typed_is_taken_once(keyboard: Keyboard) -> None:
    with keyboard.terminal as terminal:
        keyboard.types("what\n7\n")
        await terminal.agrees("stands_open", comp=1)

        assert terminal.typed() in {7, None}
        assert terminal.typed() is None
