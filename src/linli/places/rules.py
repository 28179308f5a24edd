"""Which place may lie in which, and how the way down to it is written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from linli.places.enums import PlaceLevel

LONGEST_CODE = 16
"""As a cabinet's code, so that both fit one label."""

SEPARATOR = "/"
_CODE = re.compile(rf"[A-Z0-9][A-Z0-9-]{{0,{LONGEST_CODE - 1}}}")
_ORDER = list(PlaceLevel)


@dataclass(frozen=True, slots=True)
class NewPlace:
    """One step on the way down to a place."""

    level: PlaceLevel
    code: str
    name: str


def is_code(text: str) -> bool:
    """Tell whether a text can be a place's code."""
    return _CODE.fullmatch(text) is not None


def first_out_of_order(steps: Sequence[NewPlace]) -> NewPlace | None:
    """Return the first step that cannot lie in the one before it, or None.

    The first must be a district, each other narrower than the one before; levels may be left
    out, because an office tower need not belong to a residents' community.
    """
    above = -1
    for step in steps:
        level = _ORDER.index(step.level)
        if level <= above or (above < 0 and level > 0):
            return step
        above = level
    return None


def path_of(codes: Sequence[str]) -> str:
    """Write the way down from the district as one text."""
    return SEPARATOR.join(codes)


def codes_of(path: str) -> tuple[str, ...]:
    """Return the codes on the way down, the district's first, the place's own last."""
    return tuple(path.split(SEPARATOR))
