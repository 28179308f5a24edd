"""The model of custody holds, reaches what it should, and would notice each fault."""

import shutil

import pytest
from proof.spin import GOALS, LONG, MUTANTS, model, read

ENOUGH_MUTANTS = 12
"""Source: CUSTODY, section 8, and the proof's promise."""

FULL_SEARCH = """
State-vector 76 byte, depth reached 59, errors: 0
   42187 states, stored
"""


def test_a_search_that_ended_early_holds_nothing() -> None:
    cut = FULL_SEARCH + "Warning: Search not completed\n"
    shallow = "error: max search depth too small\n" + FULL_SEARCH

    assert read(FULL_SEARCH, seconds=1).holds
    assert not read(cut, seconds=1).holds
    assert not read(shallow, seconds=1).holds
    assert not read("", seconds=1).holds


def test_a_fault_of_the_model_itself_kills_no_mutant() -> None:
    said = "pan:1: assertion violated - invalid array index (at depth 26)\n" + FULL_SEARCH

    assert not read(said, seconds=1).is_caught
    assert not read(said, seconds=1).holds


def test_without_the_programs_nothing_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proof.spin.shutil.which", lambda _name: None)

    report = model(short=True)

    assert not report.ok
    assert "spin and gcc not found" in report.lines[0]


def test_there_are_as_many_configurations_and_mutants_as_promised() -> None:
    assert len(LONG) >= 3
    assert len(MUTANTS) >= ENOUGH_MUTANTS
    assert {"PICKED", "RECALLED", "UNSURE with a meal", "FREE after PICKED"} <= set(GOALS)


def test_every_promise_holds_every_goal_is_reached_and_every_mutant_dies() -> None:
    assert shutil.which("spin"), "sh tools/programs.sh installs it"

    report = model(short=True)

    assert report.ok, report.lines
    assert f"{len(GOALS)} of {len(GOALS)} goals" in "\n".join(report.lines)
    assert f"{len(MUTANTS)} of {len(MUTANTS)} mutants" in "\n".join(report.lines)
