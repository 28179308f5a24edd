"""One serial line: one question at a time, the urgent ones first, and none waited for too long."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from linli.cabinet.drivers.frames import Answer, Ask
from linli.cabinet.drivers.station import Job, Rank, Station
from linli.cabinet.drivers.wkly import take_pushes
from linli.cabinet.wiring import Line, Waveshare, Wkly

log = logging.getLogger(__name__)

BITS_A_BYTE = 10
"""8N1: a start bit, eight, and a stop bit."""

MODBUS_QUIET_BYTES, QUIET_BYTES = 3.5, 1.5
"""Times of a byte between two frames, where Modbus is spoken and where it is not.

Source: Modbus over serial line, 2.5.1.1. The other families end a frame by its length.
"""

LISTEN_BYTES = 14
"""The same where a board may speak by itself, or before an open, which is never said twice, on
a line with noise: a push has 10 bytes, and an adapter hands over what it hears 8 at a time."""

THINKING_S, THINKING_SHARE = 0.01, 0.125
"""What a board needs before it answers, until it is seen; and what each answer weighs in that."""

NOISY_S = 2.0
"""How long a line counts as noisy after it brought bytes that nobody was asked for."""

LATE_S, LONGEST_LATE_S = 0.02, 0.1
"""After an answer was missed, how long the line must be still, and how long that is waited for."""

MOST_RECEIVED = 1_024
"""Bytes kept while an answer is looked for: ten times the longest one."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 8.0
"""Between two attempts to open a device that is not there: doubled each time."""


class Port(Protocol):
    """An open serial device."""

    def write(self, data: bytes) -> None:
        """Send bytes. A device that is gone says so by ``lost``."""
        ...

    async def close(self) -> None:
        """Let go of the device."""
        ...


class OpenPort(Protocol):
    """A way to open a serial device."""

    def __call__(
        self,
        device: str,
        baud: int,
        *,
        received: Callable[[bytes], None],
        lost: Callable[[], None],
    ) -> Awaitable[Port]:
        """Open it; ``received`` is told what it brings, ``lost`` that it is gone.

        Raises:
            OSError: there is none, or another program uses it.
        """
        ...


