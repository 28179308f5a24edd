"""A mistake that somebody could make, in one place, and that must be found."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from proof.mutants.patches import Patch

MACHINE = "linli.cabinet.machine"
RULES = "linli.lockers.rules"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A mistake. ``stirred`` sets rates of the runs in which it shows, where it seldom does."""

    name: str
    patches: tuple[Patch, ...]
    stirred: Mapping[str, object] = field(default_factory=dict)


def one_place(name: str, module: str, old: str, new: str, **stirred: object) -> Mutant:
    """Return a mistake that is one text in one module."""
    return Mutant(name, (Patch(module, old, new),), stirred)
