"""The cabinet's real journal, on a disk of memory that outlasts its agent."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from linli.cabinet.journal import Journal, JournalFullError
from linli.cabinet.memory import Layout, Memory
from linli.wire.messages import Event
from proof.simulation.site import Site

LEARNS_MS = 2_000
"""After a commit that failed the core asks all sensors again within a second."""

Saved = Callable[[Memory, Memory, Sequence[Event]], None]


class Disk(Journal):
    """Writes and reads as the product does: the same tables, the same JSON.

    Args:
        site: whose misfortunes may cut the power before or after a commit, or fill the disk.
        layout: the cabinet as configured.
        saved: is told what has become durable.
    """

    def __init__(self, site: Site, layout: Layout, saved: Saved) -> None:
        super().__init__(Path(":memory:"), layout)
        # A disk of memory exists once for each connection: let the reader share the writer's.
        self._store._eyes.close()  # noqa: SLF001  # only a proof reads where it writes
        self._store._eyes = self._store._file  # noqa: SLF001
        self._site = site
        self._saved = saved
        self.full_until_ms = 0
        self._was_acked = 0

    @property
    def is_full(self) -> bool:
        """Nothing can be written now, or the cabinet has not yet asked all sensors again."""
        return self._site.now_ms < self.learnt_ms

    @property
    def learnt_ms(self) -> int:
        """When the cabinet has asked all sensors again, after the last time it was full."""
        return self.full_until_ms + LEARNS_MS if self.full_until_ms else 0

    def opened_again(self) -> None:
        """An agent has started and opens the file."""
        self._set_up()
        if self._site.happens(0.5):  # the word of an acknowledgement alone may be forgotten
            self._store.do("UPDATE cabinet SET acked = min(acked, ?)", self._was_acked)
        self._acked = self._acked_kept = self._store.number("SELECT acked FROM cabinet")

    def commit(self, memory: Memory, before: Memory, events: Sequence[Event]) -> None:
        """Make a step durable, or not, or be cut off just after."""
        site = self._site
        if site.now_ms < self.full_until_ms and (events or memory.dseq != before.dseq):
            msg = "the simulated disk is full"
            raise JournalFullError(msg)
        if events and site.happens(site.mix.cuts_at_commit):
            site.edge.cut("before a commit")
        super().commit(memory, before, events)
        self._saved(memory, before, events)
        if events and site.happens(site.mix.cuts_at_commit):
            site.edge.cut("after a commit")

    def set_acked(self, seq: int) -> None:
        """Remember how far the server holds the lines."""
        self._was_acked = self.acked()
        self._site.watch.acknowledged(seq)
        super().set_acked(seq)

    def last_seq(self) -> int:
        """Return the number of the last line."""
        return self._last_seq()

    def image(self) -> sqlite3.Connection:
        """Return a copy of the disk."""
        copy = sqlite3.connect(":memory:")
        self._connection().backup(copy)
        return copy

    def set_back(self, image: sqlite3.Connection) -> None:
        """Put an old copy in the disk's place."""
        image.backup(self._connection())
        image.close()

    def _connection(self) -> sqlite3.Connection:
        return self._store._file  # noqa: SLF001  # only a proof sets a disk back
