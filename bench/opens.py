"""Line 3: from the scan to the open door, over everything that lies between.

Run in a room where Linli and ``bench.responder`` run, as ``python -m bench.opens HOST PORT``;
obeys ``prepare`` and ``visit``. The cabinets' agents are the real ones, processes of their own.
"""

import asyncio
import os
import re
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nats.aio.client import Client

from bench.bus import connect
from bench.http import Answer, Line, call, form, page
from bench.parts import obey
from bench.responder import ECHO
from linli.server.folder import Folder, data_folder, read_json, write_json
from linli.server.replay.hands import Hands, reach_out

TIMES = {"hold_ms": 7_200_000, "close_ms": 60_000, "sanitise_ms": 60_000, "idle_ms": 0}
"""As the demo's cabinets have them."""

HEARD_WITHIN_S = 30.0
OPENS_WITHIN_S = 3.0
ROUND_TRIP_LIMIT_S = 2.0
MADE, OK = 201, 200

_TOKEN = re.compile(rb'name="token"\s+value="([^"]+)"')
_DOOR = re.compile(rb'data-door="(\d+)"')


class NoDoorError(RuntimeError):
    """A courier pressed and no door opened: the bench measures nothing then."""


@dataclass(slots=True)
class Seen:
    """What couriers saw, in ms: the form, the answer that names the door, the door open.

    Each is counted from the scan. ``bus`` is a bare round trip right after each.
    """

    form: list[float] = field(default_factory=list)
    answer: list[float] = field(default_factory=list)
    door: list[float] = field(default_factory=list)
    bus: list[float] = field(default_factory=list)


