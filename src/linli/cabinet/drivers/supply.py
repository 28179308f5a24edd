"""How many locks one power supply can release at once, over all lines of a cabinet."""

from collections import deque


class Supply:
    """Lets ``at_once`` pulses begin in any ``gap_s`` seconds, and no more."""

    def __init__(self, *, at_once: int, gap_s: float) -> None:
        assert at_once > 0
        self._gap_s = gap_s
        self._begun: deque[float] = deque(maxlen=at_once)

    def ready_s(self) -> float:
        """Return when the next pulse may begin, by the clock that ``take`` is told."""
        if len(self._begun) < (self._begun.maxlen or 0):
            return float("-inf")
        return self._begun[0] + self._gap_s

    def wait_s(self, now_s: float, *, ahead: int) -> float:
        """Return how long a pulse must wait from now on if so many others go first."""
        begun, begins_s = self._begun.copy(), now_s
        for _ in range(ahead + 1):
            if len(begun) == begun.maxlen:
                begins_s = max(begins_s, begun[0] + self._gap_s)
            begun.append(begins_s)
        return begins_s - now_s

    def take(self, now_s: float) -> None:
        """Begin a pulse now; it must be ready."""
        assert now_s >= self.ready_s()
        self._begun.append(now_s)
