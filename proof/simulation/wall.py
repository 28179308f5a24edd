"""The cabinet's wall clock, which jumps and may not be trusted."""

from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


class Wall:
    """How far the clock is from the truth, and whether the cabinet may believe it (``quality``)."""

    def __init__(self) -> None:
        self.shift_ms, self.quality = 0, 2
        self._times_set = 0

    def set(self, shift_ms: int = 0, quality: int = 2) -> None:
        """Somebody or something sets it; by default right."""
        self.shift_ms, self.quality = shift_ms, quality
        self._times_set += 1

    def unless_set(self, judge: Callable[[Answer], None]) -> Callable[[Answer], None]:
        """Judge an answer only if the clock has not been set meanwhile.

        What was refused for its age alone may be obeyed by a clock that was set back between
        question and decision: no cabinet can know better (CUSTODY, section 6).
        """
        times = self._times_set
        return lambda answer: judge(answer) if times == self._times_set else None
