"""Whether somebody gains by a policy: yes, no with the clauses, or unknown with what to ask next.

Three values, after Kleene (Introduction to Metamathematics, 1952, § 64): what is not known is
neither held for nor against anybody, and what settles without it needs no asking.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import chain

from linli.buildings.enums.policies import Gain, Sort

Value = int | date | str | bool
"""A number in the unit of its key, a day, a choice by its code, or yes or no."""

Bound = int | date
"""What a number or a day is held against."""

Facts = Mapping[str, Value]
"""What is known of somebody, by key. What is not known, or no longer, is not in it."""


@dataclass(frozen=True, slots=True)
class Key:
    """One fact that policies may ask for; ``name`` is what a secretary writes.

    ``unit`` is a number's, and none is below zero; ``choices``, by code, are a choice's.
    """

    code: str
    name: str
    sort: Sort
    unit: str = ""
    choices: Mapping[str, str] | None = None


Vocabulary = Mapping[str, Key]
"""All that policies may ask for, by code, in the order in which it is asked."""


class Op(StrEnum):
    """How a fact is compared with a value of its own sort."""

    AT_LEAST = "ge"
    AT_MOST = "le"
    OVER = "gt"
    UNDER = "lt"
    EQUAL = "eq"


@dataclass(frozen=True, slots=True)
class Compare:
    """A number or a day, against another."""

    op: Op
    value: Bound


@dataclass(frozen=True, slots=True)
class Within:
    """A number or a day, from one to another, both included."""

    first: Bound
    last: Bound


@dataclass(frozen=True, slots=True)
class OneOf:
    """A choice, among these codes."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Is:
    """A yes, or a no."""

    wanted: bool


Test = Compare | Within | OneOf | Is


@dataclass(frozen=True, slots=True)
class Clause:
    """Where a condition comes from: which document, which article, and its own words."""

    document: str
    article: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One fact that is asked for, how, and by which clause."""

    key: str
    test: Test
    clause: Clause


class Frame(StrEnum):
    """How the conditions in a frame are held together."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Framed:
    """All, any or none of these; there is at least one."""

    frame: Frame
    parts: "tuple[Node, ...]"


Node = Condition | Framed


@dataclass(frozen=True, slots=True)
class Reason:
    """A condition that settles a policy; ``is_barred`` where it is one that must not hold."""

    condition: Condition
    is_barred: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """What a policy comes to for somebody.

    ``because`` are the conditions that settle it, and none while nothing does. ``ask`` is the
    key of the one fact to ask next, None once it is settled; ``settling`` are the keys each of
    which may settle it with one answer.
    """

    gain: Gain
    because: tuple[Reason, ...] = ()
    ask: str | None = None
    settling: tuple[str, ...] = ()


def conditions(node: Node) -> Iterator[Condition]:
    """Yield the conditions of a policy, in the order in which they are written."""
    if isinstance(node, Condition):
        yield node
    else:
        for part in node.parts:
            yield from conditions(part)


def holds(test: Test, value: Value) -> bool:
    """Tell whether a value passes a test of its own sort."""
    match test:
        case Compare(op, wanted):
            return _compares(op, value, wanted)
        case Within(first, last):
            return _compares(Op.AT_LEAST, value, first) and _compares(Op.AT_MOST, value, last)
        case OneOf(codes):
            return value in codes
        case _:
            return value is test.wanted


def _compares(op: Op, value: Value, wanted: Bound) -> bool:
    assert type(value) is type(wanted), "a fact is of its key's sort"
    below, above = value < wanted, value > wanted  # type: ignore[operator]  # of one sort
    return {
        Op.AT_LEAST: not below,
        Op.AT_MOST: not above,
        Op.OVER: above,
        Op.UNDER: below,
        Op.EQUAL: not below and not above,
    }[op]


Told = Mapping[Condition, Gain]
"""What each condition comes to by itself."""


def tell_each(node: Node, facts: Facts) -> dict[Condition, Gain]:
    """Return what each condition comes to, where its fact is known."""
    return {
        one: _gain(holds(one.test, facts[one.key])) if one.key in facts else Gain.UNKNOWN
        for one in conditions(node)
    }


def _gain(held: bool) -> Gain:  # noqa: FBT001  # it is what it is about
    return Gain.YES if held else Gain.NO


_NOT = {Gain.YES: Gain.NO, Gain.NO: Gain.YES, Gain.UNKNOWN: Gain.UNKNOWN}


def verdict(node: Node, told: Told) -> Gain:
    """Return what a policy comes to: Kleene's strong and, or, and not."""
    if isinstance(node, Condition):
        return told[node]
    each = {verdict(part, told) for part in node.parts}
    settling = Gain.NO if node.frame is Frame.ALL else Gain.YES
    if settling in each:
        found = settling
    elif Gain.UNKNOWN in each:
        found = Gain.UNKNOWN
    else:
        found = _NOT[settling]
    return _NOT[found] if node.frame is Frame.NONE else found


