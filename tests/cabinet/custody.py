"""A cabinet, its real doors, its journal on a disk, and a reader who believes only its lines."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.cabinet.durable import DURABLE
from tests.cabinet.reader import Reader, reached
from tests.cabinet.reality import AS_IT_SHOULD_BE, CABINET, Compartment, Cut, Heated, Odd
from tests.cabinet.world import FAST_FOLDER, NOON_MS, assert_in_order

from linli.cabinet.inputs import (
    Asked,
    BoardHeard,
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
    Sensed,
    Ticked,
    Warmed,
    Write,
)
from linli.cabinet.journal import Journal
from linli.cabinet.machine import next_due_ms, step
from linli.cabinet.memory import Memory  # noqa: TC001  # an attribute is of it
from linli.kernel.clock import Instant
from linli.wire.grant import Grant
from linli.wire.messages import (
    Act,
    BlockCompartment,
    Directive,
    DirectiveBody,
    Event,
    EventType,
    Purpose,
    Reply,
    Result,
    Size,
    State,
)


class Custody(Reader):
    """What must hold is asserted wherever it could be broken, and by the reader of the lines."""

    def __init__(self) -> None:
        super().__init__(one.number for one in CABINET.compartments)
        self.folder = tempfile.TemporaryDirectory(dir=FAST_FOLDER)
        self.path = Path(self.folder.name) / "journal.sqlite3"
        self.journal = Journal(self.path, CABINET)
        self.memory: Memory = self.journal.load()
        self.now = Instant(mono_ms=10_000, wall_ms=NOON_MS, quality=2)
        self.there = {one.number: Compartment() for one in CABINET.compartments}
        self.zone = Heated()
        self.drawn: dict[tuple[str, str], int] = {}
        self.pulsed: list[str] = []
        self.pulses: Counter[int] = Counter()
        self.asked = 0
        self.boot()

    def teardown(self) -> None:
        """Whatever has happened, a crew can bring every story to its end."""
        try:
            self.everything_comes_to_an_end()
            self.journal.verify()
            assert self.journal.lines(0, len(self.lines) + 1) == self.lines
        finally:
            self.journal.close()
            self.folder.cleanup()

    # --- the cabinet at work -------------------------------------------------------------

    def happens(self, happened: Input, cut: Cut = "") -> Reply | None:
        """Decide, make durable, act; the power may go at any moment in between."""
        memory, effects = step(self.memory, happened, now=self.now)
        assert_in_order(effects)
        lines = [one.event for one in effects if isinstance(one, Write)]
        self.switch_off(effects)
        if cut == "before the commit":
            self.power_cut()
            return None
        self.journal.commit(memory, self.memory, lines)
        self.memory = memory
        for line in lines:
            self.take_down(line)
        if cut == "after the commit":
            self.power_cut()
            return None
        for one in effects:
            self.done(one, happened)
        if cut == "after the pulse":
            self.power_cut()
            return None
        return next((one.reply for one in effects if isinstance(one, Say)), None)

    def done(self, effect: Effect, happened: Input) -> None:
        """What may be done once it is durable is done."""
        match effect:
            case Pulse():
                self.released(effect.comp, happened)
            case Lamp(on=True):
                self.there[effect.comp].lit_since_ms = self.now.mono_ms
            case Heat():
                self.zone.lit = effect.on
            case _:
                pass

    def switch_off(self, effects: Sequence[Effect]) -> None:
        """Lamps and heaters go off before anything else; enough light makes clean."""
        for one in effects:
            if isinstance(one, Heat) and not one.on:
                self.zone.lit = False
            if isinstance(one, Lamp) and not one.on:
                self.dark(one.comp)

    def dark(self, comp: int) -> None:
        """The lamp is off."""
        there = self.there[comp]
        since_ms, there.lit_since_ms = there.lit_since_ms, None
        lit_ms = 0 if since_ms is None else self.now.mono_ms - since_ms
        if since_ms is not None and lit_ms >= self.enough_light_ms(comp):
            there.used = False

    def enough_light_ms(self, comp: int) -> int:
        """30 mJ/cm² where the lamp was measured, else the configured time."""
        intensity = CABINET.compartments[comp - 1].lamp_uw_cm2
        return 30_000_000 // intensity if intensity else self.memory.times.sanitise_ms

    def released(self, comp: int, happened: Input) -> None:
        """The lock lets go. I3: fresh; I4: of this deposit; I5: its grant never acted before."""
        assert isinstance(happened, Asked)
        act = happened.act
        assert happened.grant is not None
        drawn_ms = self.drawn[act.session, act.tick]
        assert act.session == self.memory.session
        assert self.now.mono_ms - drawn_ms <= 5_000
        assert self.bound[comp] == act.deposit == happened.grant.deposit
        assert act.grant not in self.pulsed
        self.pulsed.append(act.grant)
        self.pulses[comp] += 1
        assert self.pulses[comp] <= self.intents[comp]
        self.there[comp].released = True

    def take_down(self, line: Event) -> None:
        """Let the reader read a line; where no lamp is fitted, rest alone makes clean."""
        there = self.there.get(line.comp, Compartment())
        self.read(line, reads_empty=not there.is_open and not there.content)
        if line.data.get("unattended") and CABINET.compartments[line.comp - 1].occupancy_sensor:
            assert bool(there.content) is (line.type is EventType.DEPOSITED), "I10"
        if line.type is EventType.SANI_END and not CABINET.compartments[line.comp - 1].lamp:
            there.used = False

    def boot(self) -> None:
        """The agent starts, with every door as it really is."""
        session = f"{len(self.drawn) + len(self.lines):032x}"
        readings = {comp: self.reading(comp) for comp in self.there if not self.there[comp].silent}
        self.happens(Booted("b" * 32, session, readings))

    def power_cut(self) -> None:
        """All that was not durable is gone; the rest is what it was."""
        self.zone.lit, self.zone.said_ms = False, -(1 << 40)
        for comp, there in self.there.items():
            there.released = False
            there.open_ms = 5 if there.is_open else None
            self.dark(comp)
        self.journal.close()
        self.journal = Journal(self.path, CABINET)
        loaded = self.journal.load()
        for name in DURABLE:
            assert getattr(loaded, name) == getattr(self.memory, name), name
        self.memory = loaded
        self.now = Instant(mono_ms=5, wall_ms=self.now.wall_ms, quality=self.now.quality)
        self.drawn.clear()
        self.boot()

    def reading(self, comp: int) -> Reading:
        """What the sensors say; a compartment without one leaves it open."""
        there = self.there[comp]
        fitted = CABINET.compartments[comp - 1].occupancy_sensor
        return Reading(there.is_open, bool(there.content) if fitted else None)

    def tell(self, comp: int) -> None:
        """The sensors say how it is, unless they are silent."""
        there = self.there[comp]
        if there.is_open is (there.open_ms is None):
            there.open_ms = self.now.mono_ms if there.is_open else None
        if not there.silent:
            self.happens(Sensed(comp, self.reading(comp)))

    def falls_silent(self, comp: int, *, silent: bool) -> None:
        """A compartment's sensors say nothing any more, or say how it is again."""
        there = self.there[comp]
        there.silent = silent
        if silent:
            self.happens(Sensed(comp, None))
            return
        if self.states[comp] is State.FREE and not there.is_open and not there.content:
            there.used = False  # what leaves no trace, nobody can know: I8
        self.tell(comp)

    def is_warm(self, celsius: float, *, told: bool = True) -> None:
        """The zone's temperature changes, and its thermometer says so or nothing."""
        if told:
            self.zone.celsius, self.zone.said_ms = celsius, self.now.mono_ms
        self.happens(Warmed(1, celsius if told else None))

    def hears_board(self, board: str, *, silent: bool) -> None:
        """A board is silent, or speaks."""
        self.happens(BoardHeard(board, silent))

    def until_nothing_is_due(self) -> None:
        """Tell the cabinet of the time as often as it wants, which is not for ever."""
        for _ in range(100):
            due_ms = next_due_ms(self.memory)
            if due_ms is None or due_ms > self.now.mono_ms:
                return
            self.happens(Elapsed())
        msg = "the cabinet is never content"
        raise AssertionError(msg)

    def ask(  # each of these may be wrong by itself
        self,
        purpose: Purpose,
        deposit: str,
        *,
        comp: int = 0,
        size: Size = Size.S,
        odd: Odd = AS_IT_SHOULD_BE,
        cut: Cut = "",
    ) -> Reply | None:
        """Ask for a door, as it should be or with something odd about it."""
        nonce = f"{self.asked:016x}"
        self.happens(Ticked(nonce))
        self.drawn.setdefault((self.memory.session, nonce), self.now.mono_ms)
        self.pass_ms(odd.age_ms)
        self.asked += 1
        old = f"{max(0, self.asked - 2)}"
        act = Act(
            v=1,
            cab="HK-A",
            epoch=1,
            cid=old if odd.again == "cid" else f"{self.asked}",
            session=self.memory.session,
            tick=nonce,
            purpose=purpose,
            comp=comp,
            deposit=deposit,
            size=size,
            grant=old if odd.again == "grant" else f"{self.asked}",
            actor="someone",
            reason="",
        )
        facts: dict[str, object] = {
            "purpose": purpose,
            "kid": 1,
            "cabinet": 7,
            "deposit": deposit,
            "expires_s": 1 << 60,
            "size": size,
            **odd.wrong,
        }
        reply = self.happens(Asked(act, Grant(**facts)), cut)  # type: ignore[arg-type]  # facts
        if reply is not None:
            reached[reply.result] += 1
            reached[reply.why] += 1
            assert not (odd.wrong and reply.result is Result.OK)
            assert (reply.result is Result.STALE) is (odd.age_ms > 5_000)
        return reply

    def pass_ms(self, ms: int) -> None:
        """Both clocks go on, and nobody tells the cabinet."""
        self.now = Instant(self.now.mono_ms + ms, self.now.wall_ms + ms, self.now.quality)

    def swing(self, comp: int, *, is_open: bool) -> None:
        """The door moves, and its switch says so."""
        there = self.there[comp]
        there.is_open = is_open
        there.released = there.released and not is_open
        there.used = there.used or is_open
        self.tell(comp)

    def reach_into(self, comp: int, content: str) -> None:
        """Wait for the door, leave this in it, and close it."""
        self.swing(comp, is_open=True)
        if self.there[comp].content != content:
            self.there[comp].content = content
            self.tell(comp)
        self.swing(comp, is_open=False)

    def time_passes(self, ms: int) -> None:
        """And the cabinet is told when it wants to be."""
        until_ms = self.now.mono_ms + ms
        while self.now.mono_ms < until_ms:
            due_ms = next_due_ms(self.memory)
            next_ms = until_ms if due_ms is None else min(until_ms, max(due_ms, self.now.mono_ms))
            self.pass_ms(next_ms - self.now.mono_ms)
            self.until_nothing_is_due()

    def everything_comes_to_an_end(self) -> None:
        """I9 and I11: close all doors, recall every deposit, clear the rest, and all is free."""
        self.now = Instant(self.now.mono_ms, self.now.wall_ms, quality=2)
        for comp in self.there:
            if self.there[comp].silent:
                self.falls_silent(comp, silent=False)
            if self.there[comp].is_open:
                self.swing(comp, is_open=False)
        self.time_passes(12_000)  # the last latch, the last rest, the last lamp
        for comp in self.there:
            self.a_crew_empties(comp)
        self.time_passes(6_000)
        assert set(self.states.values()) == {State.FREE}
        assert self.stored <= set(self.ended)

    def a_crew_empties(self, comp: int, purpose: Purpose = Purpose.RECALL) -> None:
        """Open, take everything out, close, and put back into service; mend its sensors first."""
        if self.there[comp].silent:
            self.falls_silent(comp, silent=False)
        if self.bound[comp] or self.states[comp] is not State.FREE:
            why = purpose if self.bound[comp] else Purpose.CLEAR
            reply = self.ask(why, self.bound[comp], comp=comp)
            assert reply is not None
            assert reply.result is Result.OK, (reply, self.states[comp])
            self.reach_into(comp, "")
        self.direct(BlockCompartment(comp=comp, blocked=False, reason=""))

    def direct(self, body: DirectiveBody, ahead: int = 1, cut: Cut = "") -> None:
        """Give the directive that is so far ahead of the last; it moves no lock."""
        before, pulses = self.memory.dseq, self.pulses.total()
        dseq = max(1, before + ahead)
        self.happens(Directed(Directive(v=1, cab="HK-A", epoch=1, dseq=dseq, body=body)), cut)
        applied = dseq == before + 1 and cut != "before the commit"
        assert self.memory.dseq == before + applied
        assert self.pulses.total() == pulses

    def always(self) -> None:
        """Assert what holds between any two things that happen."""
        self.the_lines_tell_all_that_is_so()
        self.the_lamp_burns_over_nobody()
        self.what_is_free_is_closed_empty_and_clean()
        self.an_open_door_is_open_for_somebody()
        self.the_heater_is_off_where_it_must_be()

    def the_lines_tell_all_that_is_so(self) -> None:
        """I1, and a reader of the journal knows every state and binding."""
        known = self.memory.compartments
        assert self.states == {comp: one.state for comp, one in known.items()}
        assert self.bound == {comp: one.deposit for comp, one in known.items()}
        names = [name for name in self.bound.values() if name]
        assert len(names) == len(set(names))
        assert not set(names) & set(self.ended)

    def the_lamp_burns_over_nobody(self) -> None:
        """I6."""
        for comp, there in self.there.items():
            if there.lit_since_ms is not None:
                assert self.states[comp] is State.SANI
                assert not there.is_open
                assert not there.content

    def what_is_free_is_closed_empty_and_clean(self) -> None:
        """I7; without a sensor nobody knows what was put in."""
        for comp, there in self.there.items():
            if self.states[comp] is State.FREE:
                assert not there.is_open or there.silent
                if CABINET.compartments[comp - 1].occupancy_sensor and not there.silent:
                    assert not there.content
                    assert not there.used

    def an_open_door_is_open_for_somebody(self) -> None:
        """OPEN states are exactly those in which the switch says open for an intent."""
        for comp, state in self.states.items():
            if self.there[comp].silent:
                continue
            if state in {State.OPEN_D, State.OPEN_P, State.OPEN_S}:
                assert self.there[comp].is_open
            if state in {State.OCC, State.FREE, State.SANI, State.UNSURE}:
                assert not self.there[comp].is_open

    def the_heater_is_off_where_it_must_be(self) -> None:
        """I14, as far as the cabinet was told that time has passed."""
        zone, now_ms = self.zone, self.now.mono_ms
        if not zone.lit:
            return
        assert zone.celsius < 75
        due_ms = next_due_ms(self.memory)
        if due_ms is not None and due_ms <= now_ms:
            return
        assert now_ms - zone.said_ms < 30_000
        for there in (self.there[1], self.there[2]):
            assert there.open_ms is None or now_ms - there.open_ms < 60_000
