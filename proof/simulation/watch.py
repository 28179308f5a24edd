"""Custody's invariants, looked at after every step; a watcher sees the lines and the world."""

from collections import Counter
from typing import TYPE_CHECKING

from linli.cabinet.memory import BY_CODE, TICK_LIVES_MS, Memory
from linli.wire.grant import Grant, grant_id
from linli.wire.messages import (
    Ack,
    DirectiveBody,
    Event,
    EventType,
    HoldDeposit,
    Purpose,
    State,
)
from proof.simulation.books import Books, is_single
from proof.simulation.failing import ViolatedError
from proof.simulation.hearing import code_of
from proof.simulation.reader import ENDINGS, INTENTS, Reader
from proof.simulation.site import Site
from proof.simulation.truth import Truth
from proof.simulation.world import Place

if TYPE_CHECKING:
    from collections.abc import Callable

HOTTEST_C, OPEN_MS = 75.0, 60_000
"""Source: CUSTODY, I14."""

LATE_MS = 5_100
"""What a slow disk and a busy agent together may add before anything is decided."""

DURABLE = (
    "compartments",
    "times",
    "seq",
    "head",
    "wall_ms",
    "dseq",
    "mark",
    "ended",
    "used",
    "keys",
    "watch",
    "told",
    "held",
)
"""What a start must know again exactly as it was, types and all."""

_STANDS_OPEN = frozenset({State.OPEN_D, State.OPEN_P})
ON_SITE = ("keypad", "scanner")
"""Whoever stands there may show the same word again: see docs/decisions/0010."""

_EMPTY = frozenset({State.FREE, State.SANI})


