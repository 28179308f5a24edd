"""A policy's conditions as text that a secretary writes: read into a tree, and printed back.

One condition a line, its clause in the line after it; frames in between::

    员工人数 不少于 20 人
    依据：演示 1 号|第三条|员工二十人以上
    任一：
    企业规模 属于 小型、微型
    依据：演示 1 号|第四条|小型微型企业
    专精特新 是
    依据：演示 1 号|第五条|专精特新企业
    完

Lines outside all frames must all hold. Space, and full or half width, do not matter. The words
of this language are Chinese whoever reads the page, because the documents are.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from linli.buildings.enums.policies import Sort
from linli.buildings.errors.policies import (
    ClauseAlone,
    ClauseNeeded,
    ComparisonUnfit,
    FrameEmpty,
    FrameOpen,
    LineUnreadable,
    NothingToClose,
    RangeBackwards,
    TooManyConditions,
    ValueUnfit,
)
from linli.buildings.rules.policies import (
    Bound,
    Clause,
    Compare,
    Condition,
    Frame,
    Framed,
    Is,
    Key,
    Node,
    OneOf,
    Op,
    Test,
    Vocabulary,
    Within,
)

MOST_CONDITIONS, DEEPEST = 40, 4
"""More cannot be checked by reading; real notices ask for five to fifteen things."""

CLAUSE_LONGEST = 200
"""Characters of each part of a clause."""

NUMBER_DIGITS = 12
YEARS = range(1949, 2100)
"""No company here was founded before; no deadline lies after."""

FRAMES: Mapping[str, Frame] = {"全部": Frame.ALL, "任一": Frame.ANY, "都不": Frame.NONE}
END = "完"
CLAUSE = "依据"
YES, NO = "是", "否"
BETWEEN_CHOICES = ("、", ",")
AMONG, FROM, UNTIL, BETWEEN = "属于", "在", "到", "之间"

WORDS: Mapping[Sort, Mapping[Op, str]] = {
    Sort.NUMBER: {
        Op.AT_LEAST: "不少于",
        Op.AT_MOST: "不多于",
        Op.OVER: "多于",
        Op.UNDER: "少于",
        Op.EQUAL: "等于",
    },
    Sort.DATE: {
        Op.AT_LEAST: "不早于",
        Op.AT_MOST: "不晚于",
        Op.OVER: "晚于",
        Op.UNDER: "早于",
        Op.EQUAL: "等于",
    },
}
SIGNS: Mapping[str, Op] = {
    "≥": Op.AT_LEAST,
    "≤": Op.AT_MOST,
    ">=": Op.AT_LEAST,
    "<=": Op.AT_MOST,
    ">": Op.OVER,
    "<": Op.UNDER,
    "=": Op.EQUAL,
}
"""The same on a keyboard; longer ones before what they begin with."""

_SPACE = re.compile(r"\s+")
_CITED = re.compile(rf"{CLAUSE}\s*[：:]([^|\uff5c]*)[|\uff5c]([^|\uff5c]*)[|\uff5c](.*)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@dataclass(slots=True)
class _Open:
    """A frame that is being read: since which line, and what is in it so far."""

    word: str
    line: int
    parts: list[Node] = field(default_factory=list)


def read_policy(text: str, vocabulary: Vocabulary) -> Node:
    """Read a policy's conditions.

    Raises:
        LineUnreadable, ComparisonUnfit, ValueUnfit, RangeBackwards: a condition, with its line and
            what may stand there.
        ClauseNeeded, ClauseAlone: a condition without a clause, or the other way round.
        FrameOpen, FrameEmpty, NothingToClose, TooManyConditions: see there.
    """
    rows = list(_rows(text))
    frames = [_Open("", 0)]
    count = at = 0
    while at < len(rows):
        line, row = rows[at]
        plain = _plain(row).rstrip(":")
        if plain in FRAMES:
            frames.append(_Open(plain, line))
        elif plain == END:
            _close(frames, line, vocabulary)
        elif plain.startswith(CLAUSE):
            raise ClauseAlone(line=line)
        else:
            key, test = _condition(line, row, vocabulary)
            at += 1
            clause = _clause(rows[at][1]) if at < len(rows) else None
            if clause is None:
                raise ClauseNeeded(line=line, most=CLAUSE_LONGEST)
            frames[-1].parts.append(Condition(key, test, clause))
            count += 1
        if count > MOST_CONDITIONS or len(frames) > DEEPEST + 1:
            raise TooManyConditions(line=line, most=MOST_CONDITIONS, deep=DEEPEST)
        at += 1
    if len(frames) > 1:
        raise FrameOpen(line=frames[-1].line, frame=frames[-1].word)
    parts = _filled(frames[0], vocabulary)
    return parts[0] if len(parts) == 1 else Framed(Frame.ALL, parts)


def print_policy(node: Node, vocabulary: Vocabulary) -> str:
    """Return a policy as it would be written; read again, it is the same."""
    if isinstance(node, Framed) and node.frame is Frame.ALL and len(node.parts) > 1:
        lines = [line for part in node.parts for line in _lines(part, vocabulary)]
    else:
        lines = list(_lines(node, vocabulary))
    return "\n".join(lines)


def print_test(condition: Condition, vocabulary: Vocabulary) -> str:
    """Return one condition as it would be written, without its clause."""
    key = vocabulary[condition.key]
    match condition.test:
        case Compare(op, value):
            said = f"{WORDS[key.sort][op]} {_value(key, value)}"
        case Within(first, last):
            said = f"{FROM} {_value(key, first)} {UNTIL} {_value(key, last)} {BETWEEN}"
        case OneOf(codes):
            assert key.choices, "a choice has what to choose from"
            said = f"{AMONG} {'、'.join(key.choices[code] for code in codes)}"
        case _:
            said = YES if condition.test.wanted else NO
    return f"{key.name} {said}"


def forms(key: Key) -> list[str]:
    """Return what may be written of a fact, an example a line."""
    if key.sort is Sort.YES_NO:
        return [f"{key.name} {YES}", f"{key.name} {NO}"]
    if key.sort is Sort.CHOICE:
        assert key.choices, "as above"
        return [f"{key.name} {AMONG} {'、'.join(key.choices.values())}"]
    one, two = ("20", "300") if key.sort is Sort.NUMBER else ("2020-01-01", "2026-12-31")
    unit = f" {key.unit}" if key.unit else ""
    said = [f"{key.name} {word} {one}{unit}" for word in WORDS[key.sort].values()]
    return [*said, f"{key.name} {FROM} {one}{unit} {UNTIL} {two}{unit} {BETWEEN}"]


def _rows(text: str) -> Iterator[tuple[int, str]]:
    for line, row in enumerate(text.split("\n"), start=1):
        cleaned = " ".join(_CONTROL.sub(" ", row).split())
        if cleaned:
            yield line, cleaned


def _plain(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).lower()


def _close(frames: list[_Open], line: int, vocabulary: Vocabulary) -> None:
    if len(frames) == 1:
        raise NothingToClose(line=line)
    ended = frames.pop()
    made = Framed(FRAMES[ended.word], _filled(ended, vocabulary))
    frames[-1].parts.append(made)


def _filled(frame: _Open, vocabulary: Vocabulary) -> tuple[Node, ...]:
    if not frame.parts:
        raise FrameEmpty(line=frame.line, example=_example(vocabulary))
    return tuple(frame.parts)


def _example(vocabulary: Vocabulary) -> str:
    return forms(next(iter(vocabulary.values())))[0]


def _clause(row: str) -> Clause | None:
    found = _CITED.fullmatch(row)
    if found is None:
        return None
    parts = [one.strip() for one in found.groups()]
    return Clause(*parts) if all(0 < len(one) <= CLAUSE_LONGEST for one in parts) else None


def _condition(line: int, row: str, vocabulary: Vocabulary) -> tuple[str, Test]:
    plain = _plain(row)
    named = [
        (key, name)
        for key in vocabulary.values()
        for name in (_plain(key.name), key.code)
        if plain.startswith(name)
    ]
    if not named:
        allowed = "、".join(key.name for key in vocabulary.values())
        raise LineUnreadable(line=line, example=_example(vocabulary), allowed=allowed)
    key, name = max(named, key=lambda one: len(one[1]))
    return key.code, _test(line, key, plain[len(name) :])


def _test(line: int, key: Key, rest: str) -> Test:
    if key.sort is Sort.YES_NO:
        if rest not in (YES, NO):
            raise _unfit(line, key)
        return Is(rest == YES)
    if key.sort is Sort.CHOICE:
        return _one_of(line, key, rest)
    if rest.startswith(FROM) and rest.endswith(BETWEEN):
        first, _, last = rest[len(FROM) : -len(BETWEEN)].partition(UNTIL)
        one, two = _bound(line, key, first), _bound(line, key, last)
        if one > two:  # type: ignore[operator]  # of one sort
            raise RangeBackwards(line=line)
        return Within(one, two)
    spoken = {word: op for op, word in WORDS[key.sort].items()}
    for word, op in (*spoken.items(), *SIGNS.items()):
        if rest.startswith(word):
            return Compare(op, _bound(line, key, rest[len(word) :]))
    raise _unfit(line, key)


def _one_of(line: int, key: Key, rest: str) -> OneOf:
    assert key.choices, "a choice has what to choose from"
    if not rest.startswith(AMONG):
        raise _unfit(line, key)
    names = [(_plain(name), code) for code, name in key.choices.items()]
    names += [(code, code) for code in key.choices]
    chosen, left = set(), rest[len(AMONG) :]
    while True:  # names may hold what stands between them, so the longest that fits is taken
        fits = [(name, code) for name, code in names if left.startswith(name)]
        name, code = max(fits, key=lambda one: len(one[0]), default=("", ""))
        chosen.add(code)
        left = left[len(name) :]
        if left[:1] not in BETWEEN_CHOICES:
            break
        left = left[1:]
    if left or "" in chosen:
        raise ValueUnfit(line=line, fact=key.name, allowed="、".join(key.choices.values()))
    return OneOf(tuple(code for code in key.choices if code in chosen))


def _bound(line: int, key: Key, typed: str) -> Bound:
    if key.sort is Sort.DATE:
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            day = date.min
        if day.year not in YEARS:
            raise ValueUnfit(line=line, fact=key.name, allowed="2026-03-02")
        return day
    digits = typed.removesuffix(_plain(key.unit)).replace(",", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= NUMBER_DIGITS):
        raise ValueUnfit(line=line, fact=key.name, allowed=_value(key, 20))
    return int(digits)


def _value(key: Key, value: Bound) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return f"{value} {key.unit}" if key.unit else str(value)


def _unfit(line: int, key: Key) -> ComparisonUnfit:
    return ComparisonUnfit(line=line, fact=key.name, allowed="；".join(forms(key)))


def _lines(node: Node, vocabulary: Vocabulary) -> Iterator[str]:
    if isinstance(node, Condition):
        clause = node.clause
        yield print_test(node, vocabulary)
        yield f"{CLAUSE}：{clause.document}|{clause.article}|{clause.sentence}"
        return
    word = next(word for word, frame in FRAMES.items() if frame is node.frame)
    yield f"{word}："
    for part in node.parts:
        yield from _lines(part, vocabulary)
    yield END
