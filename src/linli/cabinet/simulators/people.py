"""Simulated people before a simulated cabinet: by themselves, or driven through a socket."""

import asyncio
from pathlib import Path
from random import Random
from typing import Literal

import msgspec

from linli.cabinet.simulators.reality import CannotDo, Moved, Reality

LONGEST_LINE = 4_096
"""Bytes of one line from whoever drives the people."""

MOST_CLIENTS = 16
SLOWEST_CLIENT = 262_144
"""Bytes that may wait for a client that does not read; then it is cut off."""


class AutoPeople:
    """People who put a meal into an empty compartment, take it from a full one, and close.

    Args:
        reality: the cabinet they stand before.
        dwell_ms: from the door opening to its closing, on average; each takes up to a quarter
            more or less. The hand is in the compartment at half that time.
        chance: makes them differ.
    """

    def __init__(self, reality: Reality, *, dwell_ms: int, chance: Random) -> None:
        self._reality = reality
        self._dwell_s = dwell_ms / 1000
        self._chance = chance
        self._plans: dict[int, tuple[asyncio.TimerHandle, ...]] = {}

    async def run(self) -> None:
        """Act until cancelled; who stood at an open door before still stands there."""
        for door in self._reality.open_doors:
            self.see(door, Moved.OPENED)
        await asyncio.Event().wait()

    def see(self, door: int, moved: Moved) -> None:
        """Step up to a door that has just opened; leave one that somebody else has closed."""
        for planned in self._plans.pop(door, ()):
            planned.cancel()
        if moved is Moved.OPENED:
            dwell = self._dwell_s * self._chance.uniform(0.75, 1.25)
            loop = asyncio.get_running_loop()
            self._plans[door] = (
                loop.call_later(dwell / 2, self._use, door),
                loop.call_later(dwell, self._reality.close, door),
            )

    def _use(self, door: int) -> None:
        """Put or take; behind a door that was broken, only look."""
        if self._reality.is_suspect(door) and door not in self._reality.occupied:
            return
        (self._reality.take if door in self._reality.occupied else self._reality.put)(door)


class _Do(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line from whoever drives the people. ``on`` matters for a jam and a wedge."""

    do: Literal["put", "take", "close", "force", "jam", "wedge"]
    door: int
    on: bool = True


class RemotePeople:
    """People driven through a Unix socket, by lines of JSON; several may drive at once.

    To the client, on connecting: ``{"event":"doors","open":[7],"occupied":[]}``; then each
    ``{"event":"opened","door":7,"mono_ns":…}``, by CLOCK_MONOTONIC, and ``closed`` likewise.
    From the client: ``{"do":"put"|"take"|"close"|"force","door":7}`` and
    ``{"do":"jam","door":7,"on":true}`` and ``wedge`` likewise; what cannot be done is answered
    ``{"event":"error","says":"…"}``.
    """

    def __init__(self, reality: Reality, socket: Path) -> None:
        self._reality = reality
        self._socket = socket
        self._clients: set[asyncio.StreamWriter] = set()

    async def run(self) -> None:
        """Serve until cancelled."""
        self._socket.unlink(missing_ok=True)  # one that was killed leaves it behind
        server = await asyncio.start_unix_server(self._serve, self._socket, limit=LONGEST_LINE)
        self._socket.chmod(0o600)
        try:
            await asyncio.Event().wait()
        finally:
            server.close()
            for client in tuple(self._clients):
                client.close()
            self._socket.unlink(missing_ok=True)

    def see(self, door: int, moved: Moved) -> None:
        """Tell every client of a door that has just moved."""
        now_ns = round(asyncio.get_running_loop().time() * 1e9)
        for client in tuple(self._clients):
            self._tell(client, {"event": moved, "door": door, "mono_ns": now_ns})

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._clients) >= MOST_CLIENTS:
            self._tell(writer, {"event": "error", "says": f"{MOST_CLIENTS} drive it already"})
            writer.close()
            return
        self._clients.add(writer)
        doors = {"open": self._reality.open_doors, "occupied": self._reality.occupied}
        self._tell(writer, {"event": "doors", **doors})
        try:
            await self._obey(reader, writer)
        except ValueError:
            self._tell(
                writer, {"event": "error", "says": f"a line has at most {LONGEST_LINE} bytes"}
            )
        except ConnectionError:
            pass
        finally:
            self._clients.discard(writer)
            writer.close()

    async def _obey(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            try:
                self.do(line, writer)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, CannotDo) as failure:
                self._tell(writer, {"event": "error", "says": str(failure)})

    def do(self, line: bytes, _writer: asyncio.StreamWriter) -> None:
        """Do what one line asks.

        Raises:
            CannotDo: no hand could do this now.
            msgspec.DecodeError: it asks nothing that is known; also UnicodeDecodeError, and
                RecursionError, as msgspec has them.
        """
        wish = msgspec.json.decode(line, type=_Do)
        world = self._reality
        if wish.do == "jam":
            world.jam(wish.door, on=wish.on)
            return
        if wish.do == "wedge":
            world.wedge(wish.door, on=wish.on)
            return
        hands = {"put": world.put, "take": world.take, "close": world.close, "force": world.force}
        hands[wish.do](wish.door)

    def _tell(self, client: asyncio.StreamWriter, event: dict[str, object]) -> None:
        if client.transport.get_write_buffer_size() > SLOWEST_CLIENT:
            client.transport.abort()
        elif not client.is_closing():
            client.write(msgspec.json.encode(event) + b"\n")
