"""Policies: three values, what settles them, what to ask next, and the text they are written in."""

import os
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.buildings.policy_words import (
    CLAUSE,
    EVERYTHING,
    KNOWN,
    POLICIES,
    WORDS,
)

from linli.buildings.enums.policies import Gain
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
    Compare,
    Condition,
    Frame,
    Framed,
    Is,
    Node,
    Op,
    Reason,
    Value,
    conditions,
    judge,
    judge_all,
    tell_each,
    verdict,
)
from linli.buildings.rules.policy_text import (
    CLAUSE_LONGEST,
    DEEPEST,
    MOST_CONDITIONS,
    forms,
    print_policy,
    print_test,
    read_policy,
)
from linli.kernel.errors import LinliError

TRIED = settings(max_examples=2_000 if os.environ.get("LINLI_SOAK") else 20)
CITED = "依据：演示 1 号|第三条|员工二十人以上的企业"
BIG = Condition("staff", Compare(Op.AT_LEAST, 20), CLAUSE)
LISTED = Condition("listed", Is(wanted=True), CLAUSE)
HIGH_TECH = Condition("high_tech", Is(wanted=True), CLAUSE)


def some(facts: dict[str, Value], keys: set[str]) -> dict[str, Value]:
    return {key: value for key, value in facts.items() if key in keys}


@TRIED
@given(POLICIES, EVERYTHING, KNOWN)
def test_filling_an_unknown_never_turns_what_is_settled(
    policy: Node, facts: dict[str, Value], keys: set[str]
) -> None:
    now, later = judge(policy, some(facts, keys), WORDS), judge(policy, facts, WORDS)

    assert later.gain is not Gain.UNKNOWN, "who is known wholly is judged"
    if now.gain is not Gain.UNKNOWN:
        assert now.gain is later.gain


@TRIED
@given(POLICIES, EVERYTHING, KNOWN)
def test_only_what_matters_is_asked_and_the_asking_ends(
    policy: Node, facts: dict[str, Value], keys: set[str]
) -> None:
    asked: list[str] = []
    while (ask := judge(policy, some(facts, keys), WORDS).ask) is not None:
        assert ask not in keys, "what is known is not asked"
        keys, asked = keys | {ask}, [*asked, ask]

    assert set(asked) <= {one.key for one in conditions(policy)}
    assert judge(policy, some(facts, keys), WORDS).gain is judge(policy, facts, WORDS).gain


@TRIED
@given(POLICIES, EVERYTHING, KNOWN)
def test_what_is_named_as_the_reason_is_reason_enough(
    policy: Node, facts: dict[str, Value], keys: set[str]
) -> None:
    judged = judge(policy, some(facts, keys), WORDS)
    assume(judged.gain is not Gain.UNKNOWN)
    of_reasons = {one.condition.key for one in judged.because}

    assert judged.because
    assert judge(policy, some(facts, of_reasons), WORDS).gain is judged.gain


@TRIED
@given(POLICIES, st.lists(EVERYTHING, min_size=1, max_size=4), KNOWN)
def test_many_are_judged_as_each_alone(
    policy: Node, everybody: list[dict[str, Value]], keys: set[str]
) -> None:
    known_of = [some(facts, keys) for facts in everybody] * 2

    assert judge_all(policy, known_of, WORDS) == [judge(policy, one, WORDS) for one in known_of]


@TRIED
@given(POLICIES, EVERYTHING, KNOWN)
def test_a_fact_said_to_settle_does_so_with_one_of_its_answers(
    policy: Node, facts: dict[str, Value], keys: set[str]
) -> None:
    judged = judge(policy, some(facts, keys), WORDS)

    for key in judged.settling:
        values: list[Value] = [0, 1, 19, 20, 21, 299, 300, 301, True, False, "small", "medium"]
        values += ["large"] + [
            day + timedelta(step)
            for day in (date(2020, 1, 1), date(2020, 1, 2), date(2025, 12, 31))
            for step in (-1, 0, 1)
        ]
        sort = type(facts[key])
        tried = [
            judge(policy, some(facts, keys) | {key: value}, WORDS).gain
            for value in values
            if type(value) is sort
        ]
        assert {Gain.YES, Gain.NO} & set(tried)