class Watch(Reader):
    """Raises ``ViolatedError`` at the first thing that may not be; counts what it looked at.

    ``durable`` is the memory last committed; ``held_upto`` the last line that the server has
    ever held durably. ``unpulsed`` are the intents of the step at hand.
    """

    def __init__(self, site: Site) -> None:
        super().__init__(site.edge.layout.compartments)
        self._site = site
        self.truth = Truth(site)
        self.looked: Counter[str] = Counter()
        self.durable: Memory | None = None
        self.held_upto = 0
        self.unpulsed: dict[int, list[Event]] = {}
        self.issued: dict[str, Grant] = {}
        self.texts: dict[str, str] = {}
        self.ticks: dict[tuple[str, str], int] = {}
        self.in_force: dict[int, DirectiveBody] = {}
        self.hostile: dict[str, Callable[[str], None]] = {}
        self.is_over = False
        self.is_due = True
        self._grants_pulsed: set[str] = set()

    def forget(self) -> None:
        """The disk is an old image: what comes now is another history, read by nobody."""
        self.durable = None
        self.is_over = True

    def must(self, name: str, holds: object, text: str) -> None:
        """Count one look at an invariant, and fail if it does not hold."""
        self.looked[name] += 1
        if not holds:
            raise ViolatedError(name, text)

    # --- who may ask -------------------------------------------------------------------------

    def drawn(self, session: str, nonce: str) -> None:
        """The cabinet drew a tick."""
        self.ticks[session, nonce] = self._site.now_ms

    def granted(self, text: str, grant: Grant) -> None:
        """The server signed a grant."""
        name = grant_id(text)
        self.issued[name] = grant
        self.texts[name] = text

    def directed(self, dseq: int, body: DirectiveBody) -> None:
        """A directive is in force."""
        self.in_force[dseq] = body
        if isinstance(body, HoldDeposit) and body.deposit in self.bound.values():
            (self.held.add if body.held else self.held.discard)(body.deposit)

    # --- what is written ---------------------------------------------------------------------

    def read(self, line: Event) -> None:
        """Take down a line that is durable now."""
        if self.is_over:
            return
        self._site.tell(
            line.seq, line.type, line.comp, line.state, line.deposit[-4:], line.data or ""
        )
        self.looked["I13"] += 1
        self.reads_empty = self._reads_empty(line.comp)
        super().read(line)
        if line.type in ENDINGS and line.comp:
            self._is_out(line)
        self.truth.read(line)
        if line.type in INTENTS:
            self._may_intend(line)
            self.unpulsed.setdefault(line.comp, []).append(line)
        elif line.type in {EventType.OPENED, EventType.FORCED} and line.comp:
            self._site.world.places[line.comp].is_told()
        elif line.data.get("after") in (State.OPEN_D, State.OPEN_P, State.OPEN_S):
            self._site.world.places[line.comp].is_told()  # that it was open was written then
        if line.type is EventType.OPENED and line.data.get("already"):
            self.unpulsed.pop(line.comp, None)

    def _may_intend(self, line: Event) -> None:
        """I3, I4, I5, and a meal that is held: who asked may ask, for this, now, and once."""
        if line.grant == BY_CODE:
            code = code_of(line.deposit)
            self.must("I4", code in self._site.edge.typed, "nobody has typed this deposit's code")
            self.must("I4", line.type is EventType.INTENT_P, "a code opens for its owner alone")
        else:
            self._is_granted(line)
        if line.type is EventType.INTENT_P:
            freed = any(
                isinstance(body, HoldDeposit) and body.deposit == line.deposit
                for body in self._site.edge.bodies.values()
            )
            held = line.deposit in self.held and not freed
            self.must("HOLD", not held, "a meal that is held is handed out")

    def _is_out(self, line: Event) -> None:
        """I10: a meal that has been taken out, by its lines, is not in there."""
        place = self._site.world.places[line.comp]
        if place.is_honest and not place.is_doubtful and place.fitting.occupancy_sensor:
            self.must("I10", place.content != line.deposit, f"{line.type} with the meal in there")

    def _is_granted(self, line: Event) -> None:
        grant = self.issued.get(line.grant)
        cid = str(line.data["cid"])
        self.must("I4", grant, f"line {line.seq}: nobody granted this")
        assert grant is not None
        self.must("I4", grant.deposit == line.deposit, "the presenter's grant is another deposit's")
        self.must("I4", INTENTS[line.type] == _kind(grant.purpose), "the grant is for another duty")
        self.looked["I5"] += 1
        if cid in self.hostile:
            self.hostile[cid]("I5")
        if line.data["actor"] == "scanner":
            self.must("I4", line.grant in self._site.edge.scanned, "nobody has shown this grant")
        else:
            self._is_fresh(cid, decided_ms=self._site.edge.decided_ms(line))

    def _is_fresh(self, cid: str, *, decided_ms: int) -> None:
        edge = self._site.edge
        ages = [
            decided_ms - self.ticks.get((act.session, act.tick), -TICK_LIVES_MS - 1)
            for act in edge.in_hand
            if act.cid == cid and act.session == edge.session
        ]
        self.must("I3", min(ages, default=TICK_LIVES_MS + 1) <= TICK_LIVES_MS, f"{cid} is stale")

    def pulsed(self, comp: int) -> str:
        """A lock is about to be pulsed: I2 and I5. Return whose request it was."""
        site = self._site
        if self.is_over:
            return ""
        site.counts["pulses"] += 1
        intents = self.unpulsed.get(comp)
        self.must("I2", intents, f"compartment {comp} is pulsed without a durable intent")
        assert intents
        line = intents.pop()
        durable = self.durable
        self.must("I2", durable and durable.seq >= line.seq, "the intent is not durable")
        if line.data["actor"] not in ON_SITE:
            self.must("I5", line.grant not in self._grants_pulsed, "a grant acts twice")
            self._grants_pulsed.add(line.grant)
        return str(line.data["cid"])

    # --- what the two sides know of each other -----------------------------------------------

    def reloaded(self, memory: Memory) -> None:
        """I12: what was durable is known again, and nothing of another type."""
        durable = self.durable
        if durable is not None:
            for name in DURABLE:
                is_same = getattr(memory, name) == getattr(durable, name)
                self.must("I12", is_same, f"{name} is not what it was before the power cut")

    def acks(self, ack: Ack, books: Books) -> None:
        """I12: the server acknowledges only what it holds durably."""
        held = ack.upto <= books.seq and (
            not ack.upto or books.lines[ack.upto - 1].hash == ack.hash
        )
        self.must("I12", held, f"line {ack.upto} is acknowledged and not held")

    def acknowledged(self, seq: int) -> None:
        """I12: the cabinet believes in no acknowledgement of what nobody holds."""
        self.must("I12", seq <= self.held_upto, f"line {seq} counts as held, and is not")

    # --- what is so --------------------------------------------------------------------------

    def look(self) -> None:
        """Compare what the cabinet knows with its lines and with the world."""
        if self.is_over or not self.is_due:
            return
        if self._site.edge.disk.is_full:
            for comp, place in self._site.world.places.items():
                if place.relay:
                    self._lamp_is_dark_if_open(comp, place)
            if self._site.world.warmth.heater:
                self._heater_is_safe()
            return  # what could not be written is not known; the sensors are asked again later
        self.is_due = False
        compartments = self._site.edge.memory.compartments
        names = [one.deposit for one in compartments.values() if one.deposit]
        self.must("I1", is_single(names), "a deposit is bound to two compartments")
        for comp, one in compartments.items():
            place = self._site.world.places[comp]
            is_known = self.states[comp] is one.state and self.bound[comp] == one.deposit
            known = f"{self.states[comp]} {self.bound[comp]}, not {one.state} {one.deposit}"
            self.must("I11", is_known, f"compartment {comp} is by its lines {known}")
            self._look_at(comp, one.state, one.deposit, place)
        if self._site.world.warmth.heater:
            self._heater_is_safe()

    def _look_at(self, comp: int, state: State, deposit: str, place: Place) -> None:
        sees = place.is_honest and self._site.edge.memory.doors[comp].reading is not None
        knows = sees and not place.is_doubtful and place.fitting.occupancy_sensor
        if place.relay:
            self._lamp_is_safe(comp, state, place, sees=sees)
        if sees:
            self._openings_are_written(comp, state, place)
        if not place.is_open and knows and state in _EMPTY:
            self.must("I10", not place.content, f"compartment {comp} is {state} with a meal in it")
        if state is State.FREE:
            self.must("I7", not (knows and place.used), f"compartment {comp} is FREE and not clean")
            if place.is_honest and not (place.content or place.is_open or place.used):
                place.is_doubtful = False
        elif state is State.OCC and knows:
            self.must("I10", place.content == deposit, f"{deposit} is not in compartment {comp}")

    def _openings_are_written(self, comp: int, state: State, place: Place) -> None:
        """I8: each one that the sensors told of, and whatever stands open."""
        self.must("I8", not place.owed, f"compartment {comp} was opened and nothing says so")
        if place.is_open:
            is_written = place.written or (place.is_doubtful and state in _STANDS_OPEN)
            self.must("I8", is_written, f"compartment {comp} is open and nothing says so")
            self.must("I7", state not in _EMPTY, f"compartment {comp} is {state} and open")

    def _heater_is_safe(self) -> None:
        """I14: off above the cut-off, and while a door stands open for more than a minute."""
        site = self._site
        said, edge = site.world.warmth.said, site.edge
        late_ms = LATE_MS if site.mix.slow_disk or site.mix.busy or site.mix.full_disks else 0
        self.must("I14", said is not None and said < HOTTEST_C, f"heated at {said}")
        for comp, place in site.world.places.items():
            if place.is_open and place.is_honest and edge.memory.doors[comp].reading is not None:
                since_ms = max(place.moved_ms, place.honest_ms, edge.started_ms)
                is_short = site.now_ms - since_ms <= OPEN_MS + late_ms
                self.must("I14", is_short, f"heated with door {comp} open since {since_ms}")

    def _lamp_is_safe(self, comp: int, state: State, place: Place, *, sees: bool) -> None:
        self.must("I6", state is State.SANI, f"the lamp of compartment {comp} burns in {state}")
        self.must("I6", not place.silent, f"the lamp of compartment {comp} burns, seen by nobody")
        if sees:
            self._lamp_is_dark_if_open(comp, place)
        if sees and not place.is_doubtful:
            self.must("I6", not place.content, f"the lamp of {comp} burns over something")

    def _lamp_is_dark_if_open(self, comp: int, place: Place) -> None:
        is_safe = not place.is_open or not place.is_honest
        self.must("I6", is_safe, f"the lamp of compartment {comp} burns and its door is open")

    def _reads_empty(self, comp: int) -> bool:
        if not comp:
            return False
        reading = self._site.world.places[comp].reading()
        return reading is not None and not reading.is_open and not reading.occupied


def _kind(purpose: Purpose) -> str:
    return {Purpose.DEPOSIT: "D", Purpose.PICKUP: "P"}.get(purpose, "S")
