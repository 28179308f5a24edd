"""``python -m proof.simulation``: many seeds, or one with all that happened in it."""

import argparse
import sys

from proof.simulation.many import Sums, run_many, write_failures
from proof.simulation.noon import run_seed


def main() -> int:
    """Run what the command line asks for; 1 if an invariant did not hold."""
    parser = argparse.ArgumentParser(prog="python -m proof.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=2_000, help="how many")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, help="only this one, told line by line")
    told = parser.parse_args()
    if told.seed is not None:
        outcome = run_seed(told.seed, trace=True)
        sys.stdout.write("\n".join([*outcome.told, repr(outcome.mix), outcome.failure]) + "\n")
        return 1 if outcome.failure else 0
    sums = Sums()
    for outcome in run_many(range(told.first, told.first + told.seeds), told.processes):
        sums.add(outcome)
    sys.stdout.write("\n".join(sums.lines()) + "\n")
    write_failures(sums.failures)
    sys.stdout.write(f"violations {len(sums.failures)}\n")
    return 1 if sums.failures else 0


if __name__ == "__main__":
    sys.exit(main())
