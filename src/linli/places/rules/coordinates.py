"""WGS-84, which is kept, and GCJ-02, which Chinese maps show: from one to the other and back."""

import math
from dataclasses import dataclass

DECIMALS = 6
"""Of a degree: 0.11 m, finer than any phone measures."""

_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
"""The rectangle within which GCJ-02 shifts. Source: the transform as published since 2010
(emq EvilTransform, MIT; wandergis/coordtransform); it holds more than China."""

_A, _EE = 6378245.0, 0.00669342162296594323
"""Half the long axis in metres and the squared eccentricity of Krasovsky's ellipsoid, 1940."""

_ROUNDS = 8
"""Each leaves less than a hundredth of the error (0.0072 at worst, measured): after eight of
them less is left than a number can hold."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point on the ground: degrees east, degrees north."""

    longitude: float
    latitude: float


def is_shifted(point: Point) -> bool:
    """Tell whether maps show something else than WGS-84 here."""
    return _WEST <= point.longitude <= _EAST and _SOUTH <= point.latitude <= _NORTH


def gcj02_of(point: Point) -> Point:
    """Return where a Chinese map shows a point of WGS-84; outside the rectangle, the point.

    GCJ-02 is not published. This is the formula in common use; it agrees with the maps of AMap
    and Tencent within a few metres.
    """
    if not is_shifted(point):
        return point
    east, north = _shift(point)
    return Point(point.longitude + east, point.latitude + north)


def wgs84_of(point: Point) -> Point:
    """Return what point of WGS-84 a Chinese map shows here; the inverse of ``gcj02_of``.

    Exact to 0.1 mm everywhere in the rectangle but within 1 km of its edge, where one side is
    shifted and the other is not: the formula is contracting, so that repeating it converges.
    """
    if not is_shifted(point):
        return point
    found = point
    for _ in range(_ROUNDS):
        east, north = _shift(found)
        found = Point(point.longitude - east, point.latitude - north)
    return found


def rounded(point: Point) -> Point:
    """Return a point as it is kept: to the sixth decimal."""
    return Point(round(point.longitude, DECIMALS), round(point.latitude, DECIMALS))


def _shift(point: Point) -> tuple[float, float]:
    """Return by how many degrees east and north a map is off at a point of WGS-84."""
    x, y = point.longitude - 105.0, point.latitude - 35.0
    root = math.sqrt(abs(x))
    both = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    metres_north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + both
    metres_north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2 / 3
    metres_north += (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3
    metres_east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + both
    metres_east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2 / 3
    metres_east += (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3
    radians = math.radians(point.latitude)
    magic = 1 - _EE * math.sin(radians) ** 2
    root_magic = math.sqrt(magic)
    north = math.degrees(metres_north / ((_A * (1 - _EE)) / (magic * root_magic)))
    east = math.degrees(metres_east / (_A / root_magic * math.cos(radians)))
    return east, north
