"""Cuts the power at many moments of a recorded run, and hands each image to a check."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from proof.images import HOWS, Disk, write
from proof.recording import Asked

_IN_MEMORY = Path("/dev/shm")  # noqa: S108  # only made folders in it are used
FAST = _IN_MEMORY if _IN_MEMORY.is_dir() else None

FINDINGS_AT_MOST = 5


class LostError(Exception):
    """What was promised is not there."""


class BrokenError(Exception):
    """What is there was never so, or is not whole: half a transaction, a damaged file."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One image: what was promised before the cut, and how much of the rest arrived."""

    promised: int
    how: str
    files: Mapping[str, bytes]


def cuts(
    asked: Sequence[Asked], before: Mapping[str, bytes], *, count: int, chance: Random
) -> Iterator[Cut]:
    """Yield so many images, cut at moments drawn from the whole run, in their order."""
    disk, promised = Disk(before), 0
    at = Counter(chance.randrange(len(asked) + 1) for _ in range(count))
    for place in range(len(asked) + 1):
        for _ in range(at[place]):
            how = chance.choice(HOWS)
            yield Cut(promised, how, disk.image(how, chance))
        if place < len(asked):
            disk.ask(asked[place])
            if asked[place].kind == "m":
                promised = asked[place].number


Check = Callable[[Path, int], None]
"""Looks at the files in a folder, and raises Lost or Broken; knows how much was promised."""


def check_all(found: Iterator[Cut], check: Check) -> dict[str, object]:
    """Check each image in a folder of its own; return the totals."""
    totals: Counter[str] = Counter()
    findings: list[str] = []
    for cut in found:
        totals["images"] += 1
        totals[cut.how] += 1
        with tempfile.TemporaryDirectory(dir=FAST) as name:
            write(cut.files, Path(name))
            try:
                check(Path(name), cut.promised)
            except (LostError, BrokenError) as failure:
                totals["lost" if isinstance(failure, LostError) else "broken"] += 1
                findings.append(f"after {cut.promised}, {cut.how}: {failure}")
    return {**totals, "findings": findings[:FINDINGS_AT_MOST]}
