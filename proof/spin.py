"""The Promela model of custody: checked state by state, and whether it would notice a fault.

The model is ``proof/model/custody.pml``. Every configuration is searched exhaustively: states are
compressed (COLLAPSE), none is hashed away, and a search that reached its limit of depth, memory
or time counts as failed. Goals are states whose absence is asserted, so the assertion must fail.
Mutants are the model with one rule taken out; each must break a promise.
"""

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from proof.report import Report

MODEL = Path(__file__).with_name("model") / "custody.pml"

AT_ONCE = 2
"""Searches side by side. Source: the proof's limit is meant for two cores."""

WITHIN_S = 110
"""How long one search may take; it counts as failed when it takes longer."""

LIMIT_S = 120.0
"""For all long configurations together. Source: the proof's own promise."""

STATES = 10_000_000
"""Found at least by the long configurations together. Source: the proof's own promise."""

DEPTH = 1_000_000
MEMORY_MB = 6_000

ONE, OFFLINE, TWO = "NC=1 ND=1 NA=2", "NC=1 ND=1 NA=1 OFFLINE", "NC=2 ND=1 NA=2"

SHORT = {"one compartment, one meal, force": f"{ONE} FORCE TRIES=2"}

LONG = {
    "two compartments, one meal, force": f"{TWO} FORCE",
    "one compartment, two meals, offline codes and tokens": "NC=1 ND=2 NA=1 OFFLINE TRIES=1",
    "one compartment, one meal, force, offline": f"{OFFLINE} FORCE TRIES=2",
    "two compartments, one meal, offline": "NC=2 ND=1 NA=1 OFFLINE TRIES=2",
    "one compartment, two meals, two directives": "NC=1 ND=2 NA=2 ND2=2 TRIES=2",
    "two compartments, two meals": "NC=2 ND=2 NA=2",
}
"""The longest first, so that both cores end together."""

GOALS = {
    "PICKED": f"{ONE} GOAL=1",
    "RECALLED": f"{ONE} GOAL=2",
    "UNSURE with a meal": f"{ONE} GOAL=3",
    "FREE after PICKED": f"{ONE} GOAL=4",
    "CHECK with a meal": f"{ONE} FORCE GOAL=5",
    "ultraviolet lit": f"{ONE} GOAL=6",
    "CANCELLED": f"{ONE} GOAL=7",
    "PICKED by an offline code": f"{OFFLINE} GOAL=8",
    "out of service after jams": f"{ONE} TRIES=1 GOAL=9",
    "one picked, the other recalled": "NC=1 ND=2 NA=1 OFFLINE GOAL=10",
    "PICKED with nobody watching": f"{ONE} GOAL=11",
}

MUTANTS = {
    "ACT_BEFORE_JOURNAL": ONE,
    "NO_TICK": ONE,
    "NO_DEDUP": ONE,
    "CODE_KEPT": "NC=1 ND=2 NA=1 OFFLINE",
    "NO_INTERLOCK": f"{ONE} FORCE",
    "CLOSED_MEANS_NEVER_OPENED": ONE,
    "UNWATCHED_MEANS_PICKED": ONE,
    "NO_SENSOR": ONE,
    "ACK_BEFORE_COMMIT": ONE,
    "APPLY_ANY": ONE,
    "DIRECTIVE_ANY": "NC=1 ND=2 NA=1 ND2=2",
    "DIRECTIVE_MOVES_LOCK": ONE,
    "GRANT_REUSABLE": OFFLINE,
    "USED_FORGOTTEN": OFFLINE,
    "RELEASE_BEFORE_EMPTY": ONE,
    "REBIND": TWO,
    "FORGETS_ENDINGS": "NC=1 ND=1 NA=3",
    "SERVER_CANCELS_ALONE": ONE,
    "IGNORES_FORCE": f"{ONE} FORCE",
    "LAMP_STAYS": ONE,
    "BOOT_CLEARS_CHECK": f"{ONE} FORCE",
    "CANCELS_AT_ONCE": ONE,
    "BOOT_FORGETS_LATCH": ONE,
    "GIVES_UP_AT_ONCE": f"{ONE} TRIES=1",
}
"""Each rule that can be taken out, and the smallest configuration that must notice."""

_STATES = re.compile(r"^\s*(\d+) states, stored", re.MULTILINE)
_DEPTH = re.compile(r"depth reached (\d+), errors: (\d+)")
_BROKEN = re.compile(r"assertion violated\s+(.*?) \(at depth")
_UNFINISHED = re.compile(r"Search not completed|max search depth too small|out of memory")


