"""Cabinets that are not there: they tick, and answer each act at once that the door opens.

Run as ``python -m bench.responder`` in a room; obeys ``be`` with the cabinets to be. The bus is
the one in the room's ``run/bus.json``. It answers ``bench.echo`` too, for the bare round trip.
"""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Sequence

from nats.aio.client import Client
from nats.aio.msg import Msg

from bench.bus import connect
from linli.wire import codec, subjects
from linli.wire.messages import VERSION, Reply, Result, Tick

ECHO = "bench.echo"
TICK_S = 2.0
DOORS = 48


class Responder:
    """Answers for cabinets; every act opens a door, the next one each time."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._opened = 0

    async def serve(self) -> None:
        """Answer until cancelled."""
        await self._client.subscribe(ECHO, cb=self._echo)
        ticking: asyncio.Task[None] | None = None
        async for wish in _wishes():
            if ticking is not None:
                ticking.cancel()
            if wish and ticking is None:  # one subscription: the bus grants a connection few
                await self._client.subscribe(subjects.act("*"), cb=self._open)
            await self._tick(wish)
            ticking = asyncio.create_task(self._keep_ticking(wish))
            sys.stdout.write(json.dumps({"cabinets": len(wish)}) + "\n")
            sys.stdout.flush()

    async def _keep_ticking(self, codes: Sequence[str]) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            await self._tick(codes)

    async def _tick(self, codes: Sequence[str]) -> None:
        for code in codes:
            tick = Tick(v=VERSION, cab=code, epoch=1, session="5" * 32, nonce="7" * 16)
            await self._client.publish(subjects.tick(code), codec.encode(tick))
        await self._client.flush()

    async def _open(self, message: Msg) -> None:
        act = codec.decode_act(message.data)
        self._opened += 1
        comp = self._opened % DOORS + 1
        reply = Reply(v=VERSION, cab=act.cab, cid=act.cid, result=Result.OK, comp=comp)
        await self._client.publish(message.reply, codec.encode(reply))

    async def _echo(self, message: Msg) -> None:
        await self._client.publish(message.reply, message.data)


async def _wishes() -> AsyncIterator[list[str]]:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        yield json.loads(line)["be"]


async def main() -> None:
    """Connect and serve."""
    client = await connect()
    try:
        await Responder(client).serve()
    finally:
        with contextlib.suppress(Exception):
            await client.close()


if __name__ == "__main__":
    asyncio.run(main())
