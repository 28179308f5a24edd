"""The product as people start it: bare ``linli`` in a room, until the bench has seen enough."""

import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from bench.stage import Room
from linli.server.folder import read_json

HOST = "127.0.0.1"
START_LIMIT_S = 120.0
STOP_LIMIT_S = 30.0
LOOK_AGAIN_S = 0.01
OK = 200


class DoesNotStartError(RuntimeError):
    """The product ended, or showed no page in time."""


@dataclass(frozen=True, slots=True)
class Product:
    """A running Linli; ``first_page_s`` is how long it took to show its first page."""

    room: Room
    port: int
    first_page_s: float

    def memory(self) -> Mapping[str, float]:
        """Return each process's memory in MB, shared pages counted once; children included."""
        pids: dict[str, int] = read_json(self.room.folder.pids_file)
        return {
            name: sum(
                one.memory_full_info().pss for one in (psutil.Process(pid), *_children(name, pid))
            )
            / 1e6
            for name, pid in sorted(pids.items())
        }


@contextmanager
def running(room: Room) -> Iterator[Product]:
    """Start Linli in a room as it is, wait until all of it runs, and stop it at the end.

    Raises:
        DoesNotStartError: it ended, or showed no page within two minutes.
    """
    port = _free_port()
    log = room.folder.root.with_suffix(".log")
    began = time.perf_counter()
    with log.open("ab") as said:
        process = subprocess.Popen(  # noqa: S603  # our own command
            [sys.executable, "-m", "bench.bus", "--port", str(port), "--no-open"],
            env=room.environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
    try:
        _wait(process, lambda: _shows_a_page(port), log.read_text)
        took = time.perf_counter() - began
        _wait(process, lambda: "jobs" in read_json(room.folder.pids_file), log.read_text)
        yield Product(room, port, took)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(
    process: subprocess.Popen[bytes], level: Callable[[], bool], why: Callable[[], str]
) -> None:
    give_up = time.monotonic() + START_LIMIT_S
    while not level():
        if process.poll() is not None or time.monotonic() > give_up:
            raise DoesNotStartError(why())
        time.sleep(LOOK_AGAIN_S)


def _shows_a_page(port: int) -> bool:
    link = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        link.request("GET", "/")
        answer = link.getresponse()
        return answer.status == OK and bool(answer.read())
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _children(name: str, pid: int) -> Sequence[psutil.Process]:
    """Return a process's own children; the supervisor's are named one by one."""
    return [] if name == "supervisor" else psutil.Process(pid).children(recursive=True)
