"""``python -m proof.mutants.child NAME SEEDS``: one mutant in its own process, told as JSON."""

import json
import sys

from proof.mutants.catalogue import MUTANTS, NO_MUTANTS
from proof.mutants.patches import DoesNotApplyError, install


def main(name: str, seeds: int) -> None:
    """Run seeds until one finds the mutant; say how many it took and what was found."""
    mutant = next(one for one in (*MUTANTS, *NO_MUTANTS) if one.name == name)
    install(mutant.patches)
    try:
        told = _tried(seeds, dict(mutant.stirred))
    except DoesNotApplyError as gone:
        told = {"error": str(gone)}
    sys.stdout.write(json.dumps(told) + "\n")


def _tried(seeds: int, stirred: dict[str, object]) -> dict[str, object]:
    from msgspec.structs import replace  # noqa: PLC0415  # after the patches are in place

    from proof.simulation.mix import draw  # noqa: PLC0415
    from proof.simulation.noon import run_seed  # noqa: PLC0415

    for seed in range(seeds):
        outcome = run_seed(seed, replace(draw(seed), **stirred))
        if outcome.failure:
            return {"seeds": seed + 1, "failure": outcome.failure}
    return {"seeds": seeds, "failure": ""}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
