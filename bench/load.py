"""Couriers at many cabinets at once, who press the button and wait for the answer.

Run in a room as ``python -m bench.load HOST PORT``; obeys ``press``. It runs in a process of its
own, loopback only, for a bounded number of requests and seconds.
"""

import asyncio
import itertools
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bench.figures import percentile
from bench.http import JSON, PAGE, Line, NotUnderstoodError, form
from bench.parts import obey

OPENED = {PAGE: b'data-settled="opened"', JSON: b'"settled": "opened"'}
"""By which an answer says that the cabinet has released a lock, by what was asked for."""
OK = 200
HEAR_S = 0.01
"""Servers hang up on who was idle for long; the loop needs a moment to hear of it."""


@dataclass(slots=True)
class _Tally:
    """What came of it."""

    opened: int = 0
    refused: int = 0
    took: list[float] = field(default_factory=list)
    sample: str = ""


class Crowd:
    """The couriers; their connections stay between two wishes."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lines: list[Line] = []
        self._numbers = itertools.count()
        self._session = f"{Random().getrandbits(48):012x}"  # noqa: S311  # not a secret

    def press(
        self,
        *,
        cabinets: Sequence[str],
        at_once: int,
        seconds: float,
        most: int,
        accept: str = PAGE,
    ) -> dict[str, Any]:
        """Store meals at these cabinets in turn.

        Args:
            cabinets: their codes.
            at_once: couriers who wait for an answer at any time.
            seconds: after these nobody presses any more.
            most: nor after so many.
            accept: what they want to be told: a page, or as programs do the same as JSON.
        """
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
        return self._loop.run_until_complete(
            self.pressing(
                cabinets=cabinets, at_once=at_once, seconds=seconds, most=most, accept=accept
            )
        )

    async def pressing(
        self,
        *,
        cabinets: Sequence[str],
        at_once: int,
        seconds: float,
        most: int,
        accept: str = PAGE,
    ) -> dict[str, Any]:
        """Do as ``press``, in the loop that runs."""
        await asyncio.sleep(HEAR_S)
        self._lines = [line for line in self._lines if line.is_open]
        while len(self._lines) < at_once:
            self._lines.append(await Line.connect(self._host, self._port))
        tally = _Tally()
        presses = itertools.islice(self._presses(cabinets, accept), most)
        began = time.perf_counter()
        until = began + seconds
        await asyncio.gather(
            *(
                _courier(line, presses, until, OPENED[accept], tally)
                for line in self._lines[:at_once]
            )
        )
        took = tally.took or [0.0]
        return {
            "opened": tally.opened,
            "refused": tally.refused,
            "sample": tally.sample,
            "seconds": time.perf_counter() - began,
            "p50_ms": percentile(took, 0.5) * 1000,
            "p99_ms": percentile(took, 0.99) * 1000,
        }

    def leave(self) -> None:
        """Hang up."""
        for line in self._lines:
            line.close()

    def _presses(self, cabinets: Sequence[str], accept: str) -> Iterator[bytes]:
        host = f"{self._host}:{self._port}"
        for cabinet in itertools.cycle(cabinets):
            number = next(self._numbers)
            yield form(
                host,
                f"/c/{cabinet}",
                accept=accept,
                recipient=f"{number % 10_000:04d}",
                size="S",
                token=f"{self._session}{number:012d}",
            )


async def _courier(
    line: Line, presses: Iterator[bytes], until: float, opened: bytes, tally: _Tally
) -> None:
    for press in presses:
        if time.perf_counter() >= until:
            return
        began = time.perf_counter()
        try:
            answer = await line.ask(press)
        except NotUnderstoodError as broken:
            tally.refused += 1
            tally.sample = str(broken)
            return
        tally.took.append(time.perf_counter() - began)
        if answer.status == OK and opened in answer.body:
            tally.opened += 1
        else:
            tally.refused += 1
            tally.sample = f"{answer.status} {answer.body[:4000].decode(errors='replace')}"


if __name__ == "__main__":
    obey(Crowd(sys.argv[1], int(sys.argv[2])).press)
