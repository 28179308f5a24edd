"""Relays of lamps and heaters: off at the start, off first, and told again and again."""

from collections.abc import Iterator
from functools import partial

from linli.cabinet.drivers import waveshare
from linli.cabinet.drivers.board import Hear
from linli.cabinet.drivers.frames import Answer, Ask, Done
from linli.cabinet.drivers.station import Job, Presence, Rank
from linli.cabinet.wiring import Relays

REPEAT_S, BURNING_REPEAT_S = 5.0, 600.0
"""A relay board that lost its power comes back with all relays off, and says nothing of it.

While a lamp burns the line is kept still, so that dark is said at once: a repetition takes
27 ms of the 50 that a lamp may burn on.
"""

DARK_TRIES = 8
"""How often off is said at once to a board that does not answer: a lamp may burn on there."""

_NEVER = float("-inf")


class RelayStation:
    """One relay board. A relay is told what is wanted until it answers, and then once more.

    Unlike an open, switching may be repeated: twice off is off.
    """

    def __init__(self, wired: Relays, *, hear: Hear) -> None:
        self.name, self._address = wired.name, wired.address
        self._wanted = dict.fromkeys([*wired.lamps, *wired.heaters], False)
        self._lamps = frozenset(wired.lamps)
        self._told: dict[int, tuple[bool, float]] = {}
        self._at_once: dict[int, int] = {}
        self._presence = Presence(wired.name, hear, self._told.clear)

    def switch(self, channel: int, *, on: bool) -> None:
        """Want a relay on or off from now on; off is tried hard even where nobody answers."""
        if self._wanted[channel] is not on:
            self._wanted[channel] = on
            self._at_once[channel] = 0 if on else DARK_TRIES

    def jobs(self, _now_s: float) -> Iterator[Job]:
        """Switch what is not as wanted, and repeat the rest."""
        burns = any(self._wanted[channel] for channel in self._lamps)
        repeat_s = BURNING_REPEAT_S if burns else REPEAT_S
        for channel, on in self._wanted.items():
            told, told_s = self._told.get(channel, (None, _NEVER))
            if told is on:
                due_s, rank = self._presence.due_s(told_s + repeat_s), Rank.POLL
            else:
                rank = Rank.SWITCH if on else Rank.DARK
                at_once = self._at_once.get(channel, 0) > 0
                due_s = _NEVER if at_once else self._presence.due_s(_NEVER)
            yield Job(
                due_s,
                rank,
                waveshare.switch(self._address, channel, on=on),
                partial(self._switched, channel, on),
                begin=partial(self._begin, channel),
                patience=self._presence.patience,
                probe=self._presence.silent,
            )

    def moved(self, address: int, lock: int, *, is_open: bool) -> None:
        """Ignore doors."""

    def gone(self) -> None:
        """Take in that the line has gone; who knows what the relays do meanwhile."""
        self._told.clear()
        self._presence.gone()

    def last_words(self) -> Ask | None:
        """Leave nothing burning when the agent stops."""
        return waveshare.all_off(self._address)

    def _begin(self, channel: int, _now_s: float) -> bool:
        self._at_once[channel] = self._at_once.get(channel, 0) - 1
        return True

    def _switched(self, channel: int, on: bool, answer: Answer | None, now_s: float) -> None:  # noqa: FBT001  # bound by partial
        if not isinstance(answer, Done):
            self._presence.missed(now_s)
            return
        self._presence.answered()
        self._told[channel] = (on, now_s)
