"""``python -m proof``: try to break custody, and say in a line each what was tried and found.

Exit status 0 only if all of it holds; 1 if something does not, with FAILED before its line.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Protocol

from proof.report import Report

PARTS = {
    "model": "proof.spin:model",
    "powercut": "proof.powercut:powercut",
    "disks": "proof.disks:disks",
    "kills": "proof.kills:kills",
    "simulation": "proof.simulation.part:simulation",
    "mutants": "proof.mutants.part:mutants",
}
"""Where each part is; it is loaded when its turn comes, as some need what others lack."""


class Part(Protocol):
    """One part of the proof."""

    def __call__(self, *, short: bool) -> Report:
        """Try it; ``short`` is what a test run has time for."""
        ...


def main(arguments: Sequence[str], say: Callable[[str], object] = print) -> int:
    """Try what the command line asks for; return the exit status."""
    said = argparse.ArgumentParser("proof", description=__doc__)
    length = said.add_mutually_exclusive_group()
    length.add_argument("--short", action="store_true", help="what a test run has time for")
    length.add_argument("--long", action="store_true", help="all of it; the default")
    said.add_argument("--only", help=f"some of {','.join(PARTS)}, with commas between")
    asked = said.parse_args(arguments)
    wanted = asked.only.split(",") if asked.only else list(PARTS)
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        said.error(f"no part is called {', '.join(unknown)}")
    holds = True
    for name in wanted:
        began = time.monotonic()
        report = part(name)(short=asked.short)
        for line in report.lines:
            say(line)
        say(f"{name}: {'holds' if report.ok else 'FAILED'} in {time.monotonic() - began:.0f} s")
        holds = holds and report.ok
    return 0 if holds else 1


def part(name: str) -> Part:
    """Load a part by its name."""
    module, _, function = PARTS[name].partition(":")
    found: Part = getattr(import_module(module), function)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
