"""Keeps the processes of one Linli running: starts, restarts with back-off, stops them all."""

import contextlib
import os
import select
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.server import leash
from linli.server.folder import Folder, write_json
from linli.server.words import gettext as _

FIRST_WAIT_MS = 200
LONGEST_WAIT_MS = 10_000
STEADY_AFTER_MS = 30_000
"""A child that ran this long is well again, and its next fall counts as the first."""

PATIENCE_MS = 5_000
"""How long a child may take to end by itself before it is ended."""

ECHO_MS = 1_000
"""Wishes to stop this close together are one: a wrapper may pass on what the terminal sent."""

LOG_LIMIT_BYTES = 5_000_000
"""A log larger than this at its process's start becomes the old log; one old log is kept."""


def wait_after(falls: int) -> int:
    """Return how long to wait before the next start, in ms, after so many falls in a row."""
    assert falls > 0
    return int(min(FIRST_WAIT_MS * 2 ** min(falls - 1, 16), LONGEST_WAIT_MS))


@dataclass(frozen=True, slots=True)
class Child:
    """A process to be kept running.

    ``command`` is asked anew before each start, so that a child may be given another port
    than the one that was taken from it. ``called`` is its name for people. Of ``wave`` 0
    are those that end first, of 1 those that others need until they have ended.
    """

    name: str
    called: str
    command: Callable[[], Sequence[str]]
    wave: int = 0


@dataclass(slots=True)
class _Place:
    """One child's place: the process that fills it, or when the next is due."""

    child: Child
    process: subprocess.Popen[bytes] | None = None
    started_ms: int = 0
    falls: int = 0
    due_ms: int = 0


@dataclass(slots=True)
class Supervisor:
    """Starts children, and starts again those that fall. One thread, one a process.

    ``say`` is told each fall in one line. Children inherit ``lock``, so that the data folder
    is free only when the last of them has gone.
    """

    folder: Folder
    environment: Mapping[str, str]
    lock: int
    say: Callable[[str], None]
    is_stopping: bool = False
    _in_a_hurry: bool = False
    _asked_ms: int = 0
    _places: dict[str, _Place] = field(default_factory=dict)
    _woken: int = -1
    _wake: int = -1

    def listen(self) -> None:
        """Hear signals from now on: the ends of children, and the wish to stop."""
        self._woken, self._wake = os.pipe()
        for end in (self._woken, self._wake):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._asked_to_stop)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as nohup would have it
            signal.signal(signal.SIGHUP, self._asked_to_stop)

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        now = clock.mono_ms()
        if not self.is_stopping:
            self._asked_ms = now
        self.is_stopping = True
        self._in_a_hurry = now - self._asked_ms > ECHO_MS

    def start(self, child: Child) -> None:
        """Start a child and keep it running."""
        assert child.name not in self._places
        place = self._places[child.name] = _Place(child)
        self._launch(place)
        self._write_pids()

    def falls(self, name: str) -> int:
        """Return how often this child has fallen since it last ran steadily."""
        return self._places[name].falls

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to a child, if it runs now."""
        place = self._places.get(name)
        if place is not None and place.process is not None:
            place.process.send_signal(number)

    def called(self, name: str) -> str:
        """Return a child's name for people."""
        return self._places[name].child.called

    def run_once(self, command: Sequence[str], name: str) -> subprocess.Popen[bytes]:
        """Start a process that is to end by itself, on the same leash; its output is ours."""
        return self._spawn(command, name, subprocess.PIPE)

    def wait(self, longest_ms: int | None = None) -> None:
        """Sleep until something happens or is due, at most so long, and see to it."""
        limits = [place.due_ms - clock.mono_ms() for place in self._waiting()]
        if longest_ms is not None:
            limits.append(longest_ms)
        seconds = max(min(limits), 0) / 1000 if limits else None
        if not self.is_stopping:
            select.select([self._woken], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            os.read(self._woken, 4096)
        if not self.is_stopping:
            self._see_to_the_fallen()

    def _waiting(self) -> list[_Place]:
        return [place for place in self._places.values() if place.process is None]

    def _see_to_the_fallen(self) -> None:
        changed = False
        for place in self._places.values():
            if place.process is not None and place.process.poll() is not None:
                self._has_fallen(place, place.process.returncode)
                changed = True
            if place.process is None and place.due_ms <= clock.mono_ms():
                self._launch(place)
                changed = True
        if changed:
            self._write_pids()

    def _has_fallen(self, place: _Place, status: int) -> None:
        now = clock.mono_ms()
        place.process = None
        place.falls = 1 if now - place.started_ms >= STEADY_AFTER_MS else place.falls + 1
        wait = wait_after(place.falls)
        place.due_ms = now + wait
        why = _("信号 {number}").format(number=-status) if status < 0 else str(status)
        self.say(
            _("{name} 意外停止（{why}），{seconds} 秒后重新启动。日志：{log}").format(
                name=place.child.called,
                why=why,
                seconds=wait / 1000,
                log=self.folder.log_of(place.child.name),
            )
        )

    def _launch(self, place: _Place) -> None:
        place.started_ms = clock.mono_ms()
        log = self.folder.log_of(place.child.name)
        try:
            command = place.child.command()
            turn_over(log)
            with log.open("ab") as out:
                place.process = self._spawn(command, place.child.name, out.fileno())
        except (OSError, LinliError):
            # A full disk, a port that is gone: it may be better the next time.
            self._has_fallen(place, 1)

    def _spawn(self, command: Sequence[str], name: str, out: int) -> subprocess.Popen[bytes]:
        parent = os.getpid()
        to_log = out != subprocess.PIPE
        with self.folder.log_of(name).open("ab") as errors:
            return subprocess.Popen(  # noqa: S603  # our own commands, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT if to_log else errors,
                env=self.environment,
                pass_fds=(self.lock,),
                process_group=0,  # Ctrl-C at the terminal is for the supervisor alone
                # Safe: one thread here, and the callee only makes two system calls.
                preexec_fn=lambda: leash.hold(parent),  # noqa: PLW1509
            )

    def stop(self) -> None:
        """End every child: first those of wave 0, then those they need. Then none is left.

        Called again, it does nothing.
        """
        if self._woken < 0:
            return
        for wave in sorted({place.child.wave for place in self._places.values()}):
            running = [
                place.process
                for place in self._places.values()
                if place.child.wave == wave and place.process is not None
            ]
            self._end(running)
        self._places.clear()
        self._write_pids()
        signal.set_wakeup_fd(-1)
        for end in (self._woken, self._wake):
            os.close(end)
        self._woken = self._wake = -1

    def _end(self, running: Sequence[subprocess.Popen[bytes]]) -> None:
        for process in running:
            process.terminate()
        give_up = clock.mono_ms() + PATIENCE_MS
        while any(process.poll() is None for process in running):
            left = give_up - clock.mono_ms()
            if left <= 0 or self._in_a_hurry:
                break
            select.select([self._woken], [], [], left / 1000)
            with contextlib.suppress(BlockingIOError):
                os.read(self._woken, 4096)
        for process in running:
            process.kill()
            process.wait()

    def _write_pids(self) -> None:
        pids = {
            name: place.process.pid
            for name, place in self._places.items()
            if place.process is not None
        }
        if pids:
            pids["supervisor"] = os.getpid()
        with contextlib.suppress(OSError):  # a full disk must not end the supervisor
            write_json(self.folder.pids_file, pids)


def turn_over(log: Path) -> None:
    """Make a log that has grown too large the old log, in place of the one before."""
    try:
        size = log.stat().st_size
    except FileNotFoundError:
        return
    if size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".log.1"))
