"""The mutants: each still applies, the simulation finds them, and it does not cry at nothing."""

from pathlib import Path

import pytest
from proof.mutants.catalogue import MUTANTS
from proof.mutants.mutant import Mutant
from proof.mutants.patches import DoesNotApplyError, Patch
from proof.mutants.running import fate_of, mutants_named

ROOT = Path(__file__).parents[2]

A_FEW = (
    "a tick's age is not looked at",
    "compartments are known by words after a reboot",
    "the lock is pulsed before the intent is durable",
    "the server acknowledges before it commits",
    "a meal that was taken unseen is left to the crew",
)


def source_of(module: str) -> str:
    """Return a module's source, without importing it."""
    folder = ROOT if module.startswith("proof.") else ROOT / "src"
    path = folder.joinpath(*module.split("."))
    return (path.with_suffix(".py") if not path.is_dir() else path / "__init__.py").read_text()


def named(mutant: Mutant) -> str:
    return mutant.name


@pytest.mark.parametrize("mutant", MUTANTS, ids=named)
def test_a_mutant_still_changes_the_code(mutant: Mutant) -> None:
    for patch in mutant.patches:
        source = source_of(patch.module)
        assert patch.applied(source) != source
        compile(patch.applied(source), patch.module, "exec")


def test_the_mutants_are_many_and_each_has_its_own_name() -> None:
    assert len(MUTANTS) >= 40
    assert len({one.name for one in MUTANTS}) == len(MUTANTS)


@pytest.mark.parametrize("name", A_FEW)
def test_the_simulation_finds_a_mutant(name: str) -> None:
    fate = fate_of(mutants_named(name)[0], seeds=30)

    assert fate.error == ""
    assert fate.is_killed


def test_a_change_that_changes_nothing_is_not_found() -> None:
    fate = fate_of(mutants_named("nothing is changed")[0], seeds=3)

    assert (fate.failure, fate.error, fate.seeds) == ("", "", 3)


def test_a_mutant_that_does_not_apply_any_more_is_an_error_and_no_kill() -> None:
    fate = fate_of(mutants_named("out of date")[0], seeds=3)

    assert "stands there 0 times" in fate.error
    assert not fate.is_killed


def test_a_text_that_stands_there_twice_is_not_changed() -> None:
    with pytest.raises(DoesNotApplyError, match="stands there 2 times"):
        Patch("somewhere", "a", "b").applied("a a")
