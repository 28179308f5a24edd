"""A cabinet in a world that tests can turn: its clocks, its doors, and who asks for them."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec.structs import replace

from linli.cabinet.inputs import (
    Asked,
    Booted,
    Directed,
    Effect,
    Elapsed,
    Heat,
    Input,
    Lamp,
    Pulse,
    Reading,
    Say,
    SayApplied,
    Sensed,
    Ticked,
    Warmed,
    Write,
)
from linli.cabinet.machine import next_due_ms, step
from linli.cabinet.memory import Fitting, Layout, Memory, Times, Zone, new_memory
from linli.kernel.clock import Instant
from linli.wire.grant import Grant
from linli.wire.messages import (
    Act,
    Directive,
    DirectiveBody,
    Event,
    EventType,
    Purpose,
    Reply,
    Size,
    State,
)

MEAL = "0000000000001"
OTHER = "0000000000002"
THIRD = "0000000000003"

HOLD_MS = 7_200_000
CLOSE_MS = 60_000
SANITISE_MS = 30_000
IDLE_MS = 1_000

NOON_MS = 1_800_000_000_000

_IN_MEMORY = Path("/dev/shm")  # noqa: S108  # only made folders in it are used
FAST_FOLDER = _IN_MEMORY if _IN_MEMORY.is_dir() else None
"""Where a disk costs nothing, if there is such a place: for tests that wait for it often."""

CLOSED = Reading(is_open=False, occupied=False)
FILLED = Reading(is_open=False, occupied=True)
OPEN = Reading(is_open=True, occupied=False)
OPEN_FILLED = Reading(is_open=True, occupied=True)

TIMES = Times(hold_ms=HOLD_MS, close_ms=CLOSE_MS, sanitise_ms=SANITISE_MS, idle_ms=IDLE_MS)

GRANT = Grant(
    purpose=Purpose.DEPOSIT,
    kid=1,
    cabinet=7,
    deposit=MEAL,
    expires_s=NOON_MS // 1_000 + 86_400,
    size=Size.S,
)


def layout(*fittings: Fitting, zones: tuple[Zone, ...] = ()) -> Layout:
    """Return a cabinet HK-A of these compartments, or of three small ones with everything."""
    small = tuple(Fitting(number, Size.S) for number in (1, 2, 3))
    return Layout(
        cabinet="HK-A",
        number=7,
        epoch=1,
        compartments=fittings or small,
        times=TIMES,
        keys={},
        zones=zones,
    )


def assert_in_order(effects: list[Effect]) -> None:
    """What goes off does, then lines are written, then locks pulsed, each for an intent's sake."""
    phases = [
        0 if isinstance(one, Lamp | Heat) and not one.on else 1 if isinstance(one, Write) else 2
        for one in effects
    ]
    assert phases == sorted(phases)
    intents = [
        one.event.comp
        for one in effects
        if isinstance(one, Write) and one.event.type.startswith("INTENT") and one.event.grant
    ]
    pulses = [one.comp for one in effects if isinstance(one, Pulse)]
    assert set(pulses) <= set(intents)
    assert len(pulses) <= 1


