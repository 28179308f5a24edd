"""A real agent with a screen, at work in a thread of its own, before whom tests can stand."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import TypeVar

import httpx
import pytest
from tests.cabinet.stage import LONG_S, SERVER_KEY, Cabinet, Configured, working

from linli.cabinet.config import Config, read_config
from linli.cabinet.inputs import Shown
from linli.wire.grant import Grant, sign
from linli.wire.messages import Purpose, Size
from linli.wire.verifier import verifier

KEY = b"the key of this cabinet's codes."
COLUMNS, ROWS = 3, 6

_Answer = TypeVar("_Answer")


class Standing:
    """A cabinet of 18 doors in three columns; the lowest two of each are low."""

    def __init__(self, config: Config) -> None:
        assert config.kiosk is not None
        self.config = config
        self.site = f"http://127.0.0.1:{config.kiosk.port}"
        self.loop = asyncio.new_event_loop()
        self.cabinet: Cabinet | None = None
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._work)

    def start(self) -> None:
        """Begin, and wait until the page is there."""
        self._thread.start()
        with httpx.Client() as client:
            self.until(lambda: _answers(client, self.site))

    def stop(self) -> None:
        """End, and wait for it."""
        self.loop.call_soon_threadsafe(self._over.set)
        self._thread.join(LONG_S)
        assert not self._thread.is_alive()
        self.loop.close()

    def until(self, level: Callable[[], object]) -> None:
        """Wait until something holds."""
        limit = time.monotonic() + LONG_S
        while not level():
            if time.monotonic() > limit:
                pytest.fail("it does not come to that")
            time.sleep(0.01)

    def do(self, deed: Coroutine[object, object, _Answer]) -> _Answer:
        """Have something done where the agent lives."""
        return asyncio.run_coroutine_threadsafe(deed, self.loop).result(LONG_S)

    def hands(self, *deeds: str, comp: int) -> None:
        """Let hands do this at a door: put, take, close, force, jam."""

        async def now() -> None:
            assert self.cabinet is not None
            for deed in deeds:
                wish = getattr(self.cabinet.reality, deed)
                wish(comp, **({"on": True} if deed == "jam" else {}))

        self.do(now())

    def presents(self, purpose: Purpose, deposit: str, code: str) -> Shown:
        """Hold a QR before the scanner."""
        kept = verifier(KEY, deposit, code)
        text = sign(Grant(purpose, 1, 7, deposit, 4_000_000_000, Size.S, kept), SERVER_KEY)
        assert self.cabinet is not None
        return self.do(self.cabinet.agent.desk.presented(text))

    def stores(self, deposit: str, code: str) -> int:
        """Have a meal left by a courier with a QR; return its door."""
        comp = self.presents(Purpose.DEPOSIT, deposit, code).comp
        assert comp
        self.until(lambda: self.is_open(comp))
        self.hands("put", "close", comp=comp)
        self.until(lambda: not self.is_open(comp))
        return comp

    def is_open(self, comp: int) -> bool:
        """Say whether the screen would show a door as open."""
        with httpx.Client() as client:
            moving = client.get(f"{self.site}/state").json()["moving"]
        return any(one["number"] == comp and one["stage"] == "open" for one in moving)

    def _work(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._stand())

    async def _stand(self) -> None:
        async with working(self.config) as cabinet:
            self.cabinet = cabinet
            await self._over.wait()


@contextmanager
def standing(configured: Configured, **changes: object) -> Iterator[Standing]:
    """Have a cabinet at work for a while; its bus is away."""
    doors = [
        {
            "number": number,
            "size": "S" if number <= ROWS else "M",
            "occupancy_sensor": True,
            "lamp": True,
            "column": 1 + (number - 1) // ROWS,
            "row": 1 + (number - 1) % ROWS,
        }
        for number in range(1, COLUMNS * ROWS + 1)
    ]
    kiosk = {"port": free_port(), "address": "https://linli.example", "help": "8888 1234"}
    settings = {"compartments": doors, "code_key": KEY.hex(), "kiosk": kiosk, **changes}
    made = Standing(read_config(configured(**settings)))
    made.start()
    try:
        yield made
    finally:
        made.stop()


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _answers(client: httpx.Client, site: str) -> bool:
    try:
        return client.get(site).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
