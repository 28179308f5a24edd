"""What happened to a place, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.places.enums import PlaceLevel
from linli.places.queries.history import Happening
from linli.places.rules.tree import codes_of

Facts = Mapping[str, object]

_NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a place's history, ready to be read."""

    at: datetime
    who: str
    says: str


def say(one: Happening) -> str:
    """Return one act on a place as a sentence."""
    if one.other:
        return _("{place} 并入这里").format(place=one.other)
    sentence = _SENTENCES[one.verb](one.facts)
    row = one.facts.get("row")
    return _("{what}（表格第 {row} 行）").format(what=sentence, row=row) if row else sentence


def _planted(facts: Facts) -> str:
    above = codes_of(str(facts["path"]))[:-1]
    level = PlaceLevel(str(facts["level"])).label
    if not above:
        return _("添加：{level}“{name}”").format(level=level, name=facts["name"])
    return _("添加：{level}“{name}”，在 {above} 里").format(
        level=level, name=facts["name"], above=above[-1]
    )


def _changed(facts: Facts) -> str:
    return _("；").join(
        _("{field}从“{before}”改为“{after}”").format(
            field=word(), before=_value(before), after=_value(after)
        )
        for name, word in _FIELDS.items()
        if isinstance(pair := facts.get(name), list)
        for before, after in [pair[:2]]
    )


def _moved(facts: Facts) -> str:
    before, after = (codes_of(str(facts[name]))[-2] for name in ("from", "to"))
    return _("从 {before} 移到 {after}").format(before=before, after=after)


def _value(value: object) -> str:
    """Return a fact as people read it: text, point, or number of an outline's points."""
    match value:
        case [east, north]:
            return f"{east}, {north}"
        case int():
            return _("{count} 个点").format(count=value) if value else _NOTHING
        case _:
            return str(value or _NOTHING)


_FIELDS: Mapping[str, Callable[[], str]] = {
    "name": lambda: _("名称"),
    "division": lambda: _("区划代码"),
    "address": lambda: _("地址"),
    "point": lambda: _("坐标"),
    "outline": lambda: _("轮廓"),
}

_SENTENCES: Mapping[str, Callable[[Facts], str]] = {
    "place_planted": _planted,
    "place_changed": _changed,
    "place_moved": _moved,
    "place_merged": lambda facts: _("并入 {place}").format(place=facts["into"]),
    "place_closed": lambda _facts: _("撤销"),
    "place_opened_again": lambda _facts: _("恢复使用"),
}
