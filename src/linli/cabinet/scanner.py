"""From single characters, as a scanner or a keypad sends them, to whole scans and codes."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

LONGEST_SCAN = 200
"""Characters; a grant has 160."""

SCAN_PAUSE_MS = 500
"""A scanner sends a whole grant in less, also as a slow keyboard of 1 kHz; what comes later
belongs to another scan."""

TYPING_PAUSE_MS = 30_000
"""Whoever has not gone on typing for so long has left."""

ENDS = "\r\n"
BACK = "\b"
JUNK = "\0"
"""Stands for a key that no grant and no code has."""

_ROWS = ((2, "1234567890"), (16, "QWERTYUIOP"), (30, "ASDFGHJKL"), (44, "ZXCVBNM"))
_KEYPAD = ((71, "789"), (75, "456"), (79, "1230"))
_OTHERS = {14: BACK, 28: "\r", 96: "\r"}
_SILENT = frozenset({29, 42, 54, 56, 58, 69, 97, 100, 125, 126})
"""Control, shift, alt, meta and the locks: they say nothing by themselves."""

KEYS = {
    **{first + at: key for first, row in _ROWS + _KEYPAD for at, key in enumerate(row)},
    **_OTHERS,
}
"""Characters by key code. Source: Linux, input-event-codes.h. A letter is a capital, shift or not:
grants have no others."""


def character(key: int, value: int) -> str:
    """Return what a key event says: pressing counts, letting go and repeating do not."""
    if value != 1 or key in _SILENT:
        return ""
    return KEYS.get(key, JUNK)


class Lines:
    """Puts lines together; what is torn, junk or too long is dropped with the rest of its line.

    Args:
        longest: characters of one line.
        pause_ms: after such a pause a new line begins, whatever came before it.
        full: a line is complete at its longest, without an end.
    """

    def __init__(self, *, longest: int, pause_ms: int, full: bool = False) -> None:
        self._longest = longest
        self._pause_ms = pause_ms
        self._full = full
        self._so_far = ""
        self._spoilt = False
        self._heard_ms = 0

    def hear(self, characters: str, now_ms: int) -> Iterator[str]:
        """Take in what has just come, and yield the lines it completes."""
        if now_ms - self._heard_ms > self._pause_ms:
            self._begin()
        self._heard_ms = now_ms
        for one in characters:
            yield from self._hear(one)

    def _hear(self, one: str) -> Iterator[str]:
        if one in ENDS:
            if self._so_far and not self._spoilt:
                yield self._so_far
            self._begin()
        elif one == BACK:
            self._so_far = self._so_far[:-1]
        else:
            self._so_far += one
            self._spoilt |= not ("!" <= one <= "~")
            if len(self._so_far) > self._longest:
                self._so_far, self._spoilt = "", True
            elif self._full and len(self._so_far) == self._longest and not self._spoilt:
                yield self._so_far
                self._begin()

    def _begin(self) -> None:
        self._so_far, self._spoilt = "", False


async def listen(
    heard: AsyncIterator[str],
    lines: Lines,
    *,
    clock_ms: Callable[[], int],
    told: Callable[[str], Awaitable[object]],
) -> None:
    """Pass on each line of what is heard, until there is no more to hear."""
    async for characters in heard:
        for line in lines.hear(characters, clock_ms()):
            await told(line)