@pytest.mark.parametrize(
    ("frame", "told", "gain"),
    [
        (Frame.ALL, {"listed": False}, Gain.NO),
        (Frame.ALL, {"listed": True}, Gain.UNKNOWN),
        (Frame.ANY, {"listed": True}, Gain.YES),
        (Frame.ANY, {"listed": False}, Gain.UNKNOWN),
        (Frame.NONE, {"listed": True}, Gain.NO),
        (Frame.NONE, {"listed": False}, Gain.UNKNOWN),
        (Frame.ALL, {"listed": True, "high_tech": True}, Gain.YES),
        (Frame.ANY, {"listed": False, "high_tech": False}, Gain.NO),
        (Frame.NONE, {"listed": False, "high_tech": False}, Gain.YES),
    ],
)
def test_the_three_frames_are_kleene_s(frame: Frame, told: dict[str, Value], gain: Gain) -> None:
    policy = Framed(frame, (LISTED, HIGH_TECH))

    assert verdict(policy, tell_each(policy, told)) is gain


def test_the_question_that_settles_most_comes_first() -> None:
    either = Framed(Frame.ANY, (BIG, LISTED))
    policy = Framed(Frame.ALL, (either, HIGH_TECH))

    first = judge(policy, {}, WORDS)

    assert (first.gain, first.ask) == (Gain.UNKNOWN, "high_tech"), "one of its two answers settles"
    assert first.settling == ("high_tech",)
    assert judge(policy, {"high_tech": True}, WORDS).ask == "staff", (
        "as good as the other, and first"
    )
    assert judge(policy, {"high_tech": True, "staff": 5}, WORDS).ask == "listed"


def test_a_no_names_the_clauses_that_fail_and_no_others() -> None:
    policy = Framed(Frame.ALL, (BIG, LISTED, HIGH_TECH))

    judged = judge(policy, {"staff": 5, "listed": True, "high_tech": False}, WORDS)

    assert (judged.gain, judged.because) == (Gain.NO, (Reason(BIG), Reason(HIGH_TECH)))
    assert judged.because[0].condition.clause.article == "第三条"


def test_what_must_not_hold_is_named_as_such_for_and_against() -> None:
    barred = Framed(Frame.NONE, (LISTED,))
    policy = Framed(Frame.ALL, (BIG, barred))

    for listed, gain in ((True, Gain.NO), (False, Gain.YES)):
        judged = judge(policy, {"staff": 50, "listed": listed}, WORDS)
        assert judged.gain is gain
        assert judged.because[-1] == Reason(LISTED, is_barred=True)
    twice = judge(Framed(Frame.NONE, (barred,)), {"listed": True}, WORDS)
    assert twice.because == (Reason(LISTED),)


@TRIED
@given(POLICIES)
def test_a_policy_printed_and_read_is_the_same(policy: Node) -> None:
    text = print_policy(policy, WORDS)

    assert read_policy(text, WORDS) == policy
    assert print_policy(read_policy(text, WORDS), WORDS) == text


@TRIED
@given(
    st.lists(
        st.sampled_from(
            [
                "员工人数",
                "≥",
                "20",
                "人",
                "全部：",
                "完",
                CITED,
                "上市 是",
                "属于",
                "任一",
                "\n",
                " ",
            ]
        )
    )
)
def test_whatever_is_typed_is_read_or_refused_with_its_line(words: list[str]) -> None:
    text = "".join(words)

    try:
        policy = read_policy(text, WORDS)
    except LinliError as refused:
        line = refused.facts["line"]
    else:
        line = 0
        assert read_policy(print_policy(policy, WORDS), WORDS) == policy

    assert isinstance(line, int)
    assert 0 <= line <= text.count("\n") + 1


