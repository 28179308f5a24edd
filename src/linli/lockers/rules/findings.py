"""What a crew is asked after it has opened a door, and what became of the meal by its answer.

See docs/decisions/0023.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from linli.lockers.enums import OUTCOMES, DepositState, FindingKind
from linli.wire.messages import Event, EventType, Purpose, State

FINDING_WITHIN = timedelta(hours=12)
"""By then every meal has one outcome. Source: CUSTODY, I9."""

NOT_CREW = ("courier", "owner")
"""To whom staff's openings are lent; see docs/decisions/0020."""

_ENDS = (EventType.PICKED, EventType.RECALLED, EventType.DISPOSED, EventType.CANCELLED)
_INTENTS = (EventType.INTENT_D, EventType.INTENT_P, EventType.INTENT_S)
_IN_DOUBT = (State.UNSURE, State.CHECK)
_STILL_IN = (EventType.DEPOSITED, EventType.NOT_TAKEN)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a meal's stay behind one door ended, by its cabinet's journal.

    ``by_crew``: it was a crew's opening. ``in_doubt``: no sensor vouches for what came of it.
    ``disposes``: that opening was for throwing away. ``for_owner``: the lock had been released
    for the owner since the meal was last known to be in. ``by_door_alone``: only an open and a
    closed door say that it ever was, and nobody forced it. ``seq`` is the last line's number.
    """

    seq: int
    by_crew: bool
    in_doubt: bool
    disposes: bool
    for_owner: bool
    by_door_alone: bool


def ending_of(lines: Sequence[Event]) -> Ending | None:
    """Return how a deposit ended behind a door, None where no line says so.

    Args:
        lines: every line that names the deposit, oldest first.
    """
    last = next((at for at, one in enumerate(lines) if one.type in _ENDS and one.comp), None)
    if last is None:
        return None
    stay = lines[:last]
    opened = next((at for at in reversed(range(last)) if stay[at].type in _INTENTS), None)
    by_crew = opened is not None and _is_crews(stay[opened])
    was_in_doubt = by_crew and any(one.state in _IN_DOUBT for one in stay[:opened][-1:])
    stored = [one for one in stay if one.type is EventType.DEPOSITED]
    since = max((at for at, one in enumerate(stay) if one.type in _STILL_IN), default=0)
    return Ending(
        seq=lines[last].seq,
        by_crew=by_crew,
        in_doubt=was_in_doubt or lines[last].data.get("verified") is False,
        disposes=opened is not None and stay[opened].data.get("purpose") == Purpose.DISPOSE,
        for_owner=any(one.type is EventType.INTENT_P for one in stay[since:]),
        by_door_alone=bool(stored)
        and stored[-1].data.get("verified") is False
        and not any(one.type is EventType.FORCED for one in stay),
    )


def is_asked(state: DepositState, ending: Ending, *, cleared: bool) -> bool:
    """Whether the crew that opened the door is asked what it found.

    Args:
        state: how the deposit ended.
        ending: how, by its lines.
        cleared: the crew has opened the same door since, with no meal bound to it.
    """
    return ending.in_doubt and (ending.by_crew or (cleared and state == DepositState.PICKED))


def outcome_of(state: DepositState, found: FindingKind, ending: Ending) -> DepositState:
    """Return what became of a meal, by what its cabinet wrote and what the crew found.

    A meal that was found is the crew's, whatever the door let one think. Where none was, the
    owner had it if the lock was released for the owner; if only the door said that there was
    a meal, there was none. Where somebody forced the door nobody knows more than before.
    """
    if found == FindingKind.MEAL:
        if state in OUTCOMES and state != DepositState.PICKED:
            return state
        return DepositState.DISPOSED if ending.disposes else DepositState.RECALLED
    if state not in (DepositState.RECALLED, DepositState.DISPOSED):
        return state
    if ending.for_owner:
        return DepositState.PICKED
    return DepositState.NEVER_ARRIVED if ending.by_door_alone else state


def _is_crews(line: Event) -> bool:
    return line.type is EventType.INTENT_S and line.data.get("actor") not in NOT_CREW
