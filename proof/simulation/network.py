"""The bus between cabinet and server: loses, repeats, delays, reorders, and is cut for hours."""

from collections import Counter
from collections.abc import Callable
from random import Random

from proof.simulation.mix import Mix
from proof.simulation.timeline import Timeline

FASTEST_MS, USUAL_MS = 2, 80


class Network:
    """Carries messages one way or another. ``healed``: from then on all arrive, at once.

    Args:
        timeline: when things arrive.
        chance: what goes wrong.
        mix: how often.
        counts: where misfortunes are counted.
    """

    def __init__(self, timeline: Timeline, chance: Random, mix: Mix, counts: Counter[str]) -> None:
        self._timeline = timeline
        self._chance = chance
        self._mix = mix
        self._counts = counts
        self.healed = False
        self.cut_until_ms = 0

    @property
    def is_cut(self) -> bool:
        """Nothing passes now."""
        return self._timeline.now_ms < self.cut_until_ms

    def carry(self, deliver: Callable[[], object]) -> None:
        """Deliver a message some time, or twice, or never."""
        if self.healed:
            self._timeline.after(FASTEST_MS, deliver)
        elif self.is_cut:
            self._counts["messages cut off"] += 1
        elif self._chance.random() < self._mix.loss:
            self._counts["messages lost"] += 1
        else:
            self._timeline.after(self._delay_ms(), deliver)
            if self._chance.random() < self._mix.duplicates:
                self._counts["messages repeated"] += 1
                self._timeline.after(self._delay_ms(), deliver)

    def _delay_ms(self) -> float:
        if self._chance.random() < self._mix.slow:
            self._counts["messages delayed"] += 1
            return self._chance.uniform(USUAL_MS, self._mix.slowest_ms)
        return self._chance.uniform(FASTEST_MS, USUAL_MS)
