"""What an owner of a meal is told by text message, to the letter, and within its limits.

No translation stands behind these sentences: providers of SMS in mainland China send none but
those that they have approved, so that a word changed here is a word refused there. What is
registered with a provider is ``template_of``; docs/INSTALL.md has it.
"""

from collections.abc import Mapping

from linli.notices.rules.lengths import ending, shortened

SEGMENTS_MOST = 2
"""A link is 57 characters and an address: with it no message fits into one of 70."""

SIGN_LONGEST, HOST_LONGEST = 10, 24
"""Characters of a signature in its brackets, and of a host's name, with which it holds. With
longer ones a message is sent all the same, and costs a third."""

VALUE_LONGEST = 35
"""Characters of one value. Source: Aliyun, "短信模板规范"; a link is given in two halves."""

LABEL_LONGEST = 7
SPOT_LONGEST = 9

WORDS: Mapping[tuple[str, str], str] = {
    ("stored", "zh-hans"): "餐到了（{label}）：{spot}{door}号格。{base}/p/{a}{b}",
    ("waiting", "zh-hans"): "餐还没取（{label}）：{spot}{door}号格。{base}/p/{a}{b}",
    ("stored", "en"): "Meal: {label} {spot} #{door} {base}/p/{a}{b}",
    ("waiting", "en"): "Waiting: {label} {spot} #{door} {base}/p/{a}{b}",
}
"""By template and language."""

SUBJECTS: Mapping[tuple[str, str], str] = {
    ("stored", "zh-hans"): "餐到了（{label}）：{spot}{door}号格",
    ("waiting", "zh-hans"): "餐还没取（{label}）：{spot}{door}号格",
    ("stored", "en"): "Your meal is in: {label}, {spot}, door {door}",
    ("waiting", "en"): "Your meal is still in: {label}, {spot}, door {door}",
}
"""What stands over it in a mailbox."""

LANGUAGES = ("zh-hans", "en")


def values_of(*, label: str, spot: str, door: int, token: str) -> dict[str, str]:
    """Return what fills the blanks, in their order, each short enough for every provider."""
    half = (len(token) + 1) // 2
    found = {
        "label": ending(label, LABEL_LONGEST),
        "spot": shortened(spot, SPOT_LONGEST),
        "door": str(door),
        "a": token[:half],
        "b": token[half:],
    }
    assert all(len(one) <= VALUE_LONGEST for one in found.values())
    return found


def text_of(template: str, language: str, values: Mapping[str, str], *, base: str) -> str:
    """Return a whole message; ``base`` is https:// and the host's name."""
    return WORDS[template, language].format(base=base, **values)


def subject_of(template: str, language: str, values: Mapping[str, str]) -> str:
    """Return what stands over a message in a mailbox, without the link."""
    return SUBJECTS[template, language].format(**values)


def template_of(template: str, language: str, *, base: str) -> str:
    """Return the sentence as it is registered: ${label} and so on for what is filled in."""
    blanks = {name: f"${{{name}}}" for name in ("label", "spot", "door", "a", "b")}
    return WORDS[template, language].format(base=base, **blanks)
