"""A reader who believes nothing but the lines of a cabinet's journal, and checks each."""

from collections import Counter
from collections.abc import Iterable

from linli.kernel.chain import GENESIS
from linli.wire.journal import line_hash
from linli.wire.messages import Event, EventType, State

ENDINGS = {EventType.PICKED, EventType.RECALLED, EventType.DISPOSED, EventType.CANCELLED}
UNBINDING = ENDINGS | {EventType.EMPTY}
UNWATCHED = {
    EventType.DEPOSITED: (State.OPENING_D, State.OPEN_D),
    EventType.PICKED: (State.OPENING_P, State.OPEN_P),
}
"""What may be written with nobody watching, and for whom a door was released then."""

reached: Counter[object] = Counter()
"""What all the cabinets of a run have written, become and answered."""


class Reader:
    """Knows each compartment's state and deposit, and each deposit's fate, by the lines."""

    def __init__(self, compartments: Iterable[int]) -> None:
        super().__init__()
        self.lines: list[Event] = []
        self.states = dict.fromkeys(compartments, State.FREE)
        self.bound = dict.fromkeys(self.states, "")
        self.settled = dict.fromkeys(self.states, True)
        self.ended: dict[str, EventType] = {}
        self.stored: set[str] = set()
        self.intents: Counter[int] = Counter()

    def read(self, line: Event, *, reads_empty: bool) -> None:
        """Follow the journal as the server does, by its lines alone."""
        head = self.lines[-1].hash if self.lines else GENESIS
        assert line.seq == len(self.lines) + 1
        assert line.hash == line_hash(head, "HK-A", 1, line)
        assert not self.lines or line.wall >= self.lines[-1].wall
        assert line.deposit not in self.ended, "what has ended is never heard of again"
        self.lines.append(line)
        reached[line.type] += 1
        reached[line.state] += 1
        if line.type in {EventType.INTENT_D, EventType.INTENT_P, EventType.INTENT_S}:
            assert line.grant
            self.intents[line.comp] += 1
        if line.data.get("unattended"):
            self.follow_unwatched(line)
        if line.comp and line.state is not None:
            self.follow(line, line.state, reads_empty=reads_empty)
        self.follow_deposit(line)

    def follow(self, line: Event, state: State, *, reads_empty: bool) -> None:
        """Compartments: I13, and the binding that the lines tell."""
        comp = line.comp
        if state in {State.UNSURE, State.CHECK} and self.states[comp] is not state:
            self.settled[comp] = False
        if line.type is EventType.OPENED or reads_empty:
            self.settled[comp] = True
        if state is State.FREE:
            assert self.settled[comp], "UNSURE and CHECK are never FREE unseen"
        self.states[comp] = state
        if line.type is EventType.INTENT_D:
            assert self.bound[comp] in ("", line.deposit)
            self.bound[comp] = line.deposit
        assert line.deposit == self.bound[comp]
        if line.type in UNBINDING:
            self.bound[comp] = ""

    def follow_unwatched(self, line: Event) -> None:
        """What nobody watched: a door was released for it, and without a sensor, it opened."""
        before = self.lines[-2]
        assert (before.type, before.comp) == (EventType.UNSURE, line.comp)
        opening, opened = UNWATCHED[line.type]
        known = {opened} if "verified" in line.data else {opening, opened}
        assert before.data["after"] in known

    def follow_deposit(self, line: Event) -> None:
        """Deposits: stored before taken, held too long once, ended once."""
        if line.type is EventType.DEPOSITED:
            assert line.deposit not in self.stored
            self.stored.add(line.deposit)
        if line.type in ENDINGS:
            never_stored = line.type is EventType.CANCELLED
            assert never_stored is (line.deposit not in self.stored)
            self.ended[line.deposit] = line.type
