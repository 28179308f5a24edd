"""The hands before one simulated cabinet: they see its doors move, and put, take and close."""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LONGEST_LINE = 65_536
"""Bytes; the longest line names 255 doors twice."""

CONNECT_WITHIN_S = 20.0

QUICKEST_S = 0.02
"""However fast the day is played, a hand needs a moment."""

QUICKEST_AT_WIRES_S = 2.0
"""Real switches are asked some times a second, however fast the day is played: a door that
stood open for less would be no person's."""

_LOOK_AGAIN_S = 0.02


class NoDoorsError(RuntimeError):
    """The cabinet's board cannot be reached, or went away."""


@dataclass(slots=True)
class Opening:
    """One opening of a door, from its springing open to its closing.

    ``at`` is the moment by CLOCK_MONOTONIC, in seconds. ``claimed`` once somebody stands at it.
    """

    door: int
    at: float
    claimed: bool = False
    closed: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class _Waiting:
    """Somebody who waits for a door to open, not before ``since``."""

    door: int
    since: float
    told: asyncio.Future[Opening]


class Hands:
    """One cabinet's doors as people see them.

    ``inside`` is what lies where: meals by recipient. ``leave`` ends it. Nobody is at a door
    for less than ``shortest_s``.
    """

    def __init__(
        self,
        cabinet: str,
        reader: asyncio.StreamReader,
        send: Callable[[bytes], None],
        leave: Callable[[], None],
    ) -> None:
        self.cabinet = cabinet
        self.leave = leave
        self.shortest_s = QUICKEST_S
        self.inside: dict[int, str] = {}
        self.complaints: list[str] = []
        self._open: dict[int, Opening] = {}
        self._waiting: list[_Waiting] = []
        self._reader = reader
        self._send = send

    async def watch(self) -> None:
        """See the doors move until the board goes away.

        Raises:
            NoDoorsError: it went away.
        """
        with suppress(ConnectionError):
            while line := await self._reader.readline():
                self._see(json.loads(line))
        msg = f"{self.cabinet}: the board went away"
        raise NoDoorsError(msg)

    async def opened(self, door: int, *, since: float, within_s: float) -> Opening | None:
        """Step up to a door that opens, or opened after ``since``; None when it does not in time.

        Whoever is told has the door to themselves until it closes.
        """
        there = self._open.get(door)
        if there is not None and not there.claimed and there.at >= since:
            there.claimed = True
            return there
        waiting = _Waiting(door, since, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        try:
            return await asyncio.wait_for(waiting.told, within_s)
        except TimeoutError:
            return None
        finally:
            self._waiting.remove(waiting)

    def put(self, door: int, meal: str) -> None:
        """Lay a meal into an open compartment."""
        self.inside[door] = meal
        self._do("put", door)

    def take(self, door: int) -> str:
        """Take what lies in an open compartment; returns whose it is, empty for nothing."""
        taken = self.inside.pop(door, "")
        self._do("take", door)
        return taken

    async def close(self, opening: Opening) -> None:
        """Push a door shut and wait until it is."""
        self._do("close", opening.door)
        with suppress(TimeoutError):
            await asyncio.wait_for(opening.closed.wait(), CONNECT_WITHIN_S)

    @property
    def strays(self) -> list[Opening]:
        """The doors that stand open with nobody at them."""
        return [one for one in self._open.values() if not one.claimed]

    def tell(self, wish: Mapping[str, object]) -> None:
        """Say what the world before the cabinet, or in its wires, is to do."""
        self._send(json.dumps(wish).encode() + b"\n")

    def _do(self, what: str, door: int) -> None:
        self.tell({"do": what, "door": door})

    def _see(self, event: dict[str, Any]) -> None:
        if event["event"] == "opened":
            self._has_opened(Opening(int(event["door"]), event["mono_ns"] / 1e9))
        elif event["event"] == "closed":
            self._open.pop(int(event["door"])).closed.set()
        elif event["event"] == "doors":
            self._open = {door: Opening(door, 0.0) for door in event["open"]}
        else:
            self.complaints.append(str(event["says"]))

    def _has_opened(self, opening: Opening) -> None:
        self._open[opening.door] = opening
        for one in self._waiting:
            fits = one.door == opening.door and opening.at >= one.since
            if fits and not one.told.done():
                opening.claimed = True
                one.told.set_result(opening)
                return


async def reach_out(cabinet: str, socket: Path, *, is_there: Callable[[], bool]) -> Hands:
    """Step up to the cabinet whose board listens at ``socket``, waiting for it to be there.

    Raises:
        NoDoorsError: ``is_there`` says that it ended, or nothing listens there within 20 s.
    """
    loop = asyncio.get_running_loop()
    give_up = loop.time() + CONNECT_WITHIN_S
    while True:
        try:
            reader, writer = await asyncio.open_unix_connection(socket, limit=LONGEST_LINE)
        except OSError as absent:
            if not is_there() or loop.time() > give_up:
                msg = f"{cabinet}: nothing listens at {socket}"
                raise NoDoorsError(msg) from absent
            await asyncio.sleep(_LOOK_AGAIN_S)
        else:
            return Hands(cabinet, reader, writer.write, writer.close)


class Unseen(Hands):
    """A cabinet with hands of its own: the replay's people only press buttons there."""

    def __init__(self, cabinet: str) -> None:
        super().__init__(cabinet, asyncio.StreamReader(), _ignore, _ignore)

    async def opened(self, door: int, *, since: float, within_s: float) -> Opening:
        """Take the page's word that the door opens."""
        del since, within_s
        return Opening(door, asyncio.get_running_loop().time(), claimed=True)

    async def close(self, opening: Opening) -> None:
        """Leave it to the others."""


def _ignore(_line: bytes = b"") -> None:
    """Do nothing: somebody else's hands do."""
