"""How long a text message is, as networks count it and charge for it.

Source: 3GPP TS 23.038 (the alphabet of 7 bits, and UCS-2) and TS 23.040 (parts of a long one,
each of which gives six bytes to what holds them together).
"""

from math import ceil

_PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE = frozenset("^{}\\[~]|€\f")
"""Written with an escape before them: two places each."""

ALONE, IN_PARTS = 70, 67
"""Units of 16 bits in one message, and in each part of a longer one."""

PLAIN_ALONE, PLAIN_IN_PARTS = 160, 153
"""The same in the alphabet of 7 bits."""


def segments(text: str) -> int:
    """Return as how many messages a text is sent and paid for. What is empty is one."""
    if set(text) <= _PLAIN | _DOUBLE:
        long, alone, each = plain_units(text), PLAIN_ALONE, PLAIN_IN_PARTS
    else:
        long, alone, each = units(text), ALONE, IN_PARTS
    return 1 if long <= alone else ceil(long / each)


def units(text: str) -> int:
    """Return how many units of 16 bits a text has in UCS-2; what lies beyond has two each."""
    return len(text.encode("utf-16-be")) // 2


def plain_units(text: str) -> int:
    """Return how many places a text takes in the alphabet of 7 bits."""
    return len(text) + sum(letter in _DOUBLE for letter in text)


def shortened(text: str, most: int) -> str:
    """Return the beginning of a text, at most so many characters long."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def ending(text: str, most: int) -> str:
    """Return the end of a text, which tells numbers apart, at most so many characters long."""
    return text if len(text) <= most else f"…{text[-(most - 1) :]}"
