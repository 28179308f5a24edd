"""Floors by their numbers: how they are typed and shown, and how much of each is let."""

import re
from unicodedata import normalize

HIGHEST = 200
"""Above the highest building there is; 9 below ground is deeper than any garage."""

DEEPEST = 9
MOST_AREA = 99_999
"""Square metres: more than any floor has."""

_FLOOR = re.compile(r"(B)?([0-9]{1,3})(?:F|层|楼)?")


def read_floor(typed: str) -> int | None:
    """Return the number of a floor, 12 for 12F and 12 层, -1 for B1; None for what is none."""
    found = _FLOOR.fullmatch(normalize("NFKC", typed).strip().upper().replace("地下", "B"))
    if found is None:
        text = typed.strip()
        return -int(text[1:]) if re.fullmatch("-[1-9]", text) else None
    number = int(found[2])
    most = DEEPEST if found[1] else HIGHEST
    return (-number if found[1] else number) if 1 <= number <= most else None


def floor_name(number: int) -> str:
    """Return how a floor is called: 12F, B1."""
    return f"B{-number}" if number < 0 else f"{number}F"


def read_area(typed: str) -> int | None:
    """Return whole square metres, rounded; None for what is no area."""
    text = normalize("NFKC", typed).strip().replace(",", "")
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,4})?", text):
        return None
    area = int(float(text) + 0.5)
    return area if 1 <= area <= MOST_AREA else None
