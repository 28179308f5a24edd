"""What policies may ask for, and their conditions in the reader's words."""

from collections.abc import Mapping
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.companies import FactKey, FactType
from linli.buildings.enums.industries import SECTIONS
from linli.buildings.enums.policies import Sort
from linli.buildings.rules.facts import SPECS
from linli.buildings.rules.policies import (
    Bound,
    Compare,
    Condition,
    Frame,
    Key,
    OneOf,
    Op,
    Vocabulary,
    Within,
)

INDUSTRY, AREA = "section", "area"
"""What the register of companies knows besides their facts."""

NAMES: Mapping[str, Promise] = {
    INDUSTRY: _("行业门类"),
    AREA: _("在楼面积"),
    **{key.value: key.label for key in FactKey},
}
"""What every key is called."""

FRAMES: Mapping[Frame, Promise] = {
    Frame.ALL: _("全部要满足"),
    Frame.ANY: _("满足一个就行"),
    Frame.NONE: _("一个都不能有"),
}
"""What a frame asks."""

_UNITS: Mapping[str, Promise | str] = {
    AREA: _("平方米"),
    **{key.value: spec.unit.label for key, spec in SPECS.items()},
}
_CHOICES: Mapping[str, Mapping[str, Promise | str]] = {
    INDUSTRY: {one.letter.lower(): one.name for one in SECTIONS},
    **{key.value: dict(spec.choices.choices) for key, spec in SPECS.items() if spec.choices},
}
_SORTS = {
    FactType.COUNT: Sort.NUMBER,
    FactType.FLAG: Sort.YES_NO,
    FactType.DAY: Sort.DATE,
    FactType.CHOICE: Sort.CHOICE,
}
_NUMBER: Mapping[Op, Promise] = {
    Op.AT_LEAST: _("{fact} 不少于 {value}"),
    Op.AT_MOST: _("{fact} 不多于 {value}"),
    Op.OVER: _("{fact} 多于 {value}"),
    Op.UNDER: _("{fact} 少于 {value}"),
    Op.EQUAL: _("{fact} 等于 {value}"),
}
_DATE: Mapping[Op, Promise] = {
    Op.AT_LEAST: _("{fact} 不早于 {value}"),
    Op.AT_MOST: _("{fact} 不晚于 {value}"),
    Op.OVER: _("{fact} 晚于 {value}"),
    Op.UNDER: _("{fact} 早于 {value}"),
    Op.EQUAL: _("{fact} 等于 {value}"),
}


@cache
def vocabulary() -> Vocabulary:
    """Return all that policies may ask for, in Chinese, as they are written."""
    sorts = {key.value: _SORTS[spec.kind] for key, spec in SPECS.items()}
    found = {INDUSTRY: Sort.CHOICE, AREA: Sort.NUMBER, **sorts}
    with override("zh-hans"):
        return {
            code: Key(
                code,
                str(NAMES[code]),
                sort,
                str(_UNITS.get(code, "")),
                {one: str(says) for one, says in _CHOICES.get(code, {}).items()},
            )
            for code, sort in found.items()
        }


def says_of(condition: Condition) -> str:
    """Return a condition in the reader's words; how it is written is always Chinese."""
    code, fact = condition.key, NAMES[condition.key]
    match condition.test:
        case Compare(op, value):
            words = _NUMBER if vocabulary()[code].sort is Sort.NUMBER else _DATE
            return str(words[op]).format(fact=fact, value=_value(code, value))
        case Within(first, last):
            ends = {"first": _value(code, first), "last": _value(code, last)}
            return gettext("{fact} 在 {first} 到 {last} 之间").format(fact=fact, **ends)
        case OneOf(codes):
            chosen = gettext("、").join(str(_CHOICES[code][one]) for one in codes)
            return gettext("{fact} 属于 {choices}").format(fact=fact, choices=chosen)
        case _:
            is_wanted = condition.test.wanted
            return (gettext("{fact} 是") if is_wanted else gettext("{fact} 否")).format(fact=fact)


def _value(code: str, value: Bound) -> str:
    return f"{value} {_UNITS.get(code, '')}".strip()
