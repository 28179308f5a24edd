"""A disk that fails at every write of a noon: ``python -m proof.full FOLDER MEALS``, recorded.

For each kind of failure (full, read-only, broken) and each write, the noon is played on a new
journal whose disk fails from that write on. The journal must refuse by name, keep nothing of the
step, and go on as soon as there is room; a lock is released only after its commit. Prints one
JSON object with the counts.
"""

import errno
import json
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

from tests.cabinet.durable import DurableWorld, durable
from tests.cabinet.world import CLOSED, OPEN

from linli.cabinet.inputs import Effect, Input, Pulse
from linli.cabinet.journal import (
    Journal,
    JournalError,
    JournalFullError,
    JournalReadOnlyError,
    JournalUnreachableError,
)
from proof.cabinet_image import JOURNAL
from proof.recording import limit_room

KINDS: dict[str, tuple[int, type[JournalError]]] = {
    "full": (errno.ENOSPC, JournalFullError),
    "read-only": (errno.EROFS, JournalError),
    "broken": (errno.EIO, JournalError),
}
"""What the disk answers, and what the journal must say. A disk that turned read-only answers
writes as a broken one does, to a program that has the file open already."""

ANY = -1


class _World(DurableWorld):
    """A world that counts the locks that were really released, after their commit."""

    released = 0

    def happens(self, happened: Input) -> list[Effect]:
        effects = super().happens(happened)
        self.released += sum(isinstance(one, Pulse) for one in effects)
        return effects


def play(world: DurableWorld, meals: int, first: int) -> None:
    """Store and collect meals."""
    for number in range(first, first + meals):
        comp = world.stores(f"{number:013d}")
        world.picks_up(f"{number:013d}")
        for reading in (OPEN, CLOSED):
            world.senses(comp, reading)
        world.passes(100_000)


def fail_at(path: Path, kind: str, writes: int, meals: int) -> str:
    """Play on a disk that fails after so many writes; return what was wrong, or nothing."""
    code, name = KINDS[kind]
    world = _World(path)
    before = world.memory
    limit_room(writes, code)
    try:
        play(world, meals, 1)
    except JournalError as refusal:
        if not isinstance(refusal, name):
            return f"{kind} was called {type(refusal).__name__}"
    else:
        return "over"
    finally:
        limit_room(ANY, code)
        with suppress(JournalError):
            world.journal.close()
    return _goes_on(world, meals) or _was_kept(world, before.seq)


def _was_kept(world: DurableWorld, started: int) -> str:
    return "" if world.memory.seq > started else "nothing more was written"


def _goes_on(world: _World, meals: int) -> str:
    """The disk works again: what was committed is there, and so is the rest of the day."""
    world.journal = Journal(world.path, world.layout)
    held = world.journal.load()
    intents = sum(1 for line in world.journal.lines(0, -1) if line.type.startswith("INTENT"))
    if world.released > intents:
        return "a lock was released for an intent that is not there"
    world.memory = held
    world.boot()
    play(world, meals, 500)
    world.journal.verify()
    same = durable(world.reload()) == durable(world.memory)
    world.journal.close()
    return "" if same else "what was committed is not what is there"


def main(folder: Path, meals: int) -> None:
    """Let the disk fail at each write in turn, until the noon is over before it does."""
    totals: Counter[str] = Counter()
    findings: list[str] = []
    for kind in KINDS:
        for writes in range(10_000):
            with tempfile.TemporaryDirectory(dir=folder, prefix="disk-") as name:
                wrong = fail_at(Path(name) / JOURNAL, kind, writes, meals)
            if wrong == "over":
                break
            totals[kind] += 1
            if wrong:
                findings.append(f"{kind}, write {writes}: {wrong}")
        totals["read-only from the start"] += _is_refused(folder)
    sys.stdout.write(json.dumps({**totals, "findings": findings[:5]}))


def _is_refused(folder: Path) -> bool:
    """Whether a journal on a disk that may only be read is refused by its name."""
    with tempfile.TemporaryDirectory(dir=folder, prefix="disk-") as name:
        world = DurableWorld(Path(name) / JOURNAL)
        world.journal.close()
        limit_room(0, errno.EROFS)
        try:
            Journal(world.path, world.layout)
        except (JournalReadOnlyError, JournalUnreachableError):
            return True  # the second where there is no log yet, which cannot be made
        finally:
            limit_room(ANY, errno.EROFS)
    return False


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
