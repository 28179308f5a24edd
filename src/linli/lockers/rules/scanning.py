"""What a courier's code may name: the texts of receipts are the platforms' own."""

import re
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import unquote

from linli.people.rules.guessing import Limit

PER_ADDRESS = Limit("scans-address", 200, timedelta(hours=1))
"""A lobby shares one address: 130 meals come in its busiest five minutes, few of them scanned.
A guess at numbers of nine digits meets one of 100 expected orders in 2,500 hours at this pace.
Source: LOCKERS, acceptance load."""

MOST_CANDIDATES = 20
"""Of one picture: so many order numbers are looked up at once, and no more."""

LONGEST_CODE = 500
"""Characters that are read of one code; a receipt's link has less than 200."""

DIGITS_OF_AN_ORDER = 5
"""Digits at least in a part of a longer text that may be an order number: a word has none."""

_OUR_ORDER = re.compile(r"/o/(?P<token>[A-Za-z0-9_:~.-]{20,200})(?:[?#]|$)")
_WHOLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{3,31}")
_PART = re.compile(r"(?<![A-Za-z0-9-])[A-Za-z0-9][A-Za-z0-9-]{7,31}(?![A-Za-z0-9-])")


def our_order(text: str) -> str:
    """Return the token of a link of ours to an order; empty where the code is none."""
    found = _OUR_ORDER.search(text[:LONGEST_CODE])
    return found["token"] if found else ""


def candidates(texts: Iterable[str]) -> list[str]:
    """Return what may be an order number or a phone, the likeliest first.

    A code that is nothing else is it; of a link or a longer text it may be each part that has
    letters and digits enough.
    """
    whole, parts = [], []
    for text in texts:
        plain = unquote(text[:LONGEST_CODE].strip())
        if _WHOLE.fullmatch(plain):
            whole.append(plain)
        else:
            parts += [one for one in _PART.findall(plain) if _has_digits(one)]
    return list(dict.fromkeys(whole + parts))[:MOST_CANDIDATES]


def _has_digits(part: str) -> bool:
    return sum(one.isdigit() for one in part) >= DIGITS_OF_AN_ORDER
