"""Every mutant, two at a time; what survives, or does not apply any more, is a failure."""

import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from proof.mutants.catalogue import MUTANTS, NO_MUTANTS
from proof.mutants.mutant import Mutant

SEEDS, LONG_SEEDS = 150, 1_000
"""How many seeds a mutant may survive in the short and the long form, before it has survived."""

AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a mutant: found by so many seeds, or not (no failure), or not applied."""

    mutant: Mutant
    seeds: int
    failure: str
    error: str

    @property
    def is_killed(self) -> bool:
        """The simulation found it."""
        return bool(self.failure) and not self.error


def mutants_named(*names: str) -> list[Mutant]:
    """Return these mutants, of all there are."""
    return [one for one in (*MUTANTS, *NO_MUTANTS) if one.name in names]


def fate_of(mutant: Mutant, seeds: int = SEEDS) -> Fate:
    """Run one mutant in a process of its own."""
    child = subprocess.run(  # noqa: S603  # our own interpreter, our own module
        [sys.executable, "-m", "proof.mutants.child", mutant.name, str(seeds)],
        check=False,
        capture_output=True,
        text=True,
    )
    try:
        told = json.loads(child.stdout)
    except ValueError:
        return Fate(mutant, 0, "", (child.stderr or child.stdout)[-500:])
    return Fate(mutant, told.get("seeds", 0), told.get("failure", ""), told.get("error", ""))


def fates(mutants: Sequence[Mutant] = MUTANTS, seeds: int = SEEDS) -> list[Fate]:
    """Run all of these, and return what became of each, in their order."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda one: fate_of(one, seeds), mutants))
