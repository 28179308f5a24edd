"""When a board counts as silent, so that it delays nobody else on its line."""

MISSES = 3
"""Questions in a row without an answer; one or two are noise on the line."""

PROBE_S = 3.0
"""How often a silent board is asked whether it is there again."""


class Breaker:
    """Counts a board's answers and silences; all times by a clock that never goes back, in s."""

    def __init__(self) -> None:
        self._misses = 0
        self.silent = False
        self._probed_s = float("-inf")

    @property
    def doubted(self) -> bool:
        """Whether it is silent, or its last answer was missed."""
        return self.silent or self._misses > 0

    def answered(self) -> bool:
        """Note an answer; return whether that ends a silence."""
        self._misses = 0
        ended, self.silent = self.silent, False
        return ended

    def missed(self, now_s: float) -> bool:
        """Note that no answer came; return whether that makes the board silent."""
        self._misses += 1
        self._probed_s = now_s
        began = self._misses >= MISSES and not self.silent
        self.silent = self.silent or began
        return began

    def gone(self) -> bool:
        """Note that its whole line is gone; return whether the board was not silent before.

        Once the line is back it is asked a few times at once.
        """
        began, self.silent, self._misses = not self.silent, True, 0
        return began

    @property
    def patience(self) -> int:
        """How many times the usual to wait: longer after a miss, and briefly for a probe."""
        return 1 if self.silent else 1 + self._misses

    def due_s(self, wanted_s: float) -> float:
        """Return when to ask it what was wanted at ``wanted_s``."""
        if self.silent and self._misses >= MISSES:
            return max(wanted_s, self._probed_s + PROBE_S)
        return wanted_s
