"""A world whose cabinet keeps its memory in a real journal."""

from pathlib import Path

from tests.cabinet.world import World, layout

from linli.cabinet.inputs import Effect, Input, Write
from linli.cabinet.journal import Journal
from linli.cabinet.memory import Layout, Memory


class DurableWorld(World):
    """A world whose cabinet commits every step to a journal."""

    def __init__(self, path: Path, cabinet: Layout | None = None) -> None:
        self.path, self.layout = path, cabinet or layout()
        self.journal = Journal(path, self.layout)
        super().__init__(self.layout, start=False)
        self.memory = self.journal.load()
        self.boot()

    def happens(self, happened: Input) -> list[Effect]:
        """Let the cabinet decide, and make it durable."""
        before = self.memory
        effects = super().happens(happened)
        lines = [one.event for one in effects if isinstance(one, Write)]
        self.journal.commit(self.memory, before, lines)
        return effects

    def reload(self, cabinet: Layout | None = None) -> Memory:
        """Close the file, open it again, and return what it holds."""
        self.journal.close()
        self.journal = Journal(self.path, cabinet or self.layout)
        return self.journal.load()


DURABLE = (
    *("compartments", "seq", "head", "wall_ms", "dseq", "mark"),
    *("ended", "used", "keys", "times", "watch", "told", "held"),
)
"""What a power cut must not touch."""


def durable(memory: Memory) -> dict[str, object]:
    """Return the part of a memory that a power cut must not touch."""
    return {name: getattr(memory, name) for name in DURABLE}
