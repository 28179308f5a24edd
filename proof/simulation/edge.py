"""The cabinet: its real core, machine, journal and uplink, driven by hand in virtual time."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import cast

from msgspec import Struct

from linli.cabinet.core import Core
from linli.cabinet.inputs import (
    Asked,
    Directed,
    Input,
    Presented,
    Sensed,
    ServerHeard,
    Shown,
    Ticked,
    Typed,
    Warmed,
)
from linli.cabinet.logs import Complaints
from linli.cabinet.memory import Memory, free_by_size
from linli.cabinet.uplink import Uplink
from linli.kernel.clock import Instant
from linli.wire import codec
from linli.wire.grant import BadGrantError, Grant, grant_id, verify
from linli.wire.messages import Act, Applied, DirectiveBody, Event, Hello, NewEpoch, Reply, Tick
from proof.simulation.disk import Disk
from proof.simulation.failing import PowerCut, ViolatedError
from proof.simulation.hardware import Hardware, silent
from proof.simulation.loop import Loop
from proof.simulation.seals import private_seal, public_seal
from proof.simulation.site import CABINET, CABINET_SEAL, EPOCH, NOON_MS, Site, layout
from proof.simulation.wall import Wall

TICK_MS, TICKS_A_HELLO, BLIND_MS = 2_000, 7, 10_000
"""As in ``cabinet.agent``, whose part is played here."""

SLOW_DISK_MS = (5, 20, 20, 200, 2_000)
"""How long a commit may take on a disk that is not at its best."""

HEARD_EACH_MS = 5_000

START_MS = 15_000
"""A machine has run so long when its agent starts."""


def _nobody(_answer: object) -> None:
    """Nobody waits for the answer."""


class Edge:
    """One cabinet's electronics. ``is_on`` while its agent runs; ``stands`` while it has a bus.

    ``in_hand`` are the acts, and ``bodies`` the directives, of the batch that is decided now.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self.layout = layout(site.mix)
        self.disk = Disk(site, self.layout, self._saved)
        self._loop = Loop(site.timeline, self.drive, self._disk_ms)
        asyncio._set_running_loop(self._loop.as_loop)  # noqa: SLF001  # meant for loops
        self.is_on = False
        self.stands = True
        self.says_hello = True
        self.boots = 0
        self.session = ""
        self.wall = Wall()
        self.busy_until_ms = 0
        self.in_hand: list[Act] = []
        self.typed: list[str] = []
        self.scanned: list[str] = []
        self.bodies: dict[int, DirectiveBody] = {}
        self.started_ms = 0
        self._heard_ms = 0
        self._zero_ms = 0
        self._climbs_at_ms = -1
        self._restart_ms: int | None = None
        self.core: Core
        self.uplink: Uplink
        self._work: asyncio.Task[None]

    # --- power -------------------------------------------------------------------------------

    @property
    def memory(self) -> Memory:
        """What the cabinet knows."""
        return self.core.memory

    @property
    def sanitise_ms(self) -> int:
        """How long the lamp must burn."""
        return self.core.memory.times.sanitise_ms

    def start(self, *, warm: bool = False) -> None:
        """The agent starts; ``warm``: it alone was gone, the machine's clock has run on."""
        site = self._site
        if self.is_on:
            return
        self.is_on, self.boots = True, self.boots + 1
        self.busy_until_ms, self.started_ms, self._heard_ms = 0, site.now_ms, -HEARD_EACH_MS
        if not warm:
            self._zero_ms = site.now_ms - START_MS
        self.session = f"{site.chance.getrandbits(128):032x}"
        complaints = Complaints(silent, now_ms=lambda: self.mono_ms)
        self.disk.opened_again()
        self.core = Core(
            self.disk,
            Hardware(site),
            instant=self._instant,
            committed=lambda: self.climb_in(0),
            complaints=complaints,
        )
        site.watch.reloaded(self.memory)
        self.uplink = Uplink(
            self.disk,
            cabinet=CABINET,
            epoch=EPOCH,
            key=private_seal(CABINET_SEAL),
            complaints=complaints,
        )
        self._work = self._loop.create_task(self.core.run(f"{self.boots:032x}", self.session))
        self.drive()
        if self.is_on:
            self._beat(self.boots, 0)
            self._connected()

    def cut(self, where: str) -> None:
        """Cut the power from within what the agent is doing."""
        self._site.counts[f"power cuts {where}"] += 1
        raise PowerCut

    def power_fails(self, off_ms: float, *, warm: bool = False) -> None:
        """The agent is gone, and with the power all that burns; it comes back by itself."""
        site = self._site
        if not self.is_on:
            return
        site.tell("agent killed" if warm else "POWER CUT", "for", int(off_ms))
        site.counts["agents killed" if warm else "power cuts"] += 1
        self.is_on = False
        if self._loop.writes is not None and site.chance.choice([True, False]):
            with suppress(PowerCut):
                self._loop.writes()  # what was being written may be on the disk, or may not
        self._loop.end(self._work)
        self._is_decided()
        site.world.agent_gone()
        if not warm:
            site.world.power_gone()
        site.timeline.after(off_ms, lambda: self.start(warm=warm))

    def close(self) -> None:
        """The run is over."""
        if self.is_on:
            self.is_on = False
            self._loop.end(self._work)
        asyncio._set_running_loop(None)  # noqa: SLF001  # meant for loops
        self.disk.close()

    @property
    def is_deciding(self) -> bool:
        """Something waits, or is being written: who is at which door is not settled."""
        return self._loop.writes is not None or self._site.now_ms < self.busy_until_ms

    @property
    def has_started(self) -> bool:
        """The agent runs, and what it found when it began is durable."""
        return self.is_on and self.core.booted.is_set()

    @property
    def mono_ms(self) -> int:
        """The machine's clock that never goes back while it runs."""
        return self._site.now_ms - self._zero_ms

    def decided_ms(self, line: Event) -> int:
        """Return when a line of this start was decided, which a slow disk keeps for later."""
        return self._site.now_ms - self.mono_ms + line.mono

    @property
    def wall_ms(self) -> int:
        """The cabinet's idea of the time of day."""
        return NOON_MS + self._site.now_ms + self.wall.shift_ms

    def _instant(self) -> Instant:
        return Instant(self.mono_ms, self.wall_ms, self.wall.quality)

    # --- the core, driven --------------------------------------------------------------------

    def drive(self) -> None:
        """Let the core do all it can; it may lose its power over that."""
        if not self.is_on or self._site.now_ms < self.busy_until_ms:
            return
        try:
            self._loop.run_ready()
        except PowerCut:
            self.power_fails(self._site.chance.choice([500, 5_000, 60_000, 600_000]))
            return
        if self._work.done():
            name = "DECIDES"
            raise ViolatedError(name, f"the agent has given up: {self._work.exception()!r}")
        if self._loop.writes is None:
            self._is_decided()
            self._site.watch.look()

    def _disk_ms(self) -> int:
        site = self._site
        return site.chance.choice(SLOW_DISK_MS) if site.happens(site.mix.slow_disk) else 0

    def _is_decided(self) -> None:
        self.in_hand.clear()
        self.typed.clear()
        self.scanned.clear()
        self.bodies.clear()
        self._site.watch.unpulsed.clear()

    def put(
        self,
        happened: Input,
        answer: Callable[[Struct], object] | None = None,
        then: Callable[[], object] | None = None,
        show: Callable[[Shown], object] = _nobody,
    ) -> None:
        """Let the core decide this; now and then it is busy, and several things pile up."""
        site = self._site
        site.watch.is_due = site.watch.is_due or not isinstance(happened, Ticked | ServerHeard)
        self.core.put(happened, answer=answer or _nobody, then=then, show=show)
        if site.happens(site.mix.busy):
            busy_ms = site.chance.choice([20, 200, 3_000])
            self.busy_until_ms = site.now_ms + busy_ms
            site.timeline.after(busy_ms, self.drive)
        self.drive()

    def _saved(self, memory: Memory, before: Memory, events: Sequence[Event]) -> None:
        watch = self._site.watch
        watch.must("DIRECTIVES", memory.dseq >= before.dseq, "directives go back")
        for dseq in range(before.dseq + 1, memory.dseq + 1):
            watch.directed(dseq, self.bodies[dseq])
        for line in events:
            watch.read(line)
        watch.durable = memory

    # --- the agent's part --------------------------------------------------------------------

    def feels(self, celsius: float | None) -> None:
        """The thermometer says this, or nothing."""
        if self.is_on:
            self.put(Warmed(1, celsius))

    def types(self, code: str, show: Callable[[Shown], object]) -> None:
        """Somebody types at the keypad."""
        if self.is_on and self.core.booted.is_set():
            self.typed.append(code)
            self.put(Typed(code), show=show)

    def scans(self, text: str, show: Callable[[Shown], object]) -> None:
        """Somebody holds a grant before the scanner."""
        if self.is_on and self.core.booted.is_set():
            self.scanned.append(grant_id(text))
            self.put(Presented(text, self._grant(text)), show=show)

    def senses(self, comp: int) -> None:
        """The board tells what a compartment's sensors say."""
        if self.is_on:
            self.put(Sensed(comp, self._site.world.places[comp].reading()))

    def takes_act(self, raw: bytes, answer: Callable[[Reply], object]) -> None:
        """Somebody asks for a door over the bus."""
        if not self._hears():
            return
        act = codec.decode_act(raw)
        self.in_hand.append(act)
        grant = self._grant(act.grant)
        self.put(Asked(act, grant), answer=lambda reply: answer(cast("Reply", reply)))
        self._hears_server()

    def takes_directive(self, raw: bytes, answer: Callable[[Applied], object]) -> None:
        """The server's durable order comes down."""
        if not self._hears():
            return
        directive = codec.decode_directive(raw)
        self.bodies.setdefault(directive.dseq, directive.body)
        self.put(Directed(directive), answer=lambda applied: answer(cast("Applied", applied)))
        self._hears_server()

    def takes_down(self, raw: bytes) -> None:
        """The server says how far it holds the journal."""
        if self._hears():
            word = codec.decode_down(raw)
            assert not isinstance(word, NewEpoch), "nobody takes an inventory here"
            self.uplink.heard(word)
            self.climb_in(0)
            self._hears_server()

    def _hears_server(self) -> None:
        """Note that the server lives, if that is any news: alone is who hears nothing for 30 s."""
        now_ms = self._site.now_ms
        if self.is_on and now_ms - self._heard_ms >= HEARD_EACH_MS:
            self._heard_ms = now_ms
            self.put(ServerHeard())

    def climb_in(self, delay_ms: int) -> None:
        """Look for lines to send so soon, unless that is done sooner anyway."""
        at_ms = self._site.now_ms + delay_ms
        if not self._site.now_ms <= self._climbs_at_ms <= at_ms:
            self._climbs_at_ms = at_ms
            self._site.timeline.after(delay_ms, lambda: self._climb(at_ms))

    def reconnected(self) -> None:
        """The bus is back."""
        self.stands = True
        if self.is_on:
            self._connected()

    def _hears(self) -> bool:
        if not self.is_on or not self.core.booted.is_set():
            return False
        if self.uplink.hurry():
            self.climb_in(0)
        return True

    def _climb(self, at_ms: int) -> None:
        if at_ms != self._climbs_at_ms or not self.is_on:
            return
        self._climbs_at_ms = -1
        if not self.stands:
            self.climb_in(BLIND_MS)
            return
        batch = self.uplink.next_batch(self.mono_ms)
        if batch is not None:
            self._site.counts["batches sent"] += 1
            self._site.network.carry(lambda: self._site.server.takes_events(batch))
        due_ms = self.uplink.due_ms()
        self.climb_in(BLIND_MS if due_ms is None else max(1, due_ms - self.mono_ms))

    def _connected(self) -> None:
        if self.core.booted.is_set():
            self._hello()
            self._tick()
            self.uplink.restart()
            self.climb_in(0)

    def _beat(self, boot: int, beats: int) -> None:
        if boot != self.boots or not self.is_on:
            return
        if self.core.booted.is_set():
            if self._site.now_ms <= self._site.wanted_until_ms:
                self._tick()
            if beats % TICKS_A_HELLO == TICKS_A_HELLO - 1:
                self._hello()
        self._site.timeline.after(TICK_MS, lambda: self._beat(boot, beats + 1))

    def draws(self, nonce: str) -> None:
        """Draw a tick that somebody overhears."""
        self._site.watch.drawn(self.session, nonce)
        self.put(Ticked(nonce), then=lambda: self._site.watch.drawn(self.session, nonce))

    def _tick(self) -> None:
        site = self._site
        nonce = f"{site.chance.getrandbits(64):016x}"
        raw = codec.encode(Tick(v=1, cab=CABINET, epoch=EPOCH, session=self.session, nonce=nonce))

        def then() -> None:
            site.watch.drawn(self.session, nonce)
            if self.stands:
                site.network.carry(lambda: site.server.takes_tick(raw))

        self.put(Ticked(nonce), then=then)

    def _hello(self) -> None:
        memory = self.memory
        hello = Hello(
            v=1,
            cab=CABINET,
            epoch=EPOCH,
            boot_id=memory.boot_id,
            session=self.session,
            first_seq=self.disk.first_seq(),
            last_seq=memory.seq,
            head_hash=memory.head,
            applied_dseq=memory.dseq,
            applied_mark=memory.mark,
            fw="linli-agent/1",
            free=free_by_size(memory),
        )
        raw = codec.encode(hello)
        if self.stands and self.says_hello:
            self._site.network.carry(lambda: self._site.server.takes_hello(raw))

    def _grant(self, text: str) -> Grant | None:
        try:
            return verify(text, {kid: public_seal(key) for kid, key in self.memory.keys.items()})
        except BadGrantError:
            return None
