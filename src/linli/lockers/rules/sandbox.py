"""What a rehearsed meal does at the mock cabinet, as the lines that a real one would write."""

from dataclasses import dataclass
from enum import StrEnum

from linli.wire.messages import EventType, State


class Step(StrEnum):
    """What a platform's computer lets happen to one of its orders."""

    STORE = "store"
    """The courier comes, the door opens, the meal goes in."""
    JAM = "jam"
    """The courier comes, the door does not open, and the courier leaves with the meal."""
    EXPIRE = "expire"
    """Nobody came for it in time."""
    FETCH = "fetch"
    """Its owner takes it out."""
    RECALL = "recall"
    """The crew takes it out."""


class Doors(StrEnum):
    """What becomes of the doors that are free, or were shut."""

    FILL = "fill"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a journal, before it has a number; ``why`` is what it says besides."""

    kind: EventType
    state: State | None
    why: str = ""
    names_meal: bool = True
    names_door: bool = True


BEGINS = frozenset({Step.STORE, Step.JAM})
"""With these a courier comes; the others are of a meal that is in."""

LINES: dict[Step, tuple[Line, ...]] = {
    Step.STORE: (
        Line(EventType.INTENT_D, State.OPENING_D),
        Line(EventType.OPENED, State.OPEN_D),
        Line(EventType.DEPOSITED, State.OCC),
    ),
    Step.JAM: (
        Line(EventType.INTENT_D, State.OPENING_D),
        Line(EventType.EMPTY, State.FREE),
        Line(EventType.BLOCKED, State.CHECK, "jammed", names_meal=False),
        Line(EventType.CANCELLED, None, "never_arrived", names_door=False),
    ),
    Step.EXPIRE: (Line(EventType.HOLD_EXPIRED, State.OCC),),
    Step.FETCH: (
        Line(EventType.INTENT_P, State.OPENING_P),
        Line(EventType.OPENED, State.OPEN_P),
        Line(EventType.PICKED, State.FREE),
    ),
    Step.RECALL: (
        Line(EventType.INTENT_S, State.OPENING_S),
        Line(EventType.OPENED, State.OPEN_S),
        Line(EventType.RECALLED, State.FREE),
    ),
}

GONE = Line(EventType.CANCELLED, None, "cancelled", names_door=False)
SHUT = Line(EventType.BLOCKED, State.OOS, "sandbox", names_meal=False)
OPEN_AGAIN = Line(EventType.CLEARED, State.FREE, names_meal=False)
