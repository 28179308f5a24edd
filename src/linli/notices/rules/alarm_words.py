"""What one of the staff is told of alarms at one cabinet, to the letter, and within its limits.

As with the letters to owners of meals, no translation stands behind these sentences: they are
what is registered with a provider of SMS (docs/INSTALL.md), and whoever gets one has no page
before them. Without a link it is one message of 70 units.
"""

from collections.abc import Mapping

from linli.notices.rules.lengths import shortened

TEMPLATE = "alarm"

PLACE_LONGEST, WHAT_LONGEST = 12, 26
"""Characters, with which a message in either language is one, a signature of ten among them."""

COUNT_MOST = 999

WORDS: Mapping[str, str] = {
    "zh-hans": "{place}：{what}，告警 {count} 个，请到邻里处理。",
    "en": "{place}: {what}, alarms: {count}",
}
"""By language."""

LANGUAGES = tuple(WORDS)


def values_of(*, place: str, what: str, count: int) -> dict[str, str]:
    """Return what fills the blanks, in their order."""
    return {
        "place": shortened(place, PLACE_LONGEST),
        "what": shortened(what, WHAT_LONGEST),
        "count": str(min(count, COUNT_MOST)),
    }


def text_of(language: str, values: Mapping[str, str]) -> str:
    """Return a whole message."""
    return WORDS[language].format(**values)


def template_of(language: str) -> str:
    """Return the sentence as it is registered: ${place} and so on for what is filled in."""
    return WORDS[language].format(place="${place}", what="${what}", count="${count}")