class Couriers:
    """People who scan, press, put in and close, each at the next cabinet."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._loop = asyncio.new_event_loop()
        self._folder: Folder = data_folder(None)
        self._sockets = TemporaryDirectory(prefix="linli-")
        self._hands: dict[str, Hands] = {}
        self._work: list[asyncio.Task[None]] = []
        self._agents: list[asyncio.subprocess.Process] = []
        self._bus = Client()

    def obey(self, do: str, **how: Any) -> dict[str, Any]:  # noqa: ANN401  # as JSON has it
        """Do one wish of the bench."""
        wishes: dict[str, Callable[..., Coroutine[Any, Any, dict[str, Any]]]] = {
            "prepare": self.prepare,
            "visit": self.visit,
        }
        return self._loop.run_until_complete(wishes[do](**how))

    async def prepare(self, *, cabinets: int, doors: int, latch_ms: int) -> dict[str, Any]:
        """Have a tower put up, start its agents, and wait until each has opened one door.

        Args:
            cabinets: how many, at most 26.
            doors: of each.
            latch_ms: from the pulse of a simulated lock to its door springing open.
        """
        told = await self._put_up(cabinets, doors)
        for one in told:
            await self._start(one, latch_ms)
        self._bus = await connect()
        for code in self._hands:
            await self._until_heard(code)
        return {"cabinets": list(self._hands)}

    async def visit(self, *, a_second: float, seconds: float) -> dict[str, Any]:
        """Let couriers come at a steady pace, whether or not those before have their door."""
        seen, visits = Seen(), []
        began = self._loop.time()
        for number, code in zip(range(round(a_second * seconds)), cycle(self._hands)):
            await asyncio.sleep(began + number / a_second - self._loop.time())
            visits.append(asyncio.create_task(self._visit(code, seen)))
        await asyncio.gather(*visits)
        return {
            "form_ms": seen.form,
            "answer_ms": seen.answer,
            "door_ms": seen.door,
            "bus_ms": seen.bus,
        }

    def leave(self) -> None:
        """Stop the agents."""
        self._loop.run_until_complete(self._leave())
        self._sockets.cleanup()

    async def _leave(self) -> None:
        for hands in self._hands.values():
            hands.leave()
        for task in self._work:
            task.cancel()
        for agent in self._agents:
            with suppress(ProcessLookupError):
                agent.terminate()
            await agent.wait()
        with suppress(Exception):
            await self._bus.close()

    async def _put_up(self, cabinets: int, doors: int) -> Sequence[dict[str, Any]]:
        token = read_json(self._folder.root / "secrets.json")["replay_token"]
        wish = {"name": "bench", "cabinets": cabinets, "doors": doors, "times": TIMES}
        answer = await self._once(call(self._address, "/api/towers", token=token, body=wish))
        assert answer.status == MADE, answer
        told: list[dict[str, Any]] = [one["config"] for one in answer.json()["cabinets"]]
        return told

    async def _start(self, told: dict[str, Any], latch_ms: int) -> None:
        code = str(told["cabinet"])
        place = self._folder.root / "bench" / code
        place.mkdir(parents=True)
        socket = Path(self._sockets.name) / code
        config = {
            **told,
            "bus_file": str(self._folder.bus_file),
            "journal": str(place / "journal.sqlite3"),
            "board": {
                "kind": "simulated",
                "people": "remote",
                "latch_ms": latch_ms,
                "socket": str(socket),
            },
        }
        write_json(place / "config.json", config)
        with (place / "agent.log").open("ab") as log:
            agent = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "linli.cabinet",
                str(place / "config.json"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "LINLI_DIE_WITH_PARENT": str(os.getpid())},
            )
        self._agents.append(agent)
        hands = await reach_out(code, socket, is_there=lambda: agent.returncode is None)
        self._hands[code] = hands
        self._work.append(asyncio.create_task(hands.watch()))

    async def _until_heard(self, code: str) -> None:
        """Press until this cabinet opens a door: before its first tick it cannot."""
        give_up = self._loop.time() + HEARD_WITHIN_S
        while True:
            try:
                await self._visit(code, Seen())
            except NoDoorError:
                if self._loop.time() > give_up:
                    raise
                await asyncio.sleep(1)
            else:
                return

    async def _visit(self, code: str, seen: Seen) -> None:
        """One courier: scan, fill in, press, put the meal in, close the door.

        Each comes with a phone of their own: a new connection.
        """
        here = f"/c/{code}"
        scanned = time.monotonic()
        line = await Line.connect(self._host, self._port)
        try:
            shown = await line.ask(page(self._address, here))
            formed = time.monotonic()
            token = _found(_TOKEN, shown)
            pressed = form(self._address, here, recipient="3821", size="S", token=token)
            answer = await line.ask(pressed)
            answered = time.monotonic()
        finally:
            line.close()
        hands, door = self._hands[code], int(_found(_DOOR, answer))
        opening = await hands.opened(door, since=scanned, within_s=OPENS_WITHIN_S)
        if opening is None:
            msg = f"door {door} of {code} was named and did not open"
            raise NoDoorError(msg)
        seen.form.append((formed - scanned) * 1000)
        seen.answer.append((answered - scanned) * 1000)
        seen.door.append((opening.at - scanned) * 1000)
        seen.bus.append(await self._round_trip_ms())
        hands.put(door, "meal")
        await hands.close(opening)

    async def _round_trip_ms(self) -> float:
        began = time.monotonic()
        await self._bus.request(ECHO, b"x" * 300, timeout=ROUND_TRIP_LIMIT_S)
        return (time.monotonic() - began) * 1000

    async def _once(self, request: bytes) -> Answer:
        line = await Line.connect(self._host, self._port)
        try:
            return await line.ask(request)
        finally:
            line.close()

    @property
    def _address(self) -> str:
        return f"{self._host}:{self._port}"


def _found(wanted: re.Pattern[bytes], answer: Answer) -> str:
    found = wanted.search(answer.body)
    if answer.status != OK or found is None:
        msg = f"{answer.status} {answer.body[-2_000:].decode(errors='replace')}"
        raise NoDoorError(msg)
    return found[1].decode()


if __name__ == "__main__":
    couriers = Couriers(sys.argv[1], int(sys.argv[2]))
    try:
        obey(couriers.obey)
    finally:
        couriers.leave()
