"""Phone numbers: how one is read, and how it is shown. How one is kept: see ``sealing``."""

import re
import unicodedata

from linli.people.errors import MobileImpossible

LONGEST_TEXT = 32
"""Characters of the longest way to write a mobile number that is read here."""

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_PREFIX = re.compile(r"(\+|00)?86(?=1[0-9]{10}$)")
_BETWEEN = re.compile(r"[\s\-]")
_DIGITS = 11
_HALF_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)}
_MOBILE_WITHIN = re.compile(
    r"(?<![0-9])(?:(?:\+|00)?86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]){8}(?![0-9])"
)


def read_mobile(text: str) -> str:
    """Return the eleven digits of a mobile number, however it is written.

    Full-width digits, spaces, hyphens and a leading +86, 0086 or 86 are forgiven.

    Raises:
        MobileImpossible: it is none of mainland China.
    """
    if len(text) <= LONGEST_TEXT:
        plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
        digits = _PREFIX.sub("", plain, count=1)
        if _MOBILE.fullmatch(digits):
            return digits
    raise MobileImpossible


def is_mobile(text: str) -> bool:
    """Tell whether a text is a mobile number of mainland China, however it is written."""
    try:
        read_mobile(text)
    except MobileImpossible:
        return False
    return True


def mask(mobile: str) -> str:
    """Return eleven digits as people may see them: 138****3821."""
    return f"{mobile[:3]}****{mobile[-4:]}"


def without_mobiles(text: str) -> str:
    """Return what somebody wrote with every mobile number in it masked, and digits half width.

    For what is kept for good, such as a reason in the ledger.
    """
    return _MOBILE_WITHIN.sub(_masked, text.translate(_HALF_WIDTH))


def _masked(found: re.Match[str]) -> str:
    return mask(_BETWEEN.sub("", found[0])[-_DIGITS:])
