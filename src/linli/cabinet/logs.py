"""What a cabinet writes to its log: one line at a time, and no flood of the same."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WIDEST = 300
"""Characters of one log line; the rest is cut, for it may be what a stranger sent."""


class OneLine(logging.Formatter):
    """Writes a record, its traceback too, as one printable line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        text = super().format(record)
        return text if text.isprintable() else " | ".join(map(_printable, text.splitlines()))


class Complaints:
    """Says what is wrong at most once in ten seconds for each kind, and how often it was.

    Args:
        log: where to.
        now_ms: reads a clock that never goes back.
    """

    PAUSE_MS = 10_000
    KINDS = 100

    def __init__(self, log: logging.Logger, *, now_ms: Callable[[], int]) -> None:
        self._log = log
        self._now_ms = now_ms
        self._said: dict[str, tuple[int, int]] = {}

    def say(self, kind: str, detail: object = "") -> None:
        """Log a warning of this kind, unless it was said a moment ago. ``kind`` is ours."""
        now = self._now_ms()
        said_at, unsaid = self._said.get(kind, (now - self.PAUSE_MS, 0))
        if now - said_at < self.PAUSE_MS:
            self._said[kind] = (said_at, unsaid + 1)
            return
        assert len(self._said) < self.KINDS, "a kind is a fixed text, not what a stranger sent"
        self._said[kind] = (now, 0)
        before = f" ({unsaid} more like it since)" if unsaid else ""
        self._log.warning("%s: %s%s", kind, _printable(str(detail))[:WIDEST], before)

    @contextmanager
    def instead_of_failing(self, kind: str) -> Iterator[None]:
        """Say that this went wrong, and go on: the doors matter more."""
        try:
            yield
        except Exception as failure:  # noqa: BLE001  # whatever it is, the doors matter more
            self.say(kind, repr(failure))


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in text)
