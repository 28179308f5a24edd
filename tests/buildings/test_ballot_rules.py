"""By which rule a motion is carried, what a roll is, and counting again from an export."""

import json
import subprocess
import sys
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.buildings.enums.ballots import BallotRule, Choice, Outcome
from linli.buildings.errors.ballots import RollEmpty, RollLineUnreadable, RollTooLong, RollTwice
from linli.buildings.rules.ballots import (
    ABSTAIN,
    CARRIED,
    ELECTED,
    MOTION_OPTIONS,
    NO,
    NO_QUORUM,
    REJECTED,
    RULES,
    SPOILT,
    TIED,
    YES,
    Cast,
    Line,
    Weight,
    count,
    may_be_secret,
)
from linli.buildings.rules.recount import FORMAT, main, mark_of, recount, roll_hash, told
from linli.buildings.rules.rolls import MOST_LINES, Entrant, read_roll

TWELVE = [Line(number, 100, 1) for number in range(1, 13)]
"""Twelve owners of one square metre each: thirds, halves and quarters come out even."""


def decided(rule: str, yes: int, no: int, roll: list[Line] = TWELVE) -> str:
    votes = [Cast(YES, at) for at in range(1, yes + 1)]
    votes += [Cast(NO, at) for at in range(yes + 1, yes + no + 1)]
    return count(rule, MOTION_OPTIONS, roll, [one.line or 0 for one in votes], votes).outcome


def test_every_rule_and_outcome_has_its_words() -> None:
    assert {one.value for one in BallotRule} == set(RULES)
    assert {one.value for one in Outcome} == {
        CARRIED,
        REJECTED,
        NO_QUORUM,
        ELECTED,
        TIED,
        "annulled",
    }
    assert [one.value for one in Choice] == [*MOTION_OPTIONS, SPOILT]


@pytest.mark.parametrize(
    ("rule", "yes", "no", "outcome"),
    [
        ("majority", 7, 0, CARRIED),
        ("majority", 6, 0, REJECTED),
        ("two_thirds", 8, 4, CARRIED),
        ("two_thirds", 7, 0, REJECTED),
        ("art278", 4, 3, NO_QUORUM),
        ("art278", 5, 3, CARRIED),
        ("art278", 4, 4, REJECTED),
        ("art278_special", 7, 0, NO_QUORUM),
        ("art278_special", 6, 2, CARRIED),
        ("art278_special", 8, 3, REJECTED),
        ("art278_special", 9, 3, CARRIED),
    ],
)
def test_exactly_what_the_law_says_is_enough_and_one_less_is_not(
    rule: str, yes: int, no: int, outcome: str
) -> None:
    assert decided(rule, yes, no) == outcome


def test_heads_alone_or_area_alone_carry_nothing_under_article_278() -> None:
    large = [Line(1, 900, 1), Line(2, 50, 1), Line(3, 50, 1)]

    assert decided("art278", 1, 0, large) == NO_QUORUM  # 90 % of the area, a third of the heads
    assert decided("art278", 1, 2, large) == REJECTED
    small = [Cast(NO, 1), Cast(YES, 2), Cast(YES, 3)]
    assert count("art278", MOTION_OPTIONS, large, [1, 2, 3], small).outcome == REJECTED


def test_who_abstains_takes_part_and_says_no_yes() -> None:
    votes = [Cast(YES, at) for at in range(1, 5)] + [Cast(ABSTAIN, at) for at in range(5, 9)]

    found = count("art278", MOTION_OPTIONS, TWELVE, list(range(1, 9)), votes)

    assert found.outcome == REJECTED
    assert found.took_part == Weight(8, 800, 8)


def test_of_nothing_nothing_is_enough() -> None:
    assert count("majority", MOTION_OPTIONS, [], [], []).outcome == REJECTED
    assert count("art278", MOTION_OPTIONS, [], [], []).outcome == NO_QUORUM


