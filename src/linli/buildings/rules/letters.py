"""What people who follow a matter are sent, to the letter, and within its limits.

No translation stands behind these sentences: providers of SMS send none but those that they have
approved. What is registered with one is ``template_of``; docs/INSTALL.md has it.
"""

from collections.abc import Mapping
from datetime import datetime, time

from linli.buildings.enums.matters import MatterState

TEMPLATE = "matter"

WORDS: Mapping[str, str] = {
    "zh-hans": "楼事#{number}{what}。{base}/voices/{a}{b}",
    "en": "Matter #{number}: {what}. {base}/voices/{a}{b}",
}
"""By language; a link is given in two halves, because a value may have 35 characters."""

LATE = "late"

SAYS: Mapping[tuple[str, str], str] = {
    (MatterState.RAISED, "zh-hans"): "已收到",
    (MatterState.TRIAGED, "zh-hans"): "已受理",
    (MatterState.DELIBERATING, "zh-hans"): "在楼委会议事",
    (MatterState.IN_HAND, "zh-hans"): "在办，期限{due}",
    (MatterState.ANSWERED, "zh-hans"): "已答复，请看是否解决",
    (MatterState.EXCLUDED, "zh-hans"): "不予办理，请看原因",
    (LATE, "zh-hans"): "逾期了，已升级",
    (MatterState.RAISED, "en"): "received",
    (MatterState.TRIAGED, "en"): "taken on",
    (MatterState.DELIBERATING, "en"): "in debate",
    (MatterState.IN_HAND, "en"): "in hand, due {due}",
    (MatterState.ANSWERED, "en"): "answered; is it solved?",
    (MatterState.EXCLUDED, "en"): "not dealt with; see why",
    (LATE, "en"): "overdue, raised higher",
}
"""What is said of a matter, by how far it is and language."""

WAKING = (time(8), time(21))
"""Nobody is woken by a deadline: what the clock does to matters waits for the morning."""


def values_of(*, number: int, stage: str, due: str, language: str, token: str) -> dict[str, str]:
    """Return what fills the blanks, in their order; ``due`` is a day, as 03-09."""
    half = (len(token) + 1) // 2
    what = SAYS[stage, language].format(due=due)
    return {"number": str(number), "what": what, "a": token[:half], "b": token[half:]}


def text_of(language: str, values: Mapping[str, str], *, base: str) -> str:
    """Return a whole message; ``base`` is https:// and the host's name."""
    return WORDS[language].format(base=base, **values)


def subject_of(language: str, values: Mapping[str, str]) -> str:
    """Return what stands over a message in a mailbox, without the link."""
    return WORDS[language].partition("{base}")[0].format(**values).strip(" 。.")


def template_of(language: str, *, base: str) -> str:
    """Return the sentence as it is registered: ${number} and so on for what is filled in."""
    blanks = {name: f"${{{name}}}" for name in ("number", "what", "a", "b")}
    return WORDS[language].format(base=base, **blanks)


def is_waking(at: datetime) -> bool:
    """Tell whether people may be told of what the clock did, at a local instant."""
    first, last = WAKING
    return first <= at.time() < last
