"""The journal on a disk: what is committed is there after any power cut, and nothing else is."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from msgspec.structs import replace
from tests.cabinet.durable import DurableWorld, durable
from tests.cabinet.world import (
    CLOSED,
    FAST_FOLDER,
    MEAL,
    NOON_MS,
    OPEN,
    OTHER,
    TIMES,
    World,
    layout,
)

from linli.cabinet import journal as journal_module
from linli.cabinet.inputs import Sensed, Typed
from linli.cabinet.journal import KEEP_MS, Journal, JournalConflictError, JournalOfAnotherError
from linli.cabinet.memory import Compartment, Fitting, Times, free_by_size
from linli.kernel.chain import GENESIS
from linli.wire.messages import (
    CancelDeposit,
    Configure,
    HoldDeposit,
    PinKey,
    Purpose,
    Size,
    State,
    Why,
)

DAY_MS = 86_400_000


@pytest.fixture
def path() -> Iterator[Path]:
    """Give a place for a journal."""
    with TemporaryDirectory(dir=FAST_FOLDER) as folder:
        yield Path(folder) / "journal.sqlite3"


@pytest.fixture
def world(path: Path) -> Iterator[DurableWorld]:
    """Give a cabinet that has just started with an empty journal."""
    made = DurableWorld(path)
    yield made
    made.journal.close()


def test_a_new_journal_holds_a_cabinet_that_has_never_run(path: Path) -> None:
    journal = Journal(path, layout())
    memory = journal.load()

    assert (memory.seq, memory.head, memory.dseq) == (0, GENESIS, 0)
    assert [one.state for one in memory.compartments.values()] == [State.FREE] * 3
    assert (journal.first_seq(), journal.acked(), journal.lines(0, 10)) == (1, 0, [])
    assert (journal.hash_at(0), journal.hash_at(1)) == (GENESIS, None)
    journal.verify()
    journal.close()


def test_everything_durable_is_the_same_after_a_power_cut(world: DurableWorld) -> None:
    world.stores()
    world.stores(OTHER)
    world.staff(Purpose.RECALL, OTHER)
    world.directs(HoldDeposit(deposit=MEAL, held=True))
    world.directs(CancelDeposit(deposit="0000000000003", why="expired"))
    world.directs(PinKey(kid=2, public="ab" * 32))
    world.directs(Configure(hold_ms=1_000, close_ms=2_000, sanitise_ms=3_000, idle_ms=4_000))
    before = durable(world.memory)

    loaded = world.reload()

    assert durable(loaded) == before
    assert loaded.compartments[1].deposit == MEAL
    assert set(loaded.keys) == {2}, "numbers stay numbers"
    assert loaded.times == Times(1_000, 2_000, 3_000, 4_000)


def test_what_lasts_only_as_long_as_the_agent_is_gone_after_a_power_cut(
    world: DurableWorld,
) -> None:
    world.stores()

    loaded = world.reload()

    assert (loaded.session, loaded.boot_id, loaded.ticks, loaded.answers) == ("", "", {}, {})
    assert all(door.reading is None for door in loaded.doors.values())
    assert free_by_size(loaded) == {Size.S: 0, Size.M: 0, Size.L: 0}


def test_the_free_compartments_are_counted_by_size(path: Path) -> None:
    fittings = (Fitting(1, Size.S), Fitting(2, Size.L), Fitting(3, Size.S))
    world = DurableWorld(path, layout(*fittings))

    world.stores()

    assert free_by_size(world.memory) == {Size.S: 1, Size.M: 0, Size.L: 1}
    world.journal.close()


def test_a_grant_and_a_deposit_are_spent_for_good(world: DurableWorld) -> None:
    act = world.act(Purpose.DEPOSIT)
    world.asks(act)
    world.senses(1, OPEN)
    world.directs(CancelDeposit(deposit=OTHER, why="expired"))
    world.memory = world.reload()
    world.boot()

    cancelled = world.deposits(OTHER)
    used = world.asks(replace(world.act(Purpose.DEPOSIT, "0000000000009"), grant=act.grant))

    assert (cancelled.why, used.why) == (Why.CANCELLED, Why.BAD_GRANT)


def test_a_step_that_was_not_committed_has_not_been(world: DurableWorld) -> None:
    before = durable(world.memory)

    World.happens(world, Sensed(1, OPEN))

    assert world.state(1) is State.CHECK
    assert durable(world.reload()) == before


def test_a_step_without_consequence_leaves_the_disk_alone(world: DurableWorld) -> None:
    world.stores()
    world.reload()
    wal = world.path.with_name(world.path.name + "-wal")
    before = wal.stat().st_size if wal.exists() else 0

    for _ in range(10):
        world.tick()

    assert (wal.stat().st_size if wal.exists() else 0) == before


def test_lines_are_read_in_order_from_anywhere(world: DurableWorld) -> None:
    world.stores()

    assert world.journal.lines(0, 100) == world.lines
    assert world.journal.lines(1, 2) == world.lines[1:3]
    assert world.journal.lines(len(world.lines), 10) == []
    assert [world.journal.hash_at(one.seq) for one in world.lines] == [
        one.hash for one in world.lines
    ]
    assert world.journal.hash_at(len(world.lines) + 1) is None


def test_how_far_the_server_is_is_remembered_and_may_go_back(world: DurableWorld) -> None:
    world.stores()

    world.journal.set_acked(3)
    world.reload()
    assert world.journal.acked() == 3
    world.journal.set_acked(1)

    assert world.journal.acked() == 1


@pytest.mark.parametrize("seq", [-1, 99])
def test_nobody_is_further_than_the_journal(world: DurableWorld, seq: int) -> None:
    with pytest.raises(AssertionError, match="only what is here"):
        world.journal.set_acked(seq)


def grown(world: DurableWorld) -> list[int]:
    """Let a day pass between each two of six openings, and return the lines' numbers."""
    for _ in range(6):
        world.wait(DAY_MS)
        world.senses(2, OPEN)
        world.senses(2, CLOSED)
    return [line.seq for line in world.journal.lines(0, 100)]


