"""A cabinet's noon for the recorder: ``python -m proof.cabinet_load JOURNAL STATES MEALS SYNC``.

The real machine decides and the real journal commits. After each commit what the journal then
holds is noted in STATES, one digest a line, and only then the recorder gets its mark: from there
on the cabinet may have opened a door because of it.
"""

import hashlib
import sys
from pathlib import Path

import msgspec
from tests.cabinet.durable import DurableWorld
from tests.cabinet.world import CLOSED, OPEN, layout

from linli.cabinet.inputs import Effect, Input
from linli.cabinet.journal import Journal
from linli.cabinet.memory import Layout
from linli.cabinet.store import Store, Value
from linli.wire.messages import CancelDeposit
from proof.recording import mark

PRUNED_EACH = 20
"""Meals between two times that old lines are let go."""


def digest(journal: Journal) -> str:
    """Return a digest of all that a journal holds: what is known, and each line kept.

    What the server has acknowledged is left out: a power cut may undo it, and it is sent again.
    """
    parts = [journal.load(), journal.first_seq(), journal.lines(journal.first_seq() - 1, -1)]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


class _Noted(DurableWorld):
    """A world that notes what its journal holds after each commit, and then marks it."""

    def __init__(self, path: Path, states: Path, cabinet: Layout) -> None:
        self.noted = 0
        self._states = states.open("w", encoding="ascii")
        super().__init__(path, cabinet)

    def happens(self, happened: Input) -> list[Effect]:
        effects = super().happens(happened)
        self.note()
        return effects

    def note(self) -> None:
        """Note what the journal holds; the mark says that it was promised."""
        self._states.write(digest(self.journal) + "\n")
        self._states.flush()
        self.noted += 1
        mark(self.noted)

    def close(self) -> None:
        self._states.close()
        self.journal.close()


def _with_sync(mode: str) -> None:
    """Let the journal sync as ``mode`` says instead of FULL: a fault to be noticed."""
    do = Store.do

    def weaker(self: Store, statement: str, *values: Value) -> None:
        do(self, statement.replace("synchronous = FULL", f"synchronous = {mode}"), *values)

    Store.do = weaker  # type: ignore[method-assign]  # a mutant, in a process of its own


def main(path: Path, states: Path, meals: int) -> None:
    """Store and collect so many meals, with starts, withdrawals and pruning between."""
    world = _Noted(path, states, layout())
    for number in range(1, meals + 1):
        meal = f"{number:013d}"
        comp = world.stores(meal)
        world.journal.set_acked(world.memory.seq)
        world.picks_up(meal)
        for reading in (OPEN, CLOSED):
            world.senses(comp, reading)
        world.directs(CancelDeposit(deposit=f"{meals + number:013d}", why="expired"))
        if number % 7 == 0:
            world.boot()
        if number % PRUNED_EACH == 0:
            world.journal.prune(world.now.wall_ms + 31 * 86_400_000)
            world.note()
        world.passes(100_000)
    world.close()


if __name__ == "__main__":
    _with_sync(sys.argv[4])
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
