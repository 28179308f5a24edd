"""Line 7: what one line of the journal costs beside the same bytes written and synced raw."""

import os
import tempfile
import time
from pathlib import Path
from random import Random

from bench.figures import Figure, percentile
from bench.journals import EMPTY_CLOSED, Cabinet
from linli.cabinet.inputs import Booted, Input
from linli.cabinet.journal import Journal
from linli.cabinet.memory import Fitting, Layout, Times
from linli.kernel.codes import deposit_code
from linli.wire.messages import Purpose, Size

MEALS = 60
"""Three lines each: the intent, the door open, the meal inside."""

RAW_BYTES = 1_000
"""A line and its compartment, as the journal has them."""


def append() -> Figure:
    """Commit line after line, and after each write and sync as many bytes beside it."""
    layout = Layout(
        cabinet="HK-A",
        number=7,
        epoch=1,
        compartments=tuple(Fitting(number, Size.S, True, False) for number in range(1, 65)),  # noqa: FBT003  # as Fitting has them
        times=Times(7_200_000, 60_000, 0, 0),
        keys={1: "11" * 32},
    )
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as name:
        journal = Journal(Path(name) / "journal.sqlite3", layout)
        raw = os.open(Path(name) / "raw", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            chance = Random(1)  # noqa: S311  # names
            cabinet = _Keeping(journal, raw, chance)
            readings = dict.fromkeys(cabinet.memory.compartments, EMPTY_CLOSED)
            cabinet.happens(Booted("b" * 32, "5" * 32, readings))
            for _ in range(MEALS):
                cabinet.visit(Purpose.DEPOSIT, deposit_code(chance), Size.S)
        finally:
            os.close(raw)
            journal.close()
    value, limit = (percentile(some, 0.5) for some in (cabinet.appended_ms, cabinet.raw_ms))
    return Figure("journal append of one line p50", "-", value, "ms", limit)


class _Keeping(Cabinet):
    """A cabinet that commits each step; steps of one line are timed."""

    def __init__(self, journal: Journal, raw: int, chance: Random) -> None:
        super().__init__(journal.load(), chance)
        self._journal, self._raw = journal, raw
        self.appended_ms: list[float] = []
        self.raw_ms: list[float] = []

    def happens(self, what: Input) -> int:
        """Let it happen, and make it durable."""
        before, known = self.memory, len(self.lines)
        comp = super().happens(what)
        lines = self.lines[known:]
        began = time.perf_counter()
        self._journal.commit(self.memory, before, lines)
        took_ms = (time.perf_counter() - began) * 1_000
        if len(lines) == 1:
            self.appended_ms.append(took_ms)
            began = time.perf_counter()
            os.write(self._raw, b"x" * RAW_BYTES)
            os.fdatasync(self._raw)
            self.raw_ms.append((time.perf_counter() - began) * 1_000)
        return comp