def test_only_lines_that_are_acknowledged_and_older_than_thirty_days_are_let_go(
    world: DurableWorld,
) -> None:
    numbers = grown(world)
    assert numbers == [1, 2, 3, 4, 5, 6, 7]

    world.journal.prune(NOON_MS + KEEP_MS + 3 * DAY_MS)
    assert world.journal.first_seq() == 1, "nothing is acknowledged"

    world.journal.set_acked(6)
    world.journal.prune(NOON_MS + KEEP_MS - 1)
    assert world.journal.first_seq() == 1, "nothing is old"

    world.journal.prune(NOON_MS + KEEP_MS + 3 * DAY_MS)
    assert world.journal.first_seq() == 5
    assert [line.seq for line in world.journal.lines(0, 100)] == [5, 6, 7]

    world.journal.prune(NOON_MS + 10 * KEEP_MS)
    assert world.journal.first_seq() == 7, "six are acknowledged"


def test_much_is_let_go_in_portions(world: DurableWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    grown(world)
    world.journal.set_acked(7)
    monkeypatch.setattr(journal_module, "PRUNED_AT_ONCE", 2)

    world.journal.prune(NOON_MS + 10 * KEEP_MS)

    assert world.journal.first_seq() == 3


def test_the_last_line_is_never_let_go(world: DurableWorld) -> None:
    grown(world)
    world.journal.set_acked(7)

    world.journal.prune(NOON_MS + 10 * KEEP_MS)

    assert world.journal.first_seq() == 7
    assert durable(world.reload()) == {**durable(world.memory), "used": (), "ended": {}}


def test_the_chain_goes_on_over_what_was_let_go(world: DurableWorld) -> None:
    grown(world)
    hashes = {line.seq: line.hash for line in world.lines}
    world.journal.set_acked(4)
    world.journal.prune(NOON_MS + 10 * KEEP_MS)
    world.memory = world.reload()
    world.boot()

    world.journal.verify()

    assert world.journal.first_seq() == 5
    assert (world.journal.hash_at(4), world.journal.hash_at(3)) == (hashes[4], None)
    assert world.journal.hash_at(5) == hashes[5]
    with pytest.raises(AssertionError, match="only what is here"):
        world.journal.set_acked(3)


def test_only_the_newest_lines_are_read_again_at_a_start(
    world: DurableWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown(world)
    world.directs(CancelDeposit(deposit=MEAL, why="expired"))
    world.senses(1, OPEN)
    before = durable(world.memory)

    monkeypatch.setattr(journal_module, "REREAD_LINES", 2)
    with_the_last = world.reload()
    monkeypatch.setattr(journal_module, "REREAD_LINES", 1)
    without = world.reload()

    assert durable(with_the_last) == before
    assert durable(without) == {**before, "ended": {}}


@pytest.mark.parametrize(
    "sentence",
    [
        "UPDATE line SET line = x'7b7d' WHERE seq = 1",
        "DELETE FROM line WHERE seq = 1",
        "DELETE FROM line",
        "INSERT INTO line VALUES (99, x'7b7d')",
        "INSERT OR REPLACE INTO line VALUES (1, x'7b7d')",
    ],
)
def test_nobody_rewrites_history(world: DurableWorld, sentence: str) -> None:
    world.stores()
    with sqlite3.connect(world.path) as intruder, pytest.raises(sqlite3.IntegrityError):
        intruder.execute(sentence)
    intruder.close()

    assert world.journal.lines(0, 100) == world.lines


def test_of_two_agents_at_one_journal_the_second_is_told(world: DurableWorld) -> None:
    second = DurableWorld(world.path)
    second.senses(1, OPEN)

    with pytest.raises(JournalConflictError, match="follows the last"):
        world.senses(2, OPEN)

    second.journal.verify()
    assert second.journal.lines(0, 100)[1:] == second.lines
    second.journal.close()


@pytest.mark.parametrize(
    "change", [{"cabinet": "HK-B"}, {"epoch": 2}], ids=["another cabinet", "another epoch"]
)
def test_the_journal_of_another_cabinet_or_epoch_is_refused(
    world: DurableWorld, change: dict[str, object]
) -> None:
    with pytest.raises(JournalOfAnotherError, match="HK-A"):
        world.reload(replace(layout(), **change))


def test_a_journal_of_a_later_format_is_refused(world: DurableWorld) -> None:
    world.journal.close()
    with sqlite3.connect(world.path) as later:
        later.execute("PRAGMA user_version = 3")
    later.close()

    with pytest.raises(JournalOfAnotherError, match="format 3"):
        Journal(world.path, world.layout)


def test_a_journal_of_the_format_before_is_brought_up_to_date(world: DurableWorld) -> None:
    world.stores()
    before = durable(world.memory)
    world.journal.close()
    with sqlite3.connect(world.path) as earlier:
        earlier.execute("DROP TABLE kept")
        earlier.execute("PRAGMA user_version = 1")
    earlier.close()
    world.journal = Journal(world.path, world.layout)

    assert durable(world.journal.load()) == before
    world.happens(Typed("00000000"))
    assert durable(world.reload()) == durable(world.memory)


def test_a_compartment_that_was_built_in_later_rests_before_it_is_given(
    world: DurableWorld,
) -> None:
    more = layout(*layout().compartments, Fitting(4, Size.L))

    world.memory = world.reload(more)
    again = world.reload(more)

    assert world.state(4) is State.DIRTY
    assert [world.state(comp) for comp in (1, 2, 3)] == [State.FREE] * 3
    assert again.compartments == world.memory.compartments
    world.boot()
    world.passes(60_000)
    assert world.state(4) is State.FREE


def test_a_compartment_that_was_taken_out_is_forgotten_unless_a_meal_is_bound_to_it(
    world: DurableWorld,
) -> None:
    world.stores()
    fewer = layout(Fitting(3, Size.S))

    loaded = world.reload(fewer)

    assert set(loaded.compartments) == set(loaded.doors) == {1, 3}
    assert loaded.compartments[1].deposit == MEAL


def test_what_is_built_in_is_as_the_configuration_says_today(world: DurableWorld) -> None:
    fitting = Fitting(1, Size.L, occupancy_sensor=False, lamp=False)

    loaded = world.reload(layout(fitting))

    assert loaded.compartments == {1: Compartment(fitting)}


def test_times_and_keys_are_the_configurations_until_a_directive_sets_them(
    world: DurableWorld,
) -> None:
    shorter = Times(hold_ms=1_000, close_ms=2_000, sanitise_ms=3_000, idle_ms=4_000)
    changed = replace(layout(), times=shorter, keys={1: "cd" * 32})

    world.memory = world.reload(changed)
    configured = (world.memory.times, dict(world.memory.keys))
    world.boot()
    world.directs(PinKey(kid=2, public="ab" * 32))
    world.directs(Configure(hold_ms=5_000, close_ms=5_000, sanitise_ms=0, idle_ms=0))
    directed = world.reload()

    assert configured == (shorter, {1: "cd" * 32})
    assert directed.times == Times(5_000, 5_000, 0, 0)
    assert directed.keys == {1: "cd" * 32, 2: "ab" * 32}
    assert layout().times == TIMES
