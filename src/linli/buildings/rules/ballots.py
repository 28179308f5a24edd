"""When a motion is carried: each rule by which is counted, and counting by it.

Without Django, so that a third party can count again with this module and ``recount`` alone.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

YES, NO, ABSTAIN, SPOILT = "yes", "no", "abstain", "spoilt"
"""What may be voted on a motion; ``SPOILT`` is a paper that says nothing, or too much."""

MOTION_OPTIONS = (YES, NO, ABSTAIN)
ELECTION = "election"
CARRIED, REJECTED, NO_QUORUM, ELECTED, TIED = "carried", "rejected", "no_quorum", "elected", "tied"
"""What came of it."""

_HALF, _TWO_THIRDS, _THREE_QUARTERS = Fraction(1, 2), Fraction(2, 3), Fraction(3, 4)


@dataclass(frozen=True, slots=True)
class Weight:
    """So many lines of a roll, their area in hundredths of a square metre, and their heads."""

    lines: int = 0
    area: int = 0
    heads: int = 0

    def __add__(self, other: "Weight") -> "Weight":
        return Weight(self.lines + other.lines, self.area + other.area, self.heads + other.heads)


@dataclass(frozen=True, slots=True)
class Share:
    """What part of a whole is enough; ``is_more``: the part itself is not, as in 过半数.

    Source: 《民法典》, article 1259: 以上 includes the number itself, 超过 does not.
    """

    part: Fraction
    is_more: bool = False

    def reached(self, some: int, whole: int) -> bool:
        """Tell whether some of a whole is enough; of nothing, nothing is."""
        need = self.part * whole
        return whole > 0 and (some > need if self.is_more else some >= need)


@dataclass(frozen=True, slots=True)
class Rule:
    """How a ballot is decided.

    ``quorum`` is the share of the roll that must take part, ``passes`` the share that must say
    yes: of the whole roll where ``of_all``, else of those who take part. Both are asked of the
    heads, and where ``by_area`` of the area too.
    """

    passes: Share
    quorum: Share | None = None
    by_area: bool = False
    of_all: bool = False


RULES: Final[Mapping[str, Rule]] = {
    "majority": Rule(Share(_HALF, is_more=True), of_all=True),
    "two_thirds": Rule(Share(_TWO_THIRDS), of_all=True),
    "art278": Rule(Share(_HALF, is_more=True), Share(_TWO_THIRDS), by_area=True),
    "art278_special": Rule(Share(_THREE_QUARTERS), Share(_TWO_THIRDS), by_area=True),
    ELECTION: Rule(Share(Fraction(0), is_more=True), Share(_HALF, is_more=True)),
}
"""Every rule by its name, which stands in exports and never changes.

``majority`` and ``two_thirds`` are of the whole roll, as a committee decides by its seats.

``art278`` and ``art278_special`` are《民法典》, article 278: two thirds of the area and two thirds
of the heads must take part; then more than half of the area and heads that take part decide, and
for items 6 to 8 (raising maintenance funds, rebuilding, another use of what is shared) three
quarters of both. Who abstains takes part.

``election`` gives a seat to whoever has most votes, if more than half of the roll takes part; it
is ours, where the standing orders of a committee say nothing else.
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a roll: area in hundredths of a square metre, and heads.

    Heads are counted as in the Supreme Court's judicial interpretation of 2020 on
    disputes over divided ownership of buildings, article 9: one for each exclusive part, and
    one for an owner of several.
    """

    number: int
    area: int
    heads: int

    @property
    def weight(self) -> Weight:
        """What it counts for."""
        return Weight(1, self.area, self.heads)


@dataclass(frozen=True, slots=True)
class Cast:
    """One vote: for what, and of which line of the roll; None where nobody may know."""

    choice: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What was counted, and what came of it; ``winner`` is an option, for elections alone."""

    outcome: str
    roll: Weight
    took_part: Weight
    by_choice: Mapping[str, Weight]
    winner: str = ""


def may_be_secret(rule: str, roll: Iterable[Line]) -> bool:
    """Tell whether this can be voted on in secret: where each vote weighs the same.

    An area, or heads, that only one line has would tell whose vote it is.
    """
    return not RULES[rule].by_area and all(one.heads == 1 and not one.area for one in roll)


def total(lines: Iterable[Line]) -> Weight:
    """Return what some lines weigh together."""
    return sum((one.weight for one in lines), Weight())


def count(
    rule: str,
    options: Sequence[str],
    roll: Collection[Line],
    took_part: Collection[int],
    votes: Iterable[Cast],
) -> Result:
    """Count, and decide.

    Args:
        rule: a name of ``RULES``.
        options: what could be chosen; the first of a motion is yes.
        roll: who may vote.
        took_part: the numbers of the lines that did.
        votes: what was cast, in any order; each of a line that took part, or of no line.

    Raises:
        KeyError: a vote for what is no option, or of a line that is not on the roll.
    """
    lines = {one.number: one for one in roll}
    by_choice = dict.fromkeys((*options, SPOILT), Weight())
    for vote in votes:
        weight = Weight(1, 0, 1) if vote.line is None else lines[vote.line].weight
        by_choice[vote.choice] += weight
    here = total(lines[number] for number in took_part)
    whole = total(roll)
    outcome, winner = _decide(RULES[rule], options, whole, here, by_choice)
    return Result(outcome, whole, here, by_choice, winner)


def _decide(
    rule: Rule,
    options: Sequence[str],
    whole: Weight,
    here: Weight,
    by_choice: Mapping[str, Weight],
) -> tuple[str, str]:
    if rule.quorum is not None and not _reached(rule, rule.quorum, here, whole):
        return NO_QUORUM, ""
    if rule is RULES[ELECTION]:
        return _elected(options, by_choice)
    base = whole if rule.of_all else here
    carried = _reached(rule, rule.passes, by_choice[YES], base)
    return (CARRIED if carried else REJECTED), ""


def _reached(rule: Rule, share: Share, some: Weight, whole: Weight) -> bool:
    by_heads = share.reached(some.heads, whole.heads)
    return by_heads and (not rule.by_area or share.reached(some.area, whole.area))


def _elected(options: Sequence[str], by_choice: Mapping[str, Weight]) -> tuple[str, str]:
    """Return whom most chose; equal is nobody, and abstaining chooses nobody."""
    heads = {one: by_choice[one].heads for one in options if one != ABSTAIN}
    most = max(heads.values())
    first = [one for one, votes in heads.items() if votes == most]
    return (ELECTED, first[0]) if most and len(first) == 1 else (TIED, "")