@dataclass(frozen=True, slots=True)
class Search:
    """What one search came to. ``broken`` is the promise that was broken, empty if none."""

    states: int
    depth: int
    seconds: float
    broken: str
    is_complete: bool

    @property
    def holds(self) -> bool:
        """Whether all states were visited and every promise held in each."""
        return self.is_complete and not self.broken

    @property
    def is_caught(self) -> bool:
        """Whether a promise was broken: a fault of the model itself does not count."""
        return bool(self.broken) and "array index" not in self.broken


def search(flags: str, *, optimised: bool) -> Search:
    """Search one configuration: flags are ``NAME`` or ``NAME=value``, with spaces between.

    Optimising takes the compiler 3 s instead of 1 s, and pays from a million states on; so does
    a table of 2**24 places instead of 2**18.

    Raises:
        subprocess.CalledProcessError: the model cannot be translated.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="linli-spin-") as folder:
        _run(["spin", "-a", *(f"-D{flag}" for flag in flags.split()), str(MODEL)], folder)
        table = "-w24" if optimised else "-w18"
        how = ["-O2" if optimised else "-O0", "-DSAFETY", "-DCOLLAPSE", "-DNOREDUCE"]
        _run(["gcc", *how, f"-DMEMLIM={MEMORY_MB}", "-o", "pan", "pan.c"], folder)
        found = _run([f"{folder}/pan", "-E", f"-m{DEPTH}", table], folder, within_s=WITHIN_S)
    return read(found, seconds=time.monotonic() - began)


def read(said: str, *, seconds: float) -> Search:
    """Read what the search printed; nothing at all is a search that did not end."""
    states, depth, broken = _STATES.search(said), _DEPTH.search(said), _BROKEN.search(said)
    if states is None or depth is None:
        return Search(0, 0, seconds, "", is_complete=False)
    complete = int(depth[2]) == 0 and not _UNFINISHED.search(said)
    text = broken[1].strip() if broken else ""
    return Search(int(states[1]), int(depth[1]), seconds, text, is_complete=complete)


def search_all(wanted: Sequence[str], *, optimised: bool) -> list[Search]:
    """Search these, two at a time, and return what each came to."""
    with ThreadPoolExecutor(AT_ONCE) as lanes:
        return list(lanes.map(lambda flags: search(flags, optimised=optimised), wanted))


def model(*, short: bool) -> Report:
    """Check the model, its goals and its mutants; the short form searches one configuration."""
    report = Report()
    missing = [name for name in ("spin", "gcc") if shutil.which(name) is None]
    if missing:
        report.say(f"model: {' and '.join(missing)} not found; sh tools/programs.sh", ok=False)
        return report
    _check_promises(report, SHORT if short else LONG, short=short)
    _check_goals(report)
    _check_mutants(report)
    return report


def _check_promises(report: Report, wanted: dict[str, str], *, short: bool) -> None:
    began = time.monotonic()
    searches = search_all(list(wanted.values()), optimised=not short)
    took = time.monotonic() - began
    for (name, flags), one in zip(wanted.items(), searches, strict=True):
        say = f"model: {name} ({flags}): {one.states:,} states, depth {one.depth}"
        why = f", broken: {one.broken}" if one.broken else ""
        report.say(f"{say}, {one.seconds:.1f} s, {int(bool(why))} errors{why}", ok=one.holds)
    total = sum(one.states for one in searches)
    good = short or (total >= STATES and took <= LIMIT_S)
    line = (
        f"model: {total:,} states in {took:.0f} s on {AT_ONCE} cores, {len(wanted)} configurations"
    )
    report.say(line, ok=good)


def _check_goals(report: Report) -> None:
    searches = dict(zip(GOALS, search_all(list(GOALS.values()), optimised=False), strict=True))
    lost = [name for name, one in searches.items() if not one.is_caught]
    found = f"model: {len(GOALS) - len(lost)} of {len(GOALS)} goals reached"
    report.say(f"{found}{_named(lost)}", ok=not lost)


def _check_mutants(report: Report) -> None:
    wanted = [f"{flags} {name}" for name, flags in MUTANTS.items()]
    searches = dict(zip(MUTANTS, search_all(wanted, optimised=False), strict=True))
    alive = [name for name, one in searches.items() if not one.is_caught]
    killed = f"model: {len(MUTANTS) - len(alive)} of {len(MUTANTS)} mutants killed"
    report.say(f"{killed}{_named(alive)}", ok=not alive)


def _named(names: Sequence[str]) -> str:
    return f", not: {', '.join(names)}" if names else ""


def _run(command: list[str], folder: str, *, within_s: float = 60) -> str:
    """Return what a program printed; nothing if it took too long."""
    try:
        done = subprocess.run(  # noqa: S603  # our own commands
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=within_s
        )
    except subprocess.TimeoutExpired:
        return ""
    if "pan" not in command[0]:
        done.check_returncode()
    return done.stdout