def test_space_width_and_signs_do_not_matter() -> None:
    half = "依据: 演示 1 号\uff5c第三条\uff5c员工二十人以上的企业"
    typed = f"  员工人数≥\uff12\uff10人\r\n{CITED}\n\n任一\n  上市 是\n{half}\n完"

    assert print_policy(read_policy(typed, WORDS), WORDS).splitlines() == [
        "员工人数 不少于 20 人",
        CITED,
        "任一：",
        "上市 是",
        CITED,
        "完",
    ]
    assert read_policy(f"staff >= 1,000\n{CITED}", WORDS) == Condition(
        "staff", Compare(Op.AT_LEAST, 1000), CLAUSE
    )


@pytest.mark.parametrize(
    ("text", "error", "line", "says"),
    [
        ("", FrameEmpty, 0, "员工人数 不少于 20 人"),
        (f"任一：\n完\n上市 是\n{CITED}", FrameEmpty, 1, "至少写一个"),
        (f"\n心情 好\n{CITED}", LineUnreadable, 2, "35 岁及以下员工"),
        (f"员工人数 很多\n{CITED}", ComparisonUnfit, 1, "不少于 20 人"),
        (f"上市 大概\n{CITED}", ComparisonUnfit, 1, "上市 是；上市 否"),
        (f"企业规模 小型\n{CITED}", ComparisonUnfit, 1, "企业规模 属于"),
        (f"企业规模 属于 小型、巨型\n{CITED}", ValueUnfit, 1, "小型、中型"),
        (f"员工人数 不少于 20 元\n{CITED}", ValueUnfit, 1, "20 人"),
        (f"35 岁及以下员工 不少于 二十\n{CITED}", ValueUnfit, 1, "写成20"),
        (f"员工人数 不少于 {'9' * 13}\n{CITED}", ValueUnfit, 1, "20 人"),
        (f"成立日期 不早于 2026-02-30\n{CITED}", ValueUnfit, 1, "2026-03-02"),
        (f"成立日期 不早于 1500-02-03\n{CITED}", ValueUnfit, 1, "2026-03-02"),
        (f"员工人数 在 30 到 20 之间\n{CITED}", RangeBackwards, 1, "不大于"),
        ("上市 是", ClauseNeeded, 1, "依据"),
        ("上市 是\n依据：只有文件", ClauseNeeded, 1, "原句"),
        ("上市 是\n依据：甲||丙", ClauseNeeded, 1, "原句"),
        (f"上市 是\n依据：甲|乙|{'丙' * (CLAUSE_LONGEST + 1)}", ClauseNeeded, 1, "200"),
        (CITED, ClauseAlone, 1, "前面没有条件"),
        (f"上市 是\n{CITED}\n完", NothingToClose, 3, "多了"),
        (f"都不：\n上市 是\n{CITED}", FrameOpen, 1, "都不"),
        ("全部：\n" * (DEEPEST + 1), TooManyConditions, DEEPEST + 1, "太深"),
        (
            f"上市 是\n{CITED}\n" * (MOST_CONDITIONS + 1),
            TooManyConditions,
            2 * MOST_CONDITIONS + 1,
            "40",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_by_line_with_what_may_stand_there(
    text: str, error: type[LinliError], line: int, says: str
) -> None:
    with pytest.raises(error) as caught:
        read_policy(text, WORDS)

    assert caught.value.facts["line"] == line
    assert says in str(caught.value)


def test_every_form_that_the_help_shows_can_be_written() -> None:
    for key in WORDS.values():
        for form in forms(key):
            read = read_policy(f"{form}\n{CITED}", WORDS)
            assert isinstance(read, Condition)
            assert print_test(read, WORDS) == form
