"""Floors and blocks that somebody chooses, read or refused."""

import re
from collections.abc import Collection, Mapping

from linli.buildings.errors.plan import FloorsImpossible, NoSuchSpot
from linli.buildings.rules.plan import DEEPEST, TALLEST, Spot

_FLOOR = re.compile(r"-?[0-9]{1,3}")

Posted = Mapping[str, str]


def read_spot(posted: Posted, *, floors: Collection[int], blocks: Collection[str]) -> Spot:
    """Return the floor and the block that were chosen; either may be left open.

    Raises:
        NoSuchSpot: the building has none such.
    """
    typed, block = posted.get("floor", ""), posted.get("block", "")
    floor = int(typed) if _FLOOR.fullmatch(typed) else None
    if (typed and floor not in floors) or (block and block not in blocks):
        raise NoSuchSpot
    return floor, block


def read_floors(posted: Posted) -> tuple[int, int]:
    """Return the lowest and the highest floor of a building.

    Raises:
        FloorsImpossible: one of them is no number.
    """
    typed = [posted.get(name, "").strip() for name in ("lowest", "highest")]
    if not all(_FLOOR.fullmatch(one) for one in typed):
        raise FloorsImpossible(lowest=DEEPEST, highest=TALLEST)
    lowest, highest = (int(one) for one in typed)
    return lowest, highest
