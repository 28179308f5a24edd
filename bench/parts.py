"""Processes of the bench that obey one line of JSON after another, and die with it."""

import json
import os
import selectors
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from bench.stage import Room
from linli.server.leash import hold

LONGEST_ANSWER_S = 120.0
"""No wish of the bench takes half of it."""

STOP_WITHIN_S = 10.0


class PartFailedError(RuntimeError):
    """A process of the bench ended, or did not answer in time."""


class Part:
    """One process: it is told a wish in a line of JSON, and answers in one."""

    def __init__(self, process: subprocess.Popen[bytes], name: str) -> None:
        self._process = process
        self._name = name

    def ask(self, **wish: Any) -> dict[str, Any]:  # noqa: ANN401  # whatever JSON holds
        """Say what is to be done and return what came of it.

        Raises:
            PartFailedError: the process ended, or said nothing for two minutes.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(wish).encode() + b"\n")
            self._process.stdin.flush()
            with selectors.DefaultSelector() as selector:
                selector.register(self._process.stdout, selectors.EVENT_READ)
                line = self._process.stdout.readline() if selector.select(LONGEST_ANSWER_S) else b""
        except BrokenPipeError:
            line = b""
        if not line:
            msg = f"{self._name} did not answer {wish}"
            raise PartFailedError(msg)
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def part(room: Room, module: str, *arguments: str) -> Iterator[Part]:
    """Run ``python -m module`` in a room for a while."""
    process = subprocess.Popen(  # noqa: S603  # our own modules
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=room.environment,
        preexec_fn=partial(hold, os.getpid()),  # noqa: PLW1509  # it calls the kernel only
    )
    try:
        yield Part(process, module)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def obey(handle: Callable[..., dict[str, Any]]) -> None:
    """Serve wishes from standard input until it ends; each is the arguments of ``handle``."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(handle(**json.loads(line))) + "\n")
        sys.stdout.flush()
