"""Many seeds in several processes, what they came to, and a file for each that failed."""

import gc
from collections import Counter
from collections.abc import Iterable, Iterator
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import msgspec

from proof.simulation.mix import Mix
from proof.simulation.noon import Outcome, run_seed

SEEDS = Path(__file__).parents[2] / "tests" / "seeds"
"""Every seed that ever failed, replayed by the tests for ever."""

AT_ONCE = 20
"""Seeds that a process takes at a time."""


class Failed(msgspec.Struct, frozen=True):
    """A seed that failed, as it is kept: with its mix, for drawing may change."""

    seed: int
    mix: Mix
    failure: str


class Sums:
    """Adds up what many seeds came to."""

    def __init__(self) -> None:
        self.seeds = self.events = 0
        self.minutes = 0.0
        self.counts: Counter[str] = Counter()
        self.looked: Counter[str] = Counter()
        self.reached: Counter[str] = Counter()
        self.failures: list[Outcome] = []
        self._began_s = perf_counter()

    def add(self, outcome: Outcome) -> None:
        """Add one seed."""
        self.seeds += 1
        self.events += outcome.events
        self.minutes += outcome.minutes
        self.counts += outcome.counts
        self.looked += outcome.looked
        self.reached += outcome.reached
        if outcome.failure:
            self.failures.append(outcome)

    def lines(self) -> list[str]:
        """Return what people read."""
        took_s = perf_counter() - self._began_s
        counts = self.counts
        speed = f"{took_s:.1f} s, {self.seeds / took_s:.1f} seeds/s"
        stale = f"{counts['stale opens injected']}, opened {counts['stale opens opened']}"
        named = ", ".join(f"{name} {counts[name]}" for name in _FIRST)
        return [
            f"seeds {self.seeds}, hours {self.minutes / 60:.0f}, events {self.events}, {speed}",
            f"{named}, stale opens injected {stale}",
            "faults: " + _listed(counts),
            "goals reached: " + _listed(self.reached),
            "looks at invariants: " + _listed(self.looked),
            *[f"  seed {one.seed}: {one.failure}" for one in self.failures[:20]],
        ]


_FIRST = ("power cuts", "pulses", "deposits begun")


def run_many(seeds: Iterable[int], processes: int) -> Iterator[Outcome]:
    """Run seeds in so many processes; the outcomes come as they are done."""
    with get_context("spawn").Pool(processes, initializer=gc.disable) as pool:
        yield from pool.imap_unordered(_run, seeds, chunksize=AT_ONCE)


def _run(seed: int) -> Outcome:
    """Run a seed; what it has left behind is collected with that of others, not meanwhile."""
    if not seed % AT_ONCE:
        gc.collect()
    return run_seed(seed)


def write_failures(failures: Iterable[Outcome], folder: Path = SEEDS) -> None:
    """Keep each seed that failed as a file."""
    for one in failures:
        kept = Failed(one.seed, one.mix, one.failure)
        text = msgspec.json.format(msgspec.json.encode(kept), indent=2) + b"\n"
        (folder / f"seed-{one.seed}.json").write_bytes(text)


def read_failure(path: Path) -> Failed:
    """Return a kept seed."""
    return msgspec.json.decode(path.read_bytes(), type=Failed)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()) if count)