class World:
    """One cabinet that has just started, at noon, closed and empty.

    ``lines`` are all it has written, ``effects`` what the last input led to, ``lamps`` those
    that burn, ``heaters`` the zones that are heated, ``pulses`` the locks released, in order.
    """

    def __init__(self, cabinet: Layout | None = None, *, start: bool = True) -> None:
        self.now = Instant(mono_ms=100_000, wall_ms=NOON_MS, quality=2)
        self.memory: Memory = new_memory(cabinet or layout())
        self.lines: list[Event] = []
        self.effects: list[Effect] = []
        self.pulses: list[int] = []
        self.lamps: set[int] = set()
        self.heaters: set[int] = set()
        self.asked = 0
        if start:
            self.boot()

    def happens(self, happened: Input) -> list[Effect]:
        """Let the cabinet decide, and take down what it does."""
        before = self.memory
        kept = msgspec.json.encode(before)
        self.memory, self.effects = step(before, happened, now=self.now)
        assert msgspec.json.encode(before) == kept, "a memory is never changed in place"
        assert_in_order(self.effects)
        for effect in self.effects:
            match effect:
                case Write():
                    self.lines.append(effect.event)
                case Pulse():
                    self.pulses.append(effect.comp)
                case Lamp(on=True):
                    self.lamps.add(effect.comp)
                case Lamp():
                    self.lamps.discard(effect.comp)
                case Heat(on=True):
                    self.heaters.add(effect.zone)
                case Heat():
                    self.heaters.discard(effect.zone)
        return self.effects

    def boot(self, readings: Mapping[int, Reading] | None = None) -> None:
        """Start the agent anew; every compartment is closed and empty unless given."""
        found = dict.fromkeys(self.memory.compartments, CLOSED) if readings is None else readings
        session = f"{len(self.lines):032x}"
        self.happens(Booted(boot_id="b" * 32, session=session, readings=found))

    def wait(self, ms: int) -> None:
        """Let time pass by both clocks, unnoticed by the cabinet."""
        mono_ms, wall_ms = self.now.mono_ms + ms, self.now.wall_ms + ms
        self.now = Instant(mono_ms, wall_ms, self.now.quality)

    def passes(self, ms: int) -> None:
        """Let time pass, with the cabinet told whenever it wants to be."""
        until_ms = self.now.mono_ms + ms
        for _ in range(100):
            due_ms = next_due_ms(self.memory)
            if due_ms is None or due_ms > until_ms:
                self.wait(until_ms - self.now.mono_ms)
                return
            self.wait(max(0, due_ms - self.now.mono_ms))
            self.happens(Elapsed())
        msg = "the cabinet wants to be told again and again"
        raise AssertionError(msg)

    def senses(self, comp: int, reading: Reading | None) -> None:
        """Let the sensors of one compartment say something, or fall silent."""
        self.happens(Sensed(comp, reading))

    def warms(self, celsius: float | None, zone: int = 1) -> None:
        """Let a zone's thermometer say something, or fall silent."""
        self.happens(Warmed(zone, celsius))

    def is_kept(self, celsius: float, ms: int) -> None:
        """Let so much time pass while the thermometer of zone 1 says the same each 5 s."""
        for _ in range(ms // 5_000):
            self.passes(5_000)
            self.warms(celsius)

    def tick(self) -> str:
        """Draw a new number and return it."""
        nonce = f"{self.now.mono_ms:016x}"
        self.happens(Ticked(nonce))
        return nonce

    def act(self, purpose: Purpose, deposit: str = MEAL, comp: int = 0) -> Act:
        """Return a fresh act that has not been asked yet."""
        self.asked += 1
        return Act(
            v=1,
            cab="HK-A",
            epoch=1,
            cid=f"c{self.asked}",
            session=self.memory.session,
            tick=self.tick(),
            purpose=purpose,
            comp=comp,
            deposit=deposit,
            size=Size.S,
            grant=f"GRANT{self.asked}",
            actor="courier",
            reason="",
        )

    def asks(self, act: Act, **granted: object) -> Reply:
        """Ask with a grant for this very act, changed as given, and return the answer."""
        grant = Grant(
            purpose=act.purpose,
            kid=1,
            cabinet=7,
            deposit=act.deposit,
            expires_s=GRANT.expires_s,
            size=act.size,
        )
        changed = Grant(**{**{name: getattr(grant, name) for name in Grant.__slots__}, **granted})
        return self.answer_to(Asked(act, changed))

    def answer_to(self, asked: Asked) -> Reply:
        """Ask, and return the one answer."""
        (said,) = (one for one in self.happens(asked) if isinstance(one, Say))
        return said.reply

    def deposits(self, deposit: str = MEAL, size: Size = Size.S) -> Reply:
        """Let a courier ask for a compartment."""
        return self.asks(replace(self.act(Purpose.DEPOSIT, deposit), size=size))

    def picks_up(self, deposit: str = MEAL) -> Reply:
        """Let an owner ask for their meal."""
        return self.asks(self.act(Purpose.PICKUP, deposit))

    def staff(self, purpose: Purpose, deposit: str = "", comp: int = 0) -> Reply:
        """Let staff ask for a compartment."""
        act = replace(self.act(purpose, deposit, comp), actor="crew", reason="why")
        return self.asks(act)

    def stores(self, deposit: str = MEAL) -> int:
        """Let a courier put a meal in, and return the compartment."""
        comp = self.deposits(deposit).comp
        for reading in (OPEN, OPEN_FILLED, FILLED):
            self.senses(comp, reading)
        assert self.state(comp) is State.OCC
        return comp

    def directs(self, body: DirectiveBody, dseq: int | None = None, epoch: int = 1) -> int:
        """Give the next directive, or the numbered one; return how far they are in force."""
        number = self.memory.dseq + 1 if dseq is None else dseq
        directive = Directive(v=1, cab="HK-A", epoch=epoch, dseq=number, body=body)
        (said,) = (one for one in self.happens(Directed(directive)) if isinstance(one, SayApplied))
        return said.applied_dseq

    def state(self, comp: int) -> State:
        """Return a compartment's state."""
        return self.memory.compartments[comp].state

    def bound(self, comp: int) -> str:
        """Return the deposit bound to a compartment."""
        return self.memory.compartments[comp].deposit

    @property
    def written(self) -> list[tuple[EventType, int, State | None, str]]:
        """What the last input wrote: type, compartment, state after, deposit."""
        return [
            (one.event.type, one.event.comp, one.event.state, one.event.deposit)
            for one in self.effects
            if isinstance(one, Write)
        ]

    @property
    def last(self) -> Event:
        """The last line of all."""
        return self.lines[-1]
