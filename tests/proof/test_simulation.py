"""The simulation: what it reaches, that it is the same each time, and every seed that failed."""

from collections import Counter
from pathlib import Path

import pytest
from msgspec.structs import replace
from proof.simulation.failing import ViolatedError
from proof.simulation.many import SEEDS, Sums, read_failure, run_many, write_failures
from proof.simulation.mix import Mix, draw
from proof.simulation.noon import Outcome, run_seed
from proof.simulation.part import GOALS
from proof.simulation.reader import Reader

from linli.cabinet.memory import Fitting
from linli.wire.messages import Event, EventType, Size, State

CALM = Mix(minutes=30, couriers=60.0, compartments=6, hold_minutes=60)

KEPT = sorted(SEEDS.glob("*.json"))


def kept_name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", KEPT, ids=kept_name)
def test_a_seed_that_failed_once_does_not_fail_again(path: Path) -> None:
    kept = read_failure(path)

    assert run_seed(kept.seed, kept.mix).failure == ""


def test_some_seeds_hold_and_reach_what_they_are_to_reach() -> None:
    sums = Sums()
    for outcome in run_many(range(80), 2):
        sums.add(outcome)

    assert [one.failure for one in sums.failures] == []
    assert [goal for goal in GOALS if not sums.reached[goal]] == []
    assert sums.counts["stale opens injected"] > 500
    assert sums.counts["stale opens opened"] == 0
    faults = (
        "power cuts",
        "power cuts before a commit",
        "power cuts after a commit",
        "power cuts before a pulse",
        "power cuts after a pulse",
        "messages lost",
        "messages repeated",
        "messages delayed",
        "partitions",
        "jams",
        "slow latches",
        "doors forced",
        "doors forced while off",
        "sensors lie",
        "sensors silent",
        "crashes in a transaction",
        "clock jumps",
        "full disks",
        "server restored from a stale backup",
        "disks set back",
        "meals picked up with the server dead",
    )
    assert [fault for fault in faults if not sums.counts[fault]] == []
    invariants = {f"I{number}" for number in (*range(1, 17),)}
    assert invariants - set(sums.looked) == set()


def test_a_seed_is_the_same_each_time() -> None:
    one, other = run_seed(7, trace=True), run_seed(7, trace=True)

    assert one.told == other.told
    assert (one.events, one.counts, one.reached) == (other.events, other.counts, other.reached)


def test_without_misfortunes_every_meal_is_picked_up_or_recalled() -> None:
    outcome = run_seed(1, CALM)

    assert outcome.failure == ""
    assert outcome.reached[EventType.DEPOSITED] > 3
    ends = Counter({kind: outcome.reached[kind] for kind in ("PICKED", "RECALLED", "DISPOSED")})
    assert ends.total() == outcome.reached[EventType.DEPOSITED]
    assert outcome.reached[EventType.FORCED] == outcome.reached[EventType.UNSURE] == 0


def test_a_seed_that_fails_is_kept_as_a_file_that_can_be_run_again(tmp_path: Path) -> None:
    mix = replace(draw(3), epilogue="")

    write_failures([Outcome(3, mix, failure="I1: told to fail")], tmp_path)

    kept = read_failure(tmp_path / "seed-3.json")
    assert (kept.seed, kept.mix, kept.failure) == (3, mix, "I1: told to fail")
    assert run_seed(kept.seed, kept.mix).failure == ""


def test_a_watcher_does_not_believe_a_line_that_does_not_follow() -> None:
    reader = Reader([Fitting(1, Size.S)])
    line = Event(
        seq=1,
        mono=1,
        wall=1,
        wq=2,
        type=EventType.OPENED,
        comp=1,
        state=State.OPEN_D,
        deposit="",
        grant="",
        data={},
        hash="0" * 64,
    )

    with pytest.raises(ViolatedError, match="I11: a line does not follow"):
        reader.read(line)


def test_a_thing_that_goes_round_in_a_circle_ends_its_run() -> None:
    outcome = run_seed(1, replace(CALM, minutes=1_000_000))

    assert outcome.failure.startswith("RUNS: ")