def because(node: Node, told: Told, *, is_barred: bool = False) -> Iterator[Reason]:
    """Yield the conditions that settle a policy; with them alone it would be settled as well."""
    if isinstance(node, Condition):
        yield Reason(node, is_barred)
        return
    gains = [(part, verdict(part, told)) for part in node.parts]
    settling = Gain.NO if node.frame is Frame.ALL else Gain.YES
    deciding = [part for part, gain in gains if gain is settling] or [part for part, _ in gains]
    for part in deciding:
        yield from because(part, told, is_barred=is_barred is not (node.frame is Frame.NONE))


def open_keys(node: Node, told: Told) -> Iterator[str]:
    """Yield the keys that still matter: those in no part that is settled without them."""
    if verdict(node, told) is not Gain.UNKNOWN:
        return
    if isinstance(node, Condition):
        yield node.key
    else:
        for part in node.parts:
            yield from open_keys(part, told)


Answer = frozenset[Condition]
"""What somebody may answer, as far as a policy can tell: which of its conditions hold then."""


def answers(key: Key, tests: Sequence[Condition]) -> list[Answer]:
    """Return the answers to a question that differ for these conditions, each once.

    A number or a day is tried at each bound, one step before it and one after it: between two
    bounds nothing changes.
    """
    found: dict[Answer, None] = {}
    for value in _values(key, tests):
        found[frozenset(one for one in tests if holds(one.test, value))] = None
    return list(found)


def _values(key: Key, tests: Sequence[Condition]) -> Iterable[Value]:
    if key.sort is Sort.YES_NO:
        return (True, False)
    if key.sort is Sort.CHOICE:
        assert key.choices, "a choice has what to choose from"
        return tuple(key.choices)
    bounds = set(chain.from_iterable(_bounds(one.test) for one in tests))
    if key.sort is Sort.DATE:
        days = sorted(one for one in bounds if isinstance(one, date))
        return [day + timedelta(days=step) for day in days for step in (-1, 0, 1)]
    numbers = sorted(one for one in bounds if isinstance(one, int))
    tried = [number + step for number in numbers for step in (-1, 0, 1)]
    return [number for number in tried if number >= 0]


def _bounds(test: Test) -> tuple[Bound, ...]:
    if isinstance(test, Compare):
        return (test.value,)
    assert isinstance(test, Within), "a number or a day is compared"
    return (test.first, test.last)


@dataclass(frozen=True, slots=True)
class Question:
    """A key that still matters: which share of its answers settles the policy, and what is left.

    ``left`` is how many keys matter still after its answer, in the mean of the answers.
    """

    key: str
    settles: Fraction
    left: Fraction


def questions(node: Node, told: Told, vocabulary: Vocabulary) -> list[Question]:
    """Return the keys that still matter, the one to ask next first: whose answer settles most.

    First the key of whose different answers the largest share settles the whole policy; among
    equals the one after which the fewest keys matter still; then the one that comes first in the
    vocabulary. The same facts always lead to the same question.
    """
    every = tuple(conditions(node))
    matter = set(open_keys(node, told))
    found = [
        _question(node, told, key, every) for code, key in vocabulary.items() if code in matter
    ]
    return sorted(found, key=lambda one: (-one.settles, one.left))


def _question(node: Node, told: Told, key: Key, every: Sequence[Condition]) -> Question:
    asked = [one for one in every if one.key == key.code]
    given = answers(key, asked)
    left = []
    for answer in given:
        then = {**told, **{one: _gain(one in answer) for one in asked}}
        left.append(len(set(open_keys(node, then))))
    return Question(key.code, Fraction(left.count(0), len(given)), Fraction(sum(left), len(given)))


def judge(node: Node, facts: Facts, vocabulary: Vocabulary) -> Judged:
    """Tell whether somebody gains by a policy, why or why not, or what to ask next."""
    return _settle(node, tell_each(node, facts), vocabulary)


def judge_all(node: Node, everybody: Sequence[Facts], vocabulary: Vocabulary) -> list[Judged]:
    """Judge many at once, in their order: who has the same answers is thought about once."""
    seen: dict[tuple[Gain, ...], Judged] = {}
    found = []
    for facts in everybody:
        told = tell_each(node, facts)
        pattern = tuple(told.values())
        if pattern not in seen:
            seen[pattern] = _settle(node, told, vocabulary)
        found.append(seen[pattern])
    return found


def _settle(node: Node, told: Told, vocabulary: Vocabulary) -> Judged:
    gain = verdict(node, told)
    if gain is not Gain.UNKNOWN:
        return Judged(gain, because=tuple(dict.fromkeys(because(node, told))))
    asked = questions(node, told, vocabulary)
    return Judged(gain, ask=asked[0].key, settling=tuple(one.key for one in asked if one.settles))
