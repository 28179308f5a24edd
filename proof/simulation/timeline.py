"""Virtual time: a heap of what is to happen, in order, each moment as soon as the last is over."""

from collections.abc import Callable, Generator
from heapq import heappop, heappush

from proof.simulation.failing import ViolatedError

EVENTS_AT_MOST = 60_000
"""Ten times what a run has: something goes round in a circle."""

Story = Generator[int, None, None]
"""Somebody's doings: yields how many milliseconds go by before they go on."""


class Timeline:
    """The only clock of a run. ``events`` counts all that has happened."""

    def __init__(self) -> None:
        self.now_ms = 0
        self.events = 0
        self._count = 0
        self._heap: list[tuple[int, int, Callable[[], object]]] = []

    def after(self, delay_ms: float, do: Callable[[], object]) -> None:
        """Let this happen so many milliseconds from now."""
        self._count += 1
        heappush(self._heap, (self.now_ms + int(delay_ms), self._count, do))

    def follow(self, story: Story, delay_ms: float = 0) -> None:
        """Let a story run from then on, with the pauses it takes."""

        def go_on() -> None:
            pause_ms = next(story, None)
            if pause_ms is not None:
                self.after(pause_ms, go_on)

        self.after(delay_ms, go_on)

    def run_until(self, end_ms: int) -> None:
        """Let everything happen up to and with this moment."""
        heap = self._heap
        while heap and heap[0][0] <= end_ms:
            self.now_ms, _, do = heappop(heap)
            self.events += 1
            if self.events > EVENTS_AT_MOST:
                name = "RUNS"
                raise ViolatedError(name, f"{self.events} events and no end, at {self.now_ms} ms")
            do()
        self.now_ms = max(self.now_ms, end_ms)