@pytest.mark.parametrize(
    ("choices", "outcome", "winner"),
    [
        (["1"] * 4 + ["2"] * 3, ELECTED, "1"),
        (["1"] * 4 + ["2"] * 4, TIED, ""),
        ([ABSTAIN] * 8, TIED, ""),
        ([ABSTAIN] * 6 + ["2"], ELECTED, "2"),
        (["1"] * 6, NO_QUORUM, ""),
    ],
)
def test_a_seat_is_for_whom_most_chose_if_more_than_half_came(
    choices: list[str], outcome: str, winner: str
) -> None:
    votes = [Cast(choice) for choice in choices]

    found = count("election", ("1", "2", ABSTAIN), TWELVE, list(range(1, len(votes) + 1)), votes)

    assert (found.outcome, found.winner) == (outcome, winner)


def test_only_votes_that_weigh_the_same_may_be_secret() -> None:
    assert may_be_secret("majority", [Line(1, 0, 1), Line(2, 0, 1)])
    assert not may_be_secret("majority", [Line(1, 0, 1), Line(2, 0, 2)])
    assert not may_be_secret("majority", [Line(1, 5, 1)])
    assert not may_be_secret("art278", [Line(1, 0, 1)])


def test_a_roll_is_read_as_a_spreadsheet_copies_it() -> None:
    typed = '名称\t面积\t人数\n张三 12F\t60.5\t2\n\n"李四, 王五",30\n赵六，7，1\n钱七,,\n孙八'

    assert read_roll(typed) == [
        Entrant("张三 12F", 6050, 2),
        Entrant("李四, 王五", 3000, 1),
        Entrant("赵六", 700, 1),
        Entrant("钱七", 0, 1),
        Entrant("孙八", 0, 1),
    ]


@pytest.mark.parametrize(
    "line",
    ["张三,x", "张三,1,0", "张三,-1", "张三,1.234", "张三,1,1,1", ",60,1", "张三13812345678",
     "张" * 41, "张三,٣", "张三,1,99999", "张三,999999999", "\u202e张三"],
)  # fmt: skip
def test_a_line_that_is_not_so_is_named_with_its_number(line: str) -> None:
    with pytest.raises(RollLineUnreadable) as caught:
        read_roll(f"李四,60,1\n\n{line}")

    assert "第 3 行" in str(caught.value)


def test_a_roll_too_large_empty_or_with_one_name_twice_is_refused() -> None:
    with pytest.raises(RollEmpty):
        read_roll("\n \n名称,面积\n")
    with pytest.raises(RollTooLong):
        read_roll("\n".join(map(str, range(MOST_LINES + 1))))
    with pytest.raises(RollTwice, match="第 3 行和第 1 行"):
        read_roll("张三,1\n李四,1\n张三,2")
    with pytest.raises(RollLineUnreadable):
        read_roll("a,1000000.5")


@given(st.text(max_size=60))
def test_whatever_is_pasted_is_a_roll_or_a_sentence(typed: str) -> None:
    found = list[Entrant]()
    with suppress(RollEmpty, RollLineUnreadable, RollTwice):
        found += read_roll(typed)

    assert all(one.who and one.heads >= 1 for one in found)


LINES = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3)), min_size=1, max_size=6)
CHOSEN = st.lists(st.sampled_from([None, *MOTION_OPTIONS, SPOILT]), min_size=6, max_size=6)
MOTION_RULES = st.sampled_from(["majority", "two_thirds", "art278", "art278_special"])


def exported(
    rule: str, weights: list[tuple[int, int]], chosen: list[str | None], *, secret: bool
) -> dict[str, Any]:
    roll = [Line(number, area, heads) for number, (area, heads) in enumerate(weights, start=1)]
    took = [one.number for one, choice in zip(roll, chosen, strict=False) if choice is not None]
    votes = [(choice, one.number) for one, choice in zip(roll, chosen, strict=False) if choice]
    cast = [Cast(choice, None if secret else line) for choice, line in votes]
    rows = [(one.number, mark_of("c", str(one.number)), one.area, one.heads) for one in roll]
    result = told(count(rule, MOTION_OPTIONS, roll, took, cast))
    return {
        "format": FORMAT,
        "rule": rule,
        "secret": secret,
        "options": list(MOTION_OPTIONS),
        "roll_hash": roll_hash(rows),
        "roll": [
            {"number": row[0], "mark": row[1], "area": row[2], "heads": row[3],
             "took_part": row[0] in took}
            for row in rows
        ],
        "votes": [
            {"receipt": f"r{line}", "choice": choice} | ({} if secret else {"line": line})
            for choice, line in votes
        ],
        "result": result,
    }  # fmt: skip


