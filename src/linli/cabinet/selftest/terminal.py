"""The person before the cabinet, at a terminal, or nobody when there is none."""

import asyncio
from collections import deque
from typing import Self, TextIO

from linli.cabinet.selftest.words import Language, say

LINES_KEPT = 16
"""Lines typed ahead; more means something that is no person."""

ANSWER_S = 60.0
"""How long a question waits; whoever has walked off does not stop the test."""


class Terminal:
    """Says sentences, and takes in lines while it is entered.

    Args:
        language: what is spoken.
        source: where lines are typed; nobody answers where that is no terminal.
        sink: where sentences go.
    """

    def __init__(self, language: Language, source: TextIO, sink: TextIO) -> None:
        self._language, self._source, self._sink = language, source, sink
        self._lines: deque[str] = deque(maxlen=LINES_KEPT)
        self._typed = asyncio.Event()
        self._listens = source.isatty()

    def __enter__(self) -> Self:
        """Begin to listen."""
        if self._listens:
            asyncio.get_running_loop().add_reader(self._source.fileno(), self._take)
        return self

    def __exit__(self, *_failure: object) -> None:
        """Listen no more."""
        if self._listens:
            asyncio.get_running_loop().remove_reader(self._source.fileno())

    def say(self, name: str, **facts: object) -> None:
        """Print a sentence."""
        self._sink.write(f"{say(self._language, name, **facts)}\n")
        self._sink.flush()

    async def agrees(self, name: str, **facts: object) -> bool | None:
        """Ask yes or no; None: nobody answers."""
        if not self._listens:
            return None
        self._lines.clear()
        self._typed.clear()
        self.say(name, **facts)
        try:
            async with asyncio.timeout(ANSWER_S):
                await self._typed.wait()
        except TimeoutError:
            return None
        return self._lines.popleft().casefold().startswith(("y", "是"))

    def typed(self) -> int | None:
        """Return the last number that was typed since this was last asked, if any."""
        numbers = [int(line) for line in self._lines if line.isdecimal()]
        self._lines.clear()
        return numbers[-1] if numbers else None

    def _take(self) -> None:
        line = self._source.readline()
        if not line:  # whoever hung up says nothing more
            asyncio.get_running_loop().remove_reader(self._source.fileno())
            return
        self._lines.append(line.strip())
        self._typed.set()
