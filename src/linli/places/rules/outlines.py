"""The outline of a place: one closed ring that does not cross itself."""

import math
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from linli.places.errors import OutlineCrossesItself, OutlineOpen, OutlineUnreadable

FEWEST_POINTS, MOST_POINTS = 4, 500
"""A triangle with its first point again; a subdistrict of 10 km around, a point each 20 m."""

LONGEST_OUTLINE = 32 * 1024
"""Characters: 500 points as mapping programs write them, with some room."""

GRID = 10_000_000
"""Parts of a degree that points are rounded to, 1 cm: whole numbers cross or do not."""

Corner = tuple[int, int]
Ring = list[list[float]]


class _Polygon(msgspec.Struct, frozen=True):
    type: str
    coordinates: list[list[list[float]]]


def read_outline(text: str) -> Ring:
    """Return the ring of a GeoJSON polygon: [longitude, latitude] pairs, the first one last.

    Raises:
        OutlineUnreadable: no polygon of one ring with 4 to 500 points on this planet.
        OutlineOpen: the last point is not the first.
        OutlineCrossesItself: two sides meet that are no neighbours, or a side goes back.
    """
    if len(text) > LONGEST_OUTLINE:
        raise OutlineUnreadable
    try:
        polygon = msgspec.json.decode(text, type=_Polygon)
    except (msgspec.MsgspecError, UnicodeError) as unreadable:
        raise OutlineUnreadable from unreadable
    if polygon.type != "Polygon" or len(polygon.coordinates) != 1:
        raise OutlineUnreadable
    (ring,) = polygon.coordinates
    if not FEWEST_POINTS <= len(ring) <= MOST_POINTS or not all(map(_is_on_earth, ring)):
        raise OutlineUnreadable
    corners = [(round(one[0] * GRID), round(one[1] * GRID)) for one in ring]
    if corners[0] != corners[-1]:
        raise OutlineOpen
    if (met := first_crossing(corners)) is not None:
        raise OutlineCrossesItself(first=met[0] + 1, second=met[1] + 1)
    return [[x / GRID, y / GRID] for x, y in corners]


def write_outline(ring: Ring) -> str:
    """Return a ring as GeoJSON."""
    return msgspec.json.encode(_Polygon("Polygon", [ring])).decode()


def first_crossing(corners: Sequence[Corner]) -> tuple[int, int] | None:
    """Return two sides of a closed ring that meet where they must not, or None.

    Sides are counted from 0. Neighbours share a corner and nothing else; all others share
    nothing. Exact, because corners are whole numbers; n² at worst, 0.1 s for 500 points.
    """
    sides = list(pairwise(corners))
    count = len(sides)
    for one in range(count):
        if sides[one][0] == sides[one][1]:
            return one, one
        for other in range(one + 1, count):
            if other == one + 1:
                is_wrong = _goes_back(*sides[one], sides[other][1])
            elif one == 0 and other == count - 1:
                is_wrong = _goes_back(*sides[other], sides[one][1])
            else:
                is_wrong = _meet(*sides[one], *sides[other])
            if is_wrong:
                return one, other
    return None


def _is_on_earth(position: Sequence[float]) -> bool:
    return (
        len(position) == 2  # noqa: PLR2004  # longitude and latitude; heights are not kept
        and all(map(math.isfinite, position))
        and abs(position[0]) <= 180  # noqa: PLR2004  # degrees
        and abs(position[1]) <= 90  # noqa: PLR2004  # degrees
    )


def _turn(a: Corner, b: Corner, c: Corner) -> int:
    """Return above 0 where a, b, c turn left, below where right, 0 on one line."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _goes_back(a: Corner, b: Corner, c: Corner) -> bool:
    """Whether the side from b to c runs over the one from a to b that it follows."""
    ahead = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1])
    return _turn(a, b, c) == 0 and ahead <= 0


def _meet(a: Corner, b: Corner, c: Corner, d: Corner) -> bool:
    """Whether the sides from a to b and from c to d have a point in common."""
    for axis in (0, 1):
        if max(a[axis], b[axis]) < min(c[axis], d[axis]):
            return False
        if max(c[axis], d[axis]) < min(a[axis], b[axis]):
            return False
    return _turn(a, b, c) * _turn(a, b, d) <= 0 and _turn(c, d, a) * _turn(c, d, b) <= 0
