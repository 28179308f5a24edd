"""Feed every reader of foreign bytes with noise and near misses: ``python -m proof.fuzz``.

A reader may take an input or refuse it by a name it promised; anything else is a fault, and is
printed with the input that showed it.
"""

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from proof.readers import Reader, readers

LONGEST = 400
"""Bytes of an input made from nothing; mutated ones may be as long as two seeds."""

MOST_MUTATIONS = 4

STRANGE = (
    b"",
    b"\x00",
    b"\xff" * 64,
    b"[" * 5_000,
    b'{"a":' * 2_000,
    b"1e999",
    b"-0",
    b"NaN",
    b'"\\ud800"',
    b"\xef\xbb\xbf{}",
    b"9" * 400,
)
"""What has broken readers elsewhere."""


@dataclass
class Tally:
    """What became of the inputs of one reader."""

    taken: int = 0
    passed_over: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[bytes, BaseException]] = field(default_factory=list)

    @property
    def inputs(self) -> int:
        """How many there were."""
        return self.taken + self.passed_over + self.refused.total() + len(self.broken)


def mutated(seed: bytes, other: bytes, chance: Random) -> bytes:
    """Return a near miss of one input, perhaps with a piece of another."""
    raw = bytearray(seed)
    for _ in range(chance.randint(1, MOST_MUTATIONS)):
        at = chance.randint(0, len(raw))
        end = min(len(raw), at + chance.randint(0, 8))
        piece = chance.choice(
            (
                b"",
                chance.randbytes(end - at),
                chance.randbytes(chance.randint(1, 8)),
                raw[at:end] * 2,
                other[at:end],
                other[at:],
                b"%d" % chance.choice((-1, 0, 255, 256, 1 << 31, 1 << 63, 1 << 64, 10**400)),
                chance.choice((b'"', b"\\", b"null", b"{}", b"[]", b"\n", b"\x00", b"\xc0")),
            )
        )
        raw[at:end] = piece
    return bytes(raw)


def inputs(seeds: Sequence[bytes], count: int, chance: Random) -> Iterable[bytes]:
    """Return good inputs, then strange ones, then noise and mutations, ``count`` in all."""
    made = 0
    for raw in (*seeds, *STRANGE):
        if made < count:
            made += 1
            yield raw
    for _ in range(count - made):
        if not chance.randrange(5):  # a fifth is pure noise
            yield chance.randbytes(chance.randint(0, LONGEST))
        else:
            yield mutated(chance.choice(seeds), chance.choice(seeds), chance)


def fuzz(reader: Reader, count: int, chance: Random, *, most_broken: int = 5) -> Tally:
    """Feed one reader ``count`` inputs, or until it broke ``most_broken`` times."""
    tally = Tally()
    for raw in inputs(reader.seeds, count, chance):
        try:
            found = reader.read(raw)
        except reader.promises as refused:
            tally.refused[type(refused).__name__] += 1
        except Exception as broken:  # noqa: BLE001  # whatever it is, it was not promised
            tally.broken.append((raw, broken))
            if len(tally.broken) >= most_broken:
                break
        else:
            tally.taken += found is not None
            tally.passed_over += found is None
    return tally


async def fuzz_all(
    count: int, seed: int, folder: Path, told: Callable[[str, Tally], object]
) -> int:
    """Feed every reader its share of ``count`` inputs; return how often one broke.

    Within a loop, because simulated boards end their pulses by its clock.
    """
    broken = 0
    everyone = readers(folder)
    shares = sum(reader.share for reader in everyone)
    for reader in everyone:
        chance = Random(f"{seed}/{reader.name}")  # noqa: S311  # the same inputs again
        tally = fuzz(reader, max(1, count * reader.share // shares), chance)
        broken += len(tally.broken)
        told(reader.name, tally)
        await asyncio.sleep(0)
    return broken


def main(arguments: Sequence[str]) -> int:
    """Run and print; return 1 if a reader broke."""
    parser = argparse.ArgumentParser(prog="python -m proof.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_200_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    total = 0

    def told(name: str, tally: Tally) -> None:
        nonlocal total
        total += tally.inputs
        fates = {"taken": tally.taken, "passed over": tally.passed_over, **tally.refused}
        said = ", ".join(f"{fate} {number:,}" for fate, number in fates.items() if number)
        sys.stdout.write(f"{name:18} {tally.inputs:>9,} inputs: {said}\n")
        for raw, failure in tally.broken:
            sys.stdout.write(f"  BROKE: {failure!r} at {raw[:200].hex()}\n")
        sys.stdout.flush()

    with tempfile.TemporaryDirectory(prefix="linli-fuzz-") as folder:
        broken = asyncio.run(fuzz_all(asked.inputs, asked.seed, Path(folder), told))
    sys.stdout.write(f"{total:,} inputs, {broken} broke a reader (seed {asked.seed})\n")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
