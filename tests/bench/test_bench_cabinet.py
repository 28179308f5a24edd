"""What the cabinet's figures are measured against, and what its counts count."""

import msgspec
import pytest
from bench.cabinet_journal import append
from bench.cabinet_trouble import Command, late, unwritten
from bench.cabinet_visits import first_after
from bench.cabinet_wires import FAMILIES, boards, line_time, pulses_at, wired
from bench.figures import Figure

from bench import __main__ as command
from bench import cabinet
from linli.cabinet.wiring import Wired


@pytest.mark.parametrize(
    ("family", "open_said", "poll"),
    [
        ("8a", 5 * 10 / 9.6, (5 + 7) * 10 / 9.6 + 10),
        ("wkly", 9 * 10 / 9.6, (8 + 34) * 10 / 9.6 + 10),
        ("kr-cu16", 5 * 10 / 19.2, (5 + 9) * 10 / 19.2 + 10),
        ("waveshare", 8 * 10 / 9.6, (8 + 6) * 10 / 9.6 + 4),
    ],
)
def test_a_line_takes_the_time_of_its_bytes_and_the_boards_thought(
    family: str, open_said: float, poll: float
) -> None:
    takes = line_time(boards(family, 240)[0][0])

    assert takes.open_said == pytest.approx(open_said)
    assert takes.poll == pytest.approx(poll)
    assert takes.open >= takes.open_said


def test_a_board_that_answers_no_open_is_not_waited_for() -> None:
    takes = line_time(boards("kr-cu16", 16)[0][0])

    assert takes.open == takes.open_said


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("lines", [1, 2])
def test_every_door_hangs_on_one_lock_and_no_address_is_there_twice(
    family: str, lines: int
) -> None:
    board = msgspec.convert(wired(family, boards(family, 48, lines=lines), "/dev/tty"), Wired)

    doors = [one.first + lock for one in board.boards() for lock in range(one.locks)]
    assert doors == list(range(1, 49))
    assert len(board.lines) == lines
    for line in board.lines:
        assert len({one.address for one in line.boards}) == len(line.boards)


def test_the_supply_feeds_two_locks_in_any_350_ms() -> None:
    board = msgspec.convert(wired("8a", boards("8a", 24), "/dev/tty"), Wired)

    assert pulses_at(board, 5) == [0, 0, 350, 350, 700]


def test_a_pulse_before_the_command_is_another_commands() -> None:
    pulses = [(1.0, 7), (2.0, 8), (2.5, 7), (3.0, 7)]

    assert first_after(pulses, 7, 2.0) == pytest.approx(500)
    assert first_after(pulses, 9, 0.0) is None


def test_a_pulse_long_after_the_kill_is_counted_as_late() -> None:
    killed = [Command("d1", killed_s=10.0, comp=None), Command("d2", killed_s=20.0, comp=None)]

    assert late([(9.9, 1), (10.1, 2), (19.8, 3)], killed) == 0
    assert late([(12.0, 1), (20.1, 2), (25.0, 3)], killed) == 2


def test_a_pulse_at_a_door_that_no_line_names_is_counted() -> None:
    assert unwritten([(1.0, 1), (2.0, 2)], {(1, "d1")}) == 1


def test_an_append_is_measured_beside_a_raw_one() -> None:
    figure = append()

    assert figure.value > 0
    assert figure.limit > 0


def test_the_cabinets_figures_need_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_stage(_database: str) -> None:
        pytest.fail("a database was set up")

    one = Figure("burst", "-", 1.0, "ms", 1.0)
    monkeypatch.setattr(command, "stage", no_stage)
    monkeypatch.setattr(cabinet, "figures", lambda: iter([one]))

    assert list(command.all_figures(["sqlite"], ["cabinet"], whole=False)) == [one]
