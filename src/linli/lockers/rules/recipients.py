"""Whose meal it is, read from the one field a courier fills in."""

import re
import unicodedata
from dataclasses import dataclass

from linli.lockers.errors import PhoneImpossible, RecipientUnreadable
from linli.people.phones import is_mobile

LONGEST_TEXT = 64
"""Longer than any of the three, however it is written."""

_TAIL = re.compile(r"[0-9]{4}")
_ELEVEN_DIGITS = re.compile(r"1[0-9]{10}")
_ORDER_NO = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{4,31}")


@dataclass(frozen=True, slots=True)
class Recipient:
    """The owner of a meal as far as the courier knows: one of the three is given.

    ``tail`` is the last four digits of a phone and is also filled from a whole ``phone``.
    """

    tail: str = ""
    order_no: str = ""
    phone: str = ""


def read_recipient(text: str) -> Recipient:
    """Return whom the courier means by what was typed.

    Four digits are the tail of a phone; eleven digits that begin with 1 are a phone; five to
    32 letters, digits and hyphens are an order number. Full-width digits, spaces, a leading
    +86 and the hyphens of a written phone number are forgiven.

    Raises:
        PhoneImpossible: eleven digits beginning with 1 that no mobile phone has.
        RecipientUnreadable: none of the three.
    """
    if len(text) > LONGEST_TEXT:
        raise RecipientUnreadable
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    digits = plain.removeprefix("+86").replace("-", "")
    if _TAIL.fullmatch(plain):
        return Recipient(tail=plain)
    if _ELEVEN_DIGITS.fullmatch(digits):
        if not is_mobile(digits):
            raise PhoneImpossible(digits=len(digits))
        return Recipient(phone=digits, tail=digits[-4:])
    if _ORDER_NO.fullmatch(plain):
        return Recipient(order_no=plain)
    raise RecipientUnreadable