class SerialLine:
    """One device and the stations on it.

    Args:
        wired: its place.
        stations: what answers there.
        open_port: opens the device.
    """

    def __init__(self, wired: Line, stations: Sequence[Station], *, open_port: OpenPort) -> None:
        self._device, self._baud = wired.device, wired.baud
        self._turn_round_s = wired.turn_round_ms / 1000
        self._has_pushes = any(isinstance(board, Wkly) for board in wired.boards)
        speaks_modbus = (
            wired.relays
            or wired.thermometers
            or any(isinstance(board, Waveshare) for board in wired.boards)
        )
        self._quiet_bytes = MODBUS_QUIET_BYTES if speaks_modbus else QUIET_BYTES
        self._stations = stations
        self._open_port = open_port
        self._woken = asyncio.Event()
        self._received = bytearray()
        self._job: Job | None = None
        self._answered: asyncio.Future[Answer | None] | None = None
        self._lost = self._broken_off = False
        self._was_hot = False
        self._missed = False
        self._spoken_s = 0.0
        self._thinking_s = THINKING_S
        self._noisy_until_s = self._rests_until_s = float("-inf")

    async def run(self) -> None:
        """Serve until cancelled; a device that vanishes is waited for."""
        pause_s, told = FIRST_PAUSE_S, False
        while True:
            try:
                self._lost = False
                port = await self._open_port(
                    self._device, self._baud, received=self._receive, lost=self._lose
                )
            except OSError as failure:
                if not told:
                    log.warning("%s cannot be opened: %s", self._device, failure)
                self._all_gone()
            else:
                log.info("%s is open", self._device)
                pause_s = FIRST_PAUSE_S
                await self._serve_until_lost(port)
                log.warning("%s is gone", self._device)
            told = True
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def takes_s(self, ask: Ask) -> float:
        """Return how long a question and its answer take of late, with the stillness before it."""
        still = LISTEN_BYTES if self._has_pushes else self._quiet_bytes
        return self._time_of(still + len(ask.frame) + ask.answer_bytes) + self._thinking_s

    def hurry(self) -> None:
        """Look anew at what is to be asked; whether a silent board answers can wait."""
        self._woken.set()
        if self._job is not None and self._job.probe:
            self._broken_off = True
            self._settle(None)

    async def _serve_until_lost(self, port: Port) -> None:
        try:
            await self._serve(port)
            self._all_gone()
        except asyncio.CancelledError:
            await self._say_last_words(port)
            raise
        finally:
            await port.close()

    async def _serve(self, port: Port) -> None:
        """Ask one question after the other, until the device is gone."""
        loop = asyncio.get_running_loop()
        while not self._lost:
            now_s = loop.time()
            jobs = [job for station in self._stations for job in station.jobs(now_s)]
            ready = [job for job in jobs if self._due_s(job) <= now_s]
            if not ready:
                await self._sleep_until(min(self._due_s(job) for job in jobs))
                continue
            job = self._chosen(ready)
            if job.begin(now_s):
                answer = await self._exchange(port, job)
                if _can_wait(job) and answer is not None:
                    self._rests_until_s = 2 * loop.time() - now_s
                if not (self._broken_off or self._lost):
                    job.end(answer, loop.time())

    def _due_s(self, job: Job) -> float:
        """Return when to ask; after a poll the line is free for as long as that took.

        An open then finds it still more often than not, and need not wait for a poll's end.
        """
        return max(job.due_s, self._rests_until_s) if _can_wait(job) else job.due_s

    def _chosen(self, ready: Sequence[Job]) -> Job:
        """Return what goes first: by rank; among polls the hot ones take every other turn."""
        urgent = [job for job in ready if job.rank is not Rank.POLL]
        if urgent:
            return min(urgent, key=lambda job: (job.rank, job.due_s))
        hot = [job for job in ready if job.hot]
        cool = [job for job in ready if not job.hot]
        self._was_hot = bool(hot) and not (cool and self._was_hot)
        return min(hot if self._was_hot else cool, key=lambda job: job.due_s)

    async def _exchange(self, port: Port, job: Job) -> Answer | None:
        """Ask, and wait as long as an answer may take; None: there was none."""
        loop = asyncio.get_running_loop()
        await self._quiet(job)
        self._received.clear()
        self._job, self._answered, self._broken_off = job, loop.create_future(), False
        timer = loop.call_later(self._patience_s(job), self._settle, None)
        answer, asked_s = None, loop.time()
        try:
            port.write(job.ask.frame)
            answer = await self._answered
            if answer is not None:
                self._learn(job.ask, loop.time() - asked_s)
        finally:
            timer.cancel()
            self._job = self._answered = None
            self._missed = answer is None and job.ask.answer_bytes > 0
            if len(self._received) > job.ask.answer_bytes:
                self._noisy_until_s = loop.time() + NOISY_S
            self._spoken_s = loop.time()
        return answer

    def _learn(self, ask: Ask, took_s: float) -> None:
        """Take note of how long the boards of this line think before they answer."""
        thought_s = max(0.0, took_s - self._time_of(len(ask.frame) + ask.answer_bytes))
        self._thinking_s += THINKING_SHARE * (thought_s - self._thinking_s)

    async def _quiet(self, job: Job) -> None:
        """Wait until the line has been still for long enough to speak on it."""
        loop = asyncio.get_running_loop()
        noisy = loop.time() < self._noisy_until_s
        listens = self._has_pushes or (job.rank is Rank.OPEN and noisy)
        still_s = self._time_of(LISTEN_BYTES if listens else self._quiet_bytes)
        pause_s = LATE_S if self._missed else still_s
        latest_s = loop.time() + LONGEST_LATE_S
        while (  # noqa: ASYNC110  # whoever speaks prolongs it
            wait_s := min(self._spoken_s + pause_s, latest_s) - loop.time()
        ) > 0:
            await asyncio.sleep(wait_s)

    def _patience_s(self, job: Job) -> float:
        """Return how long question, thinking and answer may take; the question's time if none."""
        asked, answered = len(job.ask.frame), job.ask.answer_bytes
        if not answered:
            return self._time_of(asked)
        return self._time_of(asked + answered) + self._turn_round_s * job.patience

    def _time_of(self, count: float) -> float:
        return count * BITS_A_BYTE / self._baud

    def _receive(self, data: bytes) -> None:
        """Take in bytes: what a board says by itself, and what it was asked."""
        received = bytes(self._received) + data
        if self._has_pushes:
            pushes, received = take_pushes(received)
            for push in pushes:
                for station in self._stations:
                    station.moved(push.address, push.lock, is_open=push.is_open)
            if pushes:
                self._woken.set()
        self._received[:] = received[-MOST_RECEIVED:]
        self._spoken_s = asyncio.get_running_loop().time()
        if self._job is None:
            self._noisy_until_s = self._spoken_s + NOISY_S
        else:
            answer = self._job.ask.find(received)
            if answer is not None:
                self._settle(answer)

    def _lose(self) -> None:
        self._lost = True
        self._woken.set()
        self._settle(None)

    def _settle(self, answer: Answer | None) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(answer)

    def _all_gone(self) -> None:
        for station in self._stations:
            station.gone()

    async def _sleep_until(self, due_s: float) -> None:
        loop = asyncio.get_running_loop()
        self._woken.clear()
        timer = loop.call_at(due_s, self._woken.set)
        try:
            await self._woken.wait()
        finally:
            timer.cancel()

    async def _say_last_words(self, port: Port) -> None:
        """Switch off what burns; nobody waits for the answers."""
        for station in self._stations:
            ask = station.last_words()
            if ask is not None and not self._lost:
                port.write(ask.frame)
                frames = len(ask.frame) + ask.answer_bytes
                await asyncio.sleep(self._time_of(frames + MODBUS_QUIET_BYTES) + self._turn_round_s)


def _can_wait(job: Job) -> bool:
    """Say whether nothing hangs on this question being asked soon."""
    return job.rank is Rank.POLL and not job.hot
