"""A serial line that exists only in memory, and a clock that never waits."""

import asyncio
import selectors
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any, Self, TypeVar

from linli.cabinet.config import Compartment
from linli.cabinet.drivers.frames import xor_of
from linli.cabinet.drivers.wired import WiredBoard
from linli.cabinet.inputs import BoardHeard, Sensed, Warmed
from linli.cabinet.wiring import EightA, Line, Relays, Wired
from linli.wire.messages import Size

THINKS_S = 0.010
"""What a board needs before it answers."""

Result = TypeVar("Result")


class _Leaping(selectors.DefaultSelector):
    """Instead of waiting, lets the loop's clock leap to where it would have waited to."""

    now_s = 1_000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            assert timeout is not None, "everybody waits, and for nothing"
            self.now_s += timeout
        return ready


class LeapingLoop(asyncio.SelectorEventLoop):
    """An event loop whose hours take no time."""

    def __init__(self) -> None:
        self._leaping = _Leaping()
        super().__init__(self._leaping)

    def time(self) -> float:
        """Return its own time, in s."""
        return self._leaping.now_s


def leap(work: Coroutine[Any, Any, Result]) -> Result:
    """Run this on a clock of its own."""
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        return runner.run(work)


class FakeEight:
    """An 8A board of 24 locks, as far as these tests ask it anything."""

    def __init__(self, address: int) -> None:
        self.address = address
        self.open: set[int] = set()
        self.pulses: list[int] = []
        self.silent = False
        self.late_s = 0.0

    def hear(self, frame: bytes) -> bytes | None:
        """Answer a frame."""
        if frame[1:2] != bytes((self.address,)):
            return None
        if frame[0] == 0x8A:
            self.pulses.append(frame[2])
            return None if self.silent else frame
        if frame[0] != 0x80 or self.silent:
            return None
        bits = sum(1 << lock - 1 for lock in self.open)
        body = bytes((0x80, self.address)) + bits.to_bytes(3, "big") + b"\x33"
        return bytes((*body, xor_of(body)))


class FakeRelays:
    """A relay board, which echoes."""

    def __init__(self, address: int) -> None:
        self.address = address
        self.on: set[int] = set()
        self.silent = False

    def hear(self, frame: bytes) -> bytes | None:
        """Answer a frame."""
        if self.silent or frame[:2] != bytes((self.address, 5)):
            return None
        coil = int.from_bytes(frame[2:4], "big")
        if coil == 0x00FF:
            self.on.clear()
        else:
            (self.on.add if frame[4] else self.on.discard)(coil + 1)
        return frame


class Scripted:
    """Answers certain frames with certain bytes."""

    late_s = 0.0

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self.answers = answers

    def hear(self, frame: bytes) -> bytes | None:
        """Answer a frame."""
        return self.answers.get(frame)


Unit = FakeEight | FakeRelays | Scripted


class Copper:
    """One device: who hangs on it, what was said on it and when, and whether it is plugged in."""

    def __init__(self, *units: Unit, baud: int = 9600) -> None:
        self.units = units
        self.baud = baud
        self.said: list[tuple[float, bytes]] = []
        self.tried_s: list[float] = []
        self.plugged = True
        self.received: Callable[[bytes], None] = lambda _data: None
        self._lost: Callable[[], None] = lambda: None

    async def open(
        self,
        device: str,
        _baud: int,
        *,
        received: Callable[[bytes], None],
        lost: Callable[[], None],
    ) -> "Copper":
        """Be opened."""
        self.tried_s.append(asyncio.get_running_loop().time())
        if not self.plugged:
            raise FileNotFoundError(2, "No such file or directory", device)
        self.received, self._lost = received, lost
        return self

    def write(self, data: bytes) -> None:
        """Carry bytes to everybody, and back what they answer, in the time that takes."""
        loop = asyncio.get_running_loop()
        self.said.append((loop.time(), data))
        heard_s = loop.time() + len(data) * 10 / self.baud
        for unit in self.units:
            loop.call_at(heard_s, self._reach, unit, data)

    def _reach(self, unit: Unit, data: bytes) -> None:
        answer = unit.hear(data)
        if answer is not None and self.plugged:
            late_s = THINKS_S + len(answer) * 10 / self.baud + getattr(unit, "late_s", 0.0)
            asyncio.get_running_loop().call_later(late_s, self.received, answer)

    async def close(self) -> None:
        """Be closed."""

    def unplug(self) -> None:
        """Vanish, as a USB adapter does."""
        self.plugged = False
        self._lost()

    def frames(self, head: bytes) -> list[float]:
        """Return when frames that begin so were said."""
        return [at for at, frame in self.said if frame.startswith(head)]


News = Sensed | Warmed | BoardHeard


class Heard:
    """What a board has told, in order, and when."""

    def __init__(self) -> None:
        self.all: list[tuple[float, News]] = []

    def __call__(self, news: News) -> None:
        """Be told."""
        self.all.append((asyncio.get_running_loop().time(), news))

    def of(self, comp: int) -> list[bool | None]:
        """Return whether a door was told to be open, each time it was told; None: silent."""
        return [
            None if one.reading is None else one.reading.is_open
            for _, one in self.all
            if isinstance(one, Sensed) and one.comp == comp
        ]

    def boards(self) -> list[tuple[str, bool]]:
        """Return which boards were told to be silent, or not."""
        return [(one.board, one.silent) for _, one in self.all if isinstance(one, BoardHeard)]

    def warmth(self) -> list[float | None]:
        """Return what was measured."""
        return [one.celsius for _, one in self.all if isinstance(one, Warmed)]

    def when(self, wanted: News) -> float:
        """Return when this was first told."""
        return next(at for at, one in self.all if one == wanted)


def compartments(
    numbers: Iterable[int], *, lamps: Iterable[int] = (), sensors: Iterable[int] = ()
) -> list[Compartment]:
    """Return small compartments."""
    return [
        Compartment(
            number=number,
            size=Size.S,
            occupancy_sensor=number in set(sensors),
            lamp=number in set(lamps),
        )
        for number in numbers
    ]


def eights(*addresses: int, device: str = "a", relays: list[Relays] | None = None) -> Line:
    """Return a line of 8A boards with 24 doors each, named and numbered by their addresses."""
    boards = [
        EightA(name=f"b{address}", address=address, locks=24, first=24 * (address - 1) + 1)
        for address in addresses
    ]
    return Line(device=device, boards=list(boards), relays=relays or [])


class Stage:
    """A wired board at work on copper that is not there."""

    def __init__(self, wired: Wired, fitted: list[Compartment], **coppers: Copper) -> None:
        self.heard = Heard()
        self.coppers = coppers
        self.board = WiredBoard(wired, fitted, open_port=self._open)
        self._work: asyncio.Task[None] | None = None

    def _open(self, device: str, baud: int, **told: Any) -> Awaitable[Copper]:  # noqa: ANN401  # passed on
        return self.coppers[device].open(device, baud, **told)

    async def __aenter__(self) -> Self:
        """Begin, and wait until all doors were read."""
        self._work = asyncio.create_task(self.board.run(self.heard))
        await asyncio.sleep(1)
        return self

    async def __aexit__(self, *_failure: object) -> None:
        """Stop."""
        assert self._work is not None
        self._work.cancel()
        await asyncio.gather(self._work, return_exceptions=True)
