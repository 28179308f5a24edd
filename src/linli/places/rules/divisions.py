"""National codes: GB/T 2260 for districts, the statistical codes below them."""

import re

from linli.places.enums import PlaceLevel

DIGITS = {PlaceLevel.DISTRICT: 6, PlaceLevel.SUBDISTRICT: 9, PlaceLevel.COMMUNITY: 12}
"""Of a code on each level that has one. Source: GB/T 2260-2007 (6 digits), GB/T 10114-2003 (9),
and the National Bureau of Statistics' 统计用区划代码 (12); buildings and blocks have none."""

LONGEST_DIVISION = 12

PROVINCES = frozenset(
    f"{number}"
    for numbers in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82),
    )
    for number in numbers
)
"""The first two digits that GB/T 2260 gives out."""

_DIGITS = re.compile(r"[0-9]{6,12}")


def read_division(text: str, level: PlaceLevel) -> str | None:
    """Return a national code in the length of its level, or None where it cannot be one.

    The 12 digits that statistics write for every level are understood: 310109009000 is the
    subdistrict 310109009. No text is no code.
    """
    if not text:
        return ""
    digits = DIGITS.get(level)
    if digits is None or not _DIGITS.fullmatch(text) or text[:2] not in PROVINCES:
        return None
    code, rest = text[:digits], text[digits:]
    if len(code) < digits or rest.strip("0") or len(text) not in {digits, LONGEST_DIVISION}:
        return None
    # A level's own digits are never all zero: that is the code of what lies above it.
    own = code[4:] if level == PlaceLevel.DISTRICT else code[-3:]
    return code if own.strip("0") else None
