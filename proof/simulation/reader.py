"""A reader who believes nothing but the lines of the journal, and checks each against the last."""

from collections import Counter
from collections.abc import Iterable

from linli.cabinet.memory import BY_CODE, Fitting
from linli.kernel.chain import GENESIS
from linli.wire.journal import line_hash
from linli.wire.messages import Event, EventType, State
from proof.simulation.failing import ViolatedError
from proof.simulation.site import CABINET, EPOCH

INTENTS = {EventType.INTENT_D: "D", EventType.INTENT_P: "P", EventType.INTENT_S: "S"}
ENDINGS = {EventType.PICKED, EventType.RECALLED, EventType.DISPOSED, EventType.CANCELLED}
UNBINDING = ENDINGS | {EventType.EMPTY}

_UNSETTLED = {State.UNSURE, State.CHECK}


class Reader:
    """Knows each compartment's state and deposit, and each deposit's fate, by the lines.

    ``reads_empty`` says whether the sensors call the next line's compartment closed and empty.
    ``reached`` counts lines, states, and the goals that show that a run was not idle.
    """

    def __init__(self, fittings: Iterable[Fitting]) -> None:
        self.hashes: list[str] = []
        self.states = {one.number: State.FREE for one in fittings}
        self.bound = dict.fromkeys(self.states, "")
        self.settled = dict.fromkeys(self.states, True)
        self.ended: dict[str, EventType] = {}
        self.stored: set[str] = set()
        self.held: set[str] = set()
        self.grants: set[str] = set()
        self.reached: Counter[str] = Counter()
        self.reads_empty = False
        self._wall_ms = 0
        self._picked: set[int] = set()

    def read(self, line: Event) -> None:
        """Follow the journal as the server does, by its lines alone."""
        head = self.hashes[-1] if self.hashes else GENESIS
        _must("I11", line.seq == len(self.hashes) + 1, "a gap in the journal")
        is_chained = line.hash == line_hash(head, CABINET, EPOCH, line)
        _must("I11", is_chained, "a line does not follow from the one before")
        _must("I11", line.wall >= self._wall_ms, "the journal's wall clock goes back")
        _must("I9", line.deposit not in self.ended, f"{line.deposit} is heard of after its end")
        self.hashes.append(line.hash)
        self._wall_ms = line.wall
        self.reached[line.type] += 1
        if line.grant and line.grant != BY_CODE:
            is_here = line.data.get("actor") == "scanner" and line.type is not EventType.INTENT_S
            is_first = line.grant not in self.grants
            _must("I5", is_first or is_here, "a grant is written twice")
            self.grants.add(line.grant)
        if line.comp and line.state is not None:
            self._follow(line, line.state)
        self._follow_deposit(line)

    def _follow(self, line: Event, state: State) -> None:
        """I1 and I13, and what the lines tell of one compartment."""
        comp = line.comp
        if state in _UNSETTLED and self.states[comp] is not state:
            self.settled[comp] = False
        if line.type is EventType.OPENED or self.reads_empty:
            self.settled[comp] = True
        if state is State.FREE:
            _must("I13", self.settled[comp], f"compartment {comp} becomes FREE unseen")
        if line.type is EventType.INTENT_D:
            is_first = self.bound[comp] in ("", line.deposit)
            _must("I1", is_first, f"compartment {comp} is given to two deposits")
            self.bound[comp] = line.deposit
        _must("I1", line.deposit == self.bound[comp], f"line {line.seq} names another deposit")
        self._note(line, state)
        self.states[comp] = state
        if line.type in UNBINDING:
            self.bound[comp] = ""
            self.held.discard(line.deposit)

    def _note(self, line: Event, state: State) -> None:
        """Goals: that they are reached shows that nothing was left untried."""
        comp = line.comp
        if state is not self.states[comp]:
            self.reached[state] += 1
        if state is State.UNSURE and self.bound[comp] in self.stored:
            self.reached["UNSURE with a meal"] += 1
        if line.type is EventType.PICKED:
            self._picked.add(comp)
        if state is State.FREE and comp in self._picked:
            self._picked.discard(comp)
            self.reached["FREE after PICKED"] += 1

    def _follow_deposit(self, line: Event) -> None:
        """I9: stored before taken, once; ended once."""
        if line.type is EventType.DEPOSITED:
            _must("I9", line.deposit not in self.stored, "a deposit is stored twice")
            self.stored.add(line.deposit)
        if line.type is EventType.HOLD_EXPIRED:
            self.held.add(line.deposit)
        if line.type in ENDINGS:
            was_stored = line.deposit in self.stored
            never = line.type is EventType.CANCELLED
            _must("I9", never is not was_stored, f"{line.deposit} ends as {line.type}")
            self.ended[line.deposit] = line.type
            self.held.discard(line.deposit)
            why = line.data.get("why")
            self.reached["NEVER_ARRIVED" if why == "never_arrived" else "ended"] += 1


def _must(name: str, holds: object, text: str) -> None:
    if not holds:
        raise ViolatedError(name, text)
