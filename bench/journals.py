"""Journals as real cabinets write them: the real machine, a noon of meals, signed batches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from linli.cabinet.inputs import Asked, Booted, Elapsed, Input, Reading, Sensed, Ticked, Write
from linli.cabinet.machine import next_due_ms, step
from linli.cabinet.memory import Layout, Memory, new_memory
from linli.kernel.chain import GENESIS
from linli.kernel.clock import Instant
from linli.wire.grant import Grant
from linli.wire.messages import VERSION, Act, Event, Events, Purpose, Result, Size

STANDING = 16
"""Meals in a cabinet before the first owner comes: a third of 48 doors."""

BETWEEN_MS = 8_000
"""From one courier to the next at one cabinet, as in a busy noon."""

BOOT_WALL_MS = 1_772_424_000_000
"""2026-03-02 12:00 in Shanghai, on which nothing depends."""

EMPTY_CLOSED = Reading(is_open=False, occupied=False)
EMPTY_OPEN = Reading(is_open=True, occupied=False)
FULL_OPEN = Reading(is_open=True, occupied=True)
FULL_CLOSED = Reading(is_open=False, occupied=True)


@dataclass(slots=True)
class Cabinet:
    """One cabinet's machine, and the lines it has written."""

    memory: Memory
    chance: Random
    boot_wall_ms: int = BOOT_WALL_MS
    now_ms: int = 1_000
    lines: list[Event] = field(default_factory=list)

    def happens(self, what: Input) -> int:
        """Let something happen; return the compartment of the answer, 0 where there is none."""
        instant = Instant(self.now_ms, self.boot_wall_ms + self.now_ms)
        self.memory, effects = step(self.memory, what, now=instant)
        self.lines.extend(effect.event for effect in effects if isinstance(effect, Write))
        replies = [effect.reply for effect in effects if hasattr(effect, "reply")]
        for reply in replies:
            assert reply.result is Result.OK, reply
        return replies[0].comp if replies else 0

    def wait(self, milliseconds: int) -> None:
        """Let time pass, and whatever is due in it."""
        until = self.now_ms + milliseconds
        while (due := next_due_ms(self.memory)) is not None and due <= until:
            self.now_ms = max(due, self.now_ms)
            self.happens(Elapsed())
        self.now_ms = until

    def visit(self, purpose: Purpose, deposit: str, size: Size) -> None:
        """Let a courier or an owner come: door open, hand in, door closed."""
        nonce = self._drawn(16)
        self.happens(Ticked(nonce))
        comp = self.happens(Asked(*self._asks(purpose, deposit, size, nonce)))
        brings = purpose is Purpose.DEPOSIT
        for reading in (
            EMPTY_OPEN if brings else FULL_OPEN,
            FULL_OPEN if brings else EMPTY_OPEN,
            FULL_CLOSED if brings else EMPTY_CLOSED,
        ):
            self.wait(700)
            self.happens(Sensed(comp, reading))

    def _asks(self, purpose: Purpose, deposit: str, size: Size, nonce: str) -> tuple[Act, Grant]:
        memory = self.memory
        grant = Grant(purpose, 1, memory.number, deposit, 4_000_000_000, size)
        act = Act(
            v=VERSION,
            cab=memory.cabinet,
            epoch=memory.epoch,
            cid=self._drawn(20),
            session=memory.session,
            tick=nonce,
            purpose=purpose,
            comp=0,
            deposit=deposit,
            size=size,
            grant=self._drawn(135),
            actor="courier" if purpose is Purpose.DEPOSIT else "owner",
            reason="",
        )
        return act, grant

    def _drawn(self, digits: int) -> str:
        return f"{self.chance.getrandbits(4 * digits):0{digits}x}"


def noon(
    layout: Layout,
    deposits: Iterable[tuple[str, Size]],
    chance: Random,
    *,
    boot_wall_ms: int = BOOT_WALL_MS,
) -> list[Event]:
    """Return the journal of a cabinet that takes these deposits in and gives most out again."""
    cabinet = Cabinet(new_memory(layout), chance, boot_wall_ms)
    readings = dict.fromkeys(cabinet.memory.compartments, EMPTY_CLOSED)
    cabinet.happens(Booted("b" * 32, "5" * 32, readings))
    inside: list[tuple[str, Size]] = []
    for deposit, size in deposits:
        cabinet.wait(BETWEEN_MS)
        cabinet.visit(Purpose.DEPOSIT, deposit, size)
        inside.append((deposit, size))
        if len(inside) > STANDING:
            cabinet.wait(BETWEEN_MS)
            cabinet.visit(Purpose.PICKUP, *inside.pop(0))
    cabinet.wait(2 * layout.times.sanitise_ms)
    return cabinet.lines


def batches(
    layout: Layout, lines: Sequence[Event], key: Ed25519PrivateKey, *, size: int
) -> list[Events]:
    """Return the lines as the cabinet would send them, ``size`` in each signed message."""
    cut = [list(lines[at : at + size]) for at in range(0, len(lines), size)]
    heads = [GENESIS, *(some[-1].hash for some in cut)]
    return [
        Events(
            v=VERSION,
            cab=layout.cabinet,
            epoch=layout.epoch,
            prev=prev,
            events=some,
            sig=key.sign(bytes.fromhex(some[-1].hash)).hex(),
        )
        for prev, some in zip(heads, cut, strict=False)
    ]
