"""What a company is told of a policy by text message, to the letter, and within its limits.

Providers of SMS send none but sentences that they have approved: docs/INSTALL.md has them.
"""

from collections.abc import Mapping

from linli.notices.rules.lengths import shortened

LABEL_LONGEST, NAME_LONGEST = 8, 10
"""Characters: with its link a message stays within two."""

SEGMENTS_MOST = 2
SIGN_LONGEST, HOST_LONGEST = 10, 24
"""Characters of a signature in its brackets, and of a host's name, with which it does."""

TEMPLATE = "policy"

WORDS: Mapping[str, str] = {
    "zh-hans": "{label}：可能享受“{name}”。{base}/outreach/{a}{b}",
    "en": "{label} may gain by {name} {base}/outreach/{a}{b}",
}
SUBJECTS: Mapping[str, str] = {
    "zh-hans": "{label}：可能享受“{name}”",
    "en": "{label} may gain by {name}",
}
"""What stands over it in a mailbox."""


def values_of(*, company: str, policy: str, token: str) -> dict[str, str]:
    """Return what fills the blanks, in their order; a value may have 35 characters."""
    half = (len(token) + 1) // 2
    return {
        "label": shortened(company, LABEL_LONGEST),
        "name": shortened(policy, NAME_LONGEST),
        "a": token[:half],
        "b": token[half:],
    }


def text_of(language: str, values: Mapping[str, str], *, base: str) -> str:
    """Return a whole message; ``base`` is https:// and the host's name."""
    return WORDS[language].format(base=base, **values)


def subject_of(language: str, values: Mapping[str, str]) -> str:
    """Return what stands over a message in a mailbox, without the link."""
    return SUBJECTS[language].format(**values)
