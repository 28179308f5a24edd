"""What is said of a committee in numbers that cannot be polished.

Every matter that was ever raised is in ``raised`` and in exactly one of the parts below it: what
was refused, merged or never judged does not leave the denominator, and silence is no consent.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linli.buildings.enums.matters import Exclusion, MatterState, Verdict


@dataclass(frozen=True, slots=True)
class Counted:
    """One matter, as it is counted. ``is_late``: a promise on it was broken, ever."""

    state: MatterState
    verdict: Verdict
    exclusion: str
    is_merged: bool
    is_promised: bool
    is_late: bool
    reopened: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """A committee's matters; ``raised`` is the sum of the parts from ``open`` to ``merged``."""

    raised: int
    open: int
    solved: int
    silent: int
    excluded: Mapping[Exclusion, int]
    merged: int
    promised: int
    late: int
    reopened: int

    @property
    def solved_percent(self) -> int | None:
        """Of all that were raised, how many their raisers call solved; None of none."""
        return 100 * self.solved // self.raised if self.raised else None


def figures_of(matters: Iterable[Counted]) -> Figures:
    """Count matters, each once."""
    every = list(matters)
    parts = Counter(_part(one) for one in every)
    return Figures(
        raised=len(every),
        open=parts["open"],
        solved=parts["solved"],
        silent=parts["silent"],
        excluded={why: parts[why.value] for why in Exclusion if parts[why.value]},
        merged=parts["merged"],
        promised=sum(one.is_promised for one in every),
        late=sum(one.is_late for one in every),
        reopened=sum(one.reopened > 0 for one in every),
    )


def _part(one: Counted) -> str:
    if one.is_merged:
        return "merged"
    if one.state is MatterState.EXCLUDED:
        return one.exclusion
    if one.state is not MatterState.ANSWERED:
        return "open"
    return "solved" if one.verdict is Verdict.SOLVED else "silent"
