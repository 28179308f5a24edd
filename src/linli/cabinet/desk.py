"""Where people before a cabinet turn to: what they type or hold up, and what they are told."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from linli.cabinet.core import Core
from linli.cabinet.inputs import Input, Presented, Refusal, Shown, Typed
from linli.cabinet.memory import Memory
from linli.kernel.clock import Instant
from linli.wire.grant import Grant

log = logging.getLogger(__name__)

LONGEST_ANSWER_S = 5.0
"""A decision takes a disk's flush, so milliseconds; a person waits no longer than this. What is
decided later than ``TICK_LIVES_MS``, as long, opens nothing."""


@dataclass(frozen=True, slots=True)
class Told:
    """The last answer of all: the ``number``-th, at ``at_ms`` of the monotonic clock."""

    number: int
    at_ms: int
    shown: Shown


class Desk:
    """One at a time: there is one keypad and one scanner, and nobody may guess in parallel.

    Args:
        core: decides.
        granted: what a grant says if a pinned key has signed it, else None.
        clock_ms: reads the monotonic clock.
    """

    def __init__(
        self, core: Core, *, granted: Callable[[str], Grant | None], clock_ms: Callable[[], int]
    ) -> None:
        self._core = core
        self._granted = granted
        self._clock_ms = clock_ms
        self._one_at_a_time = asyncio.Lock()
        self.told: Told | None = None

    async def typed(self, code: str) -> Shown:
        """Return what becomes of a code that was typed."""
        return await self._asked(Typed(code, self._clock_ms()))

    async def presented(self, text: str) -> Shown:
        """Return what becomes of a QR that the scanner has read."""
        return await self._asked(Presented(text, self._granted(text), self._clock_ms()))

    async def _asked(self, happened: Input) -> Shown:
        answer = asyncio.get_running_loop().create_future()

        def show(shown: Shown) -> None:
            if not answer.done():
                answer.set_result(shown)

        async with self._one_at_a_time:
            self._core.put(happened, show=show)
            try:
                async with asyncio.timeout(LONGEST_ANSWER_S):
                    shown: Shown = await answer
            except TimeoutError:
                log.warning("somebody before the cabinet was not answered in time")
                shown = Shown(Refusal.BUSY)
        number = self.told.number + 1 if self.told else 1
        self.told = Told(number, self._clock_ms(), shown)
        return shown


@dataclass(frozen=True, slots=True)
class Sight:
    """What the front sees of the cabinet behind it.

    ``online``: the server was heard a moment ago, and what is said now would reach it.
    """

    memory: Callable[[], Memory]
    instant: Callable[[], Instant]
    online: Callable[[], bool]
    desk: Desk
