"""An event loop in virtual time: what the core asks of asyncio, in an order that is fixed.

No thread, no selector, no clock. What the core gives to a thread, which is its commits, is
done here when the simulated disk is ready, while other things happen.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, cast

from proof.simulation.failing import ViolatedError
from proof.simulation.timeline import Timeline

CALLS_AT_MOST = 100_000
"""What one moment never has: something goes round in a circle."""


class _Timer:
    def __init__(self) -> None:
        self.is_cancelled = False

    def cancel(self) -> None:
        """Do nothing when the time has come."""
        self.is_cancelled = True


class Loop:
    """Runs callbacks when told to; a timer wakes it by itself.

    Args:
        timeline: where timers wait.
        woken: is called after each timer.
        disk_ms: how long the disk takes for what is written next; 0: no time at all.
    """

    def __init__(
        self, timeline: Timeline, woken: Callable[[], None], disk_ms: Callable[[], int]
    ) -> None:
        self._timeline = timeline
        self._woken = woken
        self._disk_ms = disk_ms
        self._ready: deque[tuple[Callable[..., object], tuple[object, ...]]] = deque()
        self.writes: Callable[[], None] | None = None

    @property
    def as_loop(self) -> asyncio.AbstractEventLoop:
        """This loop, for those who know only whole ones."""
        return cast("asyncio.AbstractEventLoop", self)

    def run_ready(self) -> None:
        """Call back whatever waits, and what that leads to."""
        ready, calls = self._ready, 0
        while ready:
            call, args = ready.popleft()
            call(*args)
            calls += 1
            if calls > CALLS_AT_MOST:
                name = "RUNS"
                raise ViolatedError(name, "the agent is never content")

    def end(self, work: "asyncio.Task[None]") -> None:
        """Make an end of a task and of all it has begun; what it was writing is gone."""
        self.writes = None
        work.cancel()
        while self._ready:
            with suppress(SystemExit):
                self.run_ready()
        assert work.done(), "nothing outlasts the power"
        if not work.cancelled():
            work.exception()

    def call_soon(self, callback: Callable[..., object], *args: object, **_context: object) -> None:
        """Call this back in its turn."""
        self._ready.append((callback, args))

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: object, **_context: object
    ) -> _Timer:
        """Call this later, unless it is cancelled by then."""
        timer = _Timer()

        def comes() -> None:
            if timer.is_cancelled:
                self._timeline.events -= 1
                return
            self._ready.append((callback, args))
            self._woken()

        self._timeline.after(round(delay * 1_000), comes)
        return timer

    def run_in_executor(
        self, _executor: object, func: Callable[..., Any], *args: object
    ) -> "asyncio.Future[Any]":
        """Write to the disk, which may take its time; one thing after the other."""
        done = self.create_future()
        disk_ms = self._disk_ms()
        if not disk_ms:
            _settle(done, func, args)
            return done
        assert self.writes is None, "the core awaits each commit"

        def writes() -> None:
            if self.writes is writes:
                self.writes = None
                _settle(done, func, args)

        def comes() -> None:
            self._ready.append((writes, ()))
            self._woken()

        self.writes = writes
        self._timeline.after(disk_ms, comes)
        return done

    def create_future(self) -> "asyncio.Future[Any]":
        """Return a future of this loop."""
        return asyncio.Future(loop=self.as_loop)

    def create_task(
        self, coro: Coroutine[Any, Any, Any], *, name: str | None = None, **_context: object
    ) -> "asyncio.Task[Any]":
        """Start a task of this loop."""
        return asyncio.Task(coro, loop=self.as_loop, name=name)

    def get_debug(self) -> bool:
        """A future asks."""
        return False

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Say nothing of what was running when the power went."""


def _settle(
    done: "asyncio.Future[Any]", func: Callable[..., Any], args: tuple[object, ...]
) -> None:
    try:
        done.set_result(func(*args))
    except Exception as failure:  # noqa: BLE001  # whoever waits is told, as by a thread
        done.set_exception(failure)
