"""The server's tables in memory, with the constraints that its database would enforce."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from linli.kernel.chain import GENESIS
from linli.lockers.enums import LIVE, OUTCOMES, DepositState, DoorState
from linli.lockers.rules.lifecycle import DepositNow
from linli.lockers.rules.projection import DoorNow
from linli.wire.messages import DirectiveBody, Event, Size
from proof.simulation.failing import ViolatedError


@dataclass(frozen=True, slots=True)
class Row:
    """One deposit; times are virtual milliseconds."""

    now: DepositNow
    size: Size
    asked_ms: int
    withdrawn_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A directive as its row has it."""

    mark: str
    body: DirectiveBody


@dataclass(slots=True)
class Books:
    """All that one transaction sees; copied when it begins, kept when it commits."""

    doors: dict[int, DoorNow]
    free: Counter[Size]
    promised: Counter[Size] = field(default_factory=Counter)
    deposits: dict[str, Row] = field(default_factory=dict)
    lines: list[Event] = field(default_factory=list)
    directives: dict[int, Order] = field(default_factory=dict)
    epoch: int = 1
    dseq: int = 0
    applied_dseq: int = 0
    applied_mark: str = ""
    quarantined: bool = False
    contradictions: int = 0

    @property
    def seq(self) -> int:
        """The last journal line held."""
        return len(self.lines)

    @property
    def head(self) -> str:
        """That line's hash."""
        return self.lines[-1].hash if self.lines else GENESIS

    def copy(self) -> "Books":
        """Return books that may be written in without touching these."""
        return replace(
            self,
            doors=self.doors.copy(),
            free=self.free.copy(),
            promised=self.promised.copy(),
            deposits=self.deposits.copy(),
            lines=self.lines.copy(),
            directives=self.directives.copy(),
        )

    def check(self) -> None:
        """Refuse what the tables' constraints and counts would not allow.

        Raises:
            ViolatedError: a commit that would fail, or leave a count that is wrong, for ever.
        """
        live = [row for row in self.deposits.values() if row.now.state in LIVE]
        _must(
            is_single(row.now.comp for row in live if row.now.comp),
            "one live deposit per compartment",
        )
        _must(
            is_single(door.deposit for door in self.doors.values() if door.deposit),
            "a deposit is in one compartment",
        )
        _must(self.applied_dseq <= self.dseq, "no directive applied before it was made")
        free = Counter(one.size for one in self.doors.values() if one.state == DoorState.FREE)
        promised = Counter(row.size for row in live if row.now.is_promised)
        for size in Size:
            _must(self.free[size] == free[size], "free is what the doors say")
            _must(self.promised[size] == promised[size], "promised is what the deposits say")
        _must(
            all(
                row.now.stored_ms and row.now.ended_ms
                for row in self.deposits.values()
                if row.now.state in OUTCOMES
            ),
            "an outcome has its times",
        )

    def waiting(self, states: Iterable[DepositState]) -> list[str]:
        """Return the deposits in one of these states."""
        wanted = set(states)
        return [code for code, row in self.deposits.items() if row.now.state in wanted]


def is_single(names: Iterable[object]) -> bool:
    """Say whether nothing is named twice."""
    listed = list(names)
    return len(listed) == len(set(listed))


def _must(holds: bool, text: str) -> None:  # noqa: FBT001  # what must hold
    if not holds:
        name = "I1"
        raise ViolatedError(name, f"the server's tables: {text}")
