"""Boards that are open without a browser: they ask as the board's page does, and as often.

Run in a room as ``python -m bench.board_watchers HOST PORT``; obeys ``watch``. Each reads from the
page itself where its doors are asked for and how often, so that it keeps to what the page says.
"""

import asyncio
import html
import re
import sys
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.http import NO_CONTENT, Answer, Line, page
from bench.parts import obey

BOARD = "/board/"
OK = 200
TOO_MANY = 503
"""The process has enough to do; the page keeps what it shows and asks again, and so do these."""

OPENED_WITHIN_S = 4.0
"""Boards are not opened in one moment, but each a little later than the one before."""

GZIP = b"\x1f\x8b"
_ASKS = re.compile(rb'hx-get="(/board/doors[^"]*)"\s+hx-trigger="every (\d+)(ms|s)"')


class NoBoardError(RuntimeError):
    """What came is no board: the bench measures nothing then."""


@dataclass(slots=True)
class _Tally:
    """What the boards were answered; ``took`` in ms."""

    unchanged: int = 0
    drawn: int = 0
    refused: int = 0
    received: int = 0
    took: list[float] = field(default_factory=list)


class Watchers:
    """People whose boards are open."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port

    def watch(self, *, sessions: Sequence[str], cookie: str, seconds: float) -> dict[str, Any]:
        """Open a board for each session and keep it up to date for so long.

        Args:
            sessions: keys of those who are signed in.
            cookie: by which name a browser sends them.
            seconds: how long, from the moment in which each has its board.
        """
        return asyncio.run(self._watch(sessions, cookie, seconds))

    async def _watch(self, sessions: Sequence[str], cookie: str, seconds: float) -> dict[str, Any]:
        tally = _Tally()
        async with asyncio.TaskGroup() as group:
            for number, session in enumerate(sessions):
                head = f"Cookie: {cookie}={session}\r\nAccept-Encoding: gzip\r\n"
                late = OPENED_WITHIN_S * number / len(sessions)
                group.create_task(self._one(head, late, seconds, tally))
        return {
            "unchanged": tally.unchanged,
            "drawn": tally.drawn,
            "refused": tally.refused,
            "bytes": tally.received,
            "took_ms": tally.took,
        }

    async def _one(self, head: str, late: float, seconds: float, tally: _Tally) -> None:
        until = time.perf_counter() + seconds
        await asyncio.sleep(late)
        line = await Line.connect(self._host, self._port)
        path, every = BOARD, 1.0
        try:
            while (began := time.perf_counter()) < until:
                answer = await self._ask(line, path, head)
                if path != BOARD:
                    tally.took.append((time.perf_counter() - began) * 1000)
                if answer.status == TOO_MANY:
                    tally.refused += 1
                elif answer.status == NO_CONTENT:
                    tally.unchanged += 1
                else:
                    tally.drawn += path != BOARD
                    tally.received += len(answer.body) if path != BOARD else 0
                    path, every = asks(answer)
                await asyncio.sleep(every)
        finally:
            line.close()

    async def _ask(self, line: Line, path: str, head: str) -> Answer:
        request = page(f"{self._host}:{self._port}", path)
        htmx = "" if path == BOARD else "HX-Request: true\r\n"
        return await line.ask(request[:-2] + f"{head}{htmx}\r\n".encode())


def asks(answer: Answer) -> tuple[str, float]:
    """Return where a board asks for its doors, and after how many seconds.

    Raises:
        NoBoardError: it does not.
    """
    packed = answer.body.startswith(GZIP)
    board = zlib.decompress(answer.body, 31) if packed else answer.body
    found = _ASKS.search(board) if answer.status == OK else None
    if found is None:
        msg = f"no board: {answer.status} {board[:2000]!r}"
        raise NoBoardError(msg)
    every = int(found[2]) / (1000 if found[3] == b"ms" else 1)
    return html.unescape(found[1].decode()), every


if __name__ == "__main__":
    obey(Watchers(sys.argv[1], int(sys.argv[2])).watch)
