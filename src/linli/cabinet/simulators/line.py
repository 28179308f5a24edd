"""A simulated serial line: a pseudo-terminal whose bytes take the time they take on copper."""

import asyncio
import os
import tty
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from random import Random

from linli.cabinet.simulators.unit import Ear, Unit

BITS_A_BYTE = 10
"""One start bit, eight data bits, one stop bit."""

CHUNK = 8
"""Bytes a line hands over at a time, as an adapter does: an answer comes in pieces."""

LONGEST_READ = 4_096

GAP_BYTES = 5
"""A frame whose bytes pause for longer than so many is given up by who hears it."""

IDLE_BYTES = 3
"""A line that was still for so long may be spoken on by who was not asked: bytes of one frame
follow each other faster, and an agent that leaves room for it does not begin so soon."""

UNASKED_KEPT = 100
"""Words that wait for a still line; then the oldest is lost."""

NOISE = (3, 12)
"""Bytes of noise, at least and at most."""


class Line:
    """Several units on two wires, half duplex, and the end of them that an agent opens.

    Units never talk over each other: who speaks holds the line from its first moment of
    thought. The agent and a unit can; what both say then is spoilt for both.

    Args:
        device: where the agent's end is to be found; a link is made there.
        baud: bits a second.
        units: who hangs on the line.
        chance: makes the noise.
    """

    def __init__(self, device: Path, *, baud: int, units: Sequence[Unit], chance: Random) -> None:
        self.device = device
        self.baud = baud
        self.units = tuple(units)
        self._chance = chance
        self._byte_s = BITS_A_BYTE / baud
        self._ears = {unit: Ear(unit) for unit in units}
        self._talking = asyncio.Lock()
        self._agent_until = 0.0
        self._unit_until = 0.0
        self._master = -1
        self._tasks: asyncio.TaskGroup | None = None
        self._unasked: deque[tuple[Unit, bytes]] = deque(maxlen=UNASKED_KEPT)
        self._wants_to_speak = asyncio.Event()

    async def run(self, ready: Callable[[], object] = lambda: None) -> None:
        """Serve until cancelled; ``ready`` is called once the agent may come."""
        self._master, slave = os.openpty()
        terminal = Path(os.ttyname(slave))
        loop = asyncio.get_running_loop()
        try:
            tty.setraw(slave)  # kept open too: an agent that goes must not end the line
            os.set_blocking(self._master, False)
            _link(self.device, terminal)
            async with asyncio.TaskGroup() as tasks:
                self._tasks = tasks
                for unit in self.units:
                    unit.speaks_by(partial(self._ask_to_speak, unit))
                loop.add_reader(self._master, self._arrived)
                tasks.create_task(self._speak_unasked(), name="unasked")
                ready()
        finally:
            loop.remove_reader(self._master)
            self._tasks = None
            _unlink(self.device, terminal)
            os.close(self._master)
            os.close(slave)

    def _ask_to_speak(self, unit: Unit, said: bytes) -> None:
        self._unasked.append((unit, said))
        self._wants_to_speak.set()

    def _arrived(self) -> None:
        """Take what the agent has written; its last bit leaves its end only after a while."""
        with suppress(OSError):
            said = os.read(self._master, LONGEST_READ)
            now = asyncio.get_running_loop().time()
            begins = max(now, self._agent_until)
            if begins - self._agent_until > GAP_BYTES * self._byte_s:
                for ear in self._ears.values():
                    ear.forget()
            if begins < self._unit_until:
                said = _spoilt(said)
            self._agent_until = begins + len(said) * self._byte_s
            asyncio.get_running_loop().call_at(self._agent_until, self._reached, said)

    def _reached(self, said: bytes) -> None:
        """Let every unit with power hear it to its end."""
        if self._tasks is None:
            return
        for unit, ear in self._ears.items():
            if unit.faults.dark:
                continue
            for frame in ear.frames(said):
                if answer := unit.answer(frame):
                    self._begin(self._answer(unit, answer))

    def _begin(self, saying: Coroutine[object, object, None]) -> None:
        """Let a unit say something beside what else is said, unless the line is just ending."""
        assert self._tasks is not None
        try:
            self._tasks.create_task(saying)
        except RuntimeError:
            saying.close()

    async def _answer(self, unit: Unit, said: bytes) -> None:
        await asyncio.sleep(unit.faults.late_ms / 1000)
        async with self._talking:
            await asyncio.sleep(unit.turn_round_s)
            await self._say(unit, self._noisy(unit, said))

    async def _speak_unasked(self) -> None:
        """Let units tell what nobody asked, in order, whenever the line is still."""
        loop = asyncio.get_running_loop()
        while True:
            await self._wants_to_speak.wait()
            still_at = max(self._agent_until, self._unit_until) + IDLE_BYTES * self._byte_s
            rude = self._unasked[0][0].faults.rude
            if not rude and (self._talking.locked() or loop.time() < still_at):
                await asyncio.sleep(max(still_at - loop.time(), self._byte_s))
                continue
            unit, said = self._unasked.popleft()
            if not self._unasked:
                self._wants_to_speak.clear()
            async with self._talking:
                await self._say(unit, self._noisy(unit, said))

    async def _say(self, unit: Unit, said: bytes) -> None:
        """Put bytes on the line, each when its last bit would have come."""
        if unit.faults.dark or unit.faults.silent:
            return
        loop = asyncio.get_running_loop()
        begins = loop.time()
        self._unit_until = begins + len(said) * self._byte_s
        for at in range(0, len(said), CHUNK):
            chunk = said[at : at + CHUNK]
            chunk_at = begins + (at + len(chunk)) * self._byte_s
            await asyncio.sleep(chunk_at - loop.time())
            if self._agent_until > begins + at * self._byte_s:
                chunk = _spoilt(chunk)
            with suppress(BlockingIOError):  # nobody reads: a line keeps nothing for later
                os.write(self._master, chunk)
        self._unit_until = loop.time()  # timers are late, and stillness begins with the last byte

    def _noisy(self, unit: Unit, said: bytes) -> bytes:
        """Return what noise leaves of an answer."""
        noise = self._chance.randbytes(self._chance.randint(*NOISE))
        match unit.faults.garbage:
            case "before":
                return noise + said
            case "after":
                return said + noise
            case "instead" if self._chance.getrandbits(1):
                return noise
            case "instead":
                spoilt = bytearray(said)
                spoilt[self._chance.randrange(len(said))] ^= 1 << self._chance.randrange(8)
                return bytes(spoilt)
            case _:
                return said


def _spoilt(said: bytes) -> bytes:
    """Return what two who talk at once leave of each other."""
    return bytes(byte ^ 0x55 for byte in said)


def _link(device: Path, terminal: Path) -> None:
    """Let a path name a terminal; a link left by a killed simulator is replaced.

    Raises:
        FileExistsError: something that is no link is there, perhaps a real line.
    """
    if device.is_symlink():
        device.unlink()
    device.symlink_to(terminal)


def _unlink(device: Path, terminal: Path) -> None:
    """Take our link away, unless another simulator has put its own there."""
    with suppress(OSError):
        if device.readlink() == terminal:
            device.unlink()
