"""The demo's tower in a test's data folder, and a simulator that hears what hands are told."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from tests.lockers.tower import Tower


@dataclass
class Simulator:
    """Stands in for one cabinet's simulator: it keeps what it is told."""

    path: Path
    heard: list[dict[str, object]] = field(default_factory=list)


def simulated(data: Path, cabinet: str, **board: object) -> Path:
    """Write down that a cabinet is one that this installation simulates; return its settings."""
    file = data / "cabinets" / cabinet / "config.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    told = {"cabinet": cabinet, "board": {"kind": "simulated", **board}}
    file.write_text(json.dumps(told), encoding="utf-8")
    return file


def all_simulated(data: Path, tower: Tower, **board: object) -> None:
    """Write it down of a whole tower."""
    for one in tower.cabinets:
        simulated(data, one.code, **board)


@contextmanager
def hearing(path: Path) -> Iterator[Simulator]:
    """Listen where hands are driven, for as long as it lasts."""
    simulator = Simulator(path)
    with socket.socket(socket.AF_UNIX) as ear:
        ear.bind(str(path))
        ear.listen()
        thread = Thread(target=_listen, args=(ear, simulator))
        thread.start()
        try:
            yield simulator
        finally:
            with socket.socket(socket.AF_UNIX) as last:  # wakes it up, and says nothing
                last.connect(str(path))
            thread.join()


def _listen(ear: socket.socket, simulator: Simulator) -> None:
    while True:
        line, _ = ear.accept()
        lines: list[bytes] = []
        # Who wakes it up hangs up at once.
        with suppress(OSError), line, line.makefile("rb") as said:
            line.sendall(b'{"event":"doors","open":[],"occupied":[]}\n')
            lines = said.readlines()
            simulator.heard += [json.loads(one) for one in lines]  # before it hangs up
        if not lines:
            return
