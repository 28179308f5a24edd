"""What may be done to a matter when, and what it is afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from linli.buildings.enums.matters import MatterState, Verdict


class Act(StrEnum):
    """One thing that is done to a matter."""

    TAKE_UP = "take_up"
    DELIBERATE = "deliberate"
    PROMISE = "promise"
    PAUSE = "pause"
    RESUME = "resume"
    ANSWER = "answer"
    EXCLUDE = "exclude"
    SAY_SOLVED = "say_solved"
    SAY_UNSOLVED = "say_unsolved"
    MERGE = "merge"
    UNMERGE = "unmerge"


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides what may be done to a matter.

    ``is_promised``: it has a deadline. ``is_paused`` and ``is_late`` are as of the day it is
    done. ``is_merged``: it lies in another, which is worked on in its place.
    """

    state: MatterState
    verdict: Verdict = Verdict.UNKNOWN
    is_promised: bool = False
    is_paused: bool = False
    is_late: bool = False
    is_merged: bool = False
    reopened: int = 0


OPEN = frozenset(
    {MatterState.RAISED, MatterState.TRIAGED, MatterState.DELIBERATING, MatterState.IN_HAND}
)
"""States in which somebody has still to do something."""

FROM: Mapping[Act, frozenset[MatterState]] = {
    Act.TAKE_UP: frozenset({MatterState.RAISED}),
    Act.DELIBERATE: frozenset({MatterState.TRIAGED}),
    Act.PROMISE: frozenset({MatterState.TRIAGED, MatterState.DELIBERATING}),
    Act.PAUSE: frozenset({MatterState.IN_HAND}),
    Act.RESUME: frozenset({MatterState.IN_HAND}),
    Act.ANSWER: frozenset({MatterState.IN_HAND}),
    Act.EXCLUDE: frozenset({MatterState.RAISED, MatterState.TRIAGED, MatterState.DELIBERATING}),
    Act.SAY_SOLVED: frozenset({MatterState.ANSWERED}),
    Act.SAY_UNSOLVED: frozenset({MatterState.ANSWERED, MatterState.EXCLUDED}),
    Act.MERGE: OPEN - {MatterState.IN_HAND},
    Act.UNMERGE: frozenset(MatterState),
}
"""From which states each thing may be done."""

_TO: Mapping[Act, MatterState] = {
    Act.TAKE_UP: MatterState.TRIAGED,
    Act.DELIBERATE: MatterState.DELIBERATING,
    Act.PROMISE: MatterState.IN_HAND,
    Act.ANSWER: MatterState.ANSWERED,
    Act.EXCLUDE: MatterState.EXCLUDED,
    Act.SAY_UNSOLVED: MatterState.TRIAGED,
}


def after(standing: Standing, act: Act) -> Standing | None:
    """Return what a matter is once something was done to it, None where that may not be.

    While it lies in another nothing is done to it but to take it out again, and it is what it
    was. A promise is made once and kept or broken; only a pause moves it, and none is given to
    what is late already, because that would make a broken promise a kept one; nor does what was
    promised disappear into another matter. Whoever is not
    content opens the matter again: it begins as one that was taken up, without a promise.
    """
    if standing.is_merged is not (act is Act.UNMERGE) or standing.state not in FROM[act]:
        return None
    if act is Act.PAUSE and (standing.is_paused or standing.is_late):
        return None
    if act is Act.RESUME and not standing.is_paused:
        return None
    if act is Act.SAY_SOLVED and standing.verdict is Verdict.SOLVED:
        return None
    return _changed(replace(standing, state=_TO.get(act, standing.state)), act)


def mended(standing: Standing) -> Standing | None:
    """Return what a machine's matter is once its trouble is over; None where that says nothing.

    It is answered, promised or not: what works again needs no promise. Nobody has said that it
    is solved.
    """
    if standing.is_merged or standing.state not in OPEN:
        return None
    return _changed(replace(standing, state=MatterState.ANSWERED), Act.ANSWER)


def allowed(standing: Standing) -> frozenset[Act]:
    """Return what may be done to a matter now."""
    return frozenset(act for act in Act if after(standing, act) is not None)


def _changed(standing: Standing, act: Act) -> Standing:
    match act:
        case Act.MERGE | Act.UNMERGE:
            now = replace(standing, is_merged=act is Act.MERGE)
        case Act.PAUSE | Act.RESUME:
            now = replace(standing, is_paused=act is Act.PAUSE)
        case Act.PROMISE:
            now = replace(standing, is_promised=True)
        case Act.ANSWER:
            now = replace(standing, is_paused=False, is_late=False, verdict=Verdict.UNKNOWN)
        case Act.SAY_SOLVED:
            now = replace(standing, verdict=Verdict.SOLVED)
        case Act.SAY_UNSOLVED:
            again = standing.reopened + 1
            verdict = Verdict.UNSOLVED
            now = replace(standing, verdict=verdict, is_promised=False, reopened=again)
        case _:
            now = standing
    return now
