"""Noise and near misses break no reader of foreign bytes; the fuzzer itself is put to the test."""

import asyncio
from pathlib import Path
from random import Random

from proof.fuzz import Tally, fuzz, fuzz_all, main
from proof.readers import Reader

INPUTS = 60_000
"""Three seconds; ``python -m proof.fuzz`` takes twenty times as many."""


def test_no_reader_breaks_and_each_takes_what_is_good(tmp_path: Path) -> None:
    tallies: dict[str, Tally] = {}

    broken = asyncio.run(fuzz_all(INPUTS, 7, tmp_path, tallies.__setitem__))

    assert broken == 0, {name: tally.broken for name, tally in tallies.items() if tally.broken}
    assert sum(tally.inputs for tally in tallies.values()) > INPUTS * 0.99
    for name, tally in tallies.items():
        assert tally.taken, f"{name} takes nothing: its good inputs are no longer good"
        assert tally.taken < tally.inputs, f"{name} takes anything"


def test_a_reader_that_breaks_its_promise_is_found_and_shown() -> None:
    def careless(raw: bytes) -> int:
        if raw.startswith(b"linli") and b"\x00" not in raw:
            return raw[5]
        raise ValueError

    reader = Reader("careless", careless, (ValueError,), [b"linli!"])
    tally = fuzz(reader, 5_000, Random(1))  # noqa: S311  # the same inputs again

    assert tally.broken
    assert all(isinstance(failure, IndexError) for _, failure in tally.broken)
    assert all(raw == b"linli" for raw, _ in tally.broken)


def test_the_same_seed_makes_the_same_inputs() -> None:
    def heard(seed: int) -> list[bytes]:
        seen: list[bytes] = []
        chance = Random(seed)  # noqa: S311  # the same inputs again
        fuzz(Reader("all", seen.append, (), [b"seed", b"other"]), 200, chance)
        return seen

    assert heard(1) == heard(1)
    assert heard(1) != heard(2)


def test_the_program_counts_and_is_content() -> None:
    assert main(["--inputs", "500", "--seed", "3"]) == 0
