"""A small vocabulary, and policies, facts and texts drawn at random over it."""

from datetime import date

from hypothesis import strategies as st

from linli.buildings.enums.policies import Sort
from linli.buildings.rules.policies import (
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
    Value,
    Within,
)

SIZES = {"small": "小型", "medium": "中型", "large": "大型 (1,000 人)"}
WORDS = {
    one.code: one
    for one in (
        Key("staff", "员工人数", Sort.NUMBER, "人"),
        Key("young", "35 岁及以下员工", Sort.NUMBER),
        Key("founded_on", "成立日期", Sort.DATE),
        Key("size", "企业规模", Sort.CHOICE, choices=SIZES),
        Key("listed", "上市", Sort.YES_NO),
        Key("high_tech", "高新技术企业", Sort.YES_NO),
    )
}
CLAUSE = Clause("演示 1 号", "第三条", "员工二十人以上的企业")

NUMBERS = st.sampled_from([0, 1, 19, 20, 21, 300])
DAYS = st.sampled_from([date(2020, 1, 1), date(2020, 1, 2), date(2025, 12, 31)])
PARTS = st.text("演示条 ，:：()a1", min_size=1, max_size=8).map(
    lambda text: " ".join(text.split()) or "条"
)
CLAUSES = st.builds(Clause, PARTS, PARTS, PARTS)
SOME_OF = st.lists(st.sampled_from(list(SIZES)), min_size=1, unique=True).map(
    lambda some: OneOf(tuple(code for code in SIZES if code in some))
)


NUMBERS_WITHIN = st.tuples(NUMBERS, NUMBERS).map(lambda two: Within(min(two), max(two)))
DAYS_WITHIN = st.tuples(DAYS, DAYS).map(lambda two: Within(min(two), max(two)))

TESTS = {
    Sort.NUMBER: st.builds(Compare, st.sampled_from(Op), NUMBERS) | NUMBERS_WITHIN,
    Sort.DATE: st.builds(Compare, st.sampled_from(Op), DAYS) | DAYS_WITHIN,
    Sort.CHOICE: SOME_OF,
    Sort.YES_NO: st.builds(Is, st.booleans()),
}
VALUES: dict[Sort, st.SearchStrategy[Value]] = {
    Sort.NUMBER: NUMBERS,
    Sort.DATE: DAYS,
    Sort.CHOICE: st.sampled_from(list(SIZES)),
    Sort.YES_NO: st.booleans(),
}

CONDITIONS = st.sampled_from(list(WORDS.values())).flatmap(
    lambda key: st.builds(Condition, st.just(key.code), TESTS[key.sort], CLAUSES)
)


def _framed(within: st.SearchStrategy[Node]) -> st.SearchStrategy[Framed]:
    parts = st.lists(within, min_size=1, max_size=3).map(tuple)
    return st.builds(Framed, st.sampled_from(Frame), parts)


POLICIES = st.recursive(CONDITIONS, _framed, max_leaves=6)

EVERYTHING = st.fixed_dictionaries({code: VALUES[key.sort] for code, key in WORDS.items()})
"""All facts of somebody."""

KNOWN = st.sets(st.sampled_from(list(WORDS)))
"""Which of them are known."""
