"""Which place may lie in which, and how the way down to it is written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from linli.places.enums import PlaceLevel
from linli.places.rules.coordinates import Point

LONGEST_CODE = 16
"""As a cabinet's code, so that both fit one label."""

LONGEST_WAY = 10
"""Codes on the way down: five levels, and five places on it that were merged into others."""

CHAIN = "places"
"""Where the ledger keeps what is done to places."""

SEPARATOR = "/"
_CODE = re.compile(rf"[A-Z0-9][A-Z0-9-]{{0,{LONGEST_CODE - 1}}}")
_ORDER = list(PlaceLevel)


@dataclass(frozen=True, slots=True)
class NewPlace:
    """One step on the way down to a place, with what else is known of it.

    ``division`` is its national code, ``point`` where it stands, in WGS-84.
    """

    level: PlaceLevel
    code: str
    name: str
    division: str = ""
    address: str = ""
    point: Point | None = None


def is_code(text: str) -> bool:
    """Tell whether a text can be a place's code."""
    return _CODE.fullmatch(text) is not None


def is_narrower(level: str, than: str) -> bool:
    """Tell whether a place of one level may lie in one of another.

    Levels may be left out, because an office tower need not belong to a residents' community.
    """
    return _ORDER.index(PlaceLevel(level)) > _ORDER.index(PlaceLevel(than))


def first_out_of_order(steps: Sequence[NewPlace]) -> NewPlace | None:
    """Return the first step that cannot lie in the one before it, or None.

    The first must be a district, each other narrower than the one before.
    """
    above: NewPlace | None = None
    for step in steps:
        if above is None and step.level != PlaceLevel.DISTRICT:
            return step
        if above is not None and not is_narrower(step.level, above.level):
            return step
        above = step
    return None


def path_of(codes: Sequence[str]) -> str:
    """Write the way down from the district as one text."""
    return SEPARATOR.join(codes)


def codes_of(path: str) -> tuple[str, ...]:
    """Return the codes on the way down, the district's first, the place's own last."""
    return tuple(path.split(SEPARATOR))


def lies_within(path: str, above: str) -> bool:
    """Tell whether the place with one path is that with another, or lies in it."""
    return path == above or path.startswith(above + SEPARATOR)


def path_after(path: str, *, of: str, to: str) -> str:
    """Return what a path within the place at ``of`` becomes when that place comes to ``to``."""
    assert lies_within(path, of)
    return to + path.removeprefix(of)