@given(MOTION_RULES, LINES, CHOSEN, st.booleans())
def test_a_recount_of_what_is_handed_out_equals_the_count(
    rule: str,
    weights: list[tuple[int, int]],
    chosen: list[str | None],
    secret: bool,  # noqa: FBT001  # drawn
) -> None:
    if secret:
        weights = [(0, 1) for _one in weights]

    found = recount(json.loads(json.dumps(exported(rule, weights, chosen, secret=secret))))

    assert list(found.amiss) == []
    assert found.is_equal


EXPORT = exported("art278", [(60, 1), (30, 1), (10, 1)], ["yes", "yes", "no"], secret=False)
SECRET = exported("majority", [(0, 1)] * 3, ["yes", "yes", "no"], secret=True)


def bent(where: str, value: object, export: dict[str, Any] = EXPORT) -> dict[str, Any]:
    made = deepcopy(export)
    *path, last = (int(step) if step.isdigit() else step for step in where.split("."))
    at: Any = made
    for step in path:
        at = at[step]
    at[last] = value
    return made


@pytest.mark.parametrize(
    ("export", "amiss"),
    [
        (bent("roll.0.area", 61), ["roll_hash", "result"]),
        (bent("roll.0.mark", "x"), ["roll_hash"]),
        (bent("votes.0.choice", "no"), ["result"]),
        (bent("votes.0.receipt", "r2"), ["receipt_twice"]),
        (bent("votes.1.line", 1), ["votes", "result"]),
        (bent("roll.2.took_part", False), ["votes", "result"]),  # noqa: FBT003  # a fact of JSON
        (bent("result.outcome", "rejected"), ["result"]),
        (bent("votes.0.line", 1, SECRET), ["votes"]),
        (bent("roll.1.number", 1, SECRET), ["roll_hash", "line_twice"]),
        (bent("votes.0.choice", "maybe"), ["format"]),
        (bent("format", "other"), ["format"]),
        (bent("rule", "coin"), ["format"]),
        (bent("roll", None), ["format"]),
        (bent("votes", [1]), ["format"]),
    ],
)
def test_whatever_is_changed_in_an_export_is_found(
    export: dict[str, Any], amiss: list[str]
) -> None:
    assert set(amiss) <= set(recount(export).amiss)
    assert not recount(export).is_equal


PLACES = st.sampled_from(
    ["rule", "options", "roll", "roll.0", "roll.0.heads", "votes", "votes.0", "votes.0.choice",
     "votes.0.receipt", "votes.0.line", "secret", "result", "roll_hash"]
)  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@given(PLACES, ANYTHING)
def test_whatever_stands_in_an_export_is_counted_or_found_amiss(where: str, value: object) -> None:
    found = recount(bent(where, value))

    assert found.is_equal == (not found.amiss)
    assert found.result or list(found.amiss) == ["format"]


def test_anybody_counts_again_with_python_alone(tmp_path: Path) -> None:
    right, wrong = tmp_path / "right.json", tmp_path / "wrong.json"
    right.write_text(json.dumps(EXPORT), encoding="utf-8")
    wrong.write_text(json.dumps(bent("result.outcome", "rejected")), encoding="utf-8")
    source = Path(__file__).parents[2] / "src"
    alone = (
        "import sys; sys.modules['django'] = None; sys.path.insert(0, sys.argv.pop(1));"
        "from linli.buildings.rules.recount import main; sys.exit(main(sys.argv[1:]))"
    )

    done = subprocess.run(  # noqa: S603  # ourselves
        [sys.executable, "-I", "-S", "-c", alone, str(source), str(right)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, json.loads(done.stdout)["equal"]) == (0, True)
    assert main([str(wrong)]) == 1
